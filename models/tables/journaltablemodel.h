// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/journal/journalentry.h"
#include "models/tables/tablerole.h"

#include <QAbstractTableModel>
#include <QList>

namespace interlock {

/// Entries of the journal, and of other consoles' journals among them, newest first; matched by their number
/// (others by that in the shared journal). Older ones are asked for by whoever reads the journal and given to
/// add(). GUI thread.
class JournalTableModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(JournalTableModel)

public:
    enum Column {
        NumberColumn,
        AtColumn,
        KindColumn,
        MarkColumn,
        ActorColumn,
        WhatColumn,
        ReasonColumn,
        OutcomeColumn,
        ColumnCount
    };

    explicit JournalTableModel(QObject *parent = nullptr);

    /// Adds @p entries in any order; those whose number is known already are left as they are (entries never
    /// change).
    void add(const QList<JournalEntry> &entries);
    /// The lowest number of this journal that is here; 0: none is.
    [[nodiscard]] qint64 oldestOwn() const { return m_oldestOwn; }
    [[nodiscard]] const JournalEntry *entry(const QModelIndex &index) const;
    /// All entries, newest first.
    [[nodiscard]] const QList<JournalEntry> &entries() const { return m_entries; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<JournalEntry> m_entries; ///< newest first
    qint64 m_oldestOwn = 0;
};

} // namespace interlock
