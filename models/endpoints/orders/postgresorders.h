// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/endpointspec.h"
#include "models/endpoints/answer.h"
#include "models/endpoints/ordersport.h"

#include <memory>
#include <QThread>

namespace interlock {

class PostgresOrdersWorker;

/// Orders in flight from PostgreSQL: a SELECT through libpq on a thread of its own, read-only, with a
/// statement timeout a little below the endpoint's total one. A broken connection is opened again at the next
/// read(), after failures not sooner than a growing pause (0.5 to 8 s) lets it; meanwhile read() ends at once
/// with the last error.
class PostgresOrders final : public OrdersPort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PostgresOrders)

public:
    /// TLS, service files and several hosts are as libpq has them in the connection string of @p spec.
    PostgresOrders(const EndpointSpec &spec, const QString &password, QObject *parent = nullptr);
    /// Interrupts what runs; waits for the thread, which never waits for the server then.
    ~PostgresOrders() override;

    [[nodiscard]] QFuture<Result<OrdersSnapshot>> read() override;

private:
    QThread m_thread;
    std::unique_ptr<PostgresOrdersWorker> m_worker;
};

} // namespace interlock
