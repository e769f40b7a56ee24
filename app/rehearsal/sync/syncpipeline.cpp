// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/sync/syncpipeline.h"

#include "app/rehearsal/sync/syncstatements.h"

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

constexpr int batchRows = 200;
constexpr int failuresUntilFailed = 5;
constexpr double rateSmoothing = 0.3;
constexpr qint64 retentionHours = 72;
constexpr double tooCloseToCallSeconds = 0.005;

} // namespace

SyncPipeline::SyncPipeline(PipelineSpec spec, PgConnection &connection)
    : m_spec(std::move(spec)), m_connection(connection), m_tables(pgArray(m_spec.tables))
{
    m_state.id = m_spec.id;
    m_state.title = m_spec.title;
    m_state.direction = m_spec.direction;
    m_state.kind = m_spec.kind;
    m_state.state = PipelineRunState::Running;
    m_state.eventsPerSecond = 0;
    m_state.errorsTotal = 0;
    m_state.conflictsTotal = 0;
    m_state.conflictsOpen = 0;
    for (const QByteArray &table : std::as_const(m_spec.tables))
        m_state.tables.append({QString::fromUtf8(table), std::nullopt, 0.0, 0});
    m_rateClock.start();
}

void SyncPipeline::step(bool stalled)
{
    if (m_state.state == PipelineRunState::Running && !stalled) {
        const Result<qint64> applied = applyBatch();
        if (!applied)
            batchFailed();
        else if (*applied > 0)
            m_state.lastEventAt = QDateTime::currentDateTimeUtc();
    }
    measure();
}

void SyncPipeline::batchFailed()
{
    (void)m_connection.script("rollback");
    m_state.errorsTotal = m_state.errorsTotal.value_or(0) + 1;
    if (++m_failuresInARow >= failuresUntilFailed)
        m_state.state = PipelineRunState::Failed;
}

Result<qint64> SyncPipeline::applyBatch()
{
    const QByteArray source = sourceSchema(m_spec.direction);
    const Result<PgResult> batch =
        m_connection.exec("select seq, tbl, key from " + source +
                              ".outbox where applied_at is null "
                              "and tbl = any($1::text[]) order by seq limit $2::int",
                          {m_tables, QByteArray::number(batchRows)});
    if (!batch)
        return tl::unexpected(batch.error());
    if (batch->rows() == 0)
        return 0;
    QList<QByteArray> sequences;
    QMap<QByteArray, QList<QByteArray>> keys;
    for (int row = 0; row < batch->rows(); ++row) {
        sequences.append(batch->bytes(row, 0));
        QList<QByteArray> &ofTable = keys[batch->bytes(row, 1)];
        const QByteArray key = batch->bytes(row, 2);
        if (!ofTable.contains(key))
            ofTable.append(key);
        m_applied[batch->bytes(row, 1)] += 1;
    }
    if (Result<void> begun = m_connection.script("begin"); !begun)
        return tl::unexpected(begun.error());
    for (auto it = keys.cbegin(); it != keys.cend(); ++it) {
        if (Result<void> noted = noteConflicts(it.key(), it.value()); !noted)
            return tl::unexpected(noted.error());
        const QList<QByteArray> statements = applyStatements(m_spec.direction, it.key());
        for (const QByteArray &statement : statements) {
            if (const Result<PgResult> done = m_connection.exec(statement, {pgArray(it.value())}); !done)
                return tl::unexpected(done.error());
        }
    }
    const Result<PgResult> marked = m_connection.exec(
        "update " + source +
            ".outbox set applied_at = clock_timestamp() where seq = any($1::text[]::bigint[])",
        {pgArray(sequences)});
    if (!marked)
        return tl::unexpected(marked.error());
    if (Result<void> committed = m_connection.script("commit"); !committed)
        return tl::unexpected(committed.error());
    m_failuresInARow = 0;
    return qint64(sequences.size());
}

