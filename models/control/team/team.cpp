// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/team/team.h"

#include "models/control/actcontext.h"
#include "models/control/actrecords.h"
#include "models/domain/whendone.h"

#include <algorithm>
#include <QPromise>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
/// Beats come every few seconds; what is older than two of them is not shown as if it were now.
constexpr milliseconds teamBelieved{12'000};
/// From the server's "used" to the bridge's answer.
constexpr milliseconds usedCounts{10'000};

QFuture<Result<Approval>> refusedApproval(const QString &detail)
{
    return ready<Result<Approval>>(fail(ErrorKind::Refused, detail, u"team"_s));
}

QString stepWords(const Approval &approval)
{
    const QString who = approval.stepActor.isEmpty() ? approval.stepAccount : approval.stepActor;
    return approval.detail.isEmpty() ? who : u"%1: %2"_s.arg(who, approval.detail);
}
} // namespace

Team::Team(ActContext &context, TeamPort &port, std::function<QList<TeamDraft>()> armed, QObject *parent)
    : QObject(parent),
      m_context(context),
      m_port(port),
      m_armed(std::move(armed)),
      m_share(port, context.journal)
{
    m_timer.setInterval(context.timings.teamBeat);
    connect(&m_timer, &QTimer::timeout, this, &Team::beat);
    connect(&context.monitor, &Monitor::changed, this, &Team::worldChanged);
    connect(&context, &ActContext::changed, this, &Team::worldChanged);
    connect(&port, &TeamPort::teamMoved, this, &Team::beat);
    connect(&port, &TeamPort::approvalsMoved, this, &Team::askApprovals);
    connect(&m_share, &JournalShare::changed, this, &Team::changed);
    connect(&m_share, &JournalShare::arrived, this, &Team::changed);
}

void Team::start()
{
    m_timer.start();
    beat();
}

bool Team::live() const
{
    return m_answeredAt && !m_problem && m_context.clock.monotonic() - *m_answeredAt < teamBelieved;
}

QList<TeamMember> Team::members() const
{
    return live() ? m_picture.members : QList<TeamMember>();
}

void Team::beat()
{
    if (std::exchange(m_beating, true))
        return;
    const Reading<Identity> &identity = m_context.monitor.state().identity;
    m_saidDrafts = m_armed();
    m_saidRole = identity.hasValue() ? teamRoleOf(identity.value.scopes) : TeamRole::None;
    whenDone(m_port.beat({m_context.actor(), m_saidRole, m_saidDrafts}), this,
             [this](const Result<TeamPicture> &picture) {
                 m_beating = false;
                 takePicture(picture);
             });
}

void Team::takePicture(const Result<TeamPicture> &picture)
{
    if (!picture) {
        m_problem = picture.error();
        Q_EMIT changed();
        return;
    }
    m_problem.reset();
    m_answeredAt = m_context.clock.monotonic();
    const bool moved = m_picture != *picture;
    m_picture = *picture;
    m_share.catchUp(m_picture.role == TeamRole::OnCall || m_picture.role == TeamRole::Lead);
    askApprovals();
    if (moved)
        Q_EMIT changed();
    worldChanged(); // what was armed meanwhile is said at once
}

void Team::askApprovals()
{
    m_askAgain = m_asking;
    if (std::exchange(m_asking, true))
        return;
    whenDone(m_port.approvals(), this, [this](const Result<QList<Approval>> &approvals) {
        m_asking = false;
        if (approvals) {
            m_approvals = *approvals;
            m_approvalsKnown = true;
            m_approvalsAt = m_context.clock.monotonic();
            voidWhatDrifted();
            Q_EMIT changed();
        }
        if (m_askAgain)
            askApprovals();
    });
}

void Team::takeApproval(const Approval &approval)
{
    const auto it = std::ranges::find(m_approvals, approval.id, &Approval::id);
    if (it == m_approvals.end())
        m_approvals.append(approval);
    else
        *it = approval;
    Q_EMIT changed();
}

QList<Approval> Team::approvals() const
{
    QList<Approval> now = m_approvals;
    const auto passed =
        std::chrono::duration_cast<std::chrono::seconds>(m_context.clock.monotonic() - m_approvalsAt);
    for (Approval &approval : now) {
        approval.left = std::max(std::chrono::seconds(0), approval.left - passed);
        if (!isOver(approval.state) && approval.left == std::chrono::seconds(0))
            approval.state = ApprovalState::Expired;
    }
    return now;
}

bool Team::isOwn(const Approval &approval) const
{
    return approval.account == m_picture.account || approval.actor == m_context.actor();
}

QList<Approval> Team::toSign() const
{
    QList<Approval> waiting = approvals();
    waiting.removeIf([this](const Approval &approval) {
        return approval.state != ApprovalState::Requested || isOwn(approval);
    });
    return waiting;
}

ApprovalBasis Team::basis(const QString &routeId) const
{
    return {m_context.profile, m_context.monitor.state(), m_context.gates().results(routeId)};
}

QString Team::drift(const Approval &approval) const
{
    return evidenceDrift(approval.evidence, basis(approval.routeId));
}

void Team::worldChanged()
{
    if (!m_timer.isActive())
        return start();
    const Reading<Identity> &identity = m_context.monitor.state().identity;
    const TeamRole role = identity.hasValue() ? teamRoleOf(identity.value.scopes) : TeamRole::None;
    if (live() && (m_saidDrafts != m_armed() || m_saidRole != role))
        beat();
    voidWhatDrifted();
}

/// Those that were asked for here and no longer are about what is. Another program of the same person may
/// just have begun to look: it does not use them, and leaves them alone. Without a live bridge nobody can
/// tell: they lock, and stay.
void Team::voidWhatDrifted()
{
    if (!m_context.monitor.state().bridge.isLive())
        return;
    const QList<Approval> now = approvals();
    for (const Approval &approval : now) {
        if (isOver(approval.state) || !m_asked.contains(approval.id) || m_voiding.contains(approval.id))
            continue;
        const QString why = drift(approval);
        if (why.isEmpty())
            continue;
        m_voiding.insert(approval.id);
        whenDone(stepped(m_port.step(approval.id, ApprovalStep::Void, {}, {}, m_context.actor(), why)), this,
                 [this, id = approval.id](const Result<Approval> &done) {
                     if (!done && done.error().kind != ErrorKind::Refused)
                         m_voiding.remove(id); // tried again with the next look
                 });
    }
}

/// Takes what became of it into the list before anybody else hears of it.
QFuture<Result<Approval>> Team::stepped(const QFuture<Result<Approval>> &future)
{
    const auto promise = std::make_shared<QPromise<Result<Approval>>>();
    promise->start();
    whenDone(future, this, [this, promise](const Result<Approval> &approval) {
        if (approval)
            takeApproval(*approval);
        askApprovals();
        promise->addResult(approval);
        promise->finish();
    });
    return promise->future();
}

void Team::note(const QString &what, const QString &reason, const Approval &approval)
{
    JournalRecord record = m_context.record(JournalKind::Session, JournalMark::Note, {});
    record.what = what % u": "_s % approval.what;
    record.reason = reason;
    record.evidence = QJsonObject{{u"approval"_s, approval.id.toString(QUuid::WithoutBraces)},
                                  {u"digest"_s, QString::fromLatin1(approval.digest.toHex())}};
    m_context.write(record, this);
}

QFuture<Result<Approval>> Team::request(const RouteChange &change)
{
    const Reading<BridgeState> &bridge = m_context.monitor.state().bridge;
    const RouteState *route = bridge.value.route(change.routeId);
    if (!bridge.isLive() || !route)
        return refusedApproval(u"the bridge is not live: there is nothing to sign"_s);
    if (change.reason.trimmed().isEmpty())
        return refusedApproval(u"a reason is needed"_s);
    ApprovalRequest request;
    request.routeId = change.routeId;
    request.what = changeInWords(*route, change, m_context.profile.environment.name);
    request.reason = change.reason;
    request.evidence = approvalEvidence(basis(change.routeId), *route, change, m_context.clock.wall());
    request.actor = m_context.actor();
    request.validFor = m_context.profile.approval.validFor;
    QFuture<Result<Approval>> future = stepped(m_port.request(request));
    whenDone(future, this, [this](const Result<Approval> &approval) {
        if (!approval)
            return;
        m_asked.insert(approval->id);
        note(u"Asked for a second person"_s, approval->reason, *approval);
    });
    return future;
}

QFuture<Result<Approval>> Team::sign(const Approval &shown)
{
    if (isOwn(shown))
        return refusedApproval(u"nobody decides on their own request"_s);
    if (sha256(shown.evidence) != shown.digest)
        return refusedApproval(u"the digest is not of this evidence"_s);
    if (const QString why = drift(shown); !why.isEmpty())
        return refusedApproval(u"what this console sees is not the evidence: "_s + why);
    QFuture<Result<Approval>> future =
        stepped(m_port.step(shown.id, ApprovalStep::Approve, shown.digest, {}, m_context.actor(), {}));
    whenDone(future, this, [this](const Result<Approval> &approval) {
        if (approval)
            note(u"Signed"_s, {}, *approval);
    });
    return future;
}

QFuture<Result<Approval>> Team::decline(const QUuid &id, const QString &why)
{
    QFuture<Result<Approval>> future =
        stepped(m_port.step(id, ApprovalStep::Decline, {}, {}, m_context.actor(), why));
    whenDone(future, this, [this, why](const Result<Approval> &approval) {
        if (approval)
            note(u"Declined"_s, why, *approval);
    });
    return future;
}

QFuture<Result<Approval>> Team::withdraw(const QUuid &id)
{
    return stepped(m_port.step(id, ApprovalStep::Withdraw, {}, {}, m_context.actor(), {}));
}

bool Team::isNeeded(const RouteState &route, const RouteChange &change) const
{
    return needsApproval(m_context.profile, route, change);
}

/// Ours about exactly this change; the newest, whatever became of it.
std::optional<Approval> Team::newestFor(const RouteChange &change) const
{
    const QList<Approval> now = approvals();
    const auto it = std::find_if(now.crbegin(), now.crend(), [this, &change](const Approval &approval) {
        return approval.account == m_picture.account && isAbout(approval.evidence, change);
    });
    return it == now.crend() ? std::nullopt : std::optional(*it);
}

Blocker Team::approvalBlocker(const RouteChange &change) const
{
    const auto lacks = [](const QString &word, const QString &detail) {
        return Blocker{BlockerKind::NeedsApproval, word, Quality::Live, detail};
    };
    if (!live())
        return lacks(u"unreachable"_s, m_problem ? m_problem->detail : QString());
    const std::optional<Approval> approval = newestFor(change);
    if (!approval)
        return lacks(u"wanted"_s, {});
    switch (approval->state) {
    case ApprovalState::Requested:
    case ApprovalState::Approved: {
        const QString why = drift(*approval);
        return why.isEmpty() ? lacks(u"requested"_s, {}) : lacks(u"void"_s, why);
    }
    case ApprovalState::Declined:
        return lacks(u"declined"_s, stepWords(*approval));
    case ApprovalState::Void:
        return lacks(u"void"_s, approval->detail);
    case ApprovalState::Expired:
        return lacks(u"expired"_s, {});
    case ApprovalState::Withdrawn:
    case ApprovalState::Used:
        return lacks(u"wanted"_s, {});
    }
    Q_UNREACHABLE();
}

/// The signature that lets this change go now; nothing when there is none.
std::optional<Approval> Team::signedFor(const RouteChange &change) const
{
    const std::optional<Approval> approval = live() ? newestFor(change) : std::nullopt;
    if (!approval || !drift(*approval).isEmpty())
        return std::nullopt;
    const bool inUse = approval->state == ApprovalState::Used && approval->id == m_inUse &&
                       m_context.clock.monotonic() - m_usedAt < usedCounts;
    return approval->state == ApprovalState::Approved || inUse ? approval : std::nullopt;
}

QList<Blocker> Team::blockers(const RouteState &route, const RouteChange &change) const
{
    QList<Blocker> blockers;
    if (!m_picture.account.isEmpty() && m_picture.role != TeamRole::Lead)
        blockers.append({BlockerKind::NoScope, m_picture.account, Quality::Live,
                         u"role at PostgreSQL: "_s + teamRoleName(m_picture.role)});
    if (isNeeded(route, change) && !signedFor(change))
        blockers.append(approvalBlocker(change));
    return blockers;
}

QFuture<Result<Approval>> Team::use(const RouteChange &change, const QUuid &key)
{
    const std::optional<Approval> approval = signedFor(change);
    if (!approval)
        return refusedApproval(u"nobody has signed this"_s);
    QFuture<Result<Approval>> future =
        stepped(m_port.step(approval->id, ApprovalStep::Use, {}, key, m_context.actor(), {}));
    // before the list is taken anew, so that the act is not locked by its own signature being used up
    m_inUse = approval->id;
    m_usedAt = m_context.clock.monotonic();
    return future;
}

} // namespace interlock
