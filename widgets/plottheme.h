// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QColor>
#include <QFont>

namespace interlock {

/// Colours, fonts and pens of plots; a plain value.
struct PlotTheme
{
    QColor background, text, mutedText, axis, grid, limit, event, cursor, staleHatch, focus;
    QFont titleFont, textFont, tickFont;
    double lineWidth = 1.5; ///< of series, in device-independent pixels
    double thinWidth = 1.0; ///< of axes, limits and cursor

    /// The plots' part of @p theme, with sizes derived from @p font.
    [[nodiscard]] static PlotTheme from(const Theme &theme, const QFont &font);
};

enum class LineKind { Solid, Dashed };
enum class MarkShape { None, Square, Round };

/// How one series looks: never by colour alone.
struct SeriesStyle
{
    QColor color;
    LineKind line = LineKind::Solid;
    MarkShape mark = MarkShape::Square;

    /// Square and solid for legacy, round and dashed for new, in the colours of @p theme.
    [[nodiscard]] static SeriesStyle of(SystemKind kind, const Theme &theme);
};

/// Draws the mark of a series centred at @p centre; @p size is its width. None draws nothing.
void drawSeriesMark(QPainter *painter, MarkShape shape, const QPointF &centre, double size,
                    const QColor &color);

} // namespace interlock
