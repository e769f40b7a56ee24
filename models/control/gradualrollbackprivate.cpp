// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/gradualrollbackprivate.h"

#include "models/control/actrecords.h"
#include "models/control/poller.h"
#include "models/domain/whendone.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
bool isCertainRefusal(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Auth:
    case ErrorKind::Refused:
    case ErrorKind::Input:
    case ErrorKind::Conflict:
        return true;
    case ErrorKind::Cancelled:
    case ErrorKind::Timeout:
    case ErrorKind::Network:
    case ErrorKind::Protocol:
    case ErrorKind::Server: // a gateway says 502 and 504 of changes that were made
    case ErrorKind::Database:
        return false;
    }
    Q_UNREACHABLE();
}
} // namespace

GradualRollback::Private::Private(GradualRollback *act, ActContext &theContext, const QString &intentFile)
    : q(act), context(theContext), file(intentFile)
{
    ticker.setInterval(context.timings.watchdog);
    QObject::connect(&ticker, &QTimer::timeout, q, [this] { look(); });
    diskTimer.setSingleShot(true);
    diskTimer.setInterval(context.timings.gradualDiskWait);
    QObject::connect(&diskTimer, &QTimer::timeout, q, [this] { send(); });
}

bool GradualRollback::Private::running() const
{
    switch (state) {
    case GradualState::Stepping:
    case GradualState::Settling:
    case GradualState::Waiting:
        return true;
    case GradualState::Idle:
    case GradualState::Done:
    case GradualState::Recovered:
    case GradualState::Stopped:
    case GradualState::Hurried:
    case GradualState::Overtaken:
        return false;
    }
    Q_UNREACHABLE();
}

void GradualRollback::Private::enter(GradualState next)
{
    state = next;
    raiseAlarm(running());
    Q_EMIT q->changed();
    Q_EMIT context.changed();
}

void GradualRollback::Private::begin(const GradualIntent &next, bool takenUp)
{
    ++generation;
    intent = next;
    intent.reason = intent.reason.left(longestGradualReason);
    problem.clear();
    resumed = takenUp;
    recovered = false;
    asking = false;
    failures = 0;
    nextLook = {};
    const MonotonicTime now = context.clock.monotonic();
    // The wall clock may have jumped since: never longer than a whole wait.
    const milliseconds whole = std::chrono::seconds(context.profile.gradual.waitSeconds);
    const milliseconds left(intent.nextAt.isValid() ? context.clock.wall().msecsTo(intent.nextAt) : 0);
    nextStep = now + std::clamp(left, milliseconds(0), whole);
    ticker.start();
    writeAct(takenUp ? JournalMark::Note : JournalMark::Intent,
             takenUp ? u"taken up after a restart"_s : QString());
    if (intent.pending) {
        before = RouteState{};
        before.id = intent.pending->change.routeId;
        const qint64 ago = intent.startedAt.msecsTo(context.clock.wall());
        unknown({ErrorKind::Cancelled, u"the engine ended before the answer came"_s, {}},
                milliseconds(qMax<qint64>(0, ago)));
        return;
    }
    save(false);
    enter(intent.nextAt.isValid() ? GradualState::Waiting : GradualState::Stepping);
    look();
}

/// The ticker: begins what is due. The monotonic clock decides, so a jump of the wall clock moves nothing.
void GradualRollback::Private::look()
{
    const MonotonicTime now = context.clock.monotonic();
    if (state == GradualState::Waiting) {
        const BridgeState &bridge = context.monitor.state().bridge.value;
        if (context.monitor.state().bridge.isLive() && overtaken(bridge))
            return finish(GradualState::Overtaken, JournalMark::Abandoned, u"somebody rolled back"_s);
        if (now < nextStep)
            return;
        intent.nextAt = {};
        intent.target = -1; // chosen anew from where the shares are
        enter(GradualState::Stepping);
    }
    if (state == GradualState::Stepping && !asking && !intent.pending && now >= nextLook)
        askBridge();
}

void GradualRollback::Private::askBridge()
{
    asking = true;
    whenDone(context.ports.bridge->read(), q, [this, mine = generation](const Result<BridgeState> &bridge) {
        if (mine != generation || state != GradualState::Stepping)
            return;
        asking = false;
        if (!bridge)
            return tryLater(bridge.error().detail);
        failures = 0;
        context.monitor.take(*bridge);
        takeBridge(*bridge);
    });
}

QList<RouteState> GradualRollback::Private::above(const BridgeState &bridge, int percent) const
{
    QList<RouteState> routes;
    for (const RouteState &route : bridge.routes) {
        const bool ours = intent.routes.contains(u"*"_s) || intent.routes.contains(route.id);
        if (ours && effectivePercent(route.mode, route.percent) > percent)
            routes.append(route);
    }
    return routes;
}

/// A rollback that left us nothing to do, or one whose latch a person has released since. The latch alone
/// says neither: it is the bridge's, and may be there for another route.
bool GradualRollback::Private::overtaken(const BridgeState &bridge) const
{
    if (!bridge.latched)
        return bridge.epoch > intent.epoch;
    return intent.target != 0 &&
           above(bridge, 0).isEmpty(); // at the last step it is our own work that is done
}

