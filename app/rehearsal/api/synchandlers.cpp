// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/api/synchandlers.h"

#include "app/rehearsal/api/controlapi.h"
#include "app/rehearsal/api/problem.h"
#include "app/rehearsal/api/wirejson.h"
#include "models/domain/whendone.h"

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {
HttpResponse syncFailure(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Input:
        return problem(404, error.detail);
    case ErrorKind::Refused:
        return problem(422, error.detail);
    case ErrorKind::Cancelled:
    case ErrorKind::Timeout:
    case ErrorKind::Network:
    case ErrorKind::Auth:
    case ErrorKind::Protocol:
    case ErrorKind::Server:
    case ErrorKind::Database:
    case ErrorKind::Conflict:
        return problem(503, error.detail);
    }
    Q_UNREACHABLE();
}

template<typename T>
HttpResponse syncAnswer(const Result<T> &result)
{
    return result ? jsonResponse(wireJson(*result)) : syncFailure(result.error());
}

void commandPipeline(ControlApi *api, SyncService *sync, PipelineCommand command, const ApiCallPtr &call)
{
    MutationInput input(*call, MutationInput::Body::Optional);
    const QUuid key = input.key();
    if (const std::optional<HttpResponse> refused = input.refusal())
        return call->send(*refused);
    api->act(call, key, [=](const ControlApi::Finish &finish) {
        whenDone(sync->command(call->parameters.first(), command), api,
                 [finish](const Result<PipelineState> &result) { finish(syncAnswer(result), std::nullopt); });
    });
}

void writeMark(ControlApi *api, SyncService *sync, const ApiCallPtr &call)
{
    MutationInput input(*call);
    const QString directionText = input.text(u"direction"_s);
    const QUuid mark = QUuid::fromString(input.text(u"mark"_s));
    if (mark.isNull())
        input.complain(u"/mark must be a UUID"_s);
    const QUuid key = input.key();
    if (const std::optional<HttpResponse> refused = input.refusal())
        return call->send(*refused);
    const std::optional<SyncDirection> direction = directionFromName(directionText);
    api->act(call, key, [=](const ControlApi::Finish &finish) {
        if (!direction)
            return finish(problem(422, u"there is no direction %1"_s.arg(directionText)), std::nullopt);
        whenDone(sync->writeMark(*direction, mark.toString(QUuid::WithoutBraces)), api,
                 [finish](const Result<Mark> &result) { finish(syncAnswer(result), std::nullopt); });
    });
}

void readMark(ControlApi *api, SyncService *sync, const ApiCallPtr &call)
{
    const QUuid mark = QUuid::fromString(call->parameters.first());
    if (mark.isNull())
        return call->send(problem(404, u"there is no such mark"_s));
    whenDone(sync->readMark(mark.toString(QUuid::WithoutBraces)), api,
             [call](const Result<Mark> &result) { call->send(syncAnswer(result)); });
}
} // namespace

QList<ApiEndpoint> syncEndpoints(ControlApi *api, SyncService *sync)
{
    const auto command = [=](PipelineCommand which) {
        return ApiEndpoint{"POST",
                           u"/v1/pipelines/{id}/"_s + pipelineCommandName(which),
                           {Scope::Operate},
                           [=](const ApiCallPtr &call) { commandPipeline(api, sync, which, call); }};
    };
    return {
        {"GET",
         u"/v1/pipelines"_s,
         {Scope::Read},
         [=](const ApiCallPtr &call) {
             whenDone(sync->pipelines(), api,
                      [call](const Result<PipelinesSnapshot> &result) { call->send(syncAnswer(result)); });
         }},
        command(PipelineCommand::Pause),
        command(PipelineCommand::Resume),
        command(PipelineCommand::Retry),
        {"POST",
         u"/v1/marks"_s,
         {Scope::Rollback, Scope::Operate},
         [=](const ApiCallPtr &call) { writeMark(api, sync, call); }},
        {"GET",
         u"/v1/marks/{mark}"_s,
         {Scope::Read},
         [=](const ApiCallPtr &call) { readMark(api, sync, call); }},
    };
}

} // namespace interlock::rehearsal
