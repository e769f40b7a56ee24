// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/database/pgconnection.h"
#include "models/domain/pipeline.h"

#include <QElapsedTimer>
#include <QMap>

namespace interlock::rehearsal {

/// What a pipeline is made of; constant.
struct PipelineSpec
{
    QString id;
    QString title;
    SyncDirection direction = SyncDirection::Forward;
    QString kind;
    QList<QByteArray> tables;
};

/// One direction of some tables: reads the source's change log in batches and applies the rows to the other
/// schema. Blocking; one thread.
class SyncPipeline final
{
public:
    /// @p connection outlives the pipeline and has `interlock.sync` set, so that what is applied is not
    /// logged again.
    SyncPipeline(PipelineSpec spec, PgConnection &connection);

    [[nodiscard]] const PipelineSpec &spec() const { return m_spec; }
    [[nodiscard]] const PipelineState &state() const { return m_state; }
    /// One batch, then the lag is measured from the rows that are left. @p stalled: a fault, nothing is
    /// applied although the pipeline says that it runs.
    void step(bool stalled);
    /// The state after the command; Refused when a pipeline that has not failed is to retry.
    [[nodiscard]] Result<PipelineState> command(PipelineCommand command);

private:
    [[nodiscard]] Result<qint64> applyBatch();
    [[nodiscard]] Result<void> noteConflicts(const QByteArray &table, const QList<QByteArray> &keys);
    void batchFailed();
    void measure();
    void measureLag();
    void countConflicts();

    PipelineSpec m_spec;
    PgConnection &m_connection;
    PipelineState m_state;
    QByteArray m_tables;                ///< as a parameter
    QMap<QByteArray, qint64> m_applied; ///< rows since the last rate was taken
    QElapsedTimer m_rateClock;
    int m_failuresInARow = 0;
};

} // namespace interlock::rehearsal
