// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/orderinflight.h"
#include "models/tables/ordercolumns.h"
#include "models/tables/tablerole.h"

#include <QAbstractTableModel>
#include <vector>

namespace interlock {

/// What the order table leaves out; an empty filter shows all.
struct OrderFilter
{
    QString text; ///< part of an order's, legacy or new id, whatever the case
    std::optional<Side> origin;
    bool overdueOnly = false; ///< due before the snapshot's time

    friend bool operator==(const OrderFilter &, const OrderFilter &) = default;
};

/// The orders in flight: tens of thousands of rows in columns of their own with a row index for order and
/// filter.
///
/// setSnapshot() matches rows by order id: unchanged rows are silent, changed ones emit dataChanged(), and
/// selection survives; a change of the sort order moves persistent indexes. Two hundred or more separate
/// insertions or removals at once (another result set) reset instead, because each costs the view more than a
/// reset. GUI thread.
class OrderTableModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(OrderTableModel)

public:
    enum Column {
        IdColumn,
        OriginColumn,
        OwnerColumn,
        StateColumn,
        PlacedColumn,
        DueColumn,
        UpdatedColumn,
        AmountColumn,
        LegacyIdColumn,
        NewIdColumn,
        ColumnCount
    };

    explicit OrderTableModel(QObject *parent = nullptr);

    void setSnapshot(const OrdersSnapshot &snapshot);
    void setFilter(const OrderFilter &filter);
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    /// The order in row @p row of what is shown now.
    [[nodiscard]] OrderInFlight order(int row) const;
    [[nodiscard]] bool isOverdue(int row) const;
    [[nodiscard]] const QDateTime &snapshotTime() const { return m_at; }
    [[nodiscard]] qsizetype totalRows() const { return m_columns.size(); } ///< before the filter
    /// The row of what is shown now, or -1.
    [[nodiscard]] int rowOf(const QString &orderId) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    using Slot = OrderColumns::Slot;
    [[nodiscard]] bool accepts(Slot slot) const;
    [[nodiscard]] bool before(Slot a, Slot b) const;
    [[nodiscard]] std::vector<Slot> wantedIndex() const;
    void show(const std::vector<Slot> &wanted);
    void removeRowsNotIn(const std::vector<bool> &kept);
    void relayout(const std::vector<Slot> &index);
    void insertMissing(const std::vector<Slot> &wanted, const std::vector<bool> &had);
    void announceChanged(const std::vector<bool> &changed);
    [[nodiscard]] std::vector<bool> marksOf(const std::vector<Slot> &chosen) const;

    OrderColumns m_columns;
    std::vector<Slot> m_index; ///< shown rows in order
    OrderFilter m_filter;
    QDateTime m_at;
    int m_sortColumn = DueColumn;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

} // namespace interlock
