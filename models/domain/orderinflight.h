// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/route.h"

namespace interlock {

/// One order that waits for the external service (row of `interlock.orders_in_flight`).
struct OrderInFlight
{
    QString orderId;
    Side origin = Side::Legacy; ///< the system it was placed on
    Side owner = Side::Legacy;  ///< the system that must complete it
    QString state;
    QDateTime placedAt;
    QDateTime dueAt;
    QDateTime updatedAt;
    QString legacyId;
    QString newId;
    std::optional<qint64> amountMinor; ///< in the currency's minor unit
    QString currency;

    friend bool operator==(const OrderInFlight &, const OrderInFlight &) = default;
};

/// The answer to one poll of the orders view. Rows are capped; the counts are not.
struct OrdersSnapshot
{
    QDateTime at; ///< the database's clock
    QList<OrderInFlight> rows;
    bool truncated = false; ///< more rows exist than were fetched
    qint64 legacyOpen = 0;  ///< open orders with origin legacy
    qint64 newOpen = 0;     ///< open orders with origin new: those a rollback would touch
    qint64 overdue = 0;     ///< open orders past their due date
    QDateTime lastDueAt; ///< the latest due date of a legacy order: the drain cannot end later unless stuck
    int badRows = 0;     ///< rows that did not parse; more than 0 makes the reading BAD

    friend bool operator==(const OrdersSnapshot &, const OrdersSnapshot &) = default;
};

} // namespace interlock
