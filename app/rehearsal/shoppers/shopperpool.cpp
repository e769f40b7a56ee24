// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/shoppers/shopperpool.h"

#include <algorithm>
#include <cmath>
#include <QNetworkReply>
#include <QRandomGenerator>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

/// A manager keeps at most six connections alive to a host; slow answers need more.
constexpr size_t managersPerEdge = 10;
constexpr int tickMs = 50;
constexpr int patienceMs = 8000;

} // namespace

ShopperPool::ShopperPool(const Config &config, const FaultSwitches &faults, MetricsRegistry &metrics,
                         QObject *parent)
    : QObject(parent),
      m_config(config),
      m_faults(faults),
      m_requests(
          metrics.counter("shopper_requests_total", "Requests of shoppers, by what they saw.", {"outcome"})),
      m_bypassed(metrics.counter("shopper_bypassed_requests_total",
                                 "Requests that an old address sent past the bridge, straight to a store.",
                                 {"app"}))
{
    for (int number = 1; number <= config.users; ++number) {
        m_shoppers.emplace_back(number, config.products);
        m_idle.push_back(size_t(number - 1));
    }
    std::shuffle(m_idle.begin(), m_idle.end(), *QRandomGenerator::global());
    m_timer.setInterval(tickMs);
    connect(&m_timer, &QTimer::timeout, this, &ShopperPool::tick);
}

ShopperPool::~ShopperPool() = default;

void ShopperPool::start()
{
    for (size_t i = 0; i < managersPerEdge * size_t(m_config.edges.size()); ++i)
        m_networks.push_back(std::make_unique<QNetworkAccessManager>());
    m_clock.start();
    m_timer.start();
}

double ShopperPool::currentRate() const
{
    // A shop's traffic breathes: slow waves of a minute or two around the mean.
    const double seconds = double(m_clock.elapsed()) / 1000.0;
    return m_config.requestsPerSecond *
           (1.0 + 0.10 * std::sin(seconds / 17.0) + 0.06 * std::sin(seconds / 5.3));
}

void ShopperPool::tick()
{
    const qint64 now = m_clock.elapsed();
    m_credit += currentRate() * double(now - m_lastTick) / 1000.0;
    m_credit = std::min(m_credit, std::max(1.0, m_config.requestsPerSecond));
    m_lastTick = now;
    while (m_credit >= 1.0 && !m_idle.empty()) {
        m_credit -= 1.0;
        // Somebody of those who have waited longest, so that a shopper takes her time between two acts.
        const size_t place = QRandomGenerator::global()->bounded(quint32((m_idle.size() + 1) / 2));
        const size_t shopper = m_idle[place];
        m_idle.erase(m_idle.begin() + std::ptrdiff_t(place));
        act(shopper);
    }
}

QNetworkAccessManager &ShopperPool::networkOf(const Shopper &shopper, quint16 *port, bool *direct)
{
    const size_t edge = size_t(shopper.number()) % size_t(m_config.edges.size());
    *direct = shopper.hasOldAddress() && m_faults.isOn(Fault::DnsTtl);
    *port = *direct ? m_config.legacyPort : m_config.edges[qsizetype(edge)];
    const size_t within = size_t(shopper.number()) / size_t(m_config.edges.size()) % managersPerEdge;
    return *m_networks[edge * managersPerEdge + within];
}

void ShopperPool::act(size_t index)
{
    const Shopper &shopper = m_shoppers[index];
    const ShopperAct act = m_shoppers[index].next();
    quint16 port = 0;
    bool direct = false;
    QNetworkAccessManager &network = networkOf(shopper, &port, &direct);
    if (direct)
        m_bypassed.add({"legacy"});
    QNetworkRequest request(QUrl::fromEncoded("http://127.0.0.1:" + QByteArray::number(port) + act.target));
    request.setTransferTimeout(patienceMs);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setRawHeader("X-User-Id", shopper.id());
    request.setRawHeader("User-Agent", shopper.isMobile() ? "Shopper/1.0 (Mobile)" : "Shopper/1.0");
    if (shopper.isStaff())
        request.setRawHeader("X-User-Group", "staff");
    if (shopper.hasLegacyTrouble())
        request.setRawHeader("X-Legacy-Trouble", "1");
    if (!shopper.session().isEmpty())
        request.setRawHeader("Cookie", "sid=" + shopper.session());
    if (!act.body.isEmpty())
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    QNetworkReply *reply = network.sendCustomRequest(request, act.method, act.body);
    connect(reply, &QNetworkReply::finished, this, [this, reply, act, index] {
        reply->deleteLater();
        const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        m_requests.add({status == 0 ? "no-answer" : status >= 500 ? "failed" : "served"});
        m_shoppers[index].answered(act, status, reply->readAll());
        m_idle.push_back(index);
    });
}

} // namespace interlock::rehearsal
