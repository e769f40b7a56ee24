// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/orderinflight.h"
#include "models/endpoints/orders/postgresconnection.h"

namespace interlock {

/// Rows kept of one poll; the counts are exact beyond it.
inline constexpr int greatestOrderCount = 50'000;

/// The SELECT of an endpoint, wrapped: checked for the contract's columns, capped, counted. One thread at a
/// time.
class OrdersQuery final
{
public:
    /// @p select is a SELECT of the profile; empty: the contract's view.
    explicit OrdersQuery(const QString &select);

    /// Reads rows and counts in one read-only snapshot of the database. @p statementTimeout is the server's
    /// limit for one statement. A missing column or one of the wrong type is a Database error that names
    /// column and query.
    [[nodiscard]] Result<OrdersSnapshot> run(PostgresConnection &connection,
                                             std::chrono::milliseconds statementTimeout,
                                             const QDeadlineTimer &deadline) const;

    [[nodiscard]] const QString &text() const { return m_select; }

private:
    [[nodiscard]] Result<void> check(PostgresConnection &connection, const QDeadlineTimer &deadline) const;
    [[nodiscard]] Result<OrdersSnapshot> readRows(PostgresConnection &connection,
                                                  const QDeadlineTimer &deadline) const;
    [[nodiscard]] Result<void> readCounts(PostgresConnection &connection, OrdersSnapshot &snapshot,
                                          const QDeadlineTimer &deadline) const;
    [[nodiscard]] QByteArray source() const;

    QString m_select;
};

} // namespace interlock
