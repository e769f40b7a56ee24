// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/endpointspec.h"
#include "models/endpoints/orders/ordersquery.h"
#include "models/endpoints/orders/reconnectpause.h"

#include <QObject>

namespace interlock {

/// What PostgresOrders does on its thread. Only interrupt() may be called from another one.
class PostgresOrdersWorker final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PostgresOrdersWorker)

public:
    PostgresOrdersWorker(const EndpointSpec &spec, const QString &password);
    ~PostgresOrdersWorker() override = default;

    [[nodiscard]] Result<OrdersSnapshot> read();
    void interrupt() { m_connection.interrupt(); }

private:
    [[nodiscard]] Result<void> open();

    EndpointSpec m_spec;
    PostgresConnection m_connection;
    OrdersQuery m_query;
    ReconnectPause m_pause;
};

} // namespace interlock
