// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/interlocks.h"

#include "models/control/gatebook.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
bool gatesForward(EndpointKind kind)
{
    switch (kind) {
    case EndpointKind::Bridge:
    case EndpointKind::Sync:
    case EndpointKind::Metrics:
        return true;
    case EndpointKind::Orders:
    case EndpointKind::Parity:
        return false;
    }
    Q_UNREACHABLE();
}

/// Kinds that another blocker already tells more exactly are left to that one.
bool hasOwnBlocker(AlarmKind kind)
{
    switch (kind) {
    case AlarmKind::EndpointLost:
    case AlarmKind::NotAcknowledged:
    case AlarmKind::JournalFailed:
    case AlarmKind::RollbackUnsettled:
    case AlarmKind::GateOverridden:
        return true;
    case AlarmKind::NotObserved:
    case AlarmKind::LagOverLimit:
    case AlarmKind::ErrorRateOverLimit:
    case AlarmKind::P95OverLimit:
    case AlarmKind::SignalOutOfLimits:
    case AlarmKind::ClockSkew:
    case AlarmKind::TriggerTripped:
    case AlarmKind::TriggerBlind:
    case AlarmKind::TriggerFlapping:
    case AlarmKind::GradualRollback:
    case AlarmKind::LegacyUnhealthy:
    case AlarmKind::NobodyWatches:
    case AlarmKind::NotificationFailed:
    case AlarmKind::LagDisagrees:
    case AlarmKind::WarrantyLapsed:
        return false;
    }
    Q_UNREACHABLE();
}

/// Alarms about one route lock that route; all others lock every route.
bool concerns(const Alarm &alarm, const QString &routeId)
{
    switch (alarm.kind) {
    case AlarmKind::NotObserved:
    case AlarmKind::ErrorRateOverLimit:
    case AlarmKind::P95OverLimit:
        return alarm.subject == routeId;
    case AlarmKind::TriggerTripped:
    case AlarmKind::TriggerBlind:
    case AlarmKind::TriggerFlapping:
    case AlarmKind::SignalOutOfLimits: {
        const QString route = alarm.subject.section(u'|', 1, 1);
        return route.isEmpty() || route == routeId;
    }
    case AlarmKind::EndpointLost:
    case AlarmKind::NotAcknowledged:
    case AlarmKind::LagOverLimit:
    case AlarmKind::ClockSkew:
    case AlarmKind::JournalFailed:
    case AlarmKind::RollbackUnsettled:
    case AlarmKind::GateOverridden:
    case AlarmKind::GradualRollback:
    case AlarmKind::LegacyUnhealthy:
    case AlarmKind::NobodyWatches:
    case AlarmKind::NotificationFailed:
    case AlarmKind::LagDisagrees:
    case AlarmKind::WarrantyLapsed:
        return true;
    }
    Q_UNREACHABLE();
}

template<typename T>
void requireLive(QList<Blocker> &blockers, const Reading<T> &reading, const QString &subject)
{
    if (!reading.isLive())
        blockers.append({BlockerKind::ReadingNotLive, subject, reading.quality, reading.problem});
}

/// A figure that was never there is "no traffic yet"; one that was there must be live.
template<typename T>
void requireLiveIfKnown(QList<Blocker> &blockers, const Reading<T> &reading, const QString &subject)
{
    if (reading.quality != Quality::Never)
        requireLive(blockers, reading, subject);
}

QString bridgeIdOf(const Profile &profile)
{
    const EndpointSpec *bridge = profile.endpoint(EndpointKind::Bridge);
    return bridge ? bridge->id : u"bridge"_s;
}

