// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/forwardactprivate.h"

#include "models/control/actrecords.h"
#include "models/domain/whendone.h"

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
/// Whoever changed the bridge last, for "who was first".
Blocker revisionMoved(const BridgeState &bridge, quint64 expected)
{
    const RouteState *latest = nullptr;
    for (const RouteState &route : bridge.routes) {
        if (!latest || route.changedAt > latest->changedAt)
            latest = &route;
    }
    const QString who = latest ? latest->changedBy : QString();
    const QString what = latest ? latest->id : QString();
    return {
        BlockerKind::RevisionMoved, who, Quality::Live,
        u"revision %1 → %2 (%3)"_s.arg(QString::number(expected), QString::number(bridge.revision), what)};
}
} // namespace

ForwardAct::Private::Private(ForwardAct *act, ActContext &theContext, const QString &theRouteId)
    : q(act), context(theContext), routeId(theRouteId)
{
    armedTimer.setSingleShot(true);
    holdTimer.setSingleShot(true);
    holdTimer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&armedTimer, &QTimer::timeout, q, [this] {
        if (state == ForwardState::Armed && !committing)
            fallBack({{BlockerKind::Expired, {}, Quality::Live, {}}});
    });
    QObject::connect(&holdTimer, &QTimer::timeout, q, [this] { endHold(); });
    QObject::connect(&context.monitor, &Monitor::changed, q, [this] { worldChanged(); });
    QObject::connect(&context.monitor, &Monitor::alarmsChanged, q, [this] { worldChanged(); });
    QObject::connect(&context.monitor, &Monitor::bridgeMoved, q, [this] { worldChanged(); });
    QObject::connect(&context, &ActContext::changed, q, [this] { worldChanged(); });
}

void ForwardAct::Private::enter(ForwardState next)
{
    state = next;
    Q_EMIT q->changed();
    Q_EMIT context.changed();
}

void ForwardAct::Private::fallBack(const QList<Blocker> &why)
{
    armedTimer.stop();
    holdTimer.stop();
    ++generation;
    committing = false;
    marks = {};
    prepared.reset();
    reasons = why;
    enter(ForwardState::Draft);
}

void ForwardAct::Private::reset()
{
    armedTimer.stop();
    holdTimer.stop();
    ++generation;
    committing = false;
    journaled = false;
    marks = {};
    prepared.reset();
    reasons.clear();
    error.reset();
    approval.reset();
    actRevision = 0;
}

const RouteState *ForwardAct::Private::route() const
{
    return context.monitor.state().bridge.value.route(routeId);
}

QList<Blocker> ForwardAct::Private::draftBlockers() const
{
    return changeBlockers(context.view(routeId), draft);
}

/// What has changed since it was armed; more exact about the revision than the draft's rules.
QList<Blocker> ForwardAct::Private::armedBlockers() const
{
    const Reading<BridgeState> &bridge = context.monitor.state().bridge;
    if (bridge.isLive() &&
        (bridge.value.revision != prepared->expectedRevision || bridge.value.epoch != prepared->epoch)) {
        QList<Blocker> moved{revisionMoved(bridge.value, prepared->expectedRevision)};
        if (bridge.value.latched)
            moved.append({BlockerKind::Latched, {}, Quality::Live, {}});
        return moved;
    }
    return changeBlockers(context.view(routeId), prepared->change);
}

void ForwardAct::Private::prepare()
{
    reset();
    enter(ForwardState::Preflight);
    reasons = draftBlockers();
    if (!reasons.isEmpty())
        return enter(ForwardState::Blocked);
    const BridgeState &bridge = context.monitor.state().bridge.value;
    before = *route();
    PreparedChange change{draft, bridge.revision, bridge.epoch, QUuid::createUuid(), context.actor()};
    if (change.change.reason.trimmed().isEmpty())
        change.change.reason = u"less to new"_s; // going back never waits for words
    const QStringList aside = isForward(before, draft) ? context.gates().setAsideOn(routeId) : QStringList();
    if (!aside.isEmpty()) // whoever reads the bridge's own record sees it, too
        change.change.reason += u" [override: %1]"_s.arg(aside.join(u", "));
    prepared = change;
    whenDone(context.ports.bridge->dryRun(change), q,
             [this, mine = generation](const Result<BridgeState> &result) {
                 if (mine == generation && state == ForwardState::Preflight)
                     takeDryRun(result);
             });
}

