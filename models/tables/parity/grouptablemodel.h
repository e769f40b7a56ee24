// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/parity/groupcolumns.h"
#include "models/tables/tablerole.h"

#include <QAbstractTableModel>

namespace interlock {

/// What the list of groups shows; everything empty shows all.
struct GroupFilter
{
    QString route;
    std::vector<TriageState> states;
    std::optional<DifferenceKind> kind;
    QString text;              ///< part of route, path or ticket, whatever the case
    bool withoutPairs = false; ///< also groups that no stored pair has any more

    friend bool operator==(const GroupFilter &, const GroupFilter &) = default;
};

/// Groups of differences with counts and what was decided about them. IdRole is the store's id of the group.
/// A new filter, order or batch resets what is shown when rows come, go or move, else only the cells change.
/// GUI thread.
class GroupTableModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GroupTableModel)

public:
    enum Column {
        RouteColumn,
        PathColumn,
        KindColumn, ///< int(DifferenceKind)
        TagsColumn, ///< "number → string" as a pair of words, for kinds type and status
        PairsColumn,
        ShareColumn, ///< 0 … 1 of the route's comparable pairs
        FirstColumn,
        LastColumn,
        TrendColumn, ///< list of numbers, an hour each, newest last
        StateColumn, ///< int(TriageState)
        TicketColumn,
        ColumnCount
    };

    explicit GroupTableModel(QObject *parent = nullptr);

    /// Counts @p pairs anew: after a start, or after the rules changed.
    void replace(const std::vector<StoredGroup> &groups, const PairColumns &pairs);
    /// Counts the pairs from row @p from on.
    void append(const std::vector<StoredGroup> &groups, const PairColumns &pairs, PairColumns::Row from);
    void setTriage(const TriageBook &book);
    void setFilter(const GroupFilter &filter);
    [[nodiscard]] const GroupFilter &filter() const { return m_filter; }
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    [[nodiscard]] const GroupColumns &columns() const { return m_columns; }
    [[nodiscard]] quint32 groupId(int row) const { return m_columns.id(m_index[size_t(row)]); }
    [[nodiscard]] const GroupSignature &signature(int row) const
    {
        return m_columns.signature(m_index[size_t(row)]);
    }
    [[nodiscard]] TriageEntry triage(int row) const
    {
        return m_book.entry(m_columns.key(m_index[size_t(row)]));
    }
    /// The row of what is shown now, or -1.
    [[nodiscard]] int rowOf(quint32 group) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    using Row = GroupColumns::Row;
    void countFrom(const std::vector<StoredGroup> &groups, const PairColumns &pairs, PairColumns::Row from);
    void refresh();
    [[nodiscard]] std::vector<Row> wantedIndex() const;
    [[nodiscard]] bool accepts(Row row) const;
    [[nodiscard]] bool before(Row a, Row b) const;
    [[nodiscard]] QVariant cell(Row row, int column) const;

    GroupColumns m_columns;
    TriageBook m_book;
    GroupFilter m_filter;
    int m_sortColumn = PairsColumn;
    Qt::SortOrder m_sortOrder = Qt::DescendingOrder;
    std::vector<Row> m_index;
};

} // namespace interlock
