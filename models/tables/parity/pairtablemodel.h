// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/parity/paircolumns.h"
#include "models/tables/parity/rowkeys.h"
#include "models/tables/tablerole.h"

#include <QAbstractTableModel>

namespace interlock {

/// The stored pairs, filtered and sorted over a million rows at once: a row index over columns. A new filter
/// or order resets the model (no view keeps up with a million moves); appended pairs are inserted where the
/// order is by number. IdRole is the pair's number. GUI thread.
class PairTableModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PairTableModel)

public:
    enum Column {
        NumberColumn,
        AtColumn,
        RouteColumn,
        MethodColumn,
        PathColumn,
        OutcomeColumn, ///< int(PairOutcome)
        GroupsColumn,  ///< how many groups
        LegacyStatusColumn,
        NewerStatusColumn,
        LegacyMsColumn,
        NewerMsColumn,
        SeenColumn,
        ColumnCount
    };

    explicit PairTableModel(QObject *parent = nullptr);

    /// Shows other pairs altogether: after a start, or after the rules changed.
    void replace(PairColumns columns);
    void append(const std::vector<StoredPair> &pairs);
    void setFilter(const PairFilter &filter);
    [[nodiscard]] const PairFilter &filter() const { return m_filter; }
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    [[nodiscard]] const PairColumns &columns() const { return m_columns; }
    [[nodiscard]] size_t totalRows() const { return m_columns.size(); } ///< before the filter
    /// The pair's number in row @p row of what is shown now.
    [[nodiscard]] qint64 number(int row) const { return m_columns.number(m_index[size_t(row)]); }
    /// The row of what is shown now, or -1.
    [[nodiscard]] int rowOf(qint64 number) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    using Row = PairColumns::Row;
    void rebuild();
    [[nodiscard]] std::vector<Row> ordered(std::vector<Row> rows) const;
    [[nodiscard]] quint64 keyOf(Row row) const;

    PairColumns m_columns;
    PairFilter m_filter;
    int m_sortColumn = NumberColumn;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    std::vector<Row> m_index;
};

} // namespace interlock
