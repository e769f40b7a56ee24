// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/api/syncservice.h"
#include "app/rehearsal/faults/fault.h"
#include "app/rehearsal/sync/syncpipeline.h"

#include <memory>
#include <mutex>
#include <QObject>
#include <QTimer>
#include <vector>

namespace interlock::rehearsal {

/// Forward and back sync between the two schemas, as the Control API sees them.
///
/// Lives on a thread of its own, where start() runs; the members of SyncService may be called on any thread
/// and never block. Several batches a second.
class SyncEngine final : public QObject, public SyncService
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SyncEngine)

public:
    SyncEngine(const QByteArray &database, const FaultSwitches &faults, QObject *parent = nullptr);
    ~SyncEngine() override;

    void start();

    [[nodiscard]] QFuture<Result<PipelinesSnapshot>> pipelines() override;
    [[nodiscard]] QFuture<Result<PipelineState>> command(const QString &pipelineId,
                                                         PipelineCommand command) override;
    [[nodiscard]] QFuture<Result<Mark>> writeMark(SyncDirection direction, const QString &mark) override;
    [[nodiscard]] QFuture<Result<Mark>> readMark(const QString &mark) override;

private:
    template<typename T, typename Work>
    QFuture<Result<T>> onOwnThread(Work work);
    void tick();
    void publish();
    void tidy();
    void writeConflict();
    [[nodiscard]] Result<Mark> insertMark(SyncDirection direction, const QString &mark);
    [[nodiscard]] Result<Mark> findMark(const QString &mark);

    const FaultSwitches &m_faults;
    PgConnection m_connection; ///< with `interlock.sync` on: what it writes is not logged
    PgConnection m_writer;     ///< marks and injected conflicts: changes like anybody's
    std::vector<std::unique_ptr<SyncPipeline>> m_pipelines;
    QTimer *m_timer;
    int m_ticks = 0;
    mutable std::mutex m_mutex;
    PipelinesSnapshot m_published;
};

} // namespace interlock::rehearsal
