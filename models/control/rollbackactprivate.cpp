// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/rollbackactprivate.h"

#include "models/control/actrecords.h"
#include "models/control/signalbook.h"
#include "models/domain/whendone.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
constexpr qsizetype longestReason = 2000; // characters: the intent must fit its reserved file
constexpr double noTraffic = 1e-6;        // requests a second: a rate that only rounding keeps from 0
} // namespace

RollbackAct::Private::Private(RollbackAct *act, ActContext &theContext) : q(act), context(theContext)
{
    const QList<RollbackPath> paths = context.ports.bridge->rollbackPaths();
    for (const RollbackPath &path : paths) {
        auto *run = new RollbackPathRun(path, context, q);
        QObject::connect(run, &RollbackPathRun::changed, q, [this] {
            updateSending();
            Q_EMIT q->changed();
        });
        QObject::connect(run, &RollbackPathRun::acceptedState, q,
                         [this](const BridgeState &bridge) { takeAccepted(bridge); });
        runs.append(run);
        run->startProbing();
    }
    for (QTimer *timer : {&holdTimer, &diskTimer, &unsettledTimer}) {
        timer->setSingleShot(true);
        timer->setTimerType(Qt::PreciseTimer);
    }
    QObject::connect(&holdTimer, &QTimer::timeout, q, [this] {
        if (arming == Arming::Hold)
            confirm();
    });
    QObject::connect(&diskTimer, &QTimer::timeout, q, [this] { send(); });
    QObject::connect(&followTimer, &QTimer::timeout, q, [this] { context.monitor.refreshBridge(); });
    QObject::connect(&unsettledTimer, &QTimer::timeout, q, [this] {
        if (running())
            setUnsettledAlarm(true, u"%1 of %2 paths accepted"_s.arg(acceptedPaths()).arg(runs.size()));
    });
    QObject::connect(&context.monitor, &Monitor::changed, q, [this] { worldChanged(); });
    QObject::connect(&context.monitor, &Monitor::bridgeMoved, q, [this] { worldChanged(); });
}

bool RollbackAct::Private::running() const
{
    return phase == RollbackState::Latched || phase == RollbackState::Sending ||
           phase == RollbackState::Partial;
}

bool RollbackAct::Private::latchable() const
{
    return context.monitor.state().bridge.value.capabilities.contains(Capability::Latch);
}

int RollbackAct::Private::acceptedPaths() const
{
    return int(std::ranges::count_if(runs, &RollbackPathRun::accepted));
}

/// ARMED's order; one that is still running is not forgotten but goes on inside the new one.
RollbackOrder RollbackAct::Private::newOrder() const
{
    RollbackOrder order;
    order.routes = armedRoutes;
    if (running()) {
        for (const QString &route : intent.order.routes) {
            if (!order.routes.contains(route))
                order.routes.append(route);
        }
    }
    if (order.routes.contains(u"*"_s))
        order.routes = QStringList{u"*"_s};
    const quint64 highest = qMax(context.highestEpoch(), context.monitor.state().bridge.value.epoch);
    order.epoch = highest < std::numeric_limits<quint64>::max() ? highest + 1 : highest;
    order.reason = armedReason.left(longestReason);
    order.key = QUuid::createUuid();
    order.actor = context.actor();
    return order;
}

/// Routes whose traffic must be seen to end: all that were not known, by a live reading, to be on legacy.
QStringList RollbackAct::Private::routesWithUsersOnNew(const RollbackOrder &order) const
{
    QStringList watched;
    for (const RouteStatus &route : context.monitor.state().routes) {
        const RouteState &now = route.commanded.value;
        const bool onLegacy = route.commanded.isLive() && effectivePercent(now.mode, now.percent) == 0;
        if (covers(order, route.spec.id) && !onLegacy)
            watched.append(route.spec.id);
    }
    return watched;
}

void RollbackAct::Private::confirm()
{
    arming = Arming::None;
    holdTimer.stop();
    RollbackIntent next;
    next.open = true;
    next.order = newOrder();
    next.watched = routesWithUsersOnNew(next.order);
    next.startedAt = context.clock.wall();
    elapsedBefore = milliseconds(0);
    resumed = false;
    begin(next);
    diskPending = 2;
    diskTimer.start(context.timings.diskWait);
    writeIntent(true);
    write(JournalMark::Intent, {}, [this](const Result<JournalEntry> &entry) {
        journalFailed = journalFailed || !entry;
        diskDone();
    });
}

