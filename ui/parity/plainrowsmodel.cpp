// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/plainrowsmodel.h"

#include "ui/text/tooltip.h"

#include <algorithm>
#include <QFont>
#include <QGuiApplication>

namespace interlock {

PlainRowsModel::PlainRowsModel(const QList<Column> &columns, QObject *parent)
    : QAbstractTableModel(parent), m_columns(columns)
{
}

void PlainRowsModel::setRows(const QList<Row> &rows)
{
    if (m_rows == rows)
        return;
    if (!std::ranges::equal(m_rows, rows, {}, &Row::id, &Row::id)) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
        return;
    }
    m_rows = rows;
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int PlainRowsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int PlainRowsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_columns.size());
}

QVariant PlainRowsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row &row = m_rows[index.row()];
    const QString text = row.cells.value(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text;
    case Qt::ToolTipRole:
        return plainToolTip(row.toolTip.isEmpty() ? text : row.toolTip);
    case Qt::TextAlignmentRole:
        return int((m_columns[index.column()].isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
        if (row.strong) {
            QFont font = QGuiApplication::font();
            font.setBold(true);
            return font;
        }
        return {};
    }
    return {};
}

QVariant PlainRowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_columns.size())
        return {};
    const Column &column = m_columns[section];
    if (role == Qt::DisplayRole)
        return column.header;
    if (role == Qt::ToolTipRole && !column.toolTip.isEmpty())
        return plainToolTip(column.toolTip);
    if (role == Qt::TextAlignmentRole)
        return int((column.isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

} // namespace interlock
