// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/api/generalhandlers.h"

#include "app/rehearsal/api/controlapi.h"
#include "app/rehearsal/api/problem.h"
#include "app/rehearsal/api/wirejson.h"

#include <QFile>

// Must be called outside of any namespace: a resource in a static library is not registered by itself.
static void registerContractResource()
{
    Q_INIT_RESOURCE(interlock_contract);
}

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {
QString outcomeText(ActionOutcome outcome)
{
    switch (outcome) {
    case ActionOutcome::Pending:
        return u"pending"_s;
    case ActionOutcome::Accepted:
        return u"accepted"_s;
    case ActionOutcome::Rejected:
        return u"rejected"_s;
    case ActionOutcome::Unknown:
    case ActionOutcome::NeverArrived:
        return u"unknown"_s;
    }
    Q_UNREACHABLE();
}

HttpResponse actionAnswer(const IdempotencyStore &keys, const QString &text)
{
    const QUuid key = QUuid::fromString(text);
    const IdempotencyStore::Record *record = key.isNull() ? nullptr : keys.find(key);
    if (record == nullptr)
        return problem(404, u"no request with this key has arrived"_s);
    QJsonObject object{{u"key"_s, key.toString(QUuid::WithoutBraces)},
                       {u"status"_s, outcomeText(record->outcome)},
                       {u"at"_s, wireTime(record->at)}};
    if (record->revision)
        object.insert(u"revision"_s, QString::number(*record->revision));
    return jsonResponse(object);
}

HttpResponse contractAnswer(const QByteArray &contentType)
{
    registerContractResource();
    QFile file(u":/contract/control-api-v1.openapi.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        return problem(500, u"the description is not in this program"_s);
    return textResponse(200, contentType, file.readAll());
}
} // namespace

QList<ApiEndpoint> generalEndpoints(const ControlApi *api)
{
    return {
        {"GET",
         u"/v1/whoami"_s,
         {Scope::Read},
         [](const ApiCallPtr &call) { call->send(jsonResponse(wireJson(call->who))); }},
        {"GET",
         u"/v1/actions/{key}"_s,
         {Scope::Read},
         [api](const ApiCallPtr &call) { call->send(actionAnswer(api->keys(), call->parameters.first())); }},
        {"GET",
         u"/v1/openapi.json"_s,
         {Scope::Read},
         [](const ApiCallPtr &call) { call->send(contractAnswer("application/json")); }},
        // JSON is YAML.
        {"GET",
         u"/v1/openapi.yaml"_s,
         {Scope::Read},
         [](const ApiCallPtr &call) { call->send(contractAnswer("application/yaml")); }},
    };
}

} // namespace interlock::rehearsal
