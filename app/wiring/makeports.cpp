// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/makeports.h"

#include "models/endpoints/bridge/controlapibridge.h"
#include "models/endpoints/bridge/haproxybridge.h"
#include "models/endpoints/metrics/expositionmetrics.h"
#include "models/endpoints/metrics/prometheusmetrics.h"
#include "models/endpoints/orders/postgresorders.h"
#include "models/endpoints/parity/controlapiparity.h"
#include "models/endpoints/sync/controlapisync.h"

#include <pwd.h>
#include <unistd.h>
#include <vector>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString loginName()
{
    std::vector<char> buffer(16 * 1024);
    passwd entry{};
    passwd *found = nullptr;
    if (getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found)
        return QString::fromLocal8Bit(found->pw_name);
    return u"uid-%1"_s.arg(geteuid());
}

/// The routes of the profile as a bridge without titles and layers of its own shows them.
QList<RouteState> boardOf(const Profile &profile)
{
    QList<RouteState> board;
    for (const RouteSpec &spec : profile.routes) {
        RouteState route;
        route.id = spec.id;
        route.title = spec.title;
        route.layer = spec.layer;
        board.append(route);
    }
    return board;
}

std::unique_ptr<BridgePort> makeBridge(const Profile &profile, const EndpointSpec &spec,
                                       const QString &secret)
{
    if (spec.driver == Driver::HaProxy)
        return std::make_unique<HaProxyBridge>(spec, actorOf(profile), boardOf(profile));
    return std::make_unique<ControlApiBridge>(spec, secret);
}

/// @p spec with the signals that are read from it.
std::unique_ptr<MetricsPort> makeMetrics(const Profile &profile, const EndpointSpec &spec,
                                         const QString &secret)
{
    QList<SignalSpec> own = profile.signalSpecs;
    own.removeIf([&spec](const SignalSpec &signal) { return signal.endpoint != spec.id; });
    if (spec.driver == Driver::Prometheus)
        return std::make_unique<PrometheusMetrics>(spec, own, secret);
    return std::make_unique<ExpositionMetrics>(spec, own, secret);
}

} // namespace

QString actorOf(const Profile &profile)
{
    return profile.actor.isEmpty() ? loginName() : profile.actor;
}

Ports makePorts(const Profile &profile, const Secrets &secrets)
{
    Ports ports;
    for (const EndpointSpec &spec : profile.endpoints) {
        const QString secret = secrets.value(spec.id, QString()).value_or(QString());
        switch (spec.kind) {
        case EndpointKind::Bridge:
            ports.bridge = makeBridge(profile, spec, secret);
            break;
        case EndpointKind::Sync:
            ports.sync = std::make_unique<ControlApiSync>(spec, secret);
            break;
        case EndpointKind::Parity:
            ports.parity = std::make_unique<ControlApiParity>(spec, secret);
            break;
        case EndpointKind::Orders:
            ports.orders = std::make_unique<PostgresOrders>(spec, secret);
            break;
        case EndpointKind::Metrics:
            ports.metrics[spec.id] = makeMetrics(profile, spec, secret);
            break;
        }
    }
    return ports;
}

} // namespace interlock
