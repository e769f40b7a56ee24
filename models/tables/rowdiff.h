// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <QList>
#include <QSet>
#include <QString>

namespace interlock {

/// How a model announces what applyRows() does to its rows; the protected begin… and end… of
/// QAbstractItemModel.
struct RowSignals
{
    std::function<void(int first, int last)> beginInsert;
    std::function<void()> endInsert;
    std::function<void(int first, int last)> beginRemove;
    std::function<void()> endRemove;
    std::function<void(int row, const void *before)> changed; ///< after the row was replaced
    std::function<void()> beginReset;
    std::function<void()> endReset;
};

/// @p rows with the first of each id only: an id that comes twice would make two rows one.
template<typename Row>
[[nodiscard]] QList<Row> withoutRepeats(const QList<Row> &rows)
{
    QSet<QString> seen;
    QList<Row> result;
    for (const Row &row : rows) {
        if (seen.contains(row.rowId()))
            continue;
        seen.insert(row.rowId());
        result << row;
    }
    return result;
}

/// Ids of @p rows that are also in @p others, in order.
template<typename Row>
[[nodiscard]] QStringList commonIds(const QList<Row> &rows, const QSet<QString> &others)
{
    QStringList ids;
    for (const Row &row : rows) {
        if (others.contains(row.rowId()))
            ids << row.rowId();
    }
    return ids;
}

/// Turns @p rows into @p snapshot with as few signals as it takes, so that selection and scroll position
/// survive: rows are matched by Row::rowId(), only rows that differ are changed, and an equal snapshot is
/// silent. A known id at another place among the known ones means another table, and resets.
template<typename Row>
void applyRows(QList<Row> &rows, const QList<Row> &snapshot, const RowSignals &signal)
{
    const QList<Row> next = withoutRepeats(snapshot);
    QSet<QString> oldIds;
    QSet<QString> newIds;
    for (const Row &row : std::as_const(rows))
        oldIds.insert(row.rowId());
    for (const Row &row : next)
        newIds.insert(row.rowId());
    if (commonIds(rows, newIds) != commonIds(next, oldIds)) {
        signal.beginReset();
        rows = next;
        signal.endReset();
        return;
    }
    for (qsizetype last = rows.size() - 1; last >= 0; --last) {
        if (newIds.contains(rows.at(last).rowId()))
            continue;
        qsizetype first = last;
        while (first > 0 && !newIds.contains(rows.at(first - 1).rowId()))
            --first;
        signal.beginRemove(int(first), int(last));
        rows.remove(first, last - first + 1);
        signal.endRemove();
        last = first;
    }
    for (qsizetype row = 0; row < next.size(); ++row) {
        if (!oldIds.contains(next.at(row).rowId())) {
            qsizetype end = row;
            while (end < next.size() && !oldIds.contains(next.at(end).rowId()))
                ++end;
            signal.beginInsert(int(row), int(end - 1));
            for (qsizetype i = row; i < end; ++i)
                rows.insert(i, next.at(i));
            signal.endInsert();
            row = end - 1;
        } else if (rows.at(row) != next.at(row)) {
            const Row before = rows.at(row);
            rows[row] = next.at(row);
            signal.changed(int(row), &before);
        }
    }
}

} // namespace interlock
