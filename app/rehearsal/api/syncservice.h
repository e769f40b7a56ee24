// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/pipeline.h"
#include "models/domain/result.h"

#include <QFuture>

namespace interlock::rehearsal {

/// What the Control API asks the world's sync for; the implementation may run on a thread of its own.
///
/// Called on the API's thread and must not block it; futures may be finished on any thread and always end.
/// The kind of an Error decides the HTTP status: Input = there is no such pipeline or mark (404), Refused =
/// understood but not allowed, such as the retry of a pipeline that has not failed (422), everything else =
/// 503.
class SyncService
{
public:
    SyncService() = default;
    SyncService(const SyncService &) = delete;
    SyncService &operator=(const SyncService &) = delete;
    virtual ~SyncService() = default;

    [[nodiscard]] virtual QFuture<Result<PipelinesSnapshot>> pipelines() = 0;
    /// The pipeline after the command; also a success when it is so already.
    [[nodiscard]] virtual QFuture<Result<PipelineState>> command(const QString &pipelineId,
                                                                 PipelineCommand command) = 0;
    /// Writes a marked record at the start of a direction; @p mark is a UUID in its text form without braces.
    [[nodiscard]] virtual QFuture<Result<Mark>> writeMark(SyncDirection direction, const QString &mark) = 0;
    /// An invalid Mark::arrivedAt means that it has not arrived yet.
    [[nodiscard]] virtual QFuture<Result<Mark>> readMark(const QString &mark) = 0;
};

} // namespace interlock::rehearsal
