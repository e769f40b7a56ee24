// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/saas/consolidationservice.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>
#include <QRandomGenerator>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

constexpr int resultsPerTick = 20;
constexpr double lostShare = 2.0 / 3.0;
constexpr double strangersShare = 0.004; // results of orders that neither system knows

} // namespace

ConsolidationService::ConsolidationService(const QByteArray &database, const FaultSwitches &faults,
                                           double daySeconds, QObject *parent)
    : QObject(parent),
      m_database(database),
      m_faults(faults),
      m_daySeconds(daySeconds),
      m_server([this](const HttpRequest &request, const HttpReply &reply) { take(request, reply); })
{
    m_timer.setInterval(400);
    connect(&m_timer, &QTimer::timeout, this, &ConsolidationService::sendDue);
}

Result<quint16> ConsolidationService::start()
{
    m_timer.start();
    return m_server.start();
}

void ConsolidationService::setReceiver(quint16 port)
{
    QMetaObject::invokeMethod(
        this, [this, port] { m_receiver = port; }, Qt::QueuedConnection);
}

void ConsolidationService::take(const HttpRequest &request, const HttpReply &reply)
{
    const QByteArray order =
        QJsonDocument::fromJson(request.body).object().value(u"order"_s).toString().toUtf8();
    if (request.method != "POST" || order.isEmpty()) {
        reply.send(textResponse(400, "application/json", "{\"error\":\"an order is missing\"}"));
        return;
    }
    // Between one and six and a half days; the shop gives it seven.
    const double days = 1.0 + 5.5 * QRandomGenerator::global()->generateDouble();
    const Result<PgResult> taken = m_database.exec("insert into saas.jobs(order_key, result_at) values ($1, "
                                                   "clock_timestamp() + $2::float8 * interval '1 second') "
                                                   "on conflict do nothing",
                                                   {order, QByteArray::number(days * m_daySeconds)});
    reply.send(textResponse(taken ? 202 : 503, "application/json", "{}"));
}

void ConsolidationService::sendDue()
{
    if (m_receiver == 0)
        return;
    const bool losing = m_faults.isOn(Fault::LostCallbacks);
    // While results get lost, those that already are stay lost; afterwards they are sent again.
    const Result<PgResult> due = m_database.exec(
        "select order_key from saas.jobs where delivered_at is null and result_at <= clock_timestamp() "
        "and (not lost or not $1::boolean) order by result_at limit $2::int",
        {losing ? "true" : "false", QByteArray::number(resultsPerTick)});
    if (!due)
        return;
    for (int row = 0; row < due->rows(); ++row) {
        const QByteArray order = due->bytes(row, 0);
        if (losing && QRandomGenerator::global()->generateDouble() < lostShare)
            (void)m_database.exec("update saas.jobs set lost = true where order_key = $1", {order});
        else
            send(order);
    }
    if (due->rows() > 0 && QRandomGenerator::global()->generateDouble() < strangersShare)
        send("X-" + QByteArray::number(QRandomGenerator::global()->bounded(100'000)));
}

void ConsolidationService::send(const QByteArray &order)
{
    // Not due again before this attempt has come to an end, one way or the other.
    (void)m_database.exec("update saas.jobs set attempts = attempts + 1, "
                          "result_at = clock_timestamp() + interval '6 seconds' where order_key = $1",
                          {order});
    QNetworkRequest request(QUrl(u"http://127.0.0.1:%1/callbacks"_s.arg(m_receiver)));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setTransferTimeout(5000);
    QNetworkReply *reply = m_network.post(request, "{\"order\":\"" + order + "\"}");
    connect(reply, &QNetworkReply::finished, this, [this, reply, order] {
        reply->deleteLater();
        const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (status == 200 || status == 404)
            (void)m_database.exec(
                "update saas.jobs set delivered_at = clock_timestamp() where order_key = $1", {order});
    });
}

} // namespace interlock::rehearsal