Result<void> SyncPipeline::noteConflicts(const QByteArray &table, const QList<QByteArray> &keys)
{
    const QByteArray differing = differingStatement(table);
    if (differing.isEmpty())
        return {};
    const Result<PgResult> both =
        m_connection.exec("select distinct key from " + targetSchema(m_spec.direction) +
                              ".outbox where applied_at is null and tbl = $1 and key = any($2::text[])",
                          {table, pgArray(keys)});
    if (!both)
        return tl::unexpected(both.error());
    if (both->rows() == 0)
        return {};
    QList<QByteArray> changedOnBoth;
    for (int row = 0; row < both->rows(); ++row)
        changedOnBoth.append(both->bytes(row, 0));
    const Result<PgResult> conflicts = m_connection.exec(differing, {pgArray(changedOnBoth)});
    if (!conflicts)
        return tl::unexpected(conflicts.error());
    for (int row = 0; row < conflicts->rows(); ++row) {
        const bool open = conflicts->real(row, 1) < tooCloseToCallSeconds;
        const Result<PgResult> noted = m_connection.exec(
            "insert into sync.conflicts(pipeline, tbl, key, resolved_at, resolution) values ($1, $2, $3, "
            "case when $4::boolean then null else clock_timestamp() end, case when $4::boolean then null "
            "else 'newest' end)",
            {m_spec.id.toUtf8(), table, conflicts->bytes(row, 0), open ? "true" : "false"});
        if (!noted)
            return tl::unexpected(noted.error());
        m_state.conflictsTotal = m_state.conflictsTotal.value_or(0) + 1;
    }
    return {};
}

void SyncPipeline::measure()
{
    measureLag();
    if (m_rateClock.elapsed() < 1000)
        return;
    const double seconds = double(m_rateClock.restart()) / 1000.0;
    double all = 0;
    for (PipelineTable &table : m_state.tables) {
        const double now = double(m_applied.take(table.name.toUtf8())) / seconds;
        table.rowsPerSecond = (1 - rateSmoothing) * table.rowsPerSecond.value_or(0) + rateSmoothing * now;
        all += *table.rowsPerSecond;
    }
    m_state.eventsPerSecond = all;
    countConflicts();
}

void SyncPipeline::measureLag()
{
    const Result<PgResult> left = m_connection.exec(
        "select tbl, count(*), max(extract(epoch from clock_timestamp() - changed_at)) from " +
            sourceSchema(m_spec.direction) +
            ".outbox where applied_at is null and tbl = any($1::text[]) group by tbl",
        {m_tables});
    if (!left) {
        // What cannot be measured is unknown, not the last value.
        m_state.lagSeconds.reset();
        m_state.lagEvents.reset();
        return;
    }
    QMap<QString, double> lags;
    qint64 events = 0;
    double oldest = 0;
    for (int row = 0; row < left->rows(); ++row) {
        lags.insert(left->text(row, 0), left->real(row, 2));
        events += left->integer(row, 1);
        oldest = qMax(oldest, left->real(row, 2));
    }
    for (PipelineTable &table : m_state.tables)
        table.lagSeconds = lags.value(table.name, 0.0);
    m_state.lagEvents = events;
    m_state.lagSeconds = oldest;
    m_state.retainedUntil =
        QDateTime::currentDateTimeUtc().addMSecs(-qint64(oldest * 1000)).addSecs(retentionHours * 3600);
}

void SyncPipeline::countConflicts()
{
    const Result<PgResult> open =
        m_connection.exec("select count(*) from sync.conflicts where pipeline = $1 and resolved_at is null",
                          {m_spec.id.toUtf8()});
    if (open)
        m_state.conflictsOpen = open->integer(0, 0);
    else
        m_state.conflictsOpen.reset();
}

Result<PipelineState> SyncPipeline::command(PipelineCommand command)
{
    switch (command) {
    case PipelineCommand::Pause:
        if (m_state.state == PipelineRunState::Running)
            m_state.state = PipelineRunState::Paused;
        return m_state;
    case PipelineCommand::Resume:
        if (m_state.state == PipelineRunState::Paused)
            m_state.state = PipelineRunState::Running;
        return m_state;
    case PipelineCommand::Retry:
        if (m_state.state != PipelineRunState::Failed)
            return fail(ErrorKind::Refused, u"the pipeline has not failed"_s, m_spec.id);
        m_failuresInARow = 0;
        m_state.state = PipelineRunState::Running;
        return m_state;
    }
    Q_UNREACHABLE();
}

} // namespace interlock::rehearsal
