// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/sync/controlapisync.h"

#include "models/domain/route.h"
#include "models/endpoints/answer.h"
#include "models/endpoints/http/actionanswer.h"
#include "models/endpoints/sync/pipelinejson.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// An id that may stand in a path: the contract's, without the two names that mean a folder.
bool isSyncPathId(const QString &id)
{
    return isValidId(id) && id != "."_L1 && id != ".."_L1;
}

/// What the service says after a command must be what was asked for; nothing is done because an answer was a
/// success.
Result<PipelineState> confirmed(const Result<PipelineState> &answer, const QString &id,
                                PipelineCommand command)
{
    if (!answer)
        return answer;
    const bool wantsPause = command == PipelineCommand::Pause;
    const bool isPaused = answer->state == PipelineRunState::Paused;
    if (answer->id != id)
        return fail(ErrorKind::Protocol, u"asked about pipeline \"%1\", got \"%2\""_s.arg(id, answer->id));
    if (wantsPause != isPaused && answer->state != PipelineRunState::Done)
        return fail(ErrorKind::Protocol,
                    u"asked to %1 pipeline \"%2\", it is %3"_s.arg(pipelineCommandName(command), id,
                                                                   pipelineRunStateName(answer->state)));
    return answer;
}

Result<Mark> confirmed(const Result<Mark> &answer, const QString &mark)
{
    if (answer && answer->mark != mark)
        return fail(ErrorKind::Protocol, u"asked about another mark than was answered"_s);
    return answer;
}

} // namespace

ControlApiSync::ControlApiSync(const EndpointSpec &spec, const QString &token, QObject *parent)
    : SyncPort(parent), m_service(spec, token)
{
}

ControlApiSync::~ControlApiSync() = default;

QFuture<Result<PipelinesSnapshot>> ControlApiSync::read()
{
    const auto answer = Answer<PipelinesSnapshot>::create();
    m_service.get(u"/v1/pipelines"_s, {}, pipelinesFrom,
                  [answer](int, const Result<PipelinesSnapshot> &result) { answer->deliver(result); });
    return answer->future();
}

QFuture<Result<PipelineState>> ControlApiSync::command(const QString &pipelineId, PipelineCommand command,
                                                       const QUuid &key)
{
    if (!isSyncPathId(pipelineId) || key.isNull())
        return ready<Result<PipelineState>>(
            fail(ErrorKind::Input, u"not a pipeline's id, or no key"_s, pipelineId));
    const auto answer = Answer<PipelineState>::create();
    const QString path = u"/v1/pipelines/"_s + pipelineId + u'/' + pipelineCommandName(command);
    m_service.post(path, {}, key, pipelineFrom,
                   [answer, pipelineId, command](const Result<PipelineState> &result) {
                       answer->deliver(confirmed(result, pipelineId, command));
                   });
    return answer->future();
}

QFuture<Result<Mark>> ControlApiSync::writeMark(SyncDirection direction, const QString &mark,
                                                const QUuid &key)
{
    if (!isSyncPathId(mark) || key.isNull())
        return ready<Result<Mark>>(fail(ErrorKind::Input, u"not a mark, or no key"_s, mark));
    const auto answer = Answer<Mark>::create();
    const QJsonObject body{{u"direction"_s, directionName(direction)}, {u"mark"_s, mark}};
    m_service.post(u"/v1/marks"_s, QJsonDocument(body).toJson(QJsonDocument::Compact), key, markFrom,
                   [answer, mark](const Result<Mark> &result) { answer->deliver(confirmed(result, mark)); });
    return answer->future();
}

QFuture<Result<ActionStatus>> ControlApiSync::action(const QUuid &key)
{
    const auto answer = Answer<ActionStatus>::create();
    const HttpRequest request = m_service.request(m_service.preferred(), "GET", actionPath(key));
    const auto parse = [key](const Result<HttpAnswer> &result) { return actionAnswer(key, result); };
    whenDone(m_service.ask(request, parse), this,
             [answer](const Result<ActionStatus> &status) { answer->deliver(status); });
    return answer->future();
}

QFuture<Result<Mark>> ControlApiSync::readMark(const QString &mark)
{
    if (!isSyncPathId(mark))
        return ready<Result<Mark>>(fail(ErrorKind::Input, u"not a mark"_s, mark));
    const auto answer = Answer<Mark>::create();
    m_service.get(u"/v1/marks/"_s + mark, {}, markFrom, [answer, mark](int, const Result<Mark> &result) {
        answer->deliver(confirmed(result, mark));
    });
    return answer->future();
}

} // namespace interlock
