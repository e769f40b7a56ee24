// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/pipeline.h"

#include "models/domain/namedenum.h"

namespace interlock {

namespace {
constexpr EnumNames<SyncDirection, 2> directionNames{
    {{SyncDirection::Forward, u"forward"}, {SyncDirection::Back, u"back"}}};
constexpr EnumNames<PipelineRunState, 5> runStateNames{{{PipelineRunState::Running, u"running"},
                                                        {PipelineRunState::Paused, u"paused"},
                                                        {PipelineRunState::Failed, u"failed"},
                                                        {PipelineRunState::Idle, u"idle"},
                                                        {PipelineRunState::Done, u"done"}}};
constexpr EnumNames<PipelineCommand, 3> commandNames{{{PipelineCommand::Pause, u"pause"},
                                                      {PipelineCommand::Resume, u"resume"},
                                                      {PipelineCommand::Retry, u"retry"}}};
} // namespace

QString directionName(SyncDirection direction)
{
    return enumName(directionNames, direction);
}
std::optional<SyncDirection> directionFromName(QStringView name)
{
    return enumFromName(directionNames, name);
}
QString pipelineRunStateName(PipelineRunState state)
{
    return enumName(runStateNames, state);
}
std::optional<PipelineRunState> pipelineRunStateFromName(QStringView name)
{
    return enumFromName(runStateNames, name);
}
QString pipelineCommandName(PipelineCommand command)
{
    return enumName(commandNames, command);
}

} // namespace interlock
