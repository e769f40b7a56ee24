// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/parity/pairtablemodel.h"

#include "models/domain/reading.h"

#include <algorithm>

namespace interlock {

PairTableModel::PairTableModel(QObject *parent) : QAbstractTableModel(parent) {}

void PairTableModel::replace(PairColumns columns)
{
    beginResetModel();
    m_columns = std::move(columns);
    m_index = ordered(m_columns.matching(m_filter));
    endResetModel();
}

void PairTableModel::rebuild()
{
    beginResetModel();
    m_index = ordered(m_columns.matching(m_filter));
    endResetModel();
}

void PairTableModel::append(const std::vector<StoredPair> &pairs)
{
    const auto from = Row(m_columns.size());
    for (const StoredPair &pair : pairs)
        m_columns.append(pair);
    if (m_sortColumn != NumberColumn) {
        rebuild();
        return;
    }
    std::vector<Row> added = m_columns.matching(m_filter, from);
    if (added.empty())
        return;
    const bool rises = m_sortOrder == Qt::AscendingOrder;
    const int first = rises ? int(m_index.size()) : 0;
    if (!rises)
        std::ranges::reverse(added);
    beginInsertRows({}, first, first + int(added.size()) - 1);
    m_index.insert(m_index.begin() + first, added.begin(), added.end());
    endInsertRows();
}

void PairTableModel::setFilter(const PairFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    rebuild();
}

void PairTableModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= ColumnCount || (column == m_sortColumn && order == m_sortOrder))
        return;
    m_sortColumn = column;
    m_sortOrder = order;
    rebuild();
}

quint64 PairTableModel::keyOf(Row row) const
{
    switch (m_sortColumn) {
    case AtColumn:
        return sortKey(m_columns.at(row));
    case OutcomeColumn:
        return quint64(m_columns.outcome(row));
    case GroupsColumn:
        return m_columns.groups(row).size();
    case LegacyStatusColumn:
        return quint64(m_columns.legacyStatus(row));
    case NewerStatusColumn:
        return quint64(m_columns.newerStatus(row));
    case LegacyMsColumn:
        return quint64(m_columns.legacyMs(row));
    case NewerMsColumn:
        return quint64(m_columns.newerMs(row));
    case SeenColumn:
        return quint64(m_columns.seen(row));
    }
    return row; // numbers rise with rows
}

/// Rows in the order that is set; equal ones by number. Words are sorted as words, once each.
std::vector<PairColumns::Row> PairTableModel::ordered(std::vector<Row> rows) const
{
    if (m_sortColumn == PathColumn) {
        std::vector<std::pair<QByteArray, Row>> paths;
        paths.reserve(rows.size());
        for (const Row row : rows)
            paths.emplace_back(m_columns.path(row), row);
        std::ranges::sort(paths);
        std::ranges::transform(paths, rows.begin(), [](const auto &path) { return path.second; });
    } else if (m_sortColumn != NumberColumn) {
        std::vector<RowKey> keys;
        keys.reserve(rows.size());
        const std::vector<quint32> ranks = m_columns.wordRanks(m_sortColumn == RouteColumn);
        const bool byWord = m_sortColumn == RouteColumn || m_sortColumn == MethodColumn;
        for (const Row row : rows) {
            const quint32 word =
                m_sortColumn == RouteColumn ? m_columns.routeIndex(row) : m_columns.methodIndex(row);
            keys.push_back({byWord ? ranks[word] : keyOf(row), row});
        }
        sortByKey(keys);
        std::ranges::transform(keys, rows.begin(), &RowKey::row);
    }
    if (m_sortOrder == Qt::DescendingOrder)
        std::ranges::reverse(rows);
    return rows;
}

int PairTableModel::rowOf(qint64 number) const
{
    const std::optional<Row> row = m_columns.find(number);
    if (!row)
        return -1;
    const auto it = std::ranges::find(m_index, *row);
    return it == m_index.end() ? -1 : int(it - m_index.begin());
}

int PairTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_index.size());
}

int PairTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PairTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.row()) >= m_index.size())
        return {};
    const Row row = m_index[size_t(index.row())];
    if (role == IdRole)
        return m_columns.number(row);
    if (role == QualityRole)
        return int(Quality::Live);
    if (role != RawRole)
        return {};
    const auto status = [](int code) { return code == 0 ? QVariant() : QVariant(code); };
    switch (index.column()) {
    case NumberColumn:
        return m_columns.number(row);
    case AtColumn:
        return QDateTime::fromMSecsSinceEpoch(m_columns.at(row), Qt::UTC);
    case RouteColumn:
        return m_columns.route(row);
    case MethodColumn:
        return QString::fromUtf8(m_columns.method(row));
    case PathColumn:
        return QString::fromUtf8(m_columns.path(row));
    case OutcomeColumn:
        return int(m_columns.outcome(row));
    case GroupsColumn:
        return qint64(m_columns.groups(row).size());
    case LegacyStatusColumn:
        return status(m_columns.legacyStatus(row));
    case NewerStatusColumn:
        return status(m_columns.newerStatus(row));
    case LegacyMsColumn:
        return m_columns.legacyMs(row);
    case NewerMsColumn:
        return m_columns.newerMs(row);
    case SeenColumn:
        return m_columns.seen(row);
    }
    return {};
}

} // namespace interlock
