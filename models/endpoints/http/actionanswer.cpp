// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/http/actionanswer.h"

#include "models/endpoints/http/jsonanswer.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

std::optional<ActionOutcome> outcomeFromName(QStringView name)
{
    if (name == u"pending")
        return ActionOutcome::Pending;
    if (name == u"accepted")
        return ActionOutcome::Accepted;
    if (name == u"rejected")
        return ActionOutcome::Rejected;
    if (name == u"unknown")
        return ActionOutcome::Unknown;
    return std::nullopt;
}

} // namespace

QString actionPath(const QUuid &key)
{
    return u"/v1/actions/"_s + key.toString(QUuid::WithoutBraces);
}

ActionStatus actionStatusFrom(const JsonReader &json)
{
    ActionStatus status;
    status.key = QUuid::fromString(json.at(u"key").text());
    if (status.key.isNull())
        json.at(u"key").wrong(u"a UUID");
    status.outcome = json.at(u"status").named(outcomeFromName, u"pending, accepted, rejected or unknown");
    if (const auto revision = json.find(u"revision"))
        status.revision = revision->decimal();
    if (const auto at = json.find(u"at"))
        status.at = at->time();
    return status;
}

Result<ActionStatus> actionAnswer(const QUuid &key, const Result<HttpAnswer> &answer)
{
    if (answer && answer->status == 404)
        return ActionStatus{key, ActionOutcome::NeverArrived, 0, {}};
    Result<ActionStatus> status = jsonAnswer(answer, actionStatusFrom);
    if (status && status->key != key)
        return fail(ErrorKind::Protocol, u"asked about another key than was answered"_s);
    return status;
}

} // namespace interlock
