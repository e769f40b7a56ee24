// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"
#include "models/domain/team.h"

#include <QFuture>
#include <QObject>

namespace interlock {

/// What a console says of itself with each beat.
struct TeamBeat
{
    QString actor;
    TeamRole role = TeamRole::None; ///< by the token's scopes
    QList<TeamDraft> drafts;        ///< armed; a role below on-call has none at the server
};

/// A request for a second person.
struct ApprovalRequest
{
    QString routeId;
    QString what;
    QString reason;
    QByteArray evidence;
    QString actor;
    std::chrono::seconds validFor{0};
};

/// Where several people's consoles meet: the shared journal, who is on, approvals. Who somebody is and what
/// they may do is decided by the other side, not by what is said here. Futures end on success, error, timeout
/// and destruction (Cancelled): Auth without a right, Refused when a step does not fit (the detail says why
/// in plain words), Network or Timeout when the other side is gone. GUI thread.
class TeamPort : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Says that we are on, and asks who else is.
    [[nodiscard]] virtual QFuture<Result<TeamPicture>> beat(const TeamBeat &beat) = 0;
    /// The first @p limit numbers of @p source in @p from … @p to that the shared journal does not have.
    [[nodiscard]] virtual QFuture<Result<QList<qint64>>> missing(const QByteArray &source, qint64 from,
                                                                 qint64 to, int limit) = 0;
    /// Records entries, each exactly once however often it is given; one answer an entry.
    [[nodiscard]] virtual QFuture<Result<QList<Recording>>> record(const QList<SharedEntry> &entries) = 0;
    /// Shared entries after @p id, oldest first; with a negative @p id the newest @p limit.
    [[nodiscard]] virtual QFuture<Result<QList<SharedEntry>>> entriesAfter(qint64 id, int limit) = 0;
    /// Those that are not over, and the newest ones that are, oldest first.
    [[nodiscard]] virtual QFuture<Result<QList<Approval>>> approvals() = 0;
    [[nodiscard]] virtual QFuture<Result<Approval>> request(const ApprovalRequest &request) = 0;
    /// @p digest: for Approve, of the evidence that was shown; @p act: for Use, the key of the act.
    [[nodiscard]] virtual QFuture<Result<Approval>> step(const QUuid &approval, ApprovalStep step,
                                                         const QByteArray &digest, const QUuid &act,
                                                         const QString &actor, const QString &detail) = 0;

Q_SIGNALS:
    /// Somebody changed it; what it is now is to be asked for. Hints only: they get lost with a connection.
    void journalGrew();
    void teamMoved();
    void approvalsMoved();
};

} // namespace interlock
