// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/fakebridge.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;

FakeBridge::FakeBridge(QObject *parent)
    : BridgePort(parent),
      m_state(shop()),
      m_identity{u"ann"_s, {Scope::Read, Scope::Rollback, Scope::Operate}},
      m_paths{{u"edge-1"_s, u"Edge 1"_s}, {u"edge-2"_s, u"Edge 2"_s}},
      m_now(m_state.at)
{
}

FakeBridge::~FakeBridge() = default;

BridgeState FakeBridge::shop()
{
    const QDateTime at(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC);
    BridgeState state;
    state.revision = 17;
    state.epoch = 3;
    state.at = at;
    state.bridgeName = u"shop-bridge"_s;
    state.bridgeVersion = u"1.4.0"_s;
    state.capabilities = {Capability::Modes,  Capability::Percent,        Capability::Rules,
                          Capability::DryRun, Capability::AtomicRollback, Capability::Latch,
                          Capability::Events, Capability::Instances};
    state.instances = {{u"edge-1"_s, 17, at, true, {}}, {u"edge-2"_s, 17, at, true, {}}};
    const RoutingRule staff{u"staff"_s, u"Staff always new"_s, Side::New, true};
    state.routes = {{u"catalog"_s, u"Catalog"_s, Layer::Read, Mode::CompareLegacy, 50, {}, at, u"ann"_s},
                    {u"checkout"_s, u"Checkout"_s, Layer::Write, Mode::CompareNew, 15, {staff}, at, u"ann"_s},
                    {u"orders"_s, u"Orders"_s, Layer::Write, Mode::Legacy, 0, {}, at, u"ann"_s}};
    return state;
}

void FakeBridge::acknowledge(const QString &instanceId)
{
    for (InstanceState &instance : m_state.instances) {
        if (instance.id == instanceId) {
            instance.revision = m_state.revision;
            instance.at = m_now;
        }
    }
}

void FakeBridge::acknowledgeAll()
{
    for (InstanceState &instance : m_state.instances) {
        instance.revision = m_state.revision;
        instance.at = m_now;
    }
}

void FakeBridge::changeByOther(const RouteChange &change, const QString &who)
{
    const RouteState *route = m_state.route(change.routeId);
    Q_ASSERT(route != nullptr);
    RouteState after = interlock::applied(*route, change);
    after.changedBy = who;
    after.changedAt = m_now;
    replaceRoute(after);
    newRevision();
}

void FakeBridge::push()
{
    m_state.at = m_now;
    Q_EMIT stateArrived(m_state);
}

QFuture<Result<BridgeState>> FakeBridge::read()
{
    m_log.append(u"read"_s);
    return reads.run([this]() -> Result<BridgeState> {
        m_state.at = m_now;
        return m_state;
    });
}

QFuture<Result<Identity>> FakeBridge::identity()
{
    m_log.append(u"identity"_s);
    return identities.run([this]() -> Result<Identity> { return m_identity; });
}

QFuture<Result<BridgeState>> FakeBridge::dryRun(const PreparedChange &change)
{
    m_log.append(u"dryRun "_s + change.change.routeId);
    return dryRuns.run([this, &change] { return checked(change); });
}

QFuture<Result<BridgeState>> FakeBridge::apply(const PreparedChange &change)
{
    m_log.append(u"apply "_s + change.change.routeId);
    m_applied.append(change);
    return applies.run([this, &change] { return changed(change); });
}

QFuture<Result<ActionStatus>> FakeBridge::action(const QUuid &key)
{
    m_log.append(u"action"_s);
    return actions.run([this, &key]() -> Result<ActionStatus> {
        return m_actions.value(key, ActionStatus{key, ActionOutcome::NeverArrived, 0, {}});
    });
}

QFuture<Result<BridgeState>> FakeBridge::rollback(const QString &pathId, const RollbackOrder &order)
{
    m_log.append(u"rollback "_s + pathId);
    m_rollbackOrders.append({pathId, order});
    return m_rollbacks[pathId].run([this, &order] { return rolledBack(order); });
}

