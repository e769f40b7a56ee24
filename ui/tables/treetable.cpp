// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/treetable.h"

#include "ui/filesave.h"
#include "ui/text/widgetwords.h"
#include "widgets/csvtext.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>

namespace interlock {

namespace {

/// Rows of the table's own height.
class RowDelegate final : public QStyledItemDelegate
{
public:
    explicit RowDelegate(TreeTable *table) : QStyledItemDelegate(table), m_table(*table) {}

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return {QStyledItemDelegate::sizeHint(option, index).width(), m_table.rowHeight()};
    }

private:
    const TreeTable &m_table;
};

void appendCsv(const QAbstractItemModel &model, const QModelIndex &parent, QString &csv)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        QStringList fields;
        for (int column = 0; column < model.columnCount(parent); ++column)
            fields << csvField(model.index(row, column, parent).data().toString());
        csv += csvRecord(fields);
        appendCsv(model, model.index(row, 0, parent), csv);
    }
}

} // namespace

TreeTable::TreeTable(const QString &objectName, QWidget *parent) : QTreeView(parent)
{
    setObjectName(objectName);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setTabKeyNavigation(false);
    setIndentation(2 * Theme::Grid);
    header()->setStretchLastSection(true);
    header()->setSectionsMovable(false);
    setHorizontalScrollMode(ScrollPerPixel);
    header()->setStyleSheet(
        QStringLiteral("QHeaderView::section { padding: 4px 3px; }")); // over the cells' text
    setItemDelegate(new RowDelegate(this));
}

void TreeTable::setModel(QAbstractItemModel *model)
{
    QTreeView::setModel(model);
    // What comes later is opened too; the operator may close it.
    connect(model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &parent, int first, int last) {
                if (parent.isValid()) {
                    if (first == 0)
                        expand(parent);
                    return;
                }
                for (int row = first; row <= last; ++row)
                    expand(this->model()->index(row, 0));
            });
    connect(model, &QAbstractItemModel::modelReset, this, &QTreeView::expandAll);
    expandAll();
}

void TreeTable::setColumnCharacters(const QList<int> &characters)
{
    const int digit = fontMetrics().horizontalAdvance(u'0');
    m_widths.clear();
    for (const int count : characters)
        m_widths << count * digit + 2 * Theme::Grid;
    fitColumns();
}

void TreeTable::fitColumns()
{
    int wanted = 0;
    for (int column = 0; column < m_widths.size(); ++column)
        wanted += isColumnHidden(column) ? 0 : m_widths.at(column);
    const double scale = wanted > 0 ? std::clamp(double(viewport()->width()) / wanted, 1.0, 2.0) : 1.0;
    for (int column = 0; column < m_widths.size(); ++column) {
        if (!isColumnHidden(column))
            setColumnWidth(column, int(m_widths.at(column) * scale));
    }
}

void TreeTable::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        fitColumns();
}

void TreeTable::setRowHeight(int height)
{
    m_rowHeight = height;
    scheduleDelayedItemsLayout();
}

void TreeTable::setEmptyText(const QString &text)
{
    m_emptyText = text;
    viewport()->update();
}

QString TreeTable::toCsv() const
{
    QStringList names;
    for (int column = 0; column < model()->columnCount(); ++column)
        names << csvField(model()->headerData(column, Qt::Horizontal).toString());
    QString csv = csvRecord(names);
    appendCsv(*model(), {}, csv);
    return csv;
}

int TreeTable::heightForRows(int rows) const
{
    return header()->sizeHint().height() + rows * m_rowHeight + 2 * frameWidth() + 2;
}

void TreeTable::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    if (m_emptyText.isEmpty() || (model() && model()->rowCount() > 0))
        return;
    QPainter painter(viewport());
    painter.setPen(Theme::of(this).mutedText);
    painter.drawText(viewport()->rect().adjusted(16, 16, -16, -16), int(Qt::AlignCenter) | Qt::TextWordWrap,
                     m_emptyText);
}

void TreeTable::contextMenuEvent(QContextMenuEvent *event)
{
    const TableWords words = WidgetWords::table();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(words.copy, this, &TreeTable::copyCsv);
    menu->addAction(words.save, this, &TreeTable::saveCsvAs);
    menu->popup(event->globalPos());
}

void TreeTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copyCsv();
    if (event->matches(QKeySequence::Save))
        return saveCsvAs();
    QTreeView::keyPressEvent(event);
}

void TreeTable::copyCsv() const
{
    QGuiApplication::clipboard()->setText(toCsv());
}

void TreeTable::saveCsvAs()
{
    const TableWords words = WidgetWords::table();
    askWhereToSave(this, words.saveTitle, words.csvFiles, QStringLiteral("csv"),
                   [this](const QString &path) { return writeFile(path, toCsv().toUtf8()); });
}

} // namespace interlock
