// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/bridge/bridgeinstance.h"

#include <QTimer>

namespace interlock::rehearsal {

namespace {
Side otherSide(Side side)
{
    return side == Side::Legacy ? Side::New : Side::Legacy;
}

SideAnswer sideAnswer(const UpstreamAnswer &answer)
{
    return {answer.answered, answer.answered ? answer.response.status : 0, answer.ms,
            answer.answered ? answer.response.body : QByteArray(), false};
}
} // namespace

/// One request on its way, kept until both sides have answered.
struct BridgeInstance::Exchange
{
    HttpRequest request;
    HttpReply httpReply;
    Visitor visitor;
    RouteDecision decision;
    QDateTime at;
    std::optional<SideAnswer> legacy;
    std::optional<SideAnswer> modern;
    std::optional<SideAnswer> legacyAgain;
    bool mirrored = false;
    bool askedTwice = false;

    std::optional<SideAnswer> &answer(Side side) { return side == Side::Legacy ? legacy : modern; }
};

BridgeInstance::BridgeInstance(const BridgeInstanceConfig &config, ControlPlane *plane, ParityStore *parity,
                               BridgeMetrics *metrics, const Clock *clock, QObject *parent)
    : QObject(parent),
      m_config(config),
      m_id(config.id.toUtf8()),
      m_plane(plane),
      m_parity(parity),
      m_metrics(metrics),
      m_clock(clock),
      m_table(plane->table()),
      m_legacy(config.legacyUrl),
      m_new(config.newUrl),
      m_server([this](const HttpRequest &request, const HttpReply &reply) { handle(request, reply); })
{
    connect(plane, &ControlPlane::commanded, this,
            [this] { QTimer::singleShot(m_config.acknowledgeDelay, this, &BridgeInstance::adopt); });
    m_metrics->announce(m_id, plane->state().routes);
    adopt();
}

void BridgeInstance::setDeaf(bool deaf)
{
    m_deaf = deaf;
    adopt();
}

void BridgeInstance::adopt()
{
    if (m_deaf)
        return;
    m_table = m_plane->table();
    m_plane->acknowledge(m_config.id, m_table->revision);
}

std::chrono::milliseconds BridgeInstance::timeout(Side side) const
{
    return side == Side::Legacy ? m_config.legacyTimeout : m_config.newTimeout;
}

void BridgeInstance::handle(const HttpRequest &request, const HttpReply &httpReply)
{
    Exchange made{request, httpReply, visitorOf(request), {}, m_clock->wall(), {}, {}, {}, false, false};
    made.decision = m_table->decide(request.path, made.visitor);
    const auto exchange = std::make_shared<Exchange>(std::move(made));
    const RouteDecision &decision = exchange->decision;
    const bool safe = request.method == "GET";
    if (safe && !decision.routeId.isEmpty())
        m_parity->countEligible(decision.routeId, exchange->at);
    if (safe && decision.reached == SideReached::Both) {
        exchange->mirrored = true;
        m_parity->countMirrored(decision.routeId, exchange->at);
        m_metrics->countMirrored(m_id, decision.routeId);
        exchange->askedTwice = m_config.askTwiceEvery > 0 && ++m_mirrored % m_config.askTwiceEvery == 0;
        mirrorTo(otherSide(decision.answeredBy), exchange);
        if (exchange->askedTwice)
            askLegacyAgain(exchange);
    }
    answerFrom(decision.answeredBy, exchange);
}

void BridgeInstance::answerFrom(Side side, const std::shared_ptr<Exchange> &exchange)
{
    upstream(side).send(exchange->request, {}, timeout(side),
                        [this, side, exchange](const UpstreamAnswer &answer) {
                            reply(*exchange, answer);
                            arrived(side, exchange, answer);
                        });
}

void BridgeInstance::mirrorTo(Side side, const std::shared_ptr<Exchange> &exchange)
{
    const HttpHeaders extra{{"X-Interlock-Mirror", "1"}};
    upstream(side).send(exchange->request, extra, timeout(side),
                        [this, side, exchange](const UpstreamAnswer &answer) {
                            if (!answer.answered)
                                m_metrics->countMirrorFailure(m_id, exchange->decision.routeId);
                            arrived(side, exchange, answer);
                        });
}

void BridgeInstance::askLegacyAgain(const std::shared_ptr<Exchange> &exchange)
{
    const HttpHeaders extra{{"X-Interlock-Mirror", "1"}};
    upstream(Side::Legacy)
        .send(exchange->request, extra, timeout(Side::Legacy),
              [this, exchange](const UpstreamAnswer &answer) {
                  exchange->legacyAgain = sideAnswer(answer);
                  keepPair(*exchange);
              });
}

void BridgeInstance::reply(Exchange &exchange, const UpstreamAnswer &answer)
{
    HttpResponse response = answer.response;
    response.headers.emplaceBack("X-Interlock-Instance", m_id);
    response.headers.emplaceBack("X-Interlock-Route", exchange.decision.routeId.toUtf8());
    response.headers.emplaceBack("X-Interlock-Answered-By", sideName(exchange.decision.answeredBy).toUtf8());
    m_metrics->count(m_id, exchange.decision, exchange.visitor.userId, response.status);
    exchange.httpReply.send(response);
}

void BridgeInstance::arrived(Side side, const std::shared_ptr<Exchange> &exchange,
                             const UpstreamAnswer &answer)
{
    if (!exchange->mirrored)
        return;
    exchange->answer(side) = sideAnswer(answer);
    keepPair(*exchange);
}

void BridgeInstance::keepPair(const Exchange &exchange)
{
    if (!exchange.legacy || !exchange.modern || (exchange.askedTwice && !exchange.legacyAgain))
        return;
    ParityPair pair;
    pair.at = exchange.at;
    pair.routeId = exchange.decision.routeId;
    pair.method = exchange.request.method;
    pair.path = exchange.request.target;
    pair.legacy = *exchange.legacy;
    pair.modern = *exchange.modern;
    pair.legacyAgain = exchange.legacyAgain;
    m_parity->add(std::move(pair));
}

} // namespace interlock::rehearsal
