// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/endpoints/bridge/controlapiserver.h"

namespace interlock::controlapitest {

using namespace Qt::StringLiterals;

QByteArray stateJson(int revision, int percent, const QByteArray &mode, bool latched, int epoch)
{
    QByteArray json =
        R"({"revision":"REVISION","epoch":EPOCH,"latched":LATCHED,"at":"2026-03-02T08:15:00.120Z",
"bridge":{"name":"shop-bridge","version":"1.4.0"},
"capabilities":["modes","percent","rules","dry-run","atomic-rollback","latch","events","instances"],
"instances":[{"id":"edge-1","revision":"REVISION","at":"2026-03-02T08:14:59.900Z"},
{"id":"edge-2","revision":"16","at":"2026-03-02T08:14:52.000Z"}],
"routes":[{"id":"checkout","title":"Checkout","layer":"write","mode":"MODE","percent":PERCENT,
"rules":[{"id":"staff","title":"Staff always new","to":"new","enabled":true}],
"changedAt":"2026-03-02T08:00:00.000Z","changedBy":"ann"}]})";
    json.replace("REVISION", QByteArray::number(revision));
    json.replace("EPOCH", QByteArray::number(epoch));
    json.replace("LATCHED", latched ? "true" : "false");
    json.replace("MODE", mode);
    json.replace("PERCENT", QByteArray::number(percent));
    return json;
}

QByteArray stateJsonWith(const QByteArray &from, const QByteArray &to)
{
    QByteArray json = stateJson();
    if (!json.contains(from))
        qFatal("the state has no %s", from.constData());
    return json.replace(from, to);
}

QByteArray whoamiJson()
{
    return R"({"actor":"ann","scopes":["read","rollback"]})";
}

EndpointSpec specAt(const QList<QUrl> &urls)
{
    EndpointSpec spec;
    spec.id = u"bridge"_s;
    spec.urls = urls;
    spec.connectTimeout = std::chrono::seconds(20);
    spec.totalTimeout = std::chrono::seconds(20);
    return spec;
}

PreparedChange raiseTo25()
{
    PreparedChange change;
    change.change.routeId = u"checkout"_s;
    change.change.percent = 25;
    change.change.reason = u"plan"_s;
    change.expectedRevision = 17;
    change.epoch = 3;
    change.key = QUuid(u"{01234567-89ab-4def-8123-456789abcdef}"_s);
    change.actor = u"ann"_s;
    return change;
}

RollbackOrder rollbackAll()
{
    return {{u"*"_s}, 4, u"errors"_s, QUuid(u"{11234567-89ab-4def-8123-456789abcdef}"_s), u"ann"_s};
}

QByteArray eventText(const QByteArray &name, const QByteArray &data)
{
    QByteArray text = "event: " + name + "\n";
    for (const QByteArray &line : data.split('\n'))
        text += "data: " + line + "\n";
    return text + "\n";
}

FaultyReply eventStream(const QByteArray &events)
{
    FaultyReply reply;
    reply.bytes = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + events;
    reply.then = FaultyReply::Then::Hang;
    return reply;
}

} // namespace interlock::controlapitest
