// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/bridge/bridgemetrics.h"

namespace interlock::rehearsal {

namespace {
QByteArray reachedName(SideReached reached)
{
    switch (reached) {
    case SideReached::Legacy:
        return "legacy";
    case SideReached::New:
        return "new";
    case SideReached::Both:
        return "both";
    }
    Q_UNREACHABLE();
}

QByteArray routeLabel(const QString &routeId)
{
    return routeId.isEmpty() ? "unmapped" : routeId.toUtf8();
}
} // namespace

BridgeMetrics::BridgeMetrics(MetricsRegistry *registry, const Clock *clock)
    : m_clock(clock),
      m_requests(registry->counter("bridge_requests_total", "Requests by what the mode does with the user",
                                   {"instance", "route", "reached", "answered_by", "code"})),
      m_ruleRequests(registry->counter("bridge_rule_requests_total", "Requests that a rule sent to new",
                                       {"instance", "route", "rule"})),
      m_mirrored(registry->counter("bridge_mirrored_requests_total",
                                   "Requests that were sent to both systems", {"instance", "route"})),
      m_mirrorFailures(registry->counter("bridge_mirror_failures_total",
                                         "Copies to the side that does not answer which failed",
                                         {"instance", "route"})),
      m_activeUsers(
          registry->gauge("bridge_active_users", "Distinct users of the last 30 seconds", {"route"}))
{
    registry->beforeScrape([this] { publishActiveUsers(); });
}

void BridgeMetrics::announce(const QByteArray &instance, const QList<RouteState> &routes)
{
    for (const RouteState &route : routes) {
        const QByteArray id = routeLabel(route.id);
        for (const SideReached reached : {SideReached::Legacy, SideReached::New, SideReached::Both}) {
            const Side answering = reached == SideReached::New ? Side::New : Side::Legacy;
            m_requests.add({instance, id, reachedName(reached), sideName(answering).toUtf8(), "200"}, 0);
        }
        for (const RoutingRule &rule : route.rules)
            m_ruleRequests.add({instance, id, rule.id.toUtf8()}, 0);
    }
}

void BridgeMetrics::count(const QByteArray &instance, const RouteDecision &decision, const QByteArray &userId,
                          int status)
{
    const QByteArray route = routeLabel(decision.routeId);
    m_requests.add({instance, route, reachedName(decision.reached), sideName(decision.answeredBy).toUtf8(),
                    QByteArray::number(status)});
    if (!decision.ruleId.isEmpty())
        m_ruleRequests.add({instance, route, decision.ruleId.toUtf8()});
    m_lastSeen[route][userId] = m_clock->monotonic();
}

void BridgeMetrics::countMirrored(const QByteArray &instance, const QString &routeId)
{
    m_mirrored.add({instance, routeLabel(routeId)});
}

void BridgeMetrics::countMirrorFailure(const QByteArray &instance, const QString &routeId)
{
    m_mirrorFailures.add({instance, routeLabel(routeId)});
}

void BridgeMetrics::publishActiveUsers()
{
    const MonotonicTime oldest = m_clock->monotonic() - activeWindow;
    for (auto route = m_lastSeen.begin(); route != m_lastSeen.end(); ++route) {
        route->removeIf([oldest](const auto &user) { return user.value() < oldest; });
        m_activeUsers.set({route.key()}, double(route->size()));
    }
}

} // namespace interlock::rehearsal
