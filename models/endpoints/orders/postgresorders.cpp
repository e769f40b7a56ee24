// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/orders/postgresorders.h"

#include "models/endpoints/orders/postgresordersworker.h"

namespace interlock {

using namespace Qt::StringLiterals;

PostgresOrders::PostgresOrders(const EndpointSpec &spec, const QString &password, QObject *parent)
    : OrdersPort(parent), m_worker(std::make_unique<PostgresOrdersWorker>(spec, password))
{
    m_thread.setObjectName(u"orders"_s);
    m_worker->moveToThread(&m_thread);
    m_thread.start();
}

PostgresOrders::~PostgresOrders()
{
    m_worker->interrupt();
    m_thread.quit();
    m_thread.wait();
}

QFuture<Result<OrdersSnapshot>> PostgresOrders::read()
{
    const auto answer = Answer<OrdersSnapshot>::create();
    QMetaObject::invokeMethod(
        m_worker.get(), [worker = m_worker.get(), answer] { answer->deliver(worker->read()); },
        Qt::QueuedConnection);
    return answer->future();
}

} // namespace interlock
