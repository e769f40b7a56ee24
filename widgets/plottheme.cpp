// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plottheme.h"

#include <QPainter>

namespace interlock {

PlotTheme PlotTheme::from(const Theme &theme, const QFont &font)
{
    PlotTheme p;
    p.background = theme.base;
    p.text = theme.text;
    p.mutedText = theme.mutedText;
    p.axis = theme.border;
    p.grid = theme.grid;
    p.limit = theme.limit;
    p.event = theme.event;
    p.cursor = theme.cursor;
    p.staleHatch = theme.staleHatch;
    p.focus = theme.focus;
    p.titleFont = themeFont(FontRole::BodyStrong, font);
    p.textFont = themeFont(FontRole::Caption, font);
    p.tickFont = themeFont(FontRole::Caption, font);
    return p;
}

SeriesStyle SeriesStyle::of(SystemKind kind, const Theme &theme)
{
    if (kind == SystemKind::Legacy)
        return {theme.legacy, LineKind::Solid, MarkShape::Square};
    return {theme.fresh, LineKind::Dashed, MarkShape::Round};
}

void drawSeriesMark(QPainter *painter, MarkShape shape, const QPointF &centre, double size,
                    const QColor &color)
{
    const QRectF rect(centre.x() - size / 2, centre.y() - size / 2, size, size);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, shape == MarkShape::Round);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    switch (shape) {
    case MarkShape::None:
        break;
    case MarkShape::Square:
        painter->fillRect(rect, color);
        break;
    case MarkShape::Round:
        painter->drawEllipse(rect.adjusted(-0.5, -0.5, 0.5, 0.5));
        break;
    }
    painter->restore();
}

} // namespace interlock