void ForwardAct::Private::takeDryRun(const Result<BridgeState> &result)
{
    if (result) {
        context.monitor.take(*result);
        if (result->revision != prepared->expectedRevision)
            return conflict(u"the bridge moved to revision %1"_s.arg(result->revision));
        reasons = armedBlockers();
        return reasons.isEmpty() ? arm() : enter(ForwardState::Blocked);
    }
    error = result.error();
    const EndpointSpec *bridge = context.profile.endpoint(EndpointKind::Bridge);
    switch (result.error().kind) {
    case ErrorKind::Conflict:
        return conflict(result.error().detail);
    case ErrorKind::Refused:
    case ErrorKind::Input:
        return rejected(result.error());
    case ErrorKind::Auth:
        reasons = {{BlockerKind::NoScope, context.actor(), Quality::Live, result.error().detail}};
        break;
    case ErrorKind::Cancelled:
    case ErrorKind::Timeout:
    case ErrorKind::Network:
    case ErrorKind::Protocol:
    case ErrorKind::Server:
    case ErrorKind::Database:
        reasons = {{BlockerKind::ReadingNotLive, bridge ? bridge->id : QString(), Quality::Lost,
                    result.error().detail}};
        break;
    }
    enter(ForwardState::Blocked);
}

void ForwardAct::Private::arm()
{
    marks.armed = context.clock.wall();
    armedUntil = context.clock.monotonic() + context.timings.armedFor;
    armedTimer.start(context.timings.armedFor);
    enter(ForwardState::Armed);
}

void ForwardAct::Private::endHold()
{
    if (state == ForwardState::Hold && !committing)
        commit();
}

/// The act is decided: from here on nothing but a refusal by the journal or by the last look takes it back.
void ForwardAct::Private::commit()
{
    const QList<Blocker> now = armedBlockers();
    if (!now.isEmpty())
        return fallBack(now);
    armedTimer.stop();
    committing = true;
    Q_EMIT q->changed();
    const bool forward = isForward(before, prepared->change);
    const auto use = forward && context.useApproval ? context.useApproval(before, *prepared) : std::nullopt;
    if (!use)
        return writeIntent(forward);
    whenDone(*use, q, [this, mine = generation](const Result<Approval> &used) {
        if (mine != generation || !committing)
            return;
        if (!used) // used or not, nobody knows: it is signed anew, nothing is sent
            return fallBack(
                {{BlockerKind::NeedsApproval, u"unreachable"_s, Quality::Live, used.error().detail}});
        approval = *used;
        writeIntent(true);
    });
}

void ForwardAct::Private::writeIntent(bool forward)
{
    journaled = true;
    write(JournalMark::Intent, {}, [this, forward, mine = generation](const Result<JournalEntry> &entry) {
        if (mine != generation || !committing)
            return;
        if (!entry && forward) {
            journaled = false;
            return fallBack({{BlockerKind::JournalUnwritable, {}, Quality::Live, entry.error().detail}});
        }
        if (entry)
            marks.journaled = entry->at;
        send();
    });
}

void ForwardAct::Private::send()
{
    committing = false;
    const QList<Blocker> now = armedBlockers();
    if (!now.isEmpty()) {
        write(JournalMark::Blocked, blockerKindName(now.first().kind));
        journaled = false;
        return fallBack(now);
    }
    enter(ForwardState::Journaled);
    marks.sent = context.clock.wall();
    const QFuture<Result<BridgeState>> answer = context.ports.bridge->apply(*prepared);
    if (isForward(before, prepared->change))
        context.gates().spend(routeId, prepared->key);
    enter(ForwardState::Sent);
    whenDone(answer, q, [this, mine = generation](const Result<BridgeState> &result) {
        if (mine == generation)
            takeAnswer(result);
    });
}

void ForwardAct::Private::takeAnswer(const Result<BridgeState> &result)
{
    if (result) {
        context.monitor.take(*result);
        const RouteState *now = result->route(routeId);
        if (now && reached(*now))
            return accepted(result->revision);
        return unknown({ErrorKind::Protocol, u"the answer does not show the change"_s, {}}, milliseconds(0));
    }
    switch (result.error().kind) {
    case ErrorKind::Conflict:
        return conflict(result.error().detail);
    case ErrorKind::Auth:
    case ErrorKind::Refused:
    case ErrorKind::Input:
        return rejected(result.error());
    case ErrorKind::Cancelled:
    case ErrorKind::Timeout:
    case ErrorKind::Network:
    case ErrorKind::Protocol:
    case ErrorKind::Server: // a gateway says 502 and 504 of changes that were made
    case ErrorKind::Database:
        return unknown(result.error(), milliseconds(0));
    }
}