void RollbackAct::Private::begin(const RollbackIntent &next)
{
    for (RollbackPathRun *run : std::as_const(runs))
        run->stop();
    intent = next;
    context.sawEpoch(intent.order.epoch);
    intent.highestEpoch = context.highestEpoch();
    revision = 0;
    sent = false;
    latchSeen = false;
    journalFailed = false;
    unknownRoutes.clear();
    acknowledgedAt = {};
    observedAt = {};
    acknowledgedMonotonic = {};
    elapsedAtEnd = milliseconds(-1);
    confirmedAt = context.clock.monotonic();
    context.monitor.setUrgent(true);
    followTimer.start(context.timings.followPeriod);
    unsettledTimer.start(context.timings.unsettledAfter);
    setPhase(RollbackState::Latched);
}

void RollbackAct::Private::writeIntent(bool open)
{
    intent.open = open;
    intent.highestEpoch = context.highestEpoch();
    const QUuid key = intent.order.key;
    whenDone(context.intent.write(intent), q, [this, open, key](const Result<void> &written) {
        if (key != intent.order.key)
            return;
        journalFailed = journalFailed || !written;
        if (open)
            diskDone();
        Q_EMIT q->changed();
    });
}

/// Both writes are through (or failed): no need to use up the time they were given.
void RollbackAct::Private::diskDone()
{
    if (--diskPending <= 0)
        send();
}

void RollbackAct::Private::send()
{
    diskTimer.stop();
    if (sent || phase != RollbackState::Latched)
        return;
    sent = true;
    for (RollbackPathRun *run : std::as_const(runs))
        run->send(intent.order);
    setPhase(RollbackState::Sending);
    write(JournalMark::Sent, u"sent on %1 paths"_s.arg(runs.size()));
}

void RollbackAct::Private::takeAccepted(const BridgeState &bridge)
{
    revision = qMax(revision, bridge.revision);
    for (const QString &route : bridge.unknownRoutes) {
        if (!unknownRoutes.contains(route))
            unknownRoutes.append(route);
    }
    context.monitor.take(bridge);
    context.monitor.refreshBridge();
    updateSending();
    worldChanged();
    Q_EMIT q->changed();
}

/// SENDING ⇄ PARTIAL: some paths took it, others failed.
void RollbackAct::Private::updateSending()
{
    if (phase != RollbackState::Sending && phase != RollbackState::Partial)
        return;
    const int accepted = acceptedPaths();
    const bool partial =
        accepted > 0 && accepted < int(runs.size()) && std::ranges::any_of(runs, &RollbackPathRun::failed);
    const RollbackState next = partial ? RollbackState::Partial : RollbackState::Sending;
    if (next != phase)
        setPhase(next);
}

void RollbackAct::Private::setPhase(RollbackState next)
{
    phase = next;
    Q_EMIT q->changed();
    Q_EMIT context.changed();
}

void RollbackAct::Private::worldChanged()
{
    followBridge();
    followTraffic();
    followLatch();
}

/// → ACKNOWLEDGED: every instance has the rollback's revision and the routes are on legacy.
void RollbackAct::Private::followBridge()
{
    const Reading<BridgeState> &bridge = context.monitor.state().bridge;
    if (!sent || (phase != RollbackState::Sending && phase != RollbackState::Partial) || !bridge.isLive())
        return;
    if (!isRolledBack(bridge.value, intent.order))
        return;
    const bool latchedByUs = bridge.value.latched && bridge.value.epoch >= intent.order.epoch;
    if (revision == 0 && latchedByUs)
        revision = bridge.value.revision; // every answer was lost, and yet it happened
    if (revision == 0 || bridge.value.revision < revision ||
        !ActContext::acknowledged(bridge.value, revision).complete())
        return;
    acknowledgedAt = context.clock.wall();
    acknowledgedMonotonic = context.clock.monotonic();
    latchSeen = bridge.value.latched;
    setUnsettledAlarm(false);
    followTimer.stop();
    write(JournalMark::Acknowledged,
          u"by every instance at revision %1; %2 of %3 paths accepted"_s.arg(revision)
              .arg(acceptedPaths())
              .arg(runs.size()));
    setPhase(RollbackState::Acknowledged);
}

/// → OBSERVED: live rates that were measured after the acknowledgement say that nothing reaches new any more.
void RollbackAct::Private::followTraffic()
{
    if (phase != RollbackState::Acknowledged)
        return;
    const std::optional<double> rate = newPerSecond(acknowledgedMonotonic);
    if (!rate || *rate > noTraffic)
        return;
    observedAt = context.clock.wall();
    elapsedAtEnd = q->elapsed();
    write(JournalMark::Observed, u"no requests reach new after %1 ms"_s.arg(elapsedAtEnd.count()));
    setPhase(RollbackState::Observed);
    const bool safe = !latchable() || context.monitor.state().bridge.value.latched;
    finish(safe ? RollbackState::Safe : RollbackState::Observed);
}

