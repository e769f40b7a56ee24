// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/ordertablemodel.h"

#include "models/domain/reading.h"

#include <algorithm>

namespace interlock {

namespace {

constexpr int maxSeparateRuns = 200;

/// -1, 0 or 1; what is missing comes last whatever the order, so it is handled before the order is applied.
template<typename T>
int compareValues(const T &a, const T &b)
{
    return a < b ? -1 : (b < a ? 1 : 0);
}

int compareColumn(const OrderColumns &columns, int column, OrderColumns::Slot a, OrderColumns::Slot b)
{
    switch (column) {
    case OrderTableModel::IdColumn:
        return columns.id(a).compare(columns.id(b));
    case OrderTableModel::OriginColumn:
        return compareValues(columns.origin(a), columns.origin(b));
    case OrderTableModel::OwnerColumn:
        return compareValues(columns.owner(a), columns.owner(b));
    case OrderTableModel::StateColumn:
        return columns.state(a).compare(columns.state(b));
    case OrderTableModel::PlacedColumn:
        return compareValues(columns.placed(a), columns.placed(b));
    case OrderTableModel::DueColumn:
        return compareValues(columns.due(a), columns.due(b));
    case OrderTableModel::UpdatedColumn:
        return compareValues(columns.updated(a), columns.updated(b));
    case OrderTableModel::AmountColumn:
        return compareValues(columns.amount(a), columns.amount(b));
    case OrderTableModel::LegacyIdColumn:
        return columns.legacyId(a).compare(columns.legacyId(b));
    case OrderTableModel::NewIdColumn:
        return columns.newId(a).compare(columns.newId(b));
    }
    return 0;
}

bool isMissing(const OrderColumns &columns, int column, OrderColumns::Slot slot)
{
    switch (column) {
    case OrderTableModel::PlacedColumn:
        return columns.placed(slot) == OrderColumns::noTime;
    case OrderTableModel::DueColumn:
        return columns.due(slot) == OrderColumns::noTime;
    case OrderTableModel::UpdatedColumn:
        return columns.updated(slot) == OrderColumns::noTime;
    case OrderTableModel::AmountColumn:
        return !columns.amount(slot);
    case OrderTableModel::LegacyIdColumn:
        return columns.legacyId(slot).isEmpty();
    case OrderTableModel::NewIdColumn:
        return columns.newId(slot).isEmpty();
    }
    return false;
}

QVariant timeRaw(qint64 ms)
{
    return ms == OrderColumns::noTime ? QVariant() : QVariant(columnTime(ms));
}

} // namespace

OrderTableModel::OrderTableModel(QObject *parent) : QAbstractTableModel(parent) {}

void OrderTableModel::setSnapshot(const OrdersSnapshot &snapshot)
{
    std::vector<Slot> changed;
    std::vector<Slot> seen;
    seen.reserve(std::size_t(snapshot.rows.size()));
    bool differs = false;
    for (const OrderInFlight &order : snapshot.rows) {
        Slot slot = 0;
        bool isNew = false;
        const bool changedHere = m_columns.put(order, slot, isNew);
        seen.push_back(slot);
        differs = differs || changedHere;
        if (changedHere && !isNew)
            changed.push_back(slot);
    }
    const std::vector<bool> isSeen = marksOf(seen);
    std::vector<Slot> gone;
    for (const Slot slot : m_columns.used()) {
        if (!isSeen[slot])
            gone.push_back(slot);
    }
    const qint64 before = m_at.isValid() ? m_at.toMSecsSinceEpoch() : OrderColumns::noTime;
    const qint64 now = snapshot.at.isValid() ? snapshot.at.toMSecsSinceEpoch() : OrderColumns::noTime;
    m_at = snapshot.at;
    for (const Slot slot : m_index) { // became overdue since the last snapshot
        const qint64 due = m_columns.due(slot);
        if (due != OrderColumns::noTime && (due < before) != (due < now))
            changed.push_back(slot);
    }
    if (!differs && gone.empty() && changed.empty())
        return;
    const std::vector<bool> isGone = marksOf(gone);
    std::vector<Slot> wanted = wantedIndex();
    std::erase_if(wanted, [&isGone](Slot slot) { return isGone[slot]; });
    show(wanted);
    for (const Slot slot : gone)
        m_columns.remove(slot);
    announceChanged(marksOf(changed));
}

void OrderTableModel::setFilter(const OrderFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    show(wantedIndex());
}

void OrderTableModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= ColumnCount || (column == m_sortColumn && order == m_sortOrder))
        return;
    m_sortColumn = column;
    m_sortOrder = order;
    relayout(wantedIndex());
}

OrderInFlight OrderTableModel::order(int row) const
{
    return m_columns.order(m_index.at(std::size_t(row)));
}

bool OrderTableModel::isOverdue(int row) const
{
    const qint64 due = m_columns.due(m_index.at(std::size_t(row)));
    return due != OrderColumns::noTime && m_at.isValid() && due < m_at.toMSecsSinceEpoch();
}

int OrderTableModel::rowOf(const QString &orderId) const
{
    const auto slot = m_columns.find(orderId);
    if (!slot)
        return -1;
    const auto it = std::ranges::find(std::as_const(m_index), *slot);
    return it == m_index.cend() ? -1 : int(it - m_index.cbegin());
}

bool OrderTableModel::accepts(Slot slot) const
{
    if (m_filter.origin && m_columns.origin(slot) != *m_filter.origin)
        return false;
    if (m_filter.overdueOnly) {
        const qint64 due = m_columns.due(slot);
        if (due == OrderColumns::noTime || !m_at.isValid() || due >= m_at.toMSecsSinceEpoch())
            return false;
    }
    return m_filter.text.isEmpty() || m_columns.id(slot).contains(m_filter.text, Qt::CaseInsensitive) ||
           m_columns.legacyId(slot).contains(m_filter.text, Qt::CaseInsensitive) ||
           m_columns.newId(slot).contains(m_filter.text, Qt::CaseInsensitive);
}