void GradualRollback::Private::include(const QStringList &routes, const QString &reason)
{
    QStringList missing;
    for (const QString &route : routes.isEmpty() ? QStringList{u"*"_s} : routes) {
        if (!intent.routes.contains(u"*"_s) && !intent.routes.contains(route))
            missing.append(route);
    }
    if (missing.isEmpty())
        return;
    intent.routes = missing.contains(u"*"_s) ? missing : intent.routes + missing;
    recovered = false;
    nextStep = context.clock.monotonic(); // they have not waited for anything yet
    save(false);
    writeAct(JournalMark::Note, u"also %1: %2"_s.arg(missing.join(u", "), reason));
    Q_EMIT q->changed();
    look();
}

/// The highest step below the highest share; -1 when everybody is on legacy.
int GradualRollback::Private::nextTarget(const BridgeState &bridge) const
{
    int highest = 0;
    for (const RouteState &route : above(bridge, 0))
        highest = qMax(highest, effectivePercent(route.mode, route.percent));
    const QList<int> &steps = context.profile.gradual.steps;
    const auto next = std::ranges::find_if(steps, [highest](int step) { return step < highest; });
    return highest == 0 || next == steps.end() ? -1 : *next;
}

void GradualRollback::Private::takeBridge(const BridgeState &bridge)
{
    if (intent.epoch == 0)
        intent.epoch = bridge.epoch;
    if (overtaken(bridge))
        return finish(GradualState::Overtaken, JournalMark::Abandoned, u"somebody rolled back"_s);
    if (bridge.latched)
        intent.epoch = bridge.epoch; // somebody rolled other routes back; ours go on
    if (intent.target < 0) {
        const int target = nextTarget(bridge);
        if (target < 0)
            return finish(GradualState::Done, JournalMark::Observed, u"every route is on legacy"_s);
        intent.target = target;
    }
    const QList<RouteState> routes = above(bridge, intent.target);
    if (routes.isEmpty())
        return stepDone();
    prepare(bridge, routes.first());
}

void GradualRollback::Private::prepare(const BridgeState &bridge, const RouteState &route)
{
    PreparedChange change;
    change.change.routeId = route.id;
    change.change.percent = intent.target;
    if (intent.target == 0 && bridge.capabilities.contains(Capability::Modes))
        change.change.mode = Mode::Legacy; // rules send nobody to new then
    change.change.reason = intent.reason;
    change.expectedRevision = bridge.revision;
    change.epoch = bridge.epoch;
    change.key = QUuid::createUuid();
    change.actor = intent.actor;
    if (isForward(route, change.change)) // cannot be; were it, nothing must leave
        return finish(GradualState::Stopped, JournalMark::Abandoned, u"the next step would go forward"_s);
    before = route;
    intent.pending = change;
    persistAndSend();
}

/// The key is on the disk before the change leaves; a disk that hangs does not hold it back.
void GradualRollback::Private::persistAndSend()
{
    sent = false;
    diskPending = 2;
    diskTimer.start();
    save(true);
    writeChange(JournalMark::Intent, {}, [this, mine = generation](const Result<JournalEntry> &) {
        if (mine == generation && --diskPending <= 0)
            send();
    });
}

void GradualRollback::Private::save(bool thenSend)
{
    whenDone(file.write(gradualIntentText(intent)), q,
             [this, thenSend, mine = generation](const Result<void> &written) {
                 if (!written && problem.isEmpty())
                     problem = written.error().detail;
                 if (mine == generation && thenSend && --diskPending <= 0)
                     send();
             });
}

void GradualRollback::Private::send()
{
    diskTimer.stop();
    if (sent || !intent.pending || state != GradualState::Stepping)
        return;
    sent = true;
    whenDone(context.ports.bridge->apply(*intent.pending), q,
             [this, mine = generation](const Result<BridgeState> &result) {
                 if (mine == generation && intent.pending)
                     takeAnswer(result);
             });
}

void GradualRollback::Private::takeAnswer(const Result<BridgeState> &result)
{
    if (result) {
        context.monitor.take(*result);
        const RouteState *now = result->route(intent.pending->change.routeId);
        if (now && effectivePercent(now->mode, now->percent) <= intent.target)
            return accepted(result->revision);
        return unknown({ErrorKind::Protocol, u"the answer does not show the change"_s, {}}, milliseconds(0));
    }
    if (!isCertainRefusal(result.error().kind))
        return unknown(result.error(), milliseconds(0));
    const bool conflict = result.error().kind == ErrorKind::Conflict;
    dropPending(conflict ? JournalMark::Conflict : JournalMark::Rejected, result.error().detail);
    if (running())
        tryLater(result.error().detail);
}

void GradualRollback::Private::accepted(quint64 revision)
{
    failures = 0;
    problem.clear();
    dropPending(JournalMark::Acknowledged, u"accepted at revision %1"_s.arg(revision));
    context.monitor.refreshBridge();
    if (!running())
        return;
    if (state != GradualState::Stepping)
        enter(GradualState::Stepping);
    nextLook = {};
    look();
}

