// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/faults/adminserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

HttpResponse refused(int status, const QString &text)
{
    return textResponse(status, "application/json",
                        QJsonDocument(QJsonObject{{u"error"_s, text}}).toJson(QJsonDocument::Compact) + '\n');
}

} // namespace

AdminServer::AdminServer(const FaultSwitches &faults, const MetricsRegistry &metrics, QObject *parent)
    : QObject(parent),
      m_faults(faults),
      m_metrics(metrics),
      m_server([this](const HttpRequest &request, const HttpReply &reply) { handle(request, reply); })
{
}

void AdminServer::handle(const HttpRequest &request, const HttpReply &reply)
{
    if (request.path.startsWith("/faults/"_L1))
        setFault(request, reply);
    else if (request.path == "/faults"_L1)
        reply.send(faultList());
    else if (request.path == "/healthz"_L1)
        reply.send(textResponse(200, "text/plain", "ok\n"));
    else if (request.path.endsWith("/metrics"_L1))
        reply.send(textResponse(200, MetricsRegistry::contentType(), m_metrics.exposition()));
    else
        reply.send(refused(404, u"there are /metrics, /faults and /healthz"_s));
}

void AdminServer::setFault(const HttpRequest &request, const HttpReply &reply)
{
    if (request.method != "POST") {
        reply.send(refused(405, u"POST /faults/NAME?on=true|false"_s));
        return;
    }
    const QString name = request.path.section(u'/', 2);
    const std::optional<Fault> fault = faultFromName(name);
    if (!fault) {
        reply.send(refused(404, u"there is no fault \"%1\"; there are %2"_s.arg(name, faultNames())));
        return;
    }
    const QString on = request.query.hasQueryItem(u"on"_s) ? request.queryValue(u"on"_s) : u"true"_s;
    if (on != "true"_L1 && on != "false"_L1) {
        reply.send(refused(400, u"on is true or false"_s));
        return;
    }
    Q_EMIT faultWanted(*fault, on == "true"_L1);
    reply.send(faultList());
}

HttpResponse AdminServer::faultList() const
{
    QJsonArray faults;
    for (const Fault fault : allFaults)
        faults.append(QJsonObject{
            {u"name"_s, faultName(fault)}, {u"on"_s, m_faults.isOn(fault)}, {u"text"_s, faultText(fault)}});
    return textResponse(200, "application/json",
                        QJsonDocument(QJsonObject{{u"faults"_s, faults}}).toJson(QJsonDocument::Indented));
}

} // namespace interlock::rehearsal
