// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/journaltablemodel.h"

#include "models/domain/reading.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
/// By time; entries of one moment by their journal's number.
bool isNewer(const JournalEntry &a, const JournalEntry &b)
{
    const auto key = [](const JournalEntry &entry) {
        return std::tuple(entry.at.isValid() ? entry.at.toMSecsSinceEpoch() : 0, entry.number,
                          entry.sharedId);
    };
    return key(a) > key(b);
}

bool isSame(const JournalEntry &a, const JournalEntry &b)
{
    return a.number == b.number && a.sharedId == b.sharedId;
}
} // namespace

JournalTableModel::JournalTableModel(QObject *parent) : QAbstractTableModel(parent) {}

void JournalTableModel::add(const QList<JournalEntry> &entries)
{
    QList<JournalEntry> sorted = entries;
    std::ranges::sort(sorted, isNewer);
    // New neighbours by the row they go in front of; from the bottom, so that the rows above keep their
    // places until it is their turn.
    std::map<int, QList<JournalEntry>, std::greater<>> runs;
    const JournalEntry *previous = nullptr;
    for (const JournalEntry &entry : std::as_const(sorted)) {
        const auto it = std::ranges::lower_bound(std::as_const(m_entries), entry, isNewer);
        const bool known = it != m_entries.cend() && isSame(*it, entry);
        if (!known && (!previous || !isSame(*previous, entry)))
            runs[int(it - m_entries.cbegin())] << entry;
        if (entry.sharedId == 0 && (m_oldestOwn == 0 || entry.number < m_oldestOwn))
            m_oldestOwn = entry.number;
        previous = &entry;
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
        return here->sharedId != 0 ? u"shared-%1"_s.arg(here->sharedId) : QString::number(here->number);
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
