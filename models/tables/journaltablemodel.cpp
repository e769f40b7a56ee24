// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/journaltablemodel.h"

#include "models/domain/reading.h"

#include <algorithm>
#include <map>

namespace interlock {

JournalTableModel::JournalTableModel(QObject *parent) : QAbstractTableModel(parent) {}

void JournalTableModel::add(const QList<JournalEntry> &entries)
{
    QList<JournalEntry> sorted = entries;
    std::ranges::sort(sorted, std::greater<>(), &JournalEntry::number);
    // New neighbours by the row they go in front of; from the bottom, so that the rows above keep their
    // places until it is their turn.
    std::map<int, QList<JournalEntry>, std::greater<>> runs;
    qint64 previous = 0;
    for (const JournalEntry &entry : std::as_const(sorted)) {
        const auto it = std::ranges::lower_bound(std::as_const(m_entries), entry.number, std::greater<>(),
                                                 &JournalEntry::number);
        const bool known = it != m_entries.cend() && it->number == entry.number;
        if (!known && entry.number != previous)
            runs[int(it - m_entries.cbegin())] << entry;
        previous = entry.number;
    }
    for (const auto &[row, run] : runs) {
        beginInsertRows({}, row, row + int(run.size()) - 1);
        for (qsizetype i = 0; i < run.size(); ++i)
            m_entries.insert(row + i, run.at(i));
        endInsertRows();
    }
}

const JournalEntry *JournalTableModel::entry(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_entries.size() ? &m_entries.at(index.row()) : nullptr;
}

int JournalTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int JournalTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant JournalTableModel::data(const QModelIndex &index, int role) const
{
    const JournalEntry *here = entry(index);
    if (!here)
        return {};
    if (role == IdRole)
        return QString::number(here->number);
    if (role == QualityRole)
        return int(Quality::Live);
    if (role != RawRole)
        return {};
    switch (index.column()) {
    case NumberColumn:
        return here->number;
    case AtColumn:
        return here->at;
    case KindColumn:
        return int(here->record.kind);
    case MarkColumn:
        return int(here->record.mark);
    case ActorColumn:
        return here->record.actor;
    case WhatColumn:
        return here->record.what;
    case ReasonColumn:
        return here->record.reason;
    case OutcomeColumn:
        return here->record.outcome;
    }
    return {};
}

} // namespace interlock
