// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

namespace interlock {

/// The table of rows that open into further rows. Like TableView it copies and saves itself as CSV (all rows,
/// also those that are closed), and says what would be here while it is empty.
class TreeTable final : public QTreeView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TreeTable)

public:
    explicit TreeTable(const QString &objectName, QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;
    /// Widths in characters of a digit. Where there is more room, all columns grow alike.
    void setColumnCharacters(const QList<int> &characters);
    void setRowHeight(int height);
    [[nodiscard]] int rowHeight() const { return m_rowHeight; }
    void setEmptyText(const QString &text);
    [[nodiscard]] QString toCsv() const;
    /// The height at which @p rows rows need no scrolling.
    [[nodiscard]] int heightForRows(int rows) const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitColumns();
    void copyCsv() const;
    void saveCsvAs();

    QString m_emptyText;
    int m_rowHeight = 24;
    QList<int> m_widths; ///< wanted, before there is more room than that
};

} // namespace interlock
