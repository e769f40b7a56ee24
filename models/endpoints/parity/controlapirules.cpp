// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/parity/controlapirules.h"

#include "models/endpoints/answer.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// The text as it came, once it is known to be a rule set; what its rules mean is the engine's to say.
Result<SharedRules> rulesFrom(const Result<HttpAnswer> &answer)
{
    const auto count =
        jsonAnswer(answer, [](const JsonReader &json) { return json.at(u"rule").items().size(); });
    if (!count)
        return tl::unexpected<Error>(count.error());
    if (answer->etag.isEmpty())
        return fail(ErrorKind::Protocol,
                    u"the answer has no ETag: a change could not be told from another one"_s,
                    answer->url.toDisplayString());
    return SharedRules{answer->body, answer->etag};
}

} // namespace

ControlApiRules::ControlApiRules(const EndpointSpec &spec, const QString &token, QObject *parent)
    : SharedRulesPort(parent), m_service(spec, token)
{
}

ControlApiRules::~ControlApiRules() = default;

QFuture<Result<SharedRules>> ControlApiRules::ask(const HttpRequest &request)
{
    const auto answer = Answer<SharedRules>::create();
    whenDone(m_service.ask(request, rulesFrom), this,
             [answer](const Result<SharedRules> &rules) { answer->deliver(rules); });
    return answer->future();
}

QFuture<Result<SharedRules>> ControlApiRules::read()
{
    return ask(m_service.request(m_service.preferred(), "GET", u"/v1/parity/rules"_s));
}

QFuture<Result<SharedRules>> ControlApiRules::replace(const SharedRules &rules, const QUuid &key)
{
    if (rules.revision.isEmpty() || rules.json.isEmpty() || key.isNull())
        return ready<Result<SharedRules>>(
            fail(ErrorKind::Input, u"not a rule set with its revision and a key"_s));
    HttpRequest request = m_service.request(m_service.preferred(), "PUT", u"/v1/parity/rules"_s);
    request.body = rules.json;
    request.headers = {{"If-Match", rules.revision},
                       {"Idempotency-Key", key.toByteArray(QUuid::WithoutBraces)}};
    return ask(request);
}

} // namespace interlock
