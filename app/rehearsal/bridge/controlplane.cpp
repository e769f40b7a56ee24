// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/bridge/controlplane.h"

#include <algorithm>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {
RoutedRoute startedRoute(const RouteConfig &config, const QDateTime &now)
{
    RoutedRoute route;
    route.state =
        RouteState{config.id, config.title, config.layer, config.mode, config.percent, {}, now, u"bridge"_s};
    route.prefixes = config.prefixes;
    for (const RuleConfig &rule : config.rules) {
        route.state.rules.append(rule.rule);
        route.conditions.append(rule.condition);
    }
    return route;
}

bool reachesEverybody(const RouteState &route)
{
    return route.mode != Mode::Legacy && route.percent == 100 &&
           std::ranges::none_of(
               route.rules, [](const RoutingRule &rule) { return rule.enabled && rule.to == Side::Legacy; });
}

bool hasEnabledRuleToNew(const RouteState &route)
{
    return std::ranges::any_of(route.rules,
                               [](const RoutingRule &rule) { return rule.enabled && rule.to == Side::New; });
}

/// True when some rule adds users that the route did not have.
bool rulesSendMore(const RouteState &before, const RouteState &after)
{
    for (qsizetype i = 0; i < before.rules.size(); ++i) {
        const bool sendsMore =
            after.rules[i].to == Side::New
                ? after.rules[i].enabled
                : !after.rules[i].enabled && (after.percent > 0 || hasEnabledRuleToNew(after));
        if (after.rules[i].enabled != before.rules[i].enabled && sendsMore)
            return true;
    }
    return false;
}

bool stateSendsMore(const RouteState &before, const RouteState &after)
{
    if (after.mode == Mode::Legacy || reachesEverybody(before))
        return false;
    if (before.mode == Mode::Legacy)
        return after.percent > 0 || hasEnabledRuleToNew(after);
    return after.percent > before.percent || rulesSendMore(before, after);
}

QString contentProblem(const RouteState &route, const RouteChange &change)
{
    if (change.percent && (*change.percent < 0 || *change.percent > 100))
        return u"percent %1 is outside 0 … 100"_s.arg(*change.percent);
    for (auto it = change.rules.cbegin(); it != change.rules.cend(); ++it) {
        if (std::ranges::find(route.rules, it.key(), &RoutingRule::id) == route.rules.end())
            return u"route %1 has no such rule: %2"_s.arg(route.id, it.key());
    }
    return {};
}
} // namespace

ControlPlane::ControlPlane(const ControlPlaneConfig &config, const Clock *clock, QObject *parent)
    : QObject(parent), m_config(config), m_clock(clock)
{
    RoutingTable table;
    table.revision = 1;
    for (const RouteConfig &route : config.routes)
        table.routes.append(startedRoute(route, clock->wall()));
    m_table = std::make_shared<const RoutingTable>(std::move(table));
    for (const QString &id : config.instances)
        m_instances.append(InstanceState{id, 0, clock->wall(), true, {}});
}

BridgeState ControlPlane::state() const
{
    BridgeState state;
    state.revision = m_table->revision;
    state.epoch = m_epoch;
    state.latched = m_latched;
    state.at = m_clock->wall();
    state.bridgeName = m_config.name;
    state.bridgeVersion = m_config.version;
    state.capabilities = {Capability::Modes,  Capability::Percent,        Capability::Rules,
                          Capability::DryRun, Capability::AtomicRollback, Capability::Latch,
                          Capability::Events, Capability::Instances};
    state.instances = m_instances;
    for (const RoutedRoute &route : m_table->routes)
        state.routes.append(route.state);
    return state;
}

const RoutedRoute *ControlPlane::find(const QString &routeId) const
{
    const auto it = std::ranges::find(
        m_table->routes, routeId, [](const RoutedRoute &route) -> const QString & { return route.state.id; });
    return it == m_table->routes.end() ? nullptr : &*it;
}

bool ControlPlane::sendsMoreToNew(const RouteChange &change) const
{
    const RoutedRoute *route = find(change.routeId);
    return route != nullptr && stateSendsMore(route->state, applied(route->state, change));
}

PlaneAnswer ControlPlane::refusal(Verdict verdict, const QString &detail) const
{
    return {verdict, state(), detail};
}

