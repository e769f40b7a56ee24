// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/orders/postgresconnection.h"
#include "models/endpoints/orders/reconnectpause.h"
#include "models/endpoints/teamport.h"

#include <memory>
#include <QSocketNotifier>

namespace interlock {

/// Who a console is to the team, as far as it may say so itself.
struct TeamSelf
{
    QString migration;
    QString place;   ///< the machine
    QString program; ///< "console", "watch", …
    QUuid session;   ///< of this process
};

/// What PostgresTeam does on its thread. Only interrupt() may be called from another one.
class PostgresTeamWorker final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PostgresTeamWorker)

public:
    PostgresTeamWorker(const QString &connection, const QString &password, const TeamSelf &self);
    ~PostgresTeamWorker() override;

    [[nodiscard]] Result<TeamPicture> beat(const TeamBeat &beat);
    [[nodiscard]] Result<QList<qint64>> missing(const QByteArray &source, qint64 from, qint64 to, int limit);
    [[nodiscard]] Result<QList<Recording>> record(const QList<SharedEntry> &entries);
    [[nodiscard]] Result<QList<SharedEntry>> entriesAfter(qint64 id, int limit);
    [[nodiscard]] Result<QList<Approval>> approvals();
    [[nodiscard]] Result<Approval> request(const ApprovalRequest &request);
    [[nodiscard]] Result<Approval> step(const QUuid &approval, ApprovalStep step, const QByteArray &digest,
                                        const QUuid &act, const QString &actor, const QString &detail);
    /// Says that we are gone, as far as that is quickly said, and ends the session.
    void leave();
    void interrupt() { m_connection.interrupt(); }

Q_SIGNALS:
    void journalGrew();
    void teamMoved();
    void approvalsMoved();

private:
    using Parameters = PostgresConnection::Parameters;

    [[nodiscard]] Result<void> open();
    [[nodiscard]] Result<PostgresResult> ask(const QByteArray &sql, const Parameters &parameters);
    [[nodiscard]] Result<Recording> recordOne(const SharedEntry &entry);
    [[nodiscard]] Result<Approval> oneApproval(const QUuid &id);
    void takeNotices();
    void watchSocket();

    PostgresConnection m_connection;
    const TeamSelf m_self;
    QDeadlineTimer m_deadline;
    ReconnectPause m_pause{std::chrono::seconds(5)};
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace interlock
