// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/words.h"

#include <QTableView>

namespace interlock {

/// The table of every page: rows are selected whole, numbers keep the alignment of the model, Ctrl+C copies
/// the selection (or everything) as CSV, Ctrl+S saves everything, and column widths are remembered under the
/// objectName(). Shows plain text only. For models of up to 50 000 rows; it never sorts by itself.
class TableView final : public QTableView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TableView)

public:
    explicit TableView(QWidget *parent = nullptr);
    ~TableView() override;

    void setModel(QAbstractItemModel *model) override;
    /// Header and rows as CSV; only the selected rows when there are some and @p selectedOnly. Text fields
    /// are guarded against formulas.
    [[nodiscard]] QString toCsv(bool selectedOnly = false) const;
    void copyCsv() const;
    [[nodiscard]] bool saveCsv(const QString &path) const;
    /// What an empty table says instead of rows: what would be here and how to get it.
    void setEmptyText(const QString &text);
    /// Sets the widths to use when none are remembered, in characters of a digit's width.
    void setColumnCharacters(const QList<int> &characters);
    void setWords(const TableWords &words) { m_words = words; }
    void rememberWidths(); ///< now; also done when the view goes away

public Q_SLOTS:
    void saveCsvAs(); ///< asks for the file's name

protected:
    void paintEvent(QPaintEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void restoreWidths();
    [[nodiscard]] QString settingsKey() const;

    TableWords m_words;
    QString m_emptyText;
    QList<int> m_characters;
};

} // namespace interlock
