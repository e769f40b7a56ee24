// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/stack/scenario.h"

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

QList<RuleConfig> rules()
{
    return {{{u"staff"_s, u"Staff to new"_s, Side::New, false}, RuleCondition::Staff},
            {{u"mobile"_s, u"Mobile to new"_s, Side::New, false}, RuleCondition::Mobile},
            {{u"trouble"_s, u"Users with legacy trouble to new"_s, Side::New, false},
             RuleCondition::LegacyTrouble}};
}

RouteConfig shopRoute(const QString &id, const QString &title, Layer layer, const QString &prefix)
{
    RouteConfig route;
    route.id = id;
    route.title = title;
    route.layer = layer;
    route.prefixes = {prefix};
    route.rules = rules();
    return route;
}

QList<RouteConfig> allRoutes()
{
    return {shopRoute(u"url"_s, u"URL space"_s, Layer::Url, u"/"_s),
            shopRoute(u"catalog"_s, u"Catalogue"_s, Layer::Read, u"/catalog"_s),
            shopRoute(u"product"_s, u"Product"_s, Layer::Read, u"/product"_s),
            shopRoute(u"search"_s, u"Search"_s, Layer::Read, u"/search"_s),
            shopRoute(u"session"_s, u"Session"_s, Layer::Session, u"/session"_s),
            shopRoute(u"cart"_s, u"Cart"_s, Layer::Write, u"/cart"_s),
            shopRoute(u"checkout"_s, u"Checkout"_s, Layer::Write, u"/checkout"_s),
            shopRoute(u"orders"_s, u"Orders"_s, Layer::Write, u"/orders"_s)};
}

void setRoute(QList<RouteConfig> &routes, QStringView id, Mode mode, int percent,
              const QStringList &rulesOn = {})
{
    for (RouteConfig &route : routes) {
        if (route.id != id)
            continue;
        route.mode = mode;
        route.percent = percent;
        for (RuleConfig &rule : route.rules)
            rule.rule.enabled = rulesOn.contains(rule.rule.id);
    }
}

QList<RouteConfig> midwayRoutes()
{
    QList<RouteConfig> routes = allRoutes();
    setRoute(routes, u"url", Mode::New, 100);
    setRoute(routes, u"catalog", Mode::New, 100);
    setRoute(routes, u"product", Mode::CompareNew, 50);
    setRoute(routes, u"search", Mode::CompareNew, 50, {u"staff"_s});
    setRoute(routes, u"session", Mode::CompareLegacy, 15);
    setRoute(routes, u"checkout", Mode::CompareNew, 15, {u"staff"_s});
    return routes;
}

QList<RouteConfig> cutoverRoutes()
{
    QList<RouteConfig> routes = allRoutes();
    for (RouteConfig &route : routes) {
        const bool writes = route.layer == Layer::Write;
        route.mode = writes ? Mode::CompareNew : Mode::New;
        route.percent = writes ? 50 : 100;
    }
    return routes;
}

} // namespace

QList<Scenario> scenarios()
{
    return {{u"fresh"_s, u"day one: everything on legacy"_s, allRoutes(), {}, 260},
            {u"midway"_s,
             u"some routes moved, some compared, the writes mostly on legacy"_s,
             midwayRoutes(),
             {},
             260},
            {u"cutover-day"_s, u"reads on new, the writes at 50 %"_s, cutoverRoutes(), {}, 260},
            {u"bad-night"_s,
             u"midway, with a slow new store and a stalled back sync"_s,
             midwayRoutes(),
             {Fault::SlowNew, Fault::BackSyncStall},
             260}};
}

std::optional<Scenario> scenarioByName(QStringView name)
{
    const QList<Scenario> all = scenarios();
    for (const Scenario &scenario : all) {
        if (scenario.name == name)
            return scenario;
    }
    return std::nullopt;
}

} // namespace interlock::rehearsal
