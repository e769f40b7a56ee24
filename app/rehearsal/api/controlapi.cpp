// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/api/controlapi.h"

#include "app/rehearsal/api/bridgehandlers.h"
#include "app/rehearsal/api/generalhandlers.h"
#include "app/rehearsal/api/parityhandlers.h"
#include "app/rehearsal/api/problem.h"
#include "app/rehearsal/api/synchandlers.h"

#include <algorithm>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {
bool isRollback(const HttpRequest &request)
{
    return request.method == "POST" && request.path == u"/v1/rollback";
}

QString scopeList(const QList<Scope> &scopes)
{
    QStringList names;
    for (const Scope scope : scopes)
        names.append(scopeName(scope));
    return names.join(u" or "_s);
}
} // namespace

ControlApi::ControlApi(const ControlApiConfig &config, const ControlApiServices &services, const Clock *clock,
                       QObject *parent)
    : QObject(parent),
      m_config(config),
      m_clock(clock),
      m_keys(clock),
      m_limiter(config.requestsPerSecond, config.burst, clock)
{
    m_endpoints += generalEndpoints(this);
    if (services.plane != nullptr)
        m_endpoints += bridgeEndpoints(this, services.plane);
    if (services.sync != nullptr)
        m_endpoints += syncEndpoints(this, services.sync);
    if (services.parity != nullptr)
        m_endpoints += paritySeriesEndpoints(services.parity);
    if (services.rules != nullptr)
        m_endpoints += parityRulesEndpoints(this, services.rules);
}

void ControlApi::handle(const HttpRequest &request, const HttpReply &reply)
{
    if (m_silent)
        return;
    const std::optional<Identity> who = identify(m_config.tokens, request.header("Authorization"));
    if (!who) {
        HttpResponse answer = problem(401, u"a known bearer token is needed"_s);
        answer.headers.emplaceBack("WWW-Authenticate", "Bearer");
        return reply.send(answer);
    }
    const std::optional<int> wait = isRollback(request) ? std::nullopt : m_limiter.secondsToWait(who->actor);
    if (wait) {
        HttpResponse answer = problem(429, u"too many requests, wait %1 s"_s.arg(*wait));
        answer.headers.emplaceBack("Retry-After", QByteArray::number(*wait));
        return reply.send(answer);
    }
    dispatch(*who, request, reply);
}

void ControlApi::dispatch(const Identity &who, const HttpRequest &request, const HttpReply &reply)
{
    const QStringList segments = request.path.split(u'/');
    QByteArrayList methods;
    for (const ApiEndpoint &endpoint : std::as_const(m_endpoints)) {
        const std::optional<QStringList> parameters = endpoint.match(segments);
        if (!parameters)
            continue;
        if (endpoint.method != request.method) {
            methods.append(endpoint.method);
            continue;
        }
        const bool permitted =
            std::ranges::any_of(endpoint.scopes, [&who](Scope scope) { return who.scopes.contains(scope); });
        if (!permitted)
            return reply.send(problem(403, u"this needs the scope %1"_s.arg(scopeList(endpoint.scopes))));
        return endpoint.handle(std::make_shared<const ApiCall>(ApiCall{request, *parameters, who, reply}));
    }
    if (methods.isEmpty())
        return reply.send(problem(404, u"there is nothing at this path"_s));
    HttpResponse answer = problem(405, u"this path has other methods"_s);
    answer.headers.emplaceBack("Allow", methods.join(", "));
    reply.send(answer);
}

void ControlApi::act(const ApiCallPtr &call, const QUuid &key,
                     const std::function<void(const Finish &)> &work)
{
    switch (m_keys.claim(key, MutationInput::fingerprint(*call))) {
    case IdempotencyStore::Claim::Replay:
        return sendLossy(call, m_keys.find(key)->answer);
    case IdempotencyStore::Claim::OtherRequest:
        return call->send(problem(422, u"this Idempotency-Key belongs to another request"_s));
    case IdempotencyStore::Claim::InProgress:
        return call->send(problem(409, u"the request with this key has not ended yet"_s, u"in-progress"_s));
    case IdempotencyStore::Claim::Fresh:
        break;
    }
    work([this, call, key](const HttpResponse &response, std::optional<quint64> revision) {
        m_keys.finish(key, response, revision);
        sendLossy(call, response);
    });
}

void ControlApi::sendLossy(const ApiCallPtr &call, const HttpResponse &response)
{
    if (m_repliesToLose > 0) {
        --m_repliesToLose;
        call->reply.abort();
    } else {
        call->send(response);
    }
}

} // namespace interlock::rehearsal
