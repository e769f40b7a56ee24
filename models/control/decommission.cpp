// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/decommission.h"

#include "models/domain/namedenum.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

using Kind = DecommissionObstacle::Kind;

constexpr EnumNames<Kind, 4> decommissionKindNames{
    {{Kind::Bridge, u"bridge"}, {Kind::Route, u"route"}, {Kind::Gate, u"gate"}, {Kind::Orders, u"orders"}}};

QList<DecommissionObstacle> gateObstacles(const QList<GateResult> &results)
{
    QList<DecommissionObstacle> obstacles;
    for (const GateResult &gate : results) {
        if (gate.locks.contains(GateAct::Decommission) && gate.severity == GateSeverity::Block &&
            !gate.passes())
            obstacles.append({Kind::Gate, gate.gateId, gate.routeId, gate.problem});
    }
    return obstacles;
}

std::optional<DecommissionObstacle> orderObstacle(const Reading<OrdersSnapshot> &orders)
{
    if (!orders.isLive())
        return DecommissionObstacle{Kind::Orders, {}, {}, orders.problem};
    if (orders.value.legacyOpen > 0)
        return DecommissionObstacle{Kind::Orders, QString::number(orders.value.legacyOpen), {}, {}};
    return std::nullopt;
}

} // namespace

QString decommissionKindName(Kind kind)
{
    return enumName(decommissionKindNames, kind);
}

QList<DecommissionObstacle>
decommissionObstacles(const Profile &profile, const MigrationState &state,
                      const std::function<QList<GateResult>(const QString &routeId)> &gates)
{
    if (!state.bridge.isLive())
        return {{Kind::Bridge, {}, {}, state.bridge.problem}};
    QList<DecommissionObstacle> obstacles;
    for (const RouteState &route : state.bridge.value.routes) {
        if (route.mode != Mode::New || route.percent < 100)
            obstacles.append({Kind::Route, route.id, route.id, {}});
        obstacles += gateObstacles(gates(route.id));
    }
    if (profile.endpoint(EndpointKind::Orders)) {
        if (const auto orders = orderObstacle(state.orders))
            obstacles.append(*orders);
    }
    return obstacles;
}

} // namespace interlock
