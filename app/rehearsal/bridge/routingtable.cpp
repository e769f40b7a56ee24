// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/bridge/routingtable.h"

#include <xxhash.h>

namespace interlock::rehearsal {

namespace {
constexpr unsigned bucketSeed = 7; // the HAProxy stack uses the same: xxh32(7),mod(10000)
constexpr unsigned bucketCount = 10000;

QByteArray cookieValue(const QByteArray &cookies, QByteArrayView name)
{
    for (const QByteArray &part : cookies.split(';')) {
        const QByteArray cookie = part.trimmed();
        if (cookie.startsWith(name) && cookie.size() > name.size() && cookie[name.size()] == '=')
            return cookie.mid(name.size() + 1);
    }
    return {};
}

QByteArray userIdOf(const HttpRequest &request, const QByteArray &cookies)
{
    QByteArray header = request.header("X-User-Id");
    if (!header.isEmpty())
        return header;
    const QByteArray cookie = cookieValue(cookies, "uid");
    return cookie.isEmpty() ? request.from.toString().toLatin1() : cookie;
}

bool isUnderPrefix(QStringView path, const QString &prefix)
{
    if (!path.startsWith(prefix))
        return false;
    return path.size() == prefix.size() || prefix.endsWith(u'/') || path[prefix.size()] == u'/';
}

bool ruleHolds(RuleCondition condition, const Visitor &visitor)
{
    switch (condition) {
    case RuleCondition::Staff:
        return visitor.staff;
    case RuleCondition::Mobile:
        return visitor.mobile;
    case RuleCondition::LegacyTrouble:
        return visitor.legacyTrouble;
    }
    Q_UNREACHABLE();
}

/// The first enabled rule to @p side that is about the visitor.
const RoutingRule *matchingRule(const RoutedRoute &route, const Visitor &visitor, Side side)
{
    for (qsizetype i = 0; i < route.state.rules.size(); ++i) {
        const RoutingRule &rule = route.state.rules[i];
        if (rule.enabled && rule.to == side && ruleHolds(route.conditions[i], visitor))
            return &rule;
    }
    return nullptr;
}

void sendByMode(RouteDecision *decision, Mode mode)
{
    switch (mode) {
    case Mode::Legacy:
        break;
    case Mode::CompareLegacy:
        decision->reached = SideReached::Both;
        break;
    case Mode::CompareNew:
        decision->reached = SideReached::Both;
        decision->answeredBy = Side::New;
        break;
    case Mode::New:
        decision->reached = SideReached::New;
        decision->answeredBy = Side::New;
        break;
    }
}
} // namespace

Visitor visitorOf(const HttpRequest &request)
{
    const QByteArray cookies = request.header("Cookie");
    Visitor visitor;
    visitor.userId = userIdOf(request, cookies);
    visitor.staff = request.header("X-User-Group") == "staff";
    visitor.mobile = request.header("User-Agent").contains("Mobile");
    visitor.legacyTrouble =
        request.header("X-Legacy-Trouble") == "1" || cookieValue(cookies, "legacy_trouble") == "1";
    return visitor;
}

int userBucket(const QByteArray &userId)
{
    return int(XXH32(userId.constData(), size_t(userId.size()), bucketSeed) % bucketCount);
}

const RoutedRoute *RoutingTable::match(QStringView path) const
{
    const RoutedRoute *best = nullptr;
    qsizetype bestLength = -1;
    for (const RoutedRoute &route : routes) {
        for (const QString &prefix : route.prefixes) {
            if (prefix.size() > bestLength && isUnderPrefix(path, prefix)) {
                best = &route;
                bestLength = prefix.size();
            }
        }
    }
    return best;
}

RouteDecision RoutingTable::decide(QStringView path, const Visitor &visitor) const
{
    RouteDecision decision;
    const RoutedRoute *route = match(path);
    if (route == nullptr)
        return decision;
    decision.routeId = route->state.id;
    if (route->state.mode == Mode::Legacy || matchingRule(*route, visitor, Side::Legacy) != nullptr)
        return decision;
    const RoutingRule *rule = matchingRule(*route, visitor, Side::New);
    if (rule != nullptr)
        decision.ruleId = rule->id;
    if (rule != nullptr || userBucket(visitor.userId) < route->state.percent * 100)
        sendByMode(&decision, route->state.mode);
    return decision;
}

} // namespace interlock::rehearsal