void ForwardAct::Private::accepted(quint64 revision)
{
    actRevision = revision;
    error.reset();
    write(JournalMark::Sent, u"accepted at revision %1"_s.arg(revision));
    enter(ForwardState::Sent);
    follow();
}

void ForwardAct::Private::rejected(const Error &why)
{
    error = why;
    if (journaled)
        write(JournalMark::Rejected, errorKindName(why.kind) % u": "_s % why.detail);
    journaled = false;
    enter(ForwardState::Rejected);
}

void ForwardAct::Private::conflict(const QString &outcome)
{
    if (journaled)
        write(JournalMark::Conflict, outcome);
    journaled = false;
    context.monitor.refreshBridge(); // not every bridge tells with its refusal what it has now
    enter(ForwardState::Conflict);
}

KeySettler::Ask ForwardAct::Private::askBridge() const
{
    return [&bridge = *context.ports.bridge](const QUuid &key) { return bridge.action(key); };
}

void ForwardAct::Private::unknown(const Error &why, milliseconds sentAgo)
{
    error = why;
    write(JournalMark::Unknown, errorKindName(why.kind) % u": "_s % why.detail);
    settler = new KeySettler(
        askBridge(), prepared->key, context.timings, sentAgo,
        [this](const ActionStatus &status) { settled(status); }, q);
    context.monitor.refreshBridge();
    enter(ForwardState::Unknown);
}

void ForwardAct::Private::settled(const ActionStatus &status)
{
    if (settler)
        settler->deleteLater();
    switch (status.outcome) {
    case ActionOutcome::Accepted:
        return accepted(status.revision != 0 ? status.revision : prepared->expectedRevision + 1);
    case ActionOutcome::Rejected:
        return rejected({ErrorKind::Refused, u"the bridge rejected it"_s, {}});
    case ActionOutcome::NeverArrived:
        return rejected({ErrorKind::Network, u"it never arrived at the bridge"_s, {}});
    case ActionOutcome::Pending:
    case ActionOutcome::Unknown:
        return settleByEvidence(prepared->expectedRevision);
    }
}

/// The bridge lost track of the key: what it has says what became of the act. Needs a reading taken after the
/// question.
void ForwardAct::Private::settleByEvidence(quint64 revisionThen)
{
    whenDone(context.ports.bridge->read(), q, [this, revisionThen](const Result<BridgeState> &bridge) {
        if (!bridge) {
            settler = new KeySettler(
                askBridge(), prepared->key, context.timings, context.timings.neverArrivedAfter,
                [this](const ActionStatus &status) { settled(status); }, q);
            return;
        }
        context.monitor.take(*bridge);
        const RouteState *now = bridge->route(routeId);
        if (bridge->revision == revisionThen)
            return rejected(
                {ErrorKind::Refused, u"the bridge lost track of it; its state is unchanged"_s, {}});
        if (now && reached(*now) && now->changedBy == prepared->actor)
            return accepted(bridge->revision);
        conflict(u"the bridge lost track of it and has been changed since"_s);
    });
}

/// Takes up an act that a crash left open: what it made is known from the journal, or asked by key.
void ForwardAct::Private::resume(const JournalEntry &entry)
{
    const auto change = changeFromRecord(entry.record.after, entry.record.act);
    if (!change)
        return;
    reset();
    prepared = change;
    prepared->actor = entry.record.actor;
    prepared->change.reason = entry.record.reason;
    draft = prepared->change;
    before = RouteState{};
    before.id = routeId;
    journaled = true;
    marks.sent = entry.at;
    const quint64 made = entry.record.after.value("revision"_L1).toString().toULongLong();
    if (made != 0) {
        actRevision = made;
        enter(ForwardState::Sent);
        return follow();
    }
    const milliseconds ago(qMax<qint64>(0, entry.at.msecsTo(context.clock.wall())));
    unknown({ErrorKind::Cancelled, u"the console ended before the answer came"_s, {}}, ago);
}

