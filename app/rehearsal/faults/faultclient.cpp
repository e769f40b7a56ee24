// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/faults/faultclient.h"

#include <QEventLoop>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

Result<QString> askForFault(quint16 port, Fault fault, bool on)
{
    const QString base = u"http://127.0.0.1:%1/faults/"_s.arg(port);
    QNetworkRequest request(QUrl(base + faultName(fault) + (on ? u"?on=true"_s : u"?on=false"_s)));
    request.setTransferTimeout(5000);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    QNetworkAccessManager network;
    QNetworkReply *reply = network.post(request, QByteArray());
    QEventLoop loop;
    QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QString refusal = QJsonDocument::fromJson(reply->readAll())[u"error"_s].toString();
    if (status == 0)
        return fail(ErrorKind::Network, u"no rehearsal answers there: "_s + reply->errorString(), base);
    if (status != 200)
        return fail(ErrorKind::Refused, refusal, base);
    return faultName(fault) + (on ? u" is on: "_s + faultText(fault) : u" is off"_s);
}

} // namespace interlock::rehearsal