/// The latch is the bridge's: whoever sets or releases it, every console shows it.
void RollbackAct::Private::followLatch()
{
    const Reading<BridgeState> &bridge = context.monitor.state().bridge;
    if (!bridge.isLive() || running() || !latchable())
        return;
    if (bridge.value.latched) {
        latchSeen = true;
        if (phase == RollbackState::Idle || phase == RollbackState::Observed)
            setPhase(RollbackState::Safe);
    } else if (latchSeen) {
        latchSeen = false;
        if (phase == RollbackState::Acknowledged)
            write(JournalMark::Abandoned,
                  u"the latch was released before traffic on new was measured to be 0"_s);
        if (phase != RollbackState::Idle)
            finish(RollbackState::Idle);
    }
}

/// The order is settled or given up: nothing is sent any more and the next start has nothing to take up.
void RollbackAct::Private::finish(RollbackState next)
{
    for (RollbackPathRun *run : std::as_const(runs))
        run->stop();
    diskTimer.stop();
    followTimer.stop();
    unsettledTimer.stop();
    context.monitor.setUrgent(false);
    setUnsettledAlarm(false);
    if (intent.open)
        writeIntent(false);
    setPhase(next);
}

void RollbackAct::Private::setUnsettledAlarm(bool active, const QString &detail)
{
    Alarm alarm;
    alarm.kind = AlarmKind::RollbackUnsettled;
    alarm.priority = AlarmPriority::Highest;
    alarm.subject = u"rollback"_s;
    alarm.title = u"rollback"_s;
    alarm.detail = detail;
    alarm.locksForward = true;
    alarm.active = active;
    context.monitor.setAlarm(alarm);
}

/// @p since: samples taken earlier do not count.
std::optional<double> RollbackAct::Private::newPerSecond(MonotonicTime since) const
{
    const MigrationState &state = context.monitor.state();
    double sum = 0;
    bool any = false;
    for (const RouteStatus &route : state.routes) {
        if (!covers(intent.order, route.spec.id))
            continue;
        const Reading<double> rate = newSideRate(context.profile, state, route.spec.id);
        if (rate.quality == Quality::Never && !intent.watched.contains(route.spec.id))
            continue; // it was on legacy before, and no series ever said otherwise
        if (!rate.isLive() || !std::isfinite(rate.value) || rate.receivedAt - rate.ageAtReceipt < since)
            return std::nullopt;
        sum += rate.value;
        any = true;
    }
    return any ? std::optional(sum) : std::nullopt;
}

void RollbackAct::Private::write(JournalMark mark, const QString &outcome, const ActContext::Written &written)
{
    JournalRecord record = context.record(JournalKind::Rollback, mark, intent.order.key);
    const bool all = intent.order.routes.contains(u"*"_s);
    record.what = u"Rollback of %1 to legacy on %2"_s.arg(
        all ? u"all routes"_s : intent.order.routes.join(u", "_s), context.profile.environment.name);
    record.reason = intent.order.reason;
    record.after = orderRecord(intent.order);
    record.evidence = evidenceRecord(context.monitor.state());
    record.outcome = outcome;
    context.write(record, q, [this, written](const Result<JournalEntry> &entry) {
        journalFailed = journalFailed || !entry;
        if (written)
            written(entry);
    });
}

/// An order whose latch somebody has released since is history: sent again, it would undo what was moved
/// after it. A bridge that does not say so at once does not stand in the way.
void RollbackAct::Private::takeUpUnlessReleased(const RollbackIntent &found)
{
    const auto decided = std::make_shared<bool>(false);
    const auto decide = [this, found, decided](bool released) {
        if (std::exchange(*decided, true) || running())
            return;
        if (released)
            drop(found);
        else
            takeUp(found);
    };
    QTimer::singleShot(context.timings.resumeAsk, q, [decide] { decide(false); });
    whenDone(context.ports.bridge->read(), q, [decide, found](const Result<BridgeState> &bridge) {
        decide(bridge && bridge->capabilities.contains(Capability::Latch) && !bridge->latched &&
               bridge->epoch >= found.order.epoch);
    });
}

void RollbackAct::Private::takeUp(const RollbackIntent &found)
{
    resumed = true;
    elapsedBefore = milliseconds(qMax<qint64>(0, found.startedAt.msecsTo(context.clock.wall())));
    begin(found);
    write(JournalMark::Note, u"taken up after a restart"_s);
    send();
}

void RollbackAct::Private::drop(const RollbackIntent &found)
{
    intent = found;
    write(JournalMark::Abandoned, u"not taken up: its latch was released before this start"_s);
    writeIntent(false);
}

} // namespace interlock
