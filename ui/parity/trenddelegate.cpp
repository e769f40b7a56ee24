// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/trenddelegate.h"

#include "models/tables/tablerole.h"
#include "widgets/theme.h"

#include <algorithm>
#include <QApplication>
#include <QPainter>

namespace interlock {

void TrendDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    QStyleOptionViewItem ground = option;
    initStyleOption(&ground, index);
    ground.text.clear();
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);
    const QVariantList hours = index.data(RawRole).toList();
    int most = 0;
    for (const QVariant &hour : hours)
        most = std::max(most, hour.toInt());
    if (most == 0)
        return;
    const Theme theme = Theme::of(option.palette);
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    const QRectF room = QRectF(option.rect).adjusted(4, 5, -4, -5);
    const double width = room.width() / double(hours.size());
    for (qsizetype i = 0; i < hours.size(); ++i) {
        const double height = room.height() * hours[i].toInt() / most;
        if (height > 0)
            painter->fillRect(QRectF(room.left() + double(i) * width, room.bottom() - std::max(1.0, height),
                                     std::max(1.0, width - 1), std::max(1.0, height)),
                              selected ? theme.selectionText : theme.mutedText);
    }
}

} // namespace interlock
