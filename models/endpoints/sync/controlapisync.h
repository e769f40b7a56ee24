// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/http/serviceclient.h"
#include "models/endpoints/syncport.h"

namespace interlock {

/// The pipelines and marks of a sync service over Control API v1. Reads go to the address that answered last
/// and move to the next when it does not; commands go to one address only.
class ControlApiSync final : public SyncPort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ControlApiSync)

public:
    ControlApiSync(const EndpointSpec &spec, const QString &token, QObject *parent = nullptr);
    ~ControlApiSync() override;

    QFuture<Result<PipelinesSnapshot>> read() override;
    QFuture<Result<PipelineState>> command(const QString &pipelineId, PipelineCommand command,
                                           const QUuid &key) override;
    QFuture<Result<Mark>> writeMark(SyncDirection direction, const QString &mark, const QUuid &key) override;
    QFuture<Result<ActionStatus>> action(const QUuid &key) override;
    QFuture<Result<Mark>> readMark(const QString &mark) override;

private:
    ServiceClient m_service;
};

} // namespace interlock
