// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/stores/callbackrouter.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkReply>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

constexpr auto forwardedBy = "X-Forwarded-By";

HttpResponse callbackAnswer(int status, const QByteArray &outcome)
{
    return textResponse(status, "application/json", "{\"outcome\":\"" + outcome + "\"}");
}

} // namespace

CallbackRouter::CallbackRouter(Shop &shop, ShopMetrics &metrics, QNetworkAccessManager &network,
                               const QByteArray &database)
    : m_shop(shop), m_metrics(metrics), m_network(network), m_database(database)
{
}

void CallbackRouter::handle(const HttpRequest &request, const HttpReply &reply)
{
    const QByteArray order =
        QJsonDocument::fromJson(request.body).object().value(u"order"_s).toString().toUtf8();
    const bool fromOther = !request.header(forwardedBy).isEmpty();
    const Result<Completion> completion = m_shop.complete(order);
    if (!completion) {
        if (!fromOther)
            note(order, false, "retrying");
        reply.send(callbackAnswer(503, "retrying"));
        return;
    }
    if (*completion == Completion::Done) {
        if (!fromOther)
            note(order, false, "delivered");
        reply.send(callbackAnswer(200, "delivered"));
        return;
    }
    // An order of the other system may not have come over by sync yet, so it is asked about unknown ones too.
    if (!fromOther) {
        forward(request, order, reply);
        return;
    }
    reply.send(callbackAnswer(404, "unroutable"));
}

void CallbackRouter::forward(const HttpRequest &request, const QByteArray &order, const HttpReply &reply)
{
    QNetworkRequest onward(QUrl(u"http://127.0.0.1:%1/callbacks"_s.arg(m_otherPort)));
    onward.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    onward.setRawHeader(forwardedBy, sideName(m_shop.side()).toUtf8());
    onward.setTransferTimeout(3000);
    QNetworkReply *answer = m_network.post(onward, request.body);
    QObject::connect(answer, &QNetworkReply::finished, answer, [this, answer, order, reply] {
        const int status = answer->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        answer->deleteLater();
        const char *outcome = status == 200 ? "delivered" : status == 404 ? "unroutable" : "retrying";
        note(order, true, outcome);
        reply.send(callbackAnswer(status == 200 || status == 404 ? status : 502, outcome));
    });
}

void CallbackRouter::note(const QByteArray &order, bool forwarded, const char *outcome)
{
    const Side us = m_shop.side();
    const QByteArray other = sideName(us == Side::Legacy ? Side::New : Side::Legacy).toUtf8();
    const bool unroutable = qstrcmp(outcome, "unroutable") == 0;
    m_metrics.callbacks.add({sideName(us).toUtf8(), outcome});
    (void)m_database.exec(
        "insert into interlock.callbacks(order_id, received_by, forwarded_to, outcome) "
        "values ($1, $2, $3, $4)",
        {order, sideName(us).toUtf8(), forwarded && !unroutable ? other : QByteArray(), outcome});
}

} // namespace interlock::rehearsal
