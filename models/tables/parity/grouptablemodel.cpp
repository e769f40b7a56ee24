// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/parity/grouptablemodel.h"

#include "models/domain/reading.h"

#include <algorithm>

namespace interlock {

GroupTableModel::GroupTableModel(QObject *parent) : QAbstractTableModel(parent) {}

void GroupTableModel::replace(const std::vector<StoredGroup> &groups, const PairColumns &pairs)
{
    beginResetModel();
    m_columns.clear();
    countFrom(groups, pairs, 0);
    m_index = wantedIndex();
    endResetModel();
}

void GroupTableModel::append(const std::vector<StoredGroup> &groups, const PairColumns &pairs,
                             PairColumns::Row from)
{
    countFrom(groups, pairs, from);
    refresh();
}

void GroupTableModel::countFrom(const std::vector<StoredGroup> &groups, const PairColumns &pairs,
                                PairColumns::Row from)
{
    m_columns.addGroups(groups);
    for (PairColumns::Row row = from; row < pairs.size(); ++row)
        m_columns.count(pairs, row);
}

void GroupTableModel::setTriage(const TriageBook &book)
{
    m_book = book;
    refresh();
}

void GroupTableModel::setFilter(const GroupFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    refresh();
}

void GroupTableModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= ColumnCount)
        return;
    m_sortColumn = column;
    m_sortOrder = order;
    refresh();
}

bool GroupTableModel::accepts(Row row) const
{
    const GroupSignature &signature = m_columns.signature(row);
    if (!m_filter.withoutPairs && m_columns.pairs(row) == 0)
        return false;
    if (!m_filter.route.isEmpty() && signature.route != m_filter.route.toUtf8())
        return false;
    if (m_filter.kind && signature.kind != *m_filter.kind)
        return false;
    if (m_filter.states.empty() && m_filter.text.isEmpty())
        return true;
    const TriageEntry entry = m_book.entry(m_columns.key(row));
    if (!m_filter.states.empty() && std::ranges::find(m_filter.states, entry.state) == m_filter.states.end())
        return false;
    const auto has = [this](const QString &text) {
        return text.contains(m_filter.text, Qt::CaseInsensitive);
    };
    return m_filter.text.isEmpty() || has(QString::fromUtf8(signature.path)) ||
           has(QString::fromUtf8(signature.route)) || has(entry.ticket);
}

bool GroupTableModel::before(Row a, Row b) const
{
    const auto compared = [&](auto value) {
        const auto left = value(a);
        const auto right = value(b);
        return left < right ? -1 : right < left ? 1 : 0;
    };
    int order = 0;
    switch (m_sortColumn) {
    case RouteColumn:
        order = compared([this](Row row) { return m_columns.signature(row).route; });
        break;
    case PathColumn:
        order = compared([this](Row row) { return m_columns.signature(row).path; });
        break;
    case KindColumn:
    case TagsColumn:
        order = compared([this](Row row) {
            const GroupSignature &signature = m_columns.signature(row);
            return std::tuple(signature.kind, signature.legacyTag, signature.newerTag);
        });
        break;
    case PairsColumn:
        order = compared([this](Row row) { return m_columns.pairs(row); });
        break;
    case ShareColumn:
        order = compared([this](Row row) { return m_columns.share(row); });
        break;
    case FirstColumn:
        order = compared([this](Row row) { return m_columns.firstAt(row); });
        break;
    case LastColumn:
        order = compared([this](Row row) { return m_columns.lastAt(row); });
        break;
    case TrendColumn:
        order = compared([this](Row row) { return m_columns.rise(row); });
        break;
    case StateColumn:
        order = compared([this](Row row) { return m_book.entry(m_columns.key(row)).state; });
        break;
    case TicketColumn:
        order = compared([this](Row row) { return m_book.entry(m_columns.key(row)).ticket; });
        break;
    }
    if (order == 0)
        return m_columns.id(a) < m_columns.id(b);
    return m_sortOrder == Qt::AscendingOrder ? order < 0 : order > 0;
}

std::vector<GroupTableModel::Row> GroupTableModel::wantedIndex() const
{
    std::vector<Row> rows;
    for (Row row = 0; row < m_columns.size(); ++row) {
        if (accepts(row))
            rows.push_back(row);
    }
    std::ranges::sort(rows, [this](Row a, Row b) { return before(a, b); });
    return rows;
}

void GroupTableModel::refresh()
{
    std::vector<Row> wanted = wantedIndex();
    if (wanted == m_index) {
        if (!m_index.empty())
            Q_EMIT dataChanged(index(0, 0), index(int(m_index.size()) - 1, ColumnCount - 1));
        return;
    }
    const std::vector<Row> &before = m_index;
    const bool grewOnly =
        wanted.size() > before.size() && std::ranges::equal(before, std::span(wanted).first(before.size()));
    if (grewOnly && !before.empty()) {
        const int first = int(before.size());
        beginInsertRows({}, first, int(wanted.size()) - 1);
        m_index = std::move(wanted);
        endInsertRows();
        Q_EMIT dataChanged(index(0, 0), index(first - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_index = std::move(wanted);
    endResetModel();
}

int GroupTableModel::rowOf(quint32 group) const
{
    const std::optional<Row> row = m_columns.find(group);
    const auto it = row ? std::ranges::find(m_index, *row) : m_index.end();
    return it == m_index.end() ? -1 : int(it - m_index.begin());
}

int GroupTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_index.size());
}

int GroupTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant GroupTableModel::cell(Row row, int column) const
{
    const GroupSignature &signature = m_columns.signature(row);
    const auto time = [&](qint64 ms) {
        return m_columns.pairs(row) > 0 ? QVariant(QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC)) : QVariant();
    };
    switch (column) {
    case RouteColumn:
        return QString::fromUtf8(signature.route);
    case PathColumn:
        return QString::fromUtf8(signature.path);
    case KindColumn:
        return int(signature.kind);
    case TagsColumn:
        return signature.legacyTag.isEmpty() && signature.newerTag.isEmpty()
                   ? QVariant()
                   : QVariant(QStringList{QString::fromUtf8(signature.legacyTag),
                                          QString::fromUtf8(signature.newerTag)});
    case PairsColumn:
        return m_columns.pairs(row);
    case ShareColumn: {
        const std::optional<double> share = m_columns.share(row);
        return share ? QVariant(*share) : QVariant();
    }
    case FirstColumn:
        return time(m_columns.firstAt(row));
    case LastColumn:
        return time(m_columns.lastAt(row));
    case TrendColumn: {
        QVariantList hours;
        for (const quint32 count : m_columns.trend(row))
            hours.append(count);
        return hours;
    }
    case StateColumn:
        return int(m_book.entry(m_columns.key(row)).state);
    case TicketColumn:
        return m_book.entry(m_columns.key(row)).ticket;
    }
    return {};
}

QVariant GroupTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.row()) >= m_index.size())
        return {};
    const Row row = m_index[size_t(index.row())];
    if (role == IdRole)
        return m_columns.id(row);
    if (role == QualityRole)
        return int(Quality::Live);
    return role == RawRole ? cell(row, index.column()) : QVariant();
}

} // namespace interlock
