// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

namespace interlock {

/// The table of rows that open into further rows. Like TableView it copies and saves itself as CSV (all rows, also
/// those that are closed), and says what would be here while it is empty.
class TreeTable final : public QTreeView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TreeTable)

public:
    explicit TreeTable(const QString &objectName, QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;
    /// Widths in characters of a digit.
    void setColumnCharacters(const QList<int> &characters);
    void setEmptyText(const QString &text);
    [[nodiscard]] QString toCsv() const;
    /// The height at which no row has to be scrolled, at most @p rows of them.
    [[nodiscard]] int heightForRows(int rows) const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void copyCsv() const;
    void saveCsvAs();

    QString m_emptyText;
};

} // namespace interlock
