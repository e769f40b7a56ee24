// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QPainter>

namespace interlock {

/// Draws the focus ring of the controls of this folder: 2 px in the theme's focus colour, just inside @p
/// rect.
inline void drawFocusRing(QPainter *painter, const QRectF &rect, const Theme &theme)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(theme.focus, Theme::FocusWidth));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(rect.adjusted(1, 1, -1, -1), 3, 3);
    painter->restore();
}

} // namespace interlock