void addFreshness(QList<Blocker> &blockers, const InterlockView &view, const QString &routeId)
{
    requireLive(blockers, view.state.bridge, bridgeIdOf(view.profile));
    // One cause, one reason: what hangs on a lost endpoint is not named again.
    if (view.state.bridge.isLive())
        requireLive(blockers, view.state.identity, u"identity"_s);
    bool metricsLive = true;
    for (const EndpointHealth &health : view.state.endpoints) {
        if (!gatesForward(health.kind) || health.kind == EndpointKind::Bridge ||
            health.quality == Quality::Live)
            continue;
        metricsLive = metricsLive && health.kind != EndpointKind::Metrics;
        blockers.append({BlockerKind::ReadingNotLive, health.id, health.quality, health.problem});
    }
    const RouteStatus *route = view.state.route(routeId);
    if (!route || !metricsLive)
        return;
    requireLiveIfKnown(blockers, route->observed, u"observed share"_s);
    requireLiveIfKnown(blockers, route->errorRateNew, u"error rate"_s);
    requireLiveIfKnown(blockers, route->p95New, u"p95"_s);
}

void addAcknowledgement(QList<Blocker> &blockers, const BridgeState &bridge)
{
    if (!bridge.capabilities.contains(Capability::Instances))
        return;
    const Acknowledgement seen = acknowledgement(bridge);
    for (const QString &instance : seen.missing)
        blockers.append({BlockerKind::NotAcknowledged, instance, Quality::Live, {}});
    if (seen.total == 0)
        blockers.append({BlockerKind::NotAcknowledged, {}, Quality::Live, u"the bridge names no instance"_s});
}

void addAlarms(QList<Blocker> &blockers, const InterlockView &view, const QString &routeId)
{
    for (const Alarm &alarm : view.alarms) {
        if (!alarm.active || !alarm.locksForward || hasOwnBlocker(alarm.kind) || !concerns(alarm, routeId))
            continue;
        const QString text =
            alarmKindName(alarm.kind) % u": "_s % (alarm.title.isEmpty() ? alarm.subject : alarm.title);
        const QString detail = u"%1 %3 (limit %2 %3)"_s.arg(alarm.value).arg(alarm.limit).arg(alarm.unit);
        blockers.append({BlockerKind::AlarmActive, text, Quality::Live, detail});
    }
}

/// Scopes that are known and do not suffice. Unknown ones are the freshness rules' business.
void addScope(QList<Blocker> &blockers, const InterlockView &view, bool forward)
{
    if (!view.state.identity.hasValue())
        return;
    const QSet<Scope> &scopes = view.state.identity.value.scopes;
    if (scopes.contains(Scope::Operate) || (!forward && scopes.contains(Scope::Rollback)))
        return;
    blockers.append(
        {BlockerKind::NoScope, view.actor, view.state.identity.quality, view.state.identity.problem});
}

void addCapabilities(QList<Blocker> &blockers, const BridgeState &bridge, const RouteChange &change)
{
    const auto need = [&](bool wanted, Capability capability) {
        if (wanted && !bridge.capabilities.contains(capability))
            blockers.append({BlockerKind::NoCapability, capabilityName(capability), Quality::Live, {}});
    };
    need(change.mode.has_value(), Capability::Modes);
    need(change.percent.has_value(), Capability::Percent);
    need(!change.rules.isEmpty(), Capability::Rules);
}

void addGates(QList<Blocker> &blockers, const QList<GateResult> &gates)
{
    for (const GateResult &gate : gates)
        blockers.append({BlockerKind::GateLocked, gate.gateId, Quality::Live, {}, gate});
}

/// What the plan wants of this change, beside the gates that lock it anyway.
void addPlan(QList<Blocker> &blockers, const InterlockView &view, const RouteState &route,
             const RouteChange &change)
{
    for (const PlanObstacle &obstacle : view.plan ? view.plan(route, change) : QList<PlanObstacle>()) {
        if (obstacle.kind != PlanObstacle::Kind::Gate) {
            blockers.append({BlockerKind::PlanNotMet, obstacle.subject, Quality::Live, obstacle.detail});
            continue;
        }
        const bool told = std::ranges::any_of(blockers, [&obstacle](const Blocker &blocker) {
            return blocker.gate && blocker.gate->gateId == obstacle.subject;
        });
        const auto gate = std::ranges::find(view.gates, obstacle.subject, &GateResult::gateId);
        if (!told && gate != view.gates.cend())
            addGates(blockers, {*gate});
    }
}

