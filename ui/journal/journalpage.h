// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/journal/journal.h"
#include "models/tables/journaltablemodel.h"
#include "ui/page.h"

class QPlainTextEdit;
class QPushButton;

namespace interlock {

class JournalPresentation;
class PlainLabel;
class TableView;

/// Who did what, why, on which evidence, and what came of it; verification of the chain, and export.
class JournalPage final : public Page
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(JournalPage)

public:
    explicit JournalPage(Journal &journal, QWidget *parent = nullptr);

    void showState(const MigrationState &state) override;
    /// Entries of other consoles, shown among ours in the order of time.
    void addOthers(const QList<JournalEntry> &entries);
    [[nodiscard]] const JournalTableModel &model() const { return m_model; }
    /// All that is read so far, one object a line.
    [[nodiscard]] QByteArray toNdjson() const;
    [[nodiscard]] QByteArray toCsv() const;

Q_SIGNALS:
    void entriesChanged();

private:
    [[nodiscard]] QWidget *makeBar();
    void readOlder();
    void verify();
    void showDetails();

    Journal &m_journal;
    JournalTableModel m_model;
    JournalPresentation *m_presentation;
    TableView *m_table;
    QPlainTextEdit *m_details;
    PlainLabel *m_verdict = nullptr;
    QPushButton *m_verify = nullptr;
    QPushButton *m_older = nullptr;
};

} // namespace interlock