void GradualRollback::Private::dropPending(JournalMark mark, const QString &outcome)
{
    writeChange(mark, outcome);
    intent.pending.reset();
    save(false);
}

void GradualRollback::Private::unknown(const Error &error, milliseconds sentAgo)
{
    problem = error.detail;
    writeChange(JournalMark::Unknown, error.detail);
    enter(GradualState::Settling);
    delete settler;
    settler = new KeySettler([this](const QUuid &key) { return context.ports.bridge->action(key); },
                             intent.pending->key, context.timings, sentAgo,
                             [this, mine = generation](const ActionStatus &status) {
                                 if (mine == generation && state == GradualState::Settling)
                                     settled(status);
                             },
                             q);
}

/// The bridge knows what became of the change. One that never arrived, or that it lost track of, is not sent
/// again: what the bridge has decides, with a new key.
void GradualRollback::Private::settled(const ActionStatus &status)
{
    settler->deleteLater();
    switch (status.outcome) {
    case ActionOutcome::Accepted:
        return accepted(status.revision);
    case ActionOutcome::Rejected:
        dropPending(JournalMark::Rejected, u"settled by key"_s);
        break;
    case ActionOutcome::NeverArrived:
        dropPending(JournalMark::Abandoned, u"it never arrived at the bridge"_s);
        break;
    case ActionOutcome::Pending:
    case ActionOutcome::Unknown:
        dropPending(JournalMark::Abandoned, u"the bridge lost track of it; its state decides"_s);
        break;
    }
    enter(GradualState::Stepping);
    nextLook = {};
    look();
}

void GradualRollback::Private::stepDone()
{
    if (intent.target == 0)
        return finish(GradualState::Done, JournalMark::Observed, u"every route is on legacy"_s);
    if (recovered)
        return finish(GradualState::Recovered, JournalMark::Acknowledged,
                      u"the system recovered at %1 %"_s.arg(intent.target));
    const milliseconds wait = std::chrono::seconds(context.profile.gradual.waitSeconds);
    intent.nextAt = context.clock.wall().addMSecs(wait.count());
    nextStep = context.clock.monotonic() + wait;
    save(false);
    writeAct(JournalMark::Note, u"step %1 % is done; the next one in %2 s"_s.arg(intent.target)
                                    .arg(context.profile.gradual.waitSeconds));
    enter(GradualState::Waiting);
}

void GradualRollback::Private::tryLater(const QString &why)
{
    problem = why;
    nextLook =
        context.clock.monotonic() + backoff(++failures, context.timings.retryFirst, context.timings.retryCap);
    enter(GradualState::Stepping);
}

void GradualRollback::Private::finish(GradualState how, JournalMark mark, const QString &outcome)
{
    ++generation;
    ticker.stop();
    diskTimer.stop();
    delete settler;
    writeAct(mark, outcome);
    intent.open = false;
    intent.nextAt = {};
    whenDone(file.write(gradualIntentText(intent)), q, [this, mine = generation](const Result<void> &) {
        if (mine == generation)
            file.release();
    });
    enter(how);
    Q_EMIT q->ended(how);
}

void GradualRollback::Private::raiseAlarm(bool active)
{
    Alarm alarm;
    alarm.kind = AlarmKind::GradualRollback;
    alarm.priority = AlarmPriority::Alarm;
    alarm.subject = u"gradual-rollback"_s;
    alarm.title = intent.reason;
    alarm.detail = problem;
    alarm.locksForward = true;
    alarm.active = active;
    context.monitor.setAlarm(alarm);
}

void GradualRollback::Private::writeAct(JournalMark mark, const QString &outcome)
{
    JournalRecord record = context.record(JournalKind::Gradual, mark, intent.id);
    record.actor = intent.actor;
    const bool all = intent.routes.contains(u"*"_s);
    record.what = u"Gradual rollback of %1 on %2"_s.arg(all ? u"all routes"_s : intent.routes.join(u", "_s),
                                                        context.profile.environment.name);
    record.reason = intent.reason;
    record.after = {{u"trigger"_s, intent.trigger}, {u"step"_s, intent.target}};
    record.evidence = evidenceRecord(context.monitor.state());
    record.outcome = outcome;
    context.write(record, q);
}

void GradualRollback::Private::writeChange(JournalMark mark, const QString &outcome,
                                           const ActContext::Written &written)
{
    JournalRecord record = context.record(JournalKind::Gradual, mark, intent.pending->key);
    record.actor = intent.actor;
    record.what = changeInWords(before, intent.pending->change, context.profile.environment.name);
    record.reason = intent.reason;
    record.before = routeRecord(before, intent.pending->expectedRevision, intent.pending->epoch);
    record.after = changeRecord(*intent.pending);
    record.evidence = evidenceRecord(context.monitor.state(), before.id);
    record.outcome = outcome;
    context.write(record, q, written);
}

} // namespace interlock
