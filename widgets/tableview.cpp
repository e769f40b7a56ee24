// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tableview.h"

#include "widgets/csvtext.h"
#include "widgets/tableheader.h"
#include "widgets/theme.h"

#include <algorithm>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QSaveFile>
#include <QSettings>

namespace interlock {

using namespace Qt::StringLiterals;

TableView::TableView(QWidget *parent) : QTableView(parent)
{
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false); // Tab leaves the table
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setHorizontalHeader(new TableHeader(this));
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(Theme::TargetSize);
}

TableView::~TableView()
{
    rememberWidths();
}

void TableView::setModel(QAbstractItemModel *model)
{
    QTableView::setModel(model);
    restoreWidths();
}

QString TableView::toCsv(bool selectedOnly) const
{
    const QAbstractItemModel *source = model();
    if (!source)
        return {};
    const int columns = source->columnCount();
    QList<int> rows;
    if (selectedOnly && selectionModel() && selectionModel()->hasSelection()) {
        const auto selected = selectionModel()->selectedRows();
        for (const QModelIndex &index : selected)
            rows.append(index.row());
        std::sort(rows.begin(), rows.end());
    } else {
        for (int row = 0; row < source->rowCount(); ++row)
            rows.append(row);
    }
    QStringList header;
    for (int column = 0; column < columns; ++column)
        header.append(csvField(source->headerData(column, Qt::Horizontal).toString()));
    QString csv = csvRecord(header);
    for (const int row : std::as_const(rows)) {
        QStringList fields;
        for (int column = 0; column < columns; ++column)
            fields.append(csvField(source->index(row, column).data().toString()));
        csv += csvRecord(fields);
    }
    return csv;
}

void TableView::copyCsv() const
{
    QGuiApplication::clipboard()->setText(toCsv(true));
}

bool TableView::saveCsv(const QString &path) const
{
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(toCsv().toUtf8()) >= 0 && file.flush() &&
           file.commit();
}

void TableView::saveCsvAs()
{
    auto *dialog = new QFileDialog(this, m_words.saveTitle, QString(), m_words.csvFiles);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"csv"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        if (!saveCsv(path))
            qWarning("cannot write %s", qUtf8Printable(path));
    });
    dialog->show();
}

void TableView::setEmptyText(const QString &text)
{
    m_emptyText = text;
    viewport()->update();
}

void TableView::setColumnCharacters(const QList<int> &characters)
{
    m_characters = characters;
    restoreWidths();
}

QString TableView::settingsKey() const
{
    return u"tables/"_s + objectName() + u"/widths"_s;
}

void TableView::rememberWidths()
{
    if (objectName().isEmpty() || !model() || model()->columnCount() == 0)
        return;
    QStringList widths;
    for (int column = 0; column < model()->columnCount(); ++column)
        widths.append(QString::number(columnWidth(column)));
    QSettings().setValue(settingsKey(), widths);
}

void TableView::restoreWidths()
{
    if (!model())
        return;
    const QStringList kept =
        objectName().isEmpty() ? QStringList() : QSettings().value(settingsKey()).toStringList();
    const bool usable = kept.size() == model()->columnCount();
    const int digit = fontMetrics().horizontalAdvance(u'0');
    for (int column = 0; column < model()->columnCount(); ++column) {
        const int wanted =
            usable ? kept[column].toInt() : m_characters.value(column) * digit + 2 * Theme::Grid;
        if (usable || column < m_characters.size())
            setColumnWidth(column, std::clamp(wanted, 24, 2000));
    }
}

void TableView::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    if (m_emptyText.isEmpty() || (model() && model()->rowCount() > 0))
        return;
    QPainter painter(viewport());
    painter.setPen(Theme::of(this).mutedText);
    painter.drawText(viewport()->rect().adjusted(16, 16, -16, -16), int(Qt::AlignCenter) | Qt::TextWordWrap,
                     m_emptyText);
}

void TableView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(m_words.copy, QKeySequence(QKeySequence::Copy), this, &TableView::copyCsv);
    menu->addAction(m_words.save, QKeySequence(QKeySequence::Save), this, &TableView::saveCsvAs);
    menu->popup(event->globalPos());
}

void TableView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copyCsv();
    if (event->matches(QKeySequence::Save))
        return saveCsvAs();
    QTableView::keyPressEvent(event);
}

} // namespace interlock
