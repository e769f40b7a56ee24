// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/presentation.h"

#include "models/domain/reading.h"
#include "models/tables/tablerole.h"
#include "ui/text/tooltip.h"

#include <QFont>
#include <QGuiApplication>
#include <QPalette>

namespace interlock {

namespace {
bool isDimmed(const QModelIndex &source)
{
    const Quality quality = Quality(source.data(QualityRole).toInt());
    return quality == Quality::Stale || quality == Quality::Lost || quality == Quality::Bad;
}
} // namespace

Presentation::Presentation(QAbstractItemModel *source, QObject *parent)
    : QIdentityProxyModel(parent), m_now(QDateTime::currentDateTimeUtc())
{
    setSourceModel(source);
}

QVariant Presentation::data(const QModelIndex &index, int role) const
{
    const QModelIndex source = mapToSource(index);
    if (!source.isValid())
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(source);
    case Qt::ToolTipRole: {
        const QString tip = plainToolTip(toolTip(source));
        return tip.isEmpty() ? QVariant() : QVariant(tip);
    }
    case Qt::TextAlignmentRole:
        return int((isNumber(source.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
        return font(source);
    case Qt::ForegroundRole:
        return foreground(source);
    default:
        return source.data(role); // roles of our own pass through
    }
}

QVariant Presentation::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::DisplayRole)
        return header(section);
    if (role == Qt::ToolTipRole)
        return headerToolTip(section);
    if (role == Qt::TextAlignmentRole)
        return int((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

QString Presentation::toolTip(const QModelIndex &source) const
{
    return text(source);
}

QString Presentation::headerToolTip(int) const
{
    return {};
}

Presentation::Emphasis Presentation::emphasis(const QModelIndex &) const
{
    return Emphasis::None;
}

QVariant Presentation::font(const QModelIndex &source) const
{
    const bool strong = emphasis(source) != Emphasis::None;
    const bool dimmed = isDimmed(source);
    if (!strong && !dimmed)
        return {};
    QFont font = QGuiApplication::font();
    font.setBold(strong);
    font.setItalic(dimmed);
    return font;
}

QVariant Presentation::foreground(const QModelIndex &source) const
{
    if (!isDimmed(source))
        return {};
    return QGuiApplication::palette().brush(QPalette::Disabled, QPalette::WindowText);
}

} // namespace interlock
