// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/stack/embeddedstack.h"

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

ControlPlaneConfig planeConfig(const Scenario &scenario)
{
    ControlPlaneConfig config;
    config.routes = scenario.routes;
    return config;
}

ControlApiConfig apiConfig(const QList<ApiToken> &tokens)
{
    ControlApiConfig config;
    config.tokens = tokens;
    return config;
}

constexpr int noiseSampleEvery = 20;

QUrl localUrl(quint16 port)
{
    return QUrl(u"http://127.0.0.1:%1"_s.arg(port));
}

} // namespace

EmbeddedStack::EmbeddedStack(const Config &config, SyncService *sync, MetricsRegistry *metrics)
    : m_config(config),
      m_plane(planeConfig(config.scenario), &m_clock),
      m_metrics(metrics, &m_clock),
      m_api(apiConfig(config.tokens), {&m_plane, sync, &m_parity, &m_rules}, &m_clock)
{
}

EmbeddedStack::~EmbeddedStack() = default;

Result<void> EmbeddedStack::start()
{
    for (const QString &id : {u"edge-1"_s, u"edge-2"_s}) {
        auto edge = std::make_unique<Edge>();
        BridgeInstanceConfig config;
        config.id = id;
        config.legacyUrl = localUrl(m_config.legacyPort);
        config.newUrl = localUrl(m_config.newPort);
        config.askTwiceEvery = noiseSampleEvery;
        edge->instance = std::make_unique<BridgeInstance>(config, &m_plane, &m_parity, &m_metrics, &m_clock);
        edge->api = std::make_unique<ControlApiServer>(&m_api);
        const Result<quint16> shopPort = edge->instance->start();
        const Result<quint16> apiPort = edge->api->start();
        if (!shopPort || !apiPort)
            return tl::unexpected(!shopPort ? shopPort.error() : apiPort.error());
        edge->shopPort = *shopPort;
        edge->apiPort = *apiPort;
        m_edges.push_back(std::move(edge));
    }
    return {};
}

QList<quint16> EmbeddedStack::edges() const
{
    QList<quint16> ports;
    for (const auto &edge : m_edges)
        ports.append(edge->shopPort);
    return ports;
}

bool EmbeddedStack::isFullyOnNew(const QString &route) const
{
    const BridgeState state = m_plane.state();
    const RouteState *found = state.route(route);
    return found != nullptr && found->mode == Mode::New && found->percent == 100;
}

void EmbeddedStack::setFault(Fault fault, bool on)
{
    Edge &edge = *m_edges.back();
    if (fault == Fault::NoAck)
        m_deaf = on;
    else if (fault == Fault::Hang && on != m_hanging)
        setHanging(edge, on);
    // What hangs does not acknowledge either.
    edge.instance->setDeaf(m_deaf || m_hanging);
}

void EmbeddedStack::setHanging(Edge &edge, bool on)
{
    m_hanging = on;
    if (on) {
        edge.instance->stop();
        edge.api->stop();
        edge.hangingShop.start(edge.shopPort);
        edge.hangingApi.start(edge.apiPort);
    } else {
        edge.hangingShop.stop();
        edge.hangingApi.stop();
        (void)edge.instance->start(edge.shopPort);
        (void)edge.api->start(edge.apiPort);
    }
}

StackProfile EmbeddedStack::profile() const
{
    QByteArray urls;
    for (const auto &edge : m_edges)
        urls += (urls.isEmpty() ? "\"" : ", \"") + localUrl(edge->apiPort).toEncoded() + '"';
    const QByteArray api = "driver = \"control-api\"\nurls = [" + urls + "]\nsecret = { file = \"" +
                           m_config.tokenFile.toUtf8() + "\" }\n";
    StackProfile profile;
    profile.bridge = "title = \"Shop bridge\"\n" + api;
    profile.sync = api;
    profile.parity = api;
    profile.metrics =
        "driver = \"exposition\"\nurls = [\"" + localUrl(m_config.metricsPort).toEncoded() + "/metrics\"]\n";
    profile.ruleRequests = "metric = \"bridge_rule_requests_total\"\n";
    return profile;
}

} // namespace interlock::rehearsal
