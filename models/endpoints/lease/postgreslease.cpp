// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/lease/postgreslease.h"

#include "models/endpoints/answer.h"
#include "models/endpoints/lease/postgresleaseworker.h"

namespace interlock {

PostgresLease::PostgresLease(const QString &connection, const QString &password, const QString &name,
                             const LeaseIdentity &identity, QObject *parent)
    : LeasePort(parent), m_worker(std::make_unique<PostgresLeaseWorker>(connection, password, name, identity))
{
    m_thread.setObjectName(QStringLiteral("lease"));
    m_worker->moveToThread(&m_thread);
    m_thread.start();
}

PostgresLease::~PostgresLease()
{
    m_worker->interrupt();
    m_thread.quit();
    m_thread.wait();
}

QFuture<Result<LeaseStatus>> PostgresLease::renew(bool want)
{
    const auto answer = Answer<LeaseStatus>::create();
    QMetaObject::invokeMethod(
        m_worker.get(), [worker = m_worker.get(), answer, want] { answer->deliver(worker->renew(want)); },
        Qt::QueuedConnection);
    return answer->future();
}

void PostgresLease::release()
{
    QMetaObject::invokeMethod(
        m_worker.get(), [worker = m_worker.get()] { worker->release(); }, Qt::QueuedConnection);
}

} // namespace interlock