bool changesNothing(const RouteState &route, const RouteChange &change)
{
    return applied(route, change) == route;
}
} // namespace

Mode nextMode(Mode mode)
{
    switch (mode) {
    case Mode::Legacy:
        return Mode::CompareLegacy;
    case Mode::CompareLegacy:
        return Mode::CompareNew;
    case Mode::CompareNew:
    case Mode::New:
        return Mode::New;
    }
    Q_UNREACHABLE();
}

QList<Blocker> forwardInterlocks(const InterlockView &view, const QString &routeId)
{
    QList<Blocker> blockers;
    addFreshness(blockers, view, routeId);
    const Reading<BridgeState> &bridge = view.state.bridge;
    if (bridge.hasValue() && !bridge.value.route(routeId))
        blockers.append({BlockerKind::UnknownRoute, routeId, Quality::Live, {}});
    if (bridge.value.latched)
        blockers.append({BlockerKind::Latched, {}, Quality::Live, {}});
    addScope(blockers, view, true);
    for (const QString &route : view.unsettled)
        blockers.append({BlockerKind::ActUnsettled, route, Quality::Live, {}});
    if (view.rollbackRunning)
        blockers.append({BlockerKind::RollbackRunning, {}, Quality::Live, {}});
    if (!view.journalWritable)
        blockers.append({BlockerKind::JournalUnwritable, {}, Quality::Live, {}});
    if (bridge.hasValue())
        addAcknowledgement(blockers, bridge.value);
    addAlarms(blockers, view, routeId);
    return blockers;
}

QList<Blocker> gateInterlocks(const InterlockView &view, const QString &routeId)
{
    QList<GateResult> locked;
    for (const GateResult &gate : view.gates) {
        const bool anyMove = gate.keeps({GateAct::RaiseShare}) && gate.keeps({GateAct::StepMode});
        if (gate.routeId == routeId && anyMove)
            locked.append(gate);
    }
    QList<Blocker> blockers;
    addGates(blockers, locked);
    return blockers;
}

QList<Blocker> changeBlockers(const InterlockView &view, const RouteChange &change)
{
    const Reading<BridgeState> &bridge = view.state.bridge;
    const RouteState *route = bridge.value.route(change.routeId);
    const bool forward = route && isForward(*route, change);
    QList<Blocker> blockers;
    if (forward) {
        blockers = forwardInterlocks(view, change.routeId);
    } else {
        requireLive(blockers, bridge, bridgeIdOf(view.profile));
        if (!route && bridge.hasValue())
            blockers.append({BlockerKind::UnknownRoute, change.routeId, Quality::Live, {}});
        addScope(blockers, view, false);
    }
    if (change.percent && (*change.percent < 0 || *change.percent > 100))
        blockers.append({BlockerKind::OutOfRange, QString::number(*change.percent), Quality::Live, {}});
    if (!route)
        return blockers;
    addCapabilities(blockers, bridge.value, change);
    if (changesNothing(*route, change))
        blockers.append({BlockerKind::NothingToChange, change.routeId, Quality::Live, {}});
    if (forward && change.mode && *change.mode > nextMode(route->mode))
        blockers.append({BlockerKind::NotOneStep, modeName(nextMode(route->mode)), Quality::Live, {}});
    if (forward) {
        addGates(blockers, gatesAgainst(view.gates, *route, change));
        addPlan(blockers, view, *route, change);
        if (view.approval)
            blockers += view.approval(*route, change);
    }
    if (forward && change.reason.trimmed().isEmpty())
        blockers.append({BlockerKind::NoReason, {}, Quality::Live, {}});
    return blockers;
}

} // namespace interlock