/// True when the route has everything the change asked for.
bool ForwardAct::Private::reached(const RouteState &now) const
{
    const RouteChange &change = prepared->change;
    const RouteState wanted = applied(now, change);
    return wanted.mode == now.mode && wanted.percent == now.percent && wanted.rules == now.rules;
}

bool ForwardAct::Private::observed() const
{
    const RouteStatus *status = context.monitor.state().route(routeId);
    if (!status || !status->observed.isLive() || !status->commanded.isLive())
        return false;
    const MonotonicTime sampled = status->observed.receivedAt - status->observed.ageAtReceipt;
    return sampled >= acknowledgedAt && status->observedAgrees;
}

void ForwardAct::Private::worldChanged()
{
    switch (state) {
    case ForwardState::Armed:
    case ForwardState::Hold:
        if (const QList<Blocker> now = committing ? QList<Blocker>() : armedBlockers(); !now.isEmpty())
            fallBack(now);
        break;
    case ForwardState::Sent:
    case ForwardState::Acknowledged:
        follow();
        break;
    case ForwardState::View:
    case ForwardState::Draft:
    case ForwardState::Preflight:
    case ForwardState::Journaled:
    case ForwardState::Observed:
    case ForwardState::Blocked:
    case ForwardState::Conflict:
    case ForwardState::Rejected:
    case ForwardState::Unknown:
        break;
    }
}

/// SENT → ACKNOWLEDGED → OBSERVED, as far as the picture allows.
void ForwardAct::Private::follow()
{
    const Reading<BridgeState> &bridge = context.monitor.state().bridge;
    const RouteState *now = route();
    if (actRevision == 0 || !bridge.isLive() || !now || bridge.value.revision < actRevision)
        return;
    if (bridge.value.revision > actRevision && !reached(*now))
        return conflict(u"changed by %1 before it was observed"_s.arg(now->changedBy));
    if (state == ForwardState::Sent && ActContext::acknowledged(bridge.value, actRevision).complete()) {
        marks.acknowledged = context.clock.wall();
        acknowledgedAt = context.clock.monotonic();
        write(JournalMark::Acknowledged, u"by every instance at revision %1"_s.arg(actRevision));
        enter(ForwardState::Acknowledged);
    }
    if (state == ForwardState::Acknowledged && observed()) {
        marks.observed = context.clock.wall();
        write(JournalMark::Observed, {});
        journaled = false;
        enter(ForwardState::Observed);
    }
}

void ForwardAct::Private::write(JournalMark mark, const QString &outcome, const ActContext::Written &written)
{
    JournalRecord record = context.record(JournalKind::Forward, mark, prepared->key);
    record.actor = prepared->actor;
    record.what = changeInWords(before, prepared->change, context.profile.environment.name);
    record.reason = prepared->change.reason;
    record.before = routeRecord(before, prepared->expectedRevision, prepared->epoch);
    record.after = changeRecord(*prepared);
    if (actRevision != 0)
        record.after.insert(u"revision"_s, QString::number(actRevision));
    record.evidence = evidenceRecord(context.monitor.state(), routeId);
    if (mark == JournalMark::Intent && !context.profile.gates.isEmpty())
        record.evidence.insert(u"gates"_s, gatesRecord(context.gates().results(routeId)));
    if (mark == JournalMark::Intent && approval)
        record.evidence.insert(u"approval"_s,
                               QJsonObject{{u"id"_s, approval->id.toString(QUuid::WithoutBraces)},
                                           {u"digest"_s, QString::fromLatin1(approval->digest.toHex())}});
    record.outcome = outcome;
    context.write(record, q, written);
}

/// ACKNOWLEDGED and a new draft, or a cancel: the act is over although no traffic confirmed it.
void ForwardAct::Private::leaveUnobserved()
{
    if (state == ForwardState::Acknowledged)
        write(JournalMark::Abandoned, u"left before traffic confirmed it"_s);
}

bool ForwardAct::Private::isSettledExit() const
{
    switch (state) {
    case ForwardState::View:
    case ForwardState::Draft:
    case ForwardState::Acknowledged:
    case ForwardState::Observed:
    case ForwardState::Blocked:
    case ForwardState::Conflict:
    case ForwardState::Rejected:
        return true;
    case ForwardState::Preflight:
    case ForwardState::Armed:
    case ForwardState::Hold:
        return !committing;
    case ForwardState::Journaled:
    case ForwardState::Sent:
    case ForwardState::Unknown:
        return false;
    }
    Q_UNREACHABLE();
}

} // namespace interlock
