// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/monitorprivate.h"

#include "models/control/alarmrules.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
constexpr milliseconds toPictureMilliseconds(MonotonicTime::duration duration)
{
    return std::chrono::duration_cast<milliseconds>(duration);
}
} // namespace

/// @p confirmed: asked for after everything that was pushed, so it is the truth even where it is lower.
void Monitor::Private::takeBridge(const BridgeState &bridge, bool confirmed)
{
    const BridgeState before = state.bridge.value;
    const bool known = state.bridge.hasValue();
    if (!confirmed) {
        const bool older =
            bridge.revision < before.revision || (bridge.revision == before.revision && bridge.at.isValid() &&
                                                  before.at.isValid() && bridge.at < before.at);
        if (known && older)
            return;
        if (const auto it = pollers.find(bridgeId); it != pollers.end())
            staleBridgeGeneration = it->second->lastGeneration();
    }
    set(state.bridge, bridge, bridge.at);
    state.now = clock.monotonic();
    state.wall = clock.wall();
    rebuildRoutes();
    if (confirmed)
        feed.shares(state);
    const bool moved = before.revision != bridge.revision || before.epoch != bridge.epoch ||
                       before.latched != bridge.latched;
    if (known && moved)
        Q_EMIT q->bridgeMoved(before, bridge);
    touched();
}

void Monitor::Private::takePipelines(const PipelinesSnapshot &snapshot)
{
    set(state.pipelines, snapshot, snapshot.at);
    feed.lags(state);
    sendMarks();
}

/// Through every direction that has a pipeline, from the first answer on.
void Monitor::Private::sendMarks()
{
    if (!measuring || !running)
        return;
    for (const PipelineState &pipeline : std::as_const(state.pipelines.value.pipelines)) {
        const SyncDirection direction = pipeline.direction;
        if (pipeline.state == PipelineRunState::Done || marks.contains(direction))
            continue;
        auto *sender = new LagMarks(direction, *ports.sync, profile.marks, timings, clock, q);
        marks[direction] = sender;
        QObject::connect(sender, &LagMarks::changed, q, [this] {
            age();
            touched();
        });
        sender->start();
    }
    for (const auto &[direction, sender] : marks)
        sender->claims(state.claimedLag(direction));
}

void Monitor::Private::takeOrders(const OrdersSnapshot &snapshot)
{
    set(state.orders, snapshot, snapshot.at);
    if (snapshot.badRows > 0) {
        state.orders.quality = Quality::Bad;
        state.orders.problem = u"%1 rows could not be read"_s.arg(snapshot.badRows);
    }
    feed.orders(state);
}

void Monitor::Private::takeSignals(const QString &endpointId, const SignalSnapshot &snapshot)
{
    signalBook.take(endpointId, snapshot, clock.monotonic());
    figuresNew = true;
    feed.signalValues(snapshot, state.wall);
}

EndpointHealth *Monitor::Private::health(const QString &id)
{
    const auto it = std::ranges::find(state.endpoints, id, &EndpointHealth::id);
    return it == state.endpoints.end() ? nullptr : &*it;
}

/// @p roundTrip below zero: pushed, nothing was timed.
void Monitor::Private::answered(const QString &endpointId, const QDateTime &serverTime,
                                milliseconds roundTrip)
{
    EndpointHealth *entry = health(endpointId);
    if (!entry)
        return;
    entry->quality = Quality::Live;
    entry->lastAnswerAt = clock.monotonic();
    entry->lastAnswerWall = clock.wall();
    entry->problem.clear();
    if (roundTrip < milliseconds(0))
        return;
    entry->roundTrip = roundTrip;
    if (serverTime.isValid())
        entry->clockSkew = milliseconds(entry->lastAnswerWall.msecsTo(serverTime)) + roundTrip / 2;
}

void Monitor::Private::failed(const QString &endpointId, const Error &error)
{
    EndpointHealth *entry = health(endpointId);
    if (!entry)
        return;
    entry->problem = error.detail.isEmpty() ? errorKindName(error.kind) : error.detail;
    entry->problemKind = error.kind;
    if (error.kind != ErrorKind::Protocol)
        return;
    // It answered, and the answer was wrong: what it says is BAD until it makes sense again.
    entry->quality = Quality::Bad;
    const auto bad = [&](auto &reading) {
        reading.quality = Quality::Bad;
        reading.problem = entry->problem;
    };
    switch (entry->kind) {
    case EndpointKind::Bridge:
        bad(state.bridge);
        break;
    case EndpointKind::Sync:
        bad(state.pipelines);
        break;
    case EndpointKind::Orders:
        bad(state.orders);
        break;
    case EndpointKind::Metrics:
    case EndpointKind::Parity:
        break;
    }
}

