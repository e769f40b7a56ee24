// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/gatescommand.h"

#include "app/ctl/gatesentence.h"
#include "models/control/decommission.h"
#include "models/control/gatebook.h"
#include "models/profile/profileproblems.h"

#include <algorithm>
#include <QJsonArray>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
/// Qualities are moved by the monitor's watchdog: it gets its turn after the last answer.
constexpr milliseconds gatesWatchdogTurns{300};
} // namespace

void GatesCommand::run()
{
    when([this] { return pictureComplete(); }, pictureLimit(),
         [this] {
             when([this] { return !waits(); }, figuresLimit,
                  [this] { QTimer::singleShot(gatesWatchdogTurns, this, [this] { show(); }); });
         });
}

bool GatesCommand::waits()
{
    const bool bridge = state().bridge.hasValue();
    const QStringList routes = invocation().routes.isEmpty() ? knownRoutes() : invocation().routes;
    return bridge && std::ranges::any_of(routes, [this](const QString &route) {
               return knownRoutes().contains(route) &&
                      waitsForTraffic(session().control().gates().results(route));
           });
}

void GatesCommand::show()
{
    if (isFinished() || endedWithoutBridge())
        return;
    const QStringList known = knownRoutes();
    for (const QString &route : invocation().routes) {
        if (!known.contains(route))
            return fail(ExitCode::Usage, u"there is no route %1%2; routes: %3"_s.arg(
                                             quoted(route), suggestion(route, known), known.join(u", ")));
    }
    bool locked = false;
    QJsonArray routes;
    for (const QString &route : invocation().routes.isEmpty() ? known : invocation().routes)
        routes.append(showRoute(route, locked));
    QJsonObject report{{u"routes"_s, routes}};
    if (invocation().routes.isEmpty())
        report.insert(u"decommission"_s, showDecommission());
    finish(locked ? ExitCode::Blocked : ExitCode::Done, report);
}

/// What still speaks against switching legacy off.
QJsonArray GatesCommand::showDecommission()
{
    const QList<DecommissionObstacle> obstacles =
        decommissionObstacles(session().profile(), state(), [this](const QString &route) {
            return session().control().gates().results(route);
        });
    output().line(obstacles.isEmpty()
                      ? u"legacy: nothing that is measured here speaks against switching it off"_s
                      : u"legacy must stay:"_s);
    QJsonArray array;
    for (const DecommissionObstacle &obstacle : obstacles) {
        output().line(u"  "_s + decommissionSentence(obstacle));
        array.append(QJsonObject{{u"kind"_s, decommissionKindName(obstacle.kind)},
                                 {u"subject"_s, obstacle.subject},
                                 {u"route"_s, obstacle.routeId},
                                 {u"detail"_s, obstacle.detail},
                                 {u"text"_s, decommissionSentence(obstacle)}});
    }
    return array;
}

QJsonObject GatesCommand::showRoute(const QString &routeId, bool &locked)
{
    const QList<GateResult> gates = session().control().gates().results(routeId);
    const RouteStatus *status = state().route(routeId);
    const ShareLimit limit = shareLimit(gates, status ? status->commanded.value : RouteState{});
    const auto locks = [](const GateResult &gate) {
        return gate.keeps({GateAct::RaiseShare, GateAct::StepMode, GateAct::FirstStep, GateAct::FullShare});
    };
    locked = locked || std::ranges::any_of(gates, locks);
    QString head = routeId;
    if (!limit.gateIds.isEmpty())
        head += u": the share may go to %1 %, held by %2"_s.arg(QString::number(limit.percent),
                                                                limit.gateIds.join(u", "));
    output().line(head);
    if (gates.isEmpty())
        output().line(u"  no gate is in force"_s);
    QJsonArray array;
    for (const GateResult &gate : gates) {
        output().line(u"  "_s + gateSentence(gate));
        array.append(gateJson(gate));
    }
    return {{u"route"_s, routeId},
            {u"mayGoTo"_s, limit.percent},
            {u"heldBy"_s, QJsonArray::fromStringList(limit.gateIds)},
            {u"gates"_s, array}};
}

} // namespace interlock
