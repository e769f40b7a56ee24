// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/team/postgresteamworker.h"

#include <QThread>

namespace interlock {

/// The team on the schema `interlock_console` of a PostgreSQL (`interlockctl init-db`), with one thread and
/// one connection that listens. Opened when it is first needed, and again after it broke.
class PostgresTeam final : public TeamPort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PostgresTeam)

public:
    PostgresTeam(const QString &connection, const QString &password, const TeamSelf &self,
                 QObject *parent = nullptr);
    /// Says goodbye where that takes less than half a second; what waits ends as Cancelled.
    ~PostgresTeam() override;

    [[nodiscard]] QFuture<Result<TeamPicture>> beat(const TeamBeat &beat) override;
    [[nodiscard]] QFuture<Result<QList<qint64>>> missing(const QByteArray &source, qint64 from, qint64 to,
                                                         int limit) override;
    [[nodiscard]] QFuture<Result<QList<Recording>>> record(const QList<SharedEntry> &entries) override;
    [[nodiscard]] QFuture<Result<QList<SharedEntry>>> entriesAfter(qint64 id, int limit) override;
    [[nodiscard]] QFuture<Result<QList<Approval>>> approvals() override;
    [[nodiscard]] QFuture<Result<Approval>> request(const ApprovalRequest &request) override;
    [[nodiscard]] QFuture<Result<Approval>> step(const QUuid &approval, ApprovalStep step,
                                                 const QByteArray &digest, const QUuid &act,
                                                 const QString &actor, const QString &detail) override;

private:
    template<typename T, typename Work>
    [[nodiscard]] QFuture<Result<T>> run(Work work);

    std::unique_ptr<PostgresTeamWorker> m_worker;
    QThread m_thread;
};

} // namespace interlock
