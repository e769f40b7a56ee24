// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/team/postgresteam.h"

#include "models/endpoints/answer.h"

#include <semaphore>

namespace interlock {

using namespace std::chrono_literals;

PostgresTeam::PostgresTeam(const QString &connection, const QString &password, const TeamSelf &self,
                           QObject *parent)
    : TeamPort(parent), m_worker(std::make_unique<PostgresTeamWorker>(connection, password, self))
{
    connect(m_worker.get(), &PostgresTeamWorker::journalGrew, this, &TeamPort::journalGrew);
    connect(m_worker.get(), &PostgresTeamWorker::teamMoved, this, &TeamPort::teamMoved);
    connect(m_worker.get(), &PostgresTeamWorker::approvalsMoved, this, &TeamPort::approvalsMoved);
    m_thread.setObjectName(QStringLiteral("team"));
    m_worker->moveToThread(&m_thread);
    m_thread.start();
}

PostgresTeam::~PostgresTeam()
{
    // The goodbye comes after whatever runs now; a server that stands still is not waited for.
    const auto left = std::make_shared<std::binary_semaphore>(0);
    QMetaObject::invokeMethod(
        m_worker.get(),
        [worker = m_worker.get(), left] {
            worker->leave();
            left->release();
        },
        Qt::QueuedConnection);
    if (!left->try_acquire_for(500ms))
        m_worker->interrupt();
    m_thread.quit();
    m_thread.wait();
}

template<typename T, typename Work>
QFuture<Result<T>> PostgresTeam::run(Work work)
{
    const auto answer = Answer<T>::create();
    QMetaObject::invokeMethod(
        m_worker.get(),
        [worker = m_worker.get(), answer, work = std::move(work)] { answer->deliver(work(*worker)); },
        Qt::QueuedConnection);
    return answer->future();
}

QFuture<Result<TeamPicture>> PostgresTeam::beat(const TeamBeat &beat)
{
    return run<TeamPicture>([beat](PostgresTeamWorker &worker) { return worker.beat(beat); });
}

QFuture<Result<QList<qint64>>> PostgresTeam::missing(const QByteArray &source, qint64 from, qint64 to,
                                                     int limit)
{
    return run<QList<qint64>>([source, from, to, limit](PostgresTeamWorker &worker) {
        return worker.missing(source, from, to, limit);
    });
}

QFuture<Result<QList<Recording>>> PostgresTeam::record(const QList<SharedEntry> &entries)
{
    return run<QList<Recording>>([entries](PostgresTeamWorker &worker) { return worker.record(entries); });
}

QFuture<Result<QList<SharedEntry>>> PostgresTeam::entriesAfter(qint64 id, int limit)
{
    return run<QList<SharedEntry>>(
        [id, limit](PostgresTeamWorker &worker) { return worker.entriesAfter(id, limit); });
}

QFuture<Result<QList<Approval>>> PostgresTeam::approvals()
{
    return run<QList<Approval>>([](PostgresTeamWorker &worker) { return worker.approvals(); });
}

QFuture<Result<Approval>> PostgresTeam::request(const ApprovalRequest &request)
{
    return run<Approval>([request](PostgresTeamWorker &worker) { return worker.request(request); });
}

QFuture<Result<Approval>> PostgresTeam::step(const QUuid &approval, ApprovalStep step,
                                             const QByteArray &digest, const QUuid &act, const QString &actor,
                                             const QString &detail)
{
    return run<Approval>([approval, step, digest, act, actor, detail](PostgresTeamWorker &worker) {
        return worker.step(approval, step, digest, act, actor, detail);
    });
}

} // namespace interlock
