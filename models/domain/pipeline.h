// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QUuid>

namespace interlock {

enum class SyncDirection { Forward, Back };
enum class PipelineRunState { Running, Paused, Failed, Idle, Done };
enum class PipelineCommand { Pause, Resume, Retry };

/// One table of a pipeline; what the service does not know is absent, never 0.
struct PipelineTable
{
    QString name;
    std::optional<double> lagSeconds;
    std::optional<double> rowsPerSecond;
    std::optional<qint64> errorsTotal;

    friend bool operator==(const PipelineTable &, const PipelineTable &) = default;
};

/// One sync pipeline as its service reports it (control-api-v1, Sync). Absent members are unknown, never 0.
struct PipelineState
{
    QString id;
    QString title;
    SyncDirection direction = SyncDirection::Forward;
    QString kind;
    PipelineRunState state = PipelineRunState::Idle;
    std::optional<double> lagSeconds;
    std::optional<qint64> lagEvents;
    std::optional<double> eventsPerSecond;
    std::optional<qint64> errorsTotal;
    std::optional<qint64> conflictsTotal;
    std::optional<qint64> conflictsOpen;
    QDateTime lastEventAt; ///< invalid when unknown
    QDateTime
        retainedUntil; ///< how long the back log reaches: past it a rollback loses data; invalid when unknown
    std::optional<qint64> progressDone;
    std::optional<qint64> progressTotal;
    QList<PipelineTable> tables;

    friend bool operator==(const PipelineState &, const PipelineState &) = default;
};

/// The answer to one poll of a sync service; @c at is the service's clock.
struct PipelinesSnapshot
{
    QDateTime at;
    QList<PipelineState> pipelines;

    friend bool operator==(const PipelinesSnapshot &, const PipelinesSnapshot &) = default;
};

/// A marked record sent through one direction. The console times both ends on its own clock; the times here
/// are the service's.
struct Mark
{
    QString mark;
    QDateTime writtenAt;
    QDateTime arrivedAt; ///< invalid until it arrived
};

[[nodiscard]] QString directionName(SyncDirection direction);
[[nodiscard]] std::optional<SyncDirection> directionFromName(QStringView name);
[[nodiscard]] QString pipelineRunStateName(PipelineRunState state);
[[nodiscard]] std::optional<PipelineRunState> pipelineRunStateFromName(QStringView name);
[[nodiscard]] QString pipelineCommandName(PipelineCommand command);

} // namespace interlock