bool Monitor::Private::linkUp(const QString &endpointId) const
{
    const auto it = std::ranges::find(state.endpoints, endpointId, &EndpointHealth::id);
    return it == state.endpoints.end() || it->problem.isEmpty() || it->problemKind != ErrorKind::Network;
}

void Monitor::Private::firstAnswer(const QString &endpointId)
{
    if (firstRoundDone || waitingFor.removeAll(endpointId) == 0 || !waitingFor.isEmpty())
        return;
    firstRoundDone = true;
    askPast();
    Q_EMIT q->firstRoundFinished();
}

/// The watchdog: qualities and alarms move here, whether anything arrives or not.
void Monitor::Private::tick()
{
    age();
    evaluateAlarms();
    if (std::chrono::steady_clock::now() - lastChanged >= timings.changedAtLeast)
        touched();
}

void Monitor::Private::age()
{
    state.now = clock.monotonic();
    state.wall = clock.wall();
    for (EndpointHealth &entry : state.endpoints) {
        if (entry.quality == Quality::Never || entry.quality == Quality::Bad)
            continue;
        milliseconds period = timings.parityPeriod;
        for (const EndpointSpec &spec : profile.endpoints) {
            if (spec.id == entry.id && spec.kind != EndpointKind::Parity)
                period = spec.period;
        }
        entry.quality =
            linkUp(entry.id)
                ? FreshnessRule{period}.qualityAt(toPictureMilliseconds(state.now - entry.lastAnswerAt))
                : Quality::Lost;
    }
    const auto move = [this](auto &reading, EndpointKind kind, milliseconds period) {
        const EndpointSpec *spec = profile.endpoint(kind);
        if (!spec)
            return;
        const FreshnessRule rule{period > milliseconds(0) ? period : spec->period};
        reading.quality = qualityAt(reading, rule, linkUp(spec->id), state.now);
    };
    move(state.bridge, EndpointKind::Bridge, {});
    move(state.identity, EndpointKind::Bridge, timings.identityPeriod);
    move(state.pipelines, EndpointKind::Sync, {});
    move(state.orders, EndpointKind::Orders, {});
    for (Reading<ParityBucket> &reading : parity)
        move(reading, EndpointKind::Parity, timings.parityPeriod);
    state.markedLags.clear();
    for (const auto &[direction, sender] : marks)
        state.markedLags.append(sender->marked(state.now));
    signalBook.age(state.now, [this](const QString &id) { return linkUp(id); });
    rebuildRoutes();
}

void Monitor::Private::rebuildRoutes()
{
    QList<RouteStatus> routes;
    const auto add = [&](const RouteSpec &spec) {
        RouteStatus status;
        status.spec = spec;
        const Reading<BridgeState> &bridge = state.bridge;
        const RouteState *found = bridge.value.route(spec.id);
        if (found) {
            status.commanded = {*found,         bridge.sourceTime, bridge.receivedAt, bridge.ageAtReceipt,
                                bridge.quality, bridge.problem};
        } else if (bridge.hasValue()) {
            status.commanded.problem = u"the bridge does not know this route"_s;
        }
        status.acknowledged = {acknowledgement(bridge.value), bridge.sourceTime, bridge.receivedAt,
                               bridge.ageAtReceipt,           bridge.quality,    bridge.problem};
        status.parity = parity.value(spec.id);
        signalBook.fill(status);
        routes.append(status);
    };
    for (const RouteSpec &spec : profile.routes)
        add(spec);
    for (const RouteState &route : state.bridge.value.routes) {
        if (!profile.route(route.id))
            add({route.id, route.title.isEmpty() ? route.id : route.title, route.layer});
    }
    state.signalReadings = signalBook.readings();
    state.routes = routes;
}

void Monitor::Private::evaluateAlarms()
{
    const auto conditions =
        alarmConditions(profile, state, timings, toPictureMilliseconds(state.now - startedAt));
    const bool moved = alarmBook.update(conditions, state.now, state.wall);
    // Without metrics every trigger is blind: one cause, one alarm.
    const bool metricsLost = std::ranges::any_of(state.endpoints, [](const EndpointHealth &health) {
        return health.kind == EndpointKind::Metrics && health.quality > Quality::Late;
    });
    const bool hidden = alarmBook.suppress(AlarmKind::TriggerBlind, metricsLost);
    if (moved || hidden) {
        Q_EMIT q->alarmsChanged();
        touched();
    }
}

/// changed() soon, but never more often than allowed.
void Monitor::Private::touched()
{
    if (changedTimer.isActive() || !running)
        return;
    const auto since = toPictureMilliseconds(std::chrono::steady_clock::now() - lastChanged);
    changedTimer.start(std::clamp(timings.changedAtMost - since, milliseconds(0), timings.changedAtMost));
}

void Monitor::Private::emitChanged()
{
    lastChanged = std::chrono::steady_clock::now();
    Q_EMIT q->changed();
}

} // namespace interlock
