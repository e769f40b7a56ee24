// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/pairview.h"
#include "models/desk/textmarks.h"

#include <QAbstractTableModel>
#include <QHash>

namespace interlock {

/// The lines of an opened pair: side by side in two columns, or one under the other in one. Texts and marks
/// are made when a line is shown. GUI thread.
class DiffModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DiffModel)

public:
    /// What a cell shows.
    struct Cell
    {
        QString lead;                ///< key and colon
        QString text;                ///< value, or what stands for it
        std::vector<TextSpan> marks; ///< parts of the text that differ
        int depth = 0;
        DiffRow::State state = DiffRow::State::Same;
        PairSide side = PairSide::Legacy;
        bool hidden = false;
        bool folded = false; ///< opens
        bool empty = false;  ///< this side has nothing here
    };

    explicit DiffModel(QObject *parent = nullptr) : QAbstractTableModel(parent) {}

    void setDiff(const std::shared_ptr<PairDiff> &diff);
    void setInline(bool oneColumn);
    /// The rules' say on the lines changed.
    void noteRules();
    [[nodiscard]] bool isInline() const { return m_inline; }
    [[nodiscard]] const std::shared_ptr<PairDiff> &diff() const { return m_diff; }

    [[nodiscard]] Cell cell(const QModelIndex &index) const;
    [[nodiscard]] const DiffRow *row(int row) const; ///< null past the end
    /// Opens a folded line in place; nothing when it is none.
    void unfold(int row);
    /// The next (else previous) line from @p row that differs and counts, or -1; all that differ when none
    /// counts.
    [[nodiscard]] int nextDifference(int row, bool forward) const;
    /// The next line after @p row that has @p text, opening folded ones on the way; -1 when there is none.
    [[nodiscard]] int find(const QString &text, int row);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    /// A line of the view: a row of the diff, of one-column views one side of it.
    struct Entry
    {
        quint32 row = 0;
        PairSide side = PairSide::Legacy;
    };
    [[nodiscard]] std::vector<Entry> entriesOf() const;
    [[nodiscard]] QString valueText(const DiffRow &row, PairSide side) const;
    [[nodiscard]] const TextMarks &marksOf(quint32 row) const;

    std::shared_ptr<PairDiff> m_diff;
    bool m_inline = false;
    std::vector<Entry> m_entries;
    mutable QHash<quint32, TextMarks> m_marks; ///< of lines shown so far
};

} // namespace interlock
