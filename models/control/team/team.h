// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/blocker.h"
#include "models/control/team/approvalrule.h"
#include "models/control/team/journalshare.h"
#include "models/domain/clock.h"

#include <functional>
#include <QTimer>

namespace interlock {

class ActContext;

/// The other people at work on this migration: who is on and what they are about to send, their entries of
/// the journal, and the approvals. Made by Control where the profile names a [team]. GUI thread.
///
/// What is checked here is for the eye and for early words; who may do what is decided by the server.
class Team final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Team)

public:
    /// @p armed: what this console is about to send.
    Team(ActContext &context, TeamPort &port, std::function<QList<TeamDraft>()> armed,
         QObject *parent = nullptr);

    void start();
    /// True while the other side answers: what is shown is not older than a few beats.
    [[nodiscard]] bool live() const;
    /// Why not; nothing before the first answer is missed.
    [[nodiscard]] const std::optional<Error> &problem() const { return m_problem; }
    /// True once the other side has told all, or has failed to: a command that looks once waits for it.
    [[nodiscard]] bool known() const { return m_problem || m_approvalsKnown; }
    /// Everybody who is on, ourselves included; empty when that is not known now.
    [[nodiscard]] QList<TeamMember> members() const;
    /// Ours at PostgreSQL; empty and None until it was said.
    [[nodiscard]] QString account() const { return m_picture.account; }
    [[nodiscard]] TeamRole role() const { return m_picture.role; }
    [[nodiscard]] const JournalShare &share() const { return m_share; }
    [[nodiscard]] JournalShare &share() { return m_share; }

    /// Those that are not over and the newest that are, oldest first, each with what it is at this moment:
    /// an open one that has grown too old meanwhile is Expired here, too.
    [[nodiscard]] QList<Approval> approvals() const;
    /// Requests of others that wait for a signature.
    [[nodiscard]] QList<Approval> toSign() const;
    [[nodiscard]] bool isOwn(const Approval &approval) const;
    /// Asks for a second person's signature under the change, with the evidence of this moment.
    [[nodiscard]] QFuture<Result<Approval>> request(const RouteChange &change);
    /// Signs what was shown: @p shown is the approval as it was on the screen. Refused here already when our
    /// own picture says otherwise than its evidence.
    [[nodiscard]] QFuture<Result<Approval>> sign(const Approval &shown);
    [[nodiscard]] QFuture<Result<Approval>> decline(const QUuid &id, const QString &why);
    [[nodiscard]] QFuture<Result<Approval>> withdraw(const QUuid &id);
    /// Why our picture does not agree with the evidence; empty when it does.
    [[nodiscard]] QString drift(const Approval &approval) const;

    /// What a second person's signature, or the role at PostgreSQL, still lacks for this change.
    [[nodiscard]] QList<Blocker> blockers(const RouteState &route, const RouteChange &change) const;
    [[nodiscard]] bool isNeeded(const RouteState &route, const RouteChange &change) const;
    /// Uses the signature up for the act @p key, at the server: once. Not used, the act must not be sent.
    [[nodiscard]] QFuture<Result<Approval>> use(const RouteChange &change, const QUuid &key);

Q_SIGNALS:
    void changed();

private:
    void beat();
    void takePicture(const Result<TeamPicture> &picture);
    void askApprovals();
    void takeApproval(const Approval &approval);
    void worldChanged();
    void voidWhatDrifted();
    [[nodiscard]] ApprovalBasis basis(const QString &routeId) const;
    [[nodiscard]] std::optional<Approval> newestFor(const RouteChange &change) const;
    [[nodiscard]] std::optional<Approval> signedFor(const RouteChange &change) const;
    [[nodiscard]] Blocker approvalBlocker(const RouteChange &change) const;
    void note(const QString &what, const QString &reason, const Approval &approval);
    [[nodiscard]] QFuture<Result<Approval>> stepped(const QFuture<Result<Approval>> &future);

    ActContext &m_context;
    TeamPort &m_port;
    std::function<QList<TeamDraft>()> m_armed;
    JournalShare m_share;
    TeamPicture m_picture;
    std::optional<MonotonicTime> m_answeredAt;
    std::optional<Error> m_problem;
    QList<Approval> m_approvals;
    MonotonicTime m_approvalsAt{};
    QSet<QUuid> m_asked; ///< here
    QSet<QUuid> m_voiding;
    QUuid m_inUse; ///< the signature that an act of ours is using up
    MonotonicTime m_usedAt{};
    QList<TeamDraft> m_saidDrafts;
    TeamRole m_saidRole = TeamRole::None;
    bool m_approvalsKnown = false;
    bool m_beating = false;
    bool m_asking = false;
    bool m_askAgain = false;
    QTimer m_timer;
};

} // namespace interlock
