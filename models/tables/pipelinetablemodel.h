// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/pipeline.h"
#include "models/domain/reading.h"
#include "models/tables/tablerole.h"

#include <QAbstractItemModel>
#include <QHash>

namespace interlock {

/// A pipeline with the quality of the answer it came with.
struct PipelineRow
{
    PipelineState pipeline;
    Quality quality = Quality::Never;

    [[nodiscard]] QString rowId() const { return pipeline.id; }
    friend bool operator==(const PipelineRow &, const PipelineRow &) = default;
};

/// A table of a pipeline, see PipelineRow.
struct PipelineTableRow
{
    PipelineTable table;
    Quality quality = Quality::Never;

    [[nodiscard]] QString rowId() const { return table.name; }
    friend bool operator==(const PipelineTableRow &, const PipelineTableRow &) = default;
};

/// The sync pipelines in the service's order, each opening into its tables. Keeps the last answer;
/// setReading() emits only what changed. GUI thread.
class PipelineTableModel final : public QAbstractItemModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PipelineTableModel)

public:
    enum Column {
        TitleColumn,
        DirectionColumn,
        StateColumn,
        LagColumn,
        LagEventsColumn,
        RateColumn,
        ErrorsColumn,
        ConflictsColumn,
        ProgressColumn,
        RetainedColumn,
        ColumnCount
    };

    explicit PipelineTableModel(QObject *parent = nullptr);

    void setReading(const Reading<PipelinesSnapshot> &reading);

    [[nodiscard]] const PipelineRow *pipeline(const QModelIndex &index) const; ///< null for a table's row
    [[nodiscard]] const PipelineTableRow *
    table(const QModelIndex &index) const; ///< null for a pipeline's row

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    using QObject::parent;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    void setTables(const QString &pipelineId, const QList<PipelineTableRow> &tables);
    [[nodiscard]] int positionOf(const QString &pipelineId) const;
    /// A number for each pipeline id ever seen, from 1: what a child's index carries to find its parent
    /// again.
    [[nodiscard]] quintptr serialOf(const QString &pipelineId);

    QList<PipelineRow> m_pipelines;
    QHash<QString, quintptr> m_serials;
    QHash<quintptr, QString> m_idOfSerial;
    QHash<QString, QList<PipelineTableRow>> m_tables;
};

} // namespace interlock
