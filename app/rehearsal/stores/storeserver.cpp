// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/stores/storeserver.h"

#include <cmath>
#include <QJsonDocument>
#include <QNetworkReply>
#include <QRandomGenerator>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype leakBytesPerSecond = 512 * 1024;
constexpr size_t leakSeconds = 192; // 96 MiB at most
constexpr double baseMemory = 48.0 * 1024 * 1024;
constexpr double memoryPerRequest = 384.0 * 1024;
constexpr double errorBurstShare = 0.125;

/// Median milliseconds that the legacy store works on a route; writes take half as long again.
double medianMs(const QByteArray &route)
{
    if (route == "search")
        return 34;
    if (route == "checkout")
        return 46;
    if (route == "catalog" || route == "orders")
        return 24;
    return 15;
}

/// A right-skewed factor around 1, as waiting times have: two of three within ±35 %, the worst some times as
/// long.
double skew()
{
    auto *random = QRandomGenerator::global();
    const double normal = std::sqrt(-2.0 * std::log(1.0 - random->generateDouble())) *
                          std::cos(6.283185307179586 * random->generateDouble());
    return std::exp(0.3 * normal);
}

} // namespace

StoreServer::StoreServer(const Config &config, const FaultSwitches &faults, ShopMetrics &metrics,
                         QObject *parent)
    : QObject(parent),
      m_config(config),
      m_faults(faults),
      m_metrics(metrics),
      m_app(sideName(config.side).toUtf8()),
      m_contentType(config.side == Side::Legacy ? "application/json;charset=UTF-8" : "application/json"),
      m_shop(makeShopTables(config.side, config.database), faults, config.drainSeconds),
      m_callbacks(m_shop, metrics, m_network, config.database),
      m_backoffice(config.side, config.database),
      m_server([this](const HttpRequest &request, const HttpReply &reply) { handle(request, reply); })
{
    m_leakTimer.setInterval(1000);
    connect(&m_leakTimer, &QTimer::timeout, this, &StoreServer::leak);
}

StoreServer::~StoreServer() = default;

Result<quint16> StoreServer::start()
{
    leak();
    m_leakTimer.start();
    m_backoffice.start();
    return m_server.start();
}

void StoreServer::setOther(quint16 port)
{
    m_callbacks.setOther(port);
}

void StoreServer::setServicePort(quint16 port)
{
    m_servicePort = port;
}

void StoreServer::handle(const HttpRequest &request, const HttpReply &reply)
{
    if (request.path == "/healthz"_L1)
        reply.send(textResponse(200, "text/plain", "ok\n"));
    else if (request.path == "/callbacks"_L1)
        m_callbacks.handle(request, reply);
    else
        handleShop(request, reply);
}

void StoreServer::handleShop(const HttpRequest &request, const HttpReply &reply)
{
    QElapsedTimer clock;
    clock.start();
    const QByteArray route = Shop::routeOf(request.path);
    ShopAnswer answer;
    const bool burst = m_config.side == Side::New && m_faults.isOn(Fault::ErrorBurst) &&
                       QRandomGenerator::global()->generateDouble() < errorBurstShare;
    if (burst)
        answer = {500, {{u"error"_s, u"internal error"_s}}, {}, false};
    else
        answer = m_shop.answer(request);
    if (answer.sessionLost)
        m_metrics.sessionsLost.add({m_app});
    if (!answer.placedOrder.isEmpty()) {
        m_metrics.orders.add({m_app});
        submit(answer.placedOrder);
    }
    HttpResponse response = textResponse(
        answer.status, m_contentType,
        QJsonDocument(answer.body)
            .toJson(m_config.side == Side::Legacy ? QJsonDocument::Indented : QJsonDocument::Compact));
    response.headers.append({"X-Shop", m_app});
    ++m_openRequests;
    const int wait = int(std::lround(latencySeconds(route, request.method) * 1000.0));
    QTimer::singleShot(wait, Qt::PreciseTimer, this, [this, route, response, reply, clock] {
        --m_openRequests;
        count(route, response.status, double(clock.nsecsElapsed()) / 1e9);
        reply.send(response);
    });
}

double StoreServer::latencySeconds(const QByteArray &route, const QByteArray &method)
{
    double seconds = medianMs(route) * skew() / 1000.0;
    if (method != "GET")
        seconds *= 1.5;
    if (m_config.side == Side::Legacy)
        return seconds;
    seconds *= 0.45;
    if (m_faults.isOn(Fault::SlowNew))
        seconds += 1.5 + 1.5 * QRandomGenerator::global()->generateDouble();
    return seconds;
}

void StoreServer::count(const QByteArray &route, int status, double seconds)
{
    m_metrics.requests.add({m_app, route, QByteArray::number(status)});
    m_metrics.durations.observe({m_app, route}, seconds);
}

void StoreServer::submit(const QByteArray &orderKey)
{
    if (m_servicePort == 0)
        return;
    QNetworkRequest request(QUrl(u"http://127.0.0.1:%1/consolidate"_s.arg(m_servicePort)));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setTransferTimeout(5000);
    QNetworkReply *reply = m_network.post(request, "{\"order\":\"" + orderKey + "\"}");
    connect(reply, &QNetworkReply::finished, reply, &QNetworkReply::deleteLater);
}

void StoreServer::leak()
{
    const bool leaking = m_config.side == Side::New && m_faults.isOn(Fault::MemoryLeak);
    if (!leaking)
        m_leaked.clear();
    else if (m_leaked.size() < leakSeconds)
        m_leaked.emplace_back(leakBytesPerSecond, 'x');
    m_metrics.memory.set({m_app}, baseMemory + memoryPerRequest * m_openRequests +
                                      double(m_leaked.size()) * double(leakBytesPerSecond));
}

} // namespace interlock::rehearsal
