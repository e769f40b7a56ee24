// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/pipelinepresentation.h"

#include "models/domain/plaintext.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString optionalCount(const std::optional<qint64> &value)
{
    return value ? Format::count(*value) : Format::dash();
}

QString progressText(const PipelineState &pipeline)
{
    if (!pipeline.progressDone || !pipeline.progressTotal || *pipeline.progressTotal <= 0)
        return Format::dash();
    return Format::percent(100.0 * double(*pipeline.progressDone) / double(*pipeline.progressTotal), 1);
}

QString conflictsText(const PipelineState &pipeline)
{
    if (!pipeline.conflictsOpen && !pipeline.conflictsTotal)
        return Format::dash();
    return u"%1 / %2"_s.arg(optionalCount(pipeline.conflictsOpen), optionalCount(pipeline.conflictsTotal));
}

std::optional<double> lagOf(const PipelineRow *row, const PipelineTableRow *table)
{
    if (row)
        return row->pipeline.lagSeconds;
    if (table)
        return table->table.lagSeconds;
    return {};
}

std::optional<double> rateOf(const PipelineRow *row, const PipelineTableRow *table)
{
    if (row)
        return row->pipeline.eventsPerSecond;
    if (table)
        return table->table.rowsPerSecond;
    return {};
}

} // namespace

PipelinePresentation::PipelinePresentation(PipelineTableModel *source, QObject *parent)
    : Presentation(source, parent), m_source(source)
{
}

QString PipelinePresentation::text(const QModelIndex &source) const
{
    const PipelineRow *row = m_source->pipeline(source);
    const PipelineTableRow *table = m_source->table(source);
    const std::optional<double> lag = lagOf(row, table);
    const std::optional<double> rate = rateOf(row, table);
    switch (source.column()) {
    case PipelineTableModel::TitleColumn:
        return visibleText(source.data(RawRole).toString());
    case PipelineTableModel::LagColumn:
        return lag ? Format::seconds(*lag) : Format::dash();
    case PipelineTableModel::RateColumn:
        return rate ? Format::perSecond(*rate) : Format::dash();
    case PipelineTableModel::ErrorsColumn:
        return optionalCount(row ? row->pipeline.errorsTotal
                                 : (table ? table->table.errorsTotal : std::nullopt));
    }
    if (!row)
        return {};
    switch (source.column()) {
    case PipelineTableModel::DirectionColumn:
        return Words::direction(row->pipeline.direction);
    case PipelineTableModel::StateColumn:
        return row->pipeline.state == PipelineRunState::Failed
                   ? u"◆ "_s + Words::pipelineState(row->pipeline.state)
                   : Words::pipelineState(row->pipeline.state);
    case PipelineTableModel::LagEventsColumn:
        return optionalCount(row->pipeline.lagEvents);
    case PipelineTableModel::ConflictsColumn:
        return conflictsText(row->pipeline);
    case PipelineTableModel::ProgressColumn:
        return progressText(row->pipeline);
    case PipelineTableModel::RetainedColumn:
        return Format::relative(row->pipeline.retainedUntil, now());
    }
    return {};
}

QString PipelinePresentation::toolTip(const QModelIndex &source) const
{
    const PipelineRow *row = m_source->pipeline(source);
    if (row && source.column() == PipelineTableModel::RetainedColumn && row->pipeline.retainedUntil.isValid())
        return tr("The back log reaches until %1; past it a rollback loses data")
            .arg(Format::absolute(row->pipeline.retainedUntil));
    if (row && source.column() == PipelineTableModel::ProgressColumn && row->pipeline.progressTotal)
        return tr("%1 of %2")
            .arg(optionalCount(row->pipeline.progressDone), optionalCount(row->pipeline.progressTotal));
    if (row && source.column() == PipelineTableModel::TitleColumn)
        return u"%1 (%2, %3)"_s.arg(visibleText(row->pipeline.title), visibleText(row->pipeline.id),
                                    visibleText(row->pipeline.kind));
    return text(source);
}

QString PipelinePresentation::header(int column) const
{
    switch (column) {
    case PipelineTableModel::TitleColumn:
        return tr("pipeline, table");
    case PipelineTableModel::DirectionColumn:
        return tr("direction");
    case PipelineTableModel::StateColumn:
        return tr("state");
    case PipelineTableModel::LagColumn:
        return tr("lag");
    case PipelineTableModel::LagEventsColumn:
        return tr("events behind");
    case PipelineTableModel::RateColumn:
        return tr("throughput");
    case PipelineTableModel::ErrorsColumn:
        return tr("errors");
    case PipelineTableModel::ConflictsColumn:
        return tr("conflicts open / all");
    case PipelineTableModel::ProgressColumn:
        return tr("bootstrap");
    case PipelineTableModel::RetainedColumn:
        return tr("log kept");
    }
    return {};
}

bool PipelinePresentation::isNumber(int column) const
{
    return column >= PipelineTableModel::LagColumn && column <= PipelineTableModel::ProgressColumn;
}

Presentation::Emphasis PipelinePresentation::emphasis(const QModelIndex &source) const
{
    const PipelineRow *row = m_source->pipeline(source);
    const bool failed = row && row->pipeline.state == PipelineRunState::Failed;
    return failed && source.column() == PipelineTableModel::StateColumn ? Emphasis::Alarm : Emphasis::None;
}

} // namespace interlock
