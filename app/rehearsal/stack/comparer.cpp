// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/stack/comparer.h"

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds patience{5000};
constexpr qint64 askTwiceEvery = 20; ///< compared requests: one of them goes to legacy twice
constexpr auto routeHeader = "X-Interlock-Route";
constexpr auto returnHeader = "X-Interlock-Return";

QUrl upstreamUrl(quint16 port)
{
    return QUrl(u"http://127.0.0.1:%1"_s.arg(port));
}

ControlApiConfig parityApiConfig(const QList<ApiToken> &tokens)
{
    ControlApiConfig config;
    config.tokens = tokens;
    return config;
}

SideAnswer comparedAnswer(const UpstreamAnswer &answer)
{
    if (!answer.answered)
        return {false, 0, answer.ms, {}, false};
    return {true, answer.response.status, answer.ms, answer.response.body, false};
}

} // namespace

/// One request at both systems.
struct Comparer::Exchange
{
    HttpReply reply;
    Side returned = Side::Legacy;
    ParityPair pair;
    int open = 2;
};

Comparer::Comparer(const Config &config, QObject *parent)
    : QObject(parent),
      m_config(config),
      m_pairs(
          m_metrics.counter("comparer_pairs_total", "Compared requests by outcome.", {"route", "outcome"})),
      m_api(parityApiConfig(config.tokens), {nullptr, nullptr, &m_parity, &m_rules}, &m_clock),
      m_apiServer(&m_api),
      m_legacy(upstreamUrl(config.legacyPort)),
      m_new(upstreamUrl(config.newPort)),
      m_server([this](const HttpRequest &request, const HttpReply &reply) { handle(request, reply); })
{
}

Result<void> Comparer::start()
{
    const Result<quint16> api = m_apiServer.start(m_config.apiPort);
    if (!api)
        return tl::unexpected(api.error());
    const Result<quint16> data = m_server.start(m_config.port);
    if (!data)
        return tl::unexpected(data.error());
    return {};
}

void Comparer::handle(const HttpRequest &request, const HttpReply &reply)
{
    if (!request.header(routeHeader).isEmpty())
        compare(request, reply);
    else if (request.path == "/healthz"_L1)
        reply.send(textResponse(200, "text/plain", "ok\n"));
    else if (request.path == "/metrics"_L1)
        reply.send(textResponse(200, MetricsRegistry::contentType(), m_metrics.exposition()));
    else
        reply.send(textResponse(400, "text/plain", "only the bridge sends requests here\n"));
}

void Comparer::compare(const HttpRequest &request, const HttpReply &reply)
{
    const auto exchange = std::make_shared<Exchange>(Exchange{reply, Side::Legacy, {}, 2});
    exchange->returned = request.header(returnHeader) == "new" ? Side::New : Side::Legacy;
    exchange->pair.at = m_clock.wall();
    exchange->pair.routeId = QString::fromUtf8(request.header(routeHeader));
    exchange->pair.method = request.method;
    exchange->pair.path = request.target;
    m_parity.countEligible(exchange->pair.routeId, exchange->pair.at);
    m_parity.countMirrored(exchange->pair.routeId, exchange->pair.at);
    m_legacy.send(request, {}, patience, [this, exchange](const UpstreamAnswer &answer) {
        arrived(exchange, Side::Legacy, answer);
    });
    m_new.send(request, {}, patience,
               [this, exchange](const UpstreamAnswer &answer) { arrived(exchange, Side::New, answer); });
    if (++m_compared % askTwiceEvery != 0)
        return;
    ++exchange->open;
    m_legacy.send(request, {}, patience, [this, exchange](const UpstreamAnswer &answer) {
        exchange->pair.legacyAgain = comparedAnswer(answer);
        keepWhenWhole(exchange);
    });
}

void Comparer::arrived(const std::shared_ptr<Exchange> &exchange, Side side, const UpstreamAnswer &answer)
{
    (side == Side::Legacy ? exchange->pair.legacy : exchange->pair.modern) = comparedAnswer(answer);
    if (side == exchange->returned)
        exchange->reply.send(answer.response);
    keepWhenWhole(exchange);
}

void Comparer::keepWhenWhole(const std::shared_ptr<Exchange> &exchange)
{
    if (--exchange->open > 0)
        return;
    const QByteArray route = exchange->pair.routeId.toUtf8();
    const PairOutcome outcome = m_parity.add(std::move(exchange->pair));
    m_pairs.add({route, outcomeName(outcome).toUtf8()});
}

QString Comparer::toArgument(const Config &config, const QString &folder)
{
    return u"%1,%2,%3,%4,%5"_s.arg(config.legacyPort)
        .arg(config.newPort)
        .arg(config.port)
        .arg(config.apiPort)
        .arg(folder);
}

Result<Comparer::Config> Comparer::fromArgument(const QString &argument)
{
    Config config;
    quint16 *const ports[] = {&config.legacyPort, &config.newPort, &config.port, &config.apiPort};
    for (int i = 0; i < 4; ++i) {
        bool ok = false;
        *ports[i] = argument.section(u',', i, i).toUShort(&ok);
        if (!ok)
            return fail(ErrorKind::Input, u"takes LEGACY,NEW,PORT,API,FOLDER"_s, u"--comparer"_s);
    }
    const Result<WorldTokens> tokens = WorldTokens::read(argument.section(u',', 4));
    if (!tokens)
        return tl::unexpected(tokens.error());
    config.tokens = tokens->tokens();
    return config;
}

} // namespace interlock::rehearsal