bool OrderTableModel::before(Slot a, Slot b) const
{
    const bool missingA = isMissing(m_columns, m_sortColumn, a);
    const bool missingB = isMissing(m_columns, m_sortColumn, b);
    if (missingA != missingB)
        return missingB;
    const int compared = compareColumn(m_columns, m_sortColumn, a, b);
    if (compared != 0)
        return m_sortOrder == Qt::AscendingOrder ? compared < 0 : compared > 0;
    return m_columns.id(a) < m_columns.id(b);
}

std::vector<OrderTableModel::Slot> OrderTableModel::wantedIndex() const
{
    std::vector<Slot> wanted = m_columns.used();
    std::erase_if(wanted, [this](Slot slot) { return !accepts(slot); });
    std::ranges::sort(wanted, [this](Slot a, Slot b) { return before(a, b); });
    return wanted;
}

std::vector<bool> OrderTableModel::marksOf(const std::vector<Slot> &chosen) const
{
    std::vector<bool> result(m_columns.slotEnd(), false);
    for (const Slot slot : chosen)
        result[slot] = true;
    return result;
}

void OrderTableModel::show(const std::vector<Slot> &wanted)
{
    const std::vector<bool> had = marksOf(m_index);
    const std::vector<bool> kept = marksOf(wanted);
    const auto runs = [](const std::vector<Slot> &index, const std::vector<bool> &in) {
        int count = 0;
        for (std::size_t i = 0; i < index.size(); ++i) {
            if (!in[index[i]] && (i == 0 || in[index[i - 1]]))
                ++count;
        }
        return count;
    };
    if (runs(m_index, kept) + runs(wanted, had) > maxSeparateRuns) {
        beginResetModel();
        m_index = wanted;
        endResetModel();
        return;
    }
    removeRowsNotIn(kept);
    std::vector<Slot> survivors = wanted;
    std::erase_if(survivors, [&had](Slot slot) { return !had[slot]; });
    if (survivors != m_index)
        relayout(survivors);
    insertMissing(wanted, had);
}

void OrderTableModel::removeRowsNotIn(const std::vector<bool> &kept)
{
    for (int last = int(m_index.size()) - 1; last >= 0; --last) {
        if (kept[m_index[std::size_t(last)]])
            continue;
        int first = last;
        while (first > 0 && !kept[m_index[std::size_t(first - 1)]])
            --first;
        beginRemoveRows({}, first, last);
        m_index.erase(m_index.begin() + first, m_index.begin() + last + 1);
        endRemoveRows();
        last = first;
    }
}

void OrderTableModel::relayout(const std::vector<Slot> &index)
{
    Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList from = persistentIndexList();
    std::vector<int> rowOfSlot(m_columns.slotEnd(), -1);
    for (std::size_t row = 0; row < index.size(); ++row)
        rowOfSlot[index[row]] = int(row);
    QModelIndexList to;
    to.reserve(from.size());
    for (const QModelIndex &old : from) {
        const int row = rowOfSlot[m_index[std::size_t(old.row())]];
        to << (row < 0 ? QModelIndex() : createIndex(row, old.column()));
    }
    m_index = index;
    changePersistentIndexList(from, to);
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

void OrderTableModel::insertMissing(const std::vector<Slot> &wanted, const std::vector<bool> &had)
{
    for (std::size_t row = 0; row < wanted.size(); ++row) {
        if (had[wanted[row]])
            continue;
        std::size_t end = row;
        while (end < wanted.size() && !had[wanted[end]])
            ++end;
        beginInsertRows({}, int(row), int(end) - 1);
        m_index.insert(m_index.begin() + std::ptrdiff_t(row), wanted.begin() + std::ptrdiff_t(row),
                       wanted.begin() + std::ptrdiff_t(end));
        endInsertRows();
        row = end - 1;
    }
}

void OrderTableModel::announceChanged(const std::vector<bool> &changed)
{
    for (std::size_t row = 0; row < m_index.size(); ++row) {
        if (!changed[m_index[row]])
            continue;
        std::size_t end = row;
        while (end < m_index.size() && changed[m_index[end]])
            ++end;
        Q_EMIT dataChanged(index(int(row), 0), index(int(end) - 1, ColumnCount - 1));
        row = end - 1;
    }
}

int OrderTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_index.size());
}

int OrderTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant OrderTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || std::size_t(index.row()) >= m_index.size())
        return {};
    const Slot slot = m_index[std::size_t(index.row())];
    if (role == IdRole)
        return m_columns.id(slot);
    if (role == QualityRole)
        return int(Quality::Live);
    if (role != RawRole)
        return {};
    switch (index.column()) {
    case IdColumn:
        return m_columns.id(slot);
    case OriginColumn:
        return int(m_columns.origin(slot));
    case OwnerColumn:
        return int(m_columns.owner(slot));
    case StateColumn:
        return m_columns.state(slot);
    case PlacedColumn:
        return timeRaw(m_columns.placed(slot));
    case DueColumn:
        return timeRaw(m_columns.due(slot));
    case UpdatedColumn:
        return timeRaw(m_columns.updated(slot));
    case AmountColumn:
        return m_columns.amount(slot) ? QVariant(*m_columns.amount(slot)) : QVariant();
    case LegacyIdColumn:
        return m_columns.legacyId(slot);
    case NewIdColumn:
        return m_columns.newId(slot);
    }
    return {};
}

} // namespace interlock
