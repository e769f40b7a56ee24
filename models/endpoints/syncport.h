// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/bridgestate.h"
#include "models/domain/pipeline.h"
#include "models/domain/result.h"

#include <QFuture>
#include <QObject>

namespace interlock {

/// The sync pipelines, both directions. Futures end on success, error, timeout and destruction, on the GUI
/// thread.
class SyncPort : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] virtual QFuture<Result<PipelinesSnapshot>> read() = 0;
    [[nodiscard]] virtual QFuture<Result<PipelineState>>
    command(const QString &pipelineId, PipelineCommand command, const QUuid &key) = 0;
    [[nodiscard]] virtual QFuture<Result<Mark>> writeMark(SyncDirection direction, const QString &mark,
                                                          const QUuid &key) = 0;
    /// What became of the command or mark with @p key, whose answer was lost.
    [[nodiscard]] virtual QFuture<Result<ActionStatus>> action(const QUuid &key) = 0;
    [[nodiscard]] virtual QFuture<Result<Mark>> readMark(const QString &mark) = 0;
};

} // namespace interlock
