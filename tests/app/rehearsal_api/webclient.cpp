// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/rehearsal_api/webclient.h"

#include <memory>
#include <QEventLoop>
#include <QJsonDocument>
#include <QNetworkReply>

namespace interlock::rehearsal::test {

using namespace Qt::StringLiterals;

QJsonObject WebAnswer::json() const
{
    return QJsonDocument::fromJson(body).object();
}

QString WebAnswer::problemType() const
{
    return json().value("type"_L1).toString().section(u'/', -1);
}

WebAnswer WebClient::send(const QByteArray &method, const QUrl &url, const Extra &headers,
                          const QByteArray &body)
{
    QNetworkRequest request(url);
    request.setTransferTimeout(60'000);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    for (const auto &[name, value] : headers)
        request.setRawHeader(name, value);
    const std::unique_ptr<QNetworkReply> reply(
        method == "HEAD" ? m_manager.head(request) : m_manager.sendCustomRequest(request, method, body));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    if (!reply->isFinished())
        loop.exec();
    WebAnswer answer;
    answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    for (const auto &[name, value] : reply->rawHeaderPairs())
        answer.headers.emplaceBack(name, value);
    answer.body = reply->readAll();
    return answer;
}

} // namespace interlock::rehearsal::test
