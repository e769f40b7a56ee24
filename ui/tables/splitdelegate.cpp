// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/splitdelegate.h"

#include "models/domain/reading.h"
#include "models/tables/tablerole.h"
#include "widgets/theme.h"

#include <cmath>
#include <QPainter>

namespace interlock {

namespace {

/// Marks for new: any traffic on new shows one, and all ten only at (rounded) everything.
int marksForNew(double percent)
{
    if (percent <= 0)
        return 0;
    if (percent >= 99.5)
        return 10;
    return std::clamp(int(std::lround(percent / 10)), 1, 9);
}

} // namespace

SplitDelegate::SplitDelegate(QObject *parent) : QStyledItemDelegate(parent) {}

void SplitDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index); // the row's ground
    const QVariant raw = index.data(RawRole);
    const Quality quality = Quality(index.data(QualityRole).toInt());
    const bool isKnown = raw.isValid() && (quality == Quality::Live || quality == Quality::Late);
    const Theme theme = Theme::of(option.palette);
    constexpr double size = 8;
    constexpr double pitch = 11;
    const double top = option.rect.center().y() - size / 2 + 0.5;
    const int fresh = raw.isValid() ? marksForNew(raw.toDouble()) : 0;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < 10; ++i) {
        const QRectF mark(option.rect.left() + 6 + i * pitch, top, size, size);
        const bool isNew = i >= 10 - fresh;
        const QColor colour = !raw.isValid() ? theme.hairline : isNew ? theme.fresh : theme.legacy;
        painter->setPen(QPen(colour, 1));
        painter->setBrush(isKnown ? QBrush(colour) : QBrush(Qt::NoBrush));
        if (isNew)
            painter->drawEllipse(mark);
        else
            painter->drawRect(mark);
    }
    painter->restore();
}

} // namespace interlock