QFuture<Result<Identity>> FakeBridge::probe(const QString &pathId)
{
    m_log.append(u"probe "_s + pathId);
    return m_probes[pathId].run([this]() -> Result<Identity> { return m_identity; });
}

QFuture<Result<void>> FakeBridge::tryRollback(const QString &pathId, const QString &)
{
    m_log.append(u"tryRollback "_s + pathId);
    return m_tries[pathId].run([]() -> Result<void> { return {}; });
}

QFuture<Result<BridgeState>> FakeBridge::releaseLatch(const LatchRelease &release)
{
    m_log.append(u"releaseLatch"_s);
    return releases.run([this, &release] { return released(release); });
}

Result<BridgeState> FakeBridge::checked(const PreparedChange &change)
{
    const RouteState *route = m_state.route(change.change.routeId);
    if (route == nullptr)
        return fail(ErrorKind::Refused, u"404: no such route"_s);
    if (change.epoch < m_state.epoch)
        return fail(ErrorKind::Conflict, u"409: stale epoch"_s);
    if (change.expectedRevision != m_state.revision) {
        Q_EMIT conflictSeen(m_state);
        return fail(ErrorKind::Conflict, u"409: stale revision"_s);
    }
    const int percent = change.change.percent.value_or(0);
    if (percent < 0 || percent > 100)
        return fail(ErrorKind::Refused, u"422: percent"_s);
    if (m_state.latched && isForward(*route, change.change))
        return fail(ErrorKind::Refused, u"423: latched"_s);
    return m_state;
}

Result<BridgeState> FakeBridge::changed(const PreparedChange &change)
{
    if (m_actions.contains(change.key) && m_actions[change.key].outcome == ActionOutcome::Accepted)
        return m_state;
    Result<BridgeState> check = checked(change);
    if (!check) {
        remember(change.key, ActionOutcome::Rejected);
        return check;
    }
    const RouteState before = *m_state.route(change.change.routeId);
    RouteState after = interlock::applied(before, change.change);
    if (after != before) {
        after.changedBy = change.actor;
        after.changedAt = m_now;
        replaceRoute(after);
        newRevision();
    }
    remember(change.key, ActionOutcome::Accepted);
    return m_state;
}

Result<BridgeState> FakeBridge::rolledBack(const RollbackOrder &order)
{
    const bool all = order.routes.contains(u"*"_s);
    BridgeState before = m_state;
    for (RouteState &route : m_state.routes) {
        if ((!all && !order.routes.contains(route.id)) || (route.mode == Mode::Legacy && route.percent == 0))
            continue;
        route.mode = Mode::Legacy;
        route.percent = 0;
        route.changedBy = order.actor;
        route.changedAt = m_now;
    }
    m_state.epoch = std::max(m_state.epoch, order.epoch);
    m_state.latched = true;
    if (m_state != before)
        newRevision();
    remember(order.key, ActionOutcome::Accepted);
    BridgeState answer = m_state;
    for (const QString &id : order.routes) {
        if (id != u"*"_s && m_state.route(id) == nullptr)
            answer.unknownRoutes.append(id);
    }
    return answer;
}

Result<BridgeState> FakeBridge::released(const LatchRelease &release)
{
    if (release.epoch < m_state.epoch) {
        remember(release.key, ActionOutcome::Rejected);
        return fail(ErrorKind::Conflict, u"409: stale epoch"_s);
    }
    if (m_state.latched) {
        m_state.latched = false;
        newRevision();
    }
    remember(release.key, ActionOutcome::Accepted);
    return m_state;
}

void FakeBridge::replaceRoute(const RouteState &route)
{
    const auto it = std::ranges::find(m_state.routes, route.id, &RouteState::id);
    *it = route;
}

void FakeBridge::newRevision()
{
    ++m_state.revision;
    m_state.at = m_now;
    if (m_autoAcknowledge)
        acknowledgeAll();
}

void FakeBridge::remember(const QUuid &key, ActionOutcome outcome)
{
    m_actions.insert(key, {key, outcome, m_state.revision, m_now});
}

} // namespace interlock