std::optional<PlaneAnswer> ControlPlane::judged(const ChangeOrder &order) const
{
    const RoutedRoute *route = find(order.change.routeId);
    if (route == nullptr)
        return refusal(Verdict::UnknownRoute, u"there is no route %1"_s.arg(order.change.routeId));
    if (order.epoch < m_epoch)
        return refusal(Verdict::StaleEpoch,
                       u"epoch %1 is over, it is %2 now"_s.arg(order.epoch).arg(m_epoch));
    if (order.expectedRevision != revision()) {
        return refusal(
            Verdict::StaleRevision,
            u"revision %1 was expected, it is %2 now"_s.arg(order.expectedRevision).arg(revision()));
    }
    const QString problem =
        order.notAllowed.isEmpty() ? contentProblem(route->state, order.change) : order.notAllowed;
    if (!problem.isEmpty())
        return refusal(Verdict::NotAllowed, problem);
    if (m_latched && sendsMoreToNew(order.change))
        return refusal(Verdict::Latched,
                       u"the bridge is latched after a rollback: nothing more goes to new"_s);
    return std::nullopt;
}

PlaneAnswer ControlPlane::change(const ChangeOrder &order)
{
    if (std::optional<PlaneAnswer> refused = judged(order))
        return *std::move(refused);
    if (order.dryRun)
        return {Verdict::Done, state(), {}};

    RoutingTable table = *m_table;
    for (RoutedRoute &route : table.routes) {
        if (route.state.id != order.change.routeId)
            continue;
        RouteState after = applied(route.state, order.change);
        if (after == route.state)
            return {Verdict::Done, state(), {}};
        after.changedAt = m_clock->wall();
        after.changedBy = order.actor;
        route.state = after;
    }
    commit(std::move(table));
    return {Verdict::Done, state(), {}};
}

PlaneAnswer ControlPlane::rollback(const QStringList &routes, quint64 epoch, const QString &actor)
{
    RoutingTable table = *m_table;
    const bool all = routes.contains(u"*"_s);
    bool moved = false;
    QStringList unknown;
    for (const QString &id : routes) {
        if (id != u"*"_s && find(id) == nullptr && !unknown.contains(id))
            unknown.append(id);
    }
    for (RoutedRoute &route : table.routes) {
        const bool home = route.state.mode == Mode::Legacy && route.state.percent == 0;
        if (home || !(all || routes.contains(route.state.id)))
            continue;
        route.state.mode = Mode::Legacy;
        route.state.percent = 0;
        route.state.changedAt = m_clock->wall();
        route.state.changedBy = actor;
        moved = true;
    }
    const bool news = moved || !m_latched || epoch > m_epoch;
    m_epoch = std::max(m_epoch, epoch);
    m_latched = true;
    m_releasers.clear(); // whoever had agreed to the release agreed to another situation
    if (news)
        commit(std::move(table));
    PlaneAnswer answer{Verdict::Done, state(), {}};
    answer.state.unknownRoutes = unknown;
    return answer;
}

PlaneAnswer ControlPlane::releaseLatch(quint64 epoch, const QString &actor)
{
    if (epoch < m_epoch)
        return refusal(Verdict::StaleEpoch, u"epoch %1 is over, it is %2 now"_s.arg(epoch).arg(m_epoch));
    if (!m_latched)
        return {Verdict::Done, state(), {}};
    if (!m_releasers.contains(actor))
        m_releasers.append(actor);
    const int missing = m_config.releasePeople - int(m_releasers.size());
    if (missing > 0) {
        PlaneAnswer answer{Verdict::WaitingForPeople, state(), {}};
        answer.state.waitingFor = missing;
        return answer;
    }
    m_latched = false;
    m_releasers.clear();
    commit(*m_table);
    return {Verdict::Done, state(), {}};
}

void ControlPlane::acknowledge(const QString &instance, quint64 revision)
{
    const auto it = std::ranges::find(m_instances, instance, &InstanceState::id);
    if (it == m_instances.end() || it->revision >= revision)
        return;
    it->revision = revision;
    it->at = m_clock->wall();
    Q_EMIT changed();
}

void ControlPlane::commit(RoutingTable table)
{
    ++table.revision;
    m_table = std::make_shared<const RoutingTable>(std::move(table));
    Q_EMIT commanded(m_table->revision);
    Q_EMIT changed();
}

} // namespace interlock::rehearsal
