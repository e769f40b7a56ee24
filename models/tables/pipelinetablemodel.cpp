// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/pipelinetablemodel.h"

#include "models/tables/rowdiff.h"

namespace interlock {

namespace {

template<typename T>
QVariant rawOptional(const std::optional<T> &value)
{
    return value ? QVariant::fromValue(*value) : QVariant();
}

QVariant progressOf(const PipelineState &pipeline)
{
    if (!pipeline.progressDone || !pipeline.progressTotal || *pipeline.progressTotal <= 0)
        return {};
    return double(*pipeline.progressDone) / double(*pipeline.progressTotal);
}

QVariant rawPipeline(const PipelineState &pipeline, int column)
{
    switch (column) {
    case PipelineTableModel::TitleColumn:
        return pipeline.title.isEmpty() ? pipeline.id : pipeline.title;
    case PipelineTableModel::DirectionColumn:
        return int(pipeline.direction);
    case PipelineTableModel::StateColumn:
        return int(pipeline.state);
    case PipelineTableModel::LagColumn:
        return rawOptional(pipeline.lagSeconds);
    case PipelineTableModel::LagEventsColumn:
        return rawOptional(pipeline.lagEvents);
    case PipelineTableModel::RateColumn:
        return rawOptional(pipeline.eventsPerSecond);
    case PipelineTableModel::ErrorsColumn:
        return rawOptional(pipeline.errorsTotal);
    case PipelineTableModel::ConflictsColumn:
        return rawOptional(pipeline.conflictsOpen);
    case PipelineTableModel::ProgressColumn:
        return progressOf(pipeline);
    case PipelineTableModel::RetainedColumn:
        return pipeline.retainedUntil.isValid() ? QVariant(pipeline.retainedUntil) : QVariant();
    }
    return {};
}

QVariant rawTable(const PipelineTable &table, int column)
{
    switch (column) {
    case PipelineTableModel::TitleColumn:
        return table.name;
    case PipelineTableModel::LagColumn:
        return rawOptional(table.lagSeconds);
    case PipelineTableModel::RateColumn:
        return rawOptional(table.rowsPerSecond);
    case PipelineTableModel::ErrorsColumn:
        return rawOptional(table.errorsTotal);
    }
    return {};
}

QList<PipelineTableRow> tableRows(const PipelineRow &row)
{
    QList<PipelineTableRow> tables;
    for (const PipelineTable &table : row.pipeline.tables)
        tables << PipelineTableRow{table, row.quality};
    return tables;
}

} // namespace

PipelineTableModel::PipelineTableModel(QObject *parent) : QAbstractItemModel(parent) {}

void PipelineTableModel::setReading(const Reading<PipelinesSnapshot> &reading)
{
    QList<PipelineRow> rows;
    if (reading.hasValue()) {
        for (const PipelineState &pipeline : reading.value.pipelines)
            rows << PipelineRow{pipeline, reading.quality};
    }
    rows = withoutRepeats(rows);
    for (const PipelineRow &row : std::as_const(rows)) {
        const quintptr serial = serialOf(row.rowId());
        m_idOfSerial.insert(serial, row.rowId());
    }
    const RowSignals signal{
        [this](int first, int last) { beginInsertRows({}, first, last); },
        [this] { endInsertRows(); },
        [this](int first, int last) { beginRemoveRows({}, first, last); },
        [this] { endRemoveRows(); },
        [this](int row, const void *) { Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1)); },
        [this] { beginResetModel(); },
        [this] { endResetModel(); },
    };
    QSet<QString> coming;
    for (const PipelineRow &row : std::as_const(rows))
        coming.insert(row.rowId());
    for (const PipelineRow &row : std::as_const(m_pipelines)) {
        if (!coming.contains(row.rowId()))
            setTables(row.rowId(), {});
    }
    applyRows(m_pipelines, rows, signal);
    for (const PipelineRow &row : std::as_const(rows))
        setTables(row.rowId(), tableRows(row));
}

void PipelineTableModel::setTables(const QString &pipelineId, const QList<PipelineTableRow> &tables)
{
    const QModelIndex parentIndex = index(positionOf(pipelineId), 0);
    const RowSignals signal{
        [this, parentIndex](int first, int last) { beginInsertRows(parentIndex, first, last); },
        [this] { endInsertRows(); },
        [this, parentIndex](int first, int last) { beginRemoveRows(parentIndex, first, last); },
        [this] { endRemoveRows(); },
        [this, parentIndex](int tableRow, const void *) {
            Q_EMIT dataChanged(index(tableRow, 0, parentIndex),
                               index(tableRow, ColumnCount - 1, parentIndex));
        },
        [this] { beginResetModel(); },
        [this] { endResetModel(); },
    };
    applyRows(m_tables[pipelineId], tables, signal);
}

int PipelineTableModel::positionOf(const QString &pipelineId) const
{
    const auto it = std::ranges::find(m_pipelines, pipelineId, &PipelineRow::rowId);
    return it == m_pipelines.cend() ? -1 : int(it - m_pipelines.cbegin());
}

quintptr PipelineTableModel::serialOf(const QString &pipelineId)
{
    const auto it = m_serials.constFind(pipelineId);
    if (it != m_serials.cend())
        return *it;
    return *m_serials.insert(pipelineId, quintptr(m_serials.size() + 1));
}

const PipelineRow *PipelineTableModel::pipeline(const QModelIndex &index) const
{
    return index.isValid() && index.internalId() == 0 && index.row() < m_pipelines.size()
               ? &m_pipelines.at(index.row())
               : nullptr;
}

const PipelineTableRow *PipelineTableModel::table(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return nullptr;
    const auto it = m_tables.constFind(m_idOfSerial.value(index.internalId()));
    return it != m_tables.cend() && index.row() < it->size() ? &it->at(index.row()) : nullptr;
}

QModelIndex PipelineTableModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column,
                       parent.isValid() ? m_serials.value(m_pipelines.at(parent.row()).rowId()) : 0);
}

QModelIndex PipelineTableModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    const int position = positionOf(m_idOfSerial.value(child.internalId()));
    return position < 0 ? QModelIndex() : createIndex(position, 0, quintptr(0));
}

int PipelineTableModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_pipelines.size());
    if (parent.internalId() != 0 || parent.column() != 0 || parent.row() >= m_pipelines.size())
        return 0;
    return int(m_tables.value(m_pipelines.at(parent.row()).rowId()).size());
}

int PipelineTableModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant PipelineTableModel::data(const QModelIndex &index, int role) const
{
    const PipelineRow *pipelineHere = pipeline(index);
    const PipelineTableRow *tableHere = table(index);
    if (!pipelineHere && !tableHere)
        return {};
    if (role == RawRole)
        return pipelineHere ? rawPipeline(pipelineHere->pipeline, index.column())
                            : rawTable(tableHere->table, index.column());
    if (role == QualityRole)
        return int(pipelineHere ? pipelineHere->quality : tableHere->quality);
    if (role == IdRole)
        return pipelineHere ? pipelineHere->rowId() : tableHere->rowId();
    return {};
}

} // namespace interlock
