// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/environmentframe.h"

#include "widgets/theme.h"

#include <QPainter>

namespace interlock {

EnvironmentFrame::EnvironmentFrame(QWidget *parent) : QWidget(parent), m_color(Qt::gray) {}

void EnvironmentFrame::setEnvironment(const QString &name, const QColor &color)
{
    m_name = name.toUpper();
    m_color = color.isValid() ? color : QColor(Qt::gray);
    setAccessibleName(m_name);
    update();
}

void EnvironmentFrame::setTitle(const QString &title)
{
    m_title = title;
    update();
}

void EnvironmentFrame::setContents(QWidget *widget)
{
    m_contents = widget;
    widget->setParent(this);
    placeContents();
    widget->show();
}

int EnvironmentFrame::tabHeight() const
{
    return QFontMetrics(themeFont(FontRole::BodyStrong, font())).height() + Theme::Grid;
}

void EnvironmentFrame::placeContents()
{
    if (m_contents)
        m_contents->setGeometry(rect().adjusted(FrameWidth, tabHeight(), -FrameWidth, -FrameWidth));
}

void EnvironmentFrame::resizeEvent(QResizeEvent * /*event*/)
{
    placeContents();
}

void EnvironmentFrame::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    const QRect tab(0, 0, width(), tabHeight());
    painter.fillRect(tab, m_color);
    painter.fillRect(0, 0, FrameWidth, height(), m_color);
    painter.fillRect(width() - FrameWidth, 0, FrameWidth, height(), m_color);
    painter.fillRect(0, height() - FrameWidth, width(), FrameWidth, m_color);
    painter.setPen(readableOn(m_color));
    painter.setFont(themeFont(FontRole::BodyStrong, font()));
    const QRect line = tab.adjusted(FrameWidth + Theme::Grid, 0, -FrameWidth - Theme::Grid, 0);
    painter.drawText(line, int(Qt::AlignVCenter | Qt::AlignLeft) | Qt::TextSingleLine, m_name);
    const int used = painter.fontMetrics().horizontalAdvance(m_name) + 2 * Theme::Grid;
    painter.setFont(themeFont(FontRole::Body, font()));
    const QRect rest = line.adjusted(used, 0, 0, 0);
    painter.drawText(rest, int(Qt::AlignVCenter | Qt::AlignLeft) | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(m_title, Qt::ElideRight, rest.width()));
}

} // namespace interlock
