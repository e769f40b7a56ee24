// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/systemmark.h"

#include "widgets/plottheme.h"

#include <QPainter>

namespace interlock {

SystemMark::SystemMark(SystemKind kind, QWidget *parent) : QWidget(parent), m_kind(kind)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void SystemMark::setKind(SystemKind kind)
{
    m_kind = kind;
    update();
}

QSize SystemMark::sizeHint() const
{
    return {Theme::Grid + 4, Theme::Grid + 4};
}

void SystemMark::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    const SeriesStyle style = SeriesStyle::of(m_kind, Theme::of(this));
    drawSeriesMark(&painter, style.mark, QRectF(rect()).center(), Theme::Grid + 2, style.color);
}

} // namespace interlock
