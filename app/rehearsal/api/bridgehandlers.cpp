// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/api/bridgehandlers.h"

#include "app/rehearsal/api/controlapi.h"
#include "app/rehearsal/api/problem.h"
#include "app/rehearsal/api/wirejson.h"

#include <QJsonDocument>
#include <QTimer>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {
HttpResponse stateAnswer(const BridgeState &state, int status = 200)
{
    HttpResponse answer = jsonResponse(wireJson(state), status);
    answer.headers.emplaceBack("ETag", revisionTag(state.revision));
    return answer;
}

HttpResponse planeAnswer(const PlaneAnswer &answer)
{
    switch (answer.verdict) {
    case Verdict::Done:
        return stateAnswer(answer.state);
    case Verdict::WaitingForPeople:
        return stateAnswer(answer.state, 202);
    case Verdict::UnknownRoute:
        return problem(404, answer.detail);
    case Verdict::StaleEpoch:
        return problem(409, answer.detail, u"stale-epoch"_s, wireJson(answer.state));
    case Verdict::StaleRevision:
        return problem(409, answer.detail, u"stale-revision"_s, wireJson(answer.state));
    case Verdict::NotAllowed:
        return problem(422, answer.detail, {}, wireJson(answer.state));
    case Verdict::Latched:
        return problem(423, answer.detail, {}, wireJson(answer.state));
    }
    Q_UNREACHABLE();
}

void finishWith(const ControlApi::Finish &finish, const PlaneAnswer &answer)
{
    finish(planeAnswer(answer), answer.state.revision);
}

ChangeOrder readOrder(const ApiCall &call, MutationInput *input)
{
    ChangeOrder order;
    order.actor = call.who.actor;
    order.change.routeId = call.parameters.first();
    order.change.percent = input->optionalInteger(u"percent"_s);
    order.change.rules = input->optionalFlags(u"rules"_s);
    if (const std::optional<QString> mode = input->optionalText(u"mode"_s)) {
        order.change.mode = modeFromName(*mode);
        if (!order.change.mode)
            order.notAllowed = u"there is no mode %1"_s.arg(*mode);
    }
    order.change.reason = input->text(u"reason"_s);
    input->text(u"actor"_s);
    order.expectedRevision = input->expectedRevision();
    order.epoch = input->epochHeader();
    return order;
}

/// `dryRun=true`; anything but true and false is malformed.
bool readDryRun(const ApiCall &call, MutationInput *input)
{
    const QString value = call.request.queryValue(u"dryRun"_s);
    if (!value.isEmpty() && value != u"true" && value != u"false")
        input->complain(u"dryRun must be true or false"_s);
    return value == u"true";
}

/// Whether this very request was answered before: then its scope was judged by the state it met.
bool isRepeat(const ControlApi &api, const ApiCall &call)
{
    const QUuid key = QUuid::fromString(QString::fromLatin1(call.request.header("Idempotency-Key")));
    return !key.isNull() &&
           api.keys().look(key, MutationInput::fingerprint(call)) == IdempotencyStore::Claim::Replay;
}

void patchRoute(ControlApi *api, ControlPlane *plane, const ApiCallPtr &call)
{
    MutationInput input(*call);
    ChangeOrder order = readOrder(*call, &input);
    order.dryRun = readDryRun(*call, &input);
    const bool forward = plane->sendsMoreToNew(order.change);
    if (!call->may(Scope::Operate) && forward && (order.dryRun || !isRepeat(*api, *call)))
        return call->send(problem(403, u"sending more to new needs the scope operate"_s));
    const QUuid key = order.dryRun ? QUuid() : input.key();
    if (const std::optional<HttpResponse> refused = input.refusal())
        return call->send(*refused);
    if (order.dryRun)
        return call->send(planeAnswer(plane->change(order)));
    api->act(call, key, [&](const ControlApi::Finish &finish) { finishWith(finish, plane->change(order)); });
}

void rollback(ControlApi *api, ControlPlane *plane, const ApiCallPtr &call)
{
    MutationInput input(*call);
    const QStringList routes = input.texts(u"routes"_s);
    const quint64 epoch = input.count(u"epoch"_s);
    input.text(u"reason"_s);
    input.text(u"actor"_s);
    const QUuid key = input.key();
    if (const std::optional<HttpResponse> refused = input.refusal())
        return call->send(*refused);
    api->act(call, key, [&](const ControlApi::Finish &finish) {
        finishWith(finish, plane->rollback(routes, epoch, call->who.actor));
    });
}

void releaseLatch(ControlApi *api, ControlPlane *plane, const ApiCallPtr &call)
{
    MutationInput input(*call);
    const quint64 epoch = input.count(u"epoch"_s);
    input.text(u"reason"_s);
    input.text(u"actor"_s);
    const QUuid key = input.key();
    if (const std::optional<HttpResponse> refused = input.refusal())
        return call->send(*refused);
    api->act(call, key, [&](const ControlApi::Finish &finish) {
        finishWith(finish, plane->releaseLatch(epoch, call->who.actor));
    });
}

void sendState(EventStream *stream, const ControlPlane *plane)
{
    stream->send("state", QJsonDocument(wireJson(plane->state())).toJson(QJsonDocument::Compact));
}

void openEvents(const ControlApi *api, const ControlPlane *plane, const ApiCallPtr &call)
{
    EventStream *stream = call->reply.openStream();
    if (stream == nullptr)
        return;
    // Everything below is a child of the stream or has it as context: it ends with the connection.
    sendState(stream, plane);
    QObject::connect(plane, &ControlPlane::changed, stream, [stream, plane] { sendState(stream, plane); });
    auto *heartbeat = new QTimer(stream);
    QObject::connect(heartbeat, &QTimer::timeout, stream, [stream, api] {
        const QJsonObject beat{{u"at"_s, wireTime(api->clock().wall())}};
        stream->send("heartbeat", QJsonDocument(beat).toJson(QJsonDocument::Compact));
    });
    heartbeat->start(api->config().heartbeat);
}
} // namespace

QList<ApiEndpoint> bridgeEndpoints(ControlApi *api, ControlPlane *plane)
{
    return {
        {"GET",
         u"/v1/state"_s,
         {Scope::Read},
         [plane](const ApiCallPtr &call) { call->send(stateAnswer(plane->state())); }},
        {"GET",
         u"/v1/events"_s,
         {Scope::Read},
         [=](const ApiCallPtr &call) { openEvents(api, plane, call); }},
        {"PATCH",
         u"/v1/routes/{id}"_s,
         {Scope::Operate, Scope::Rollback},
         [=](const ApiCallPtr &call) { patchRoute(api, plane, call); }},
        {"POST",
         u"/v1/rollback"_s,
         {Scope::Rollback},
         [=](const ApiCallPtr &call) { rollback(api, plane, call); }},
        {"POST",
         u"/v1/latch/release"_s,
         {Scope::Operate},
         [=](const ApiCallPtr &call) { releaseLatch(api, plane, call); }},
    };
}

} // namespace interlock::rehearsal
