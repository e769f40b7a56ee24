// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/summarychart.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace interlock {

SummaryChart::SummaryChart(QWidget *parent) : QWidget(parent)
{
    setMinimumSize(180, 110);
}

void SummaryChart::setTitle(const QString &title)
{
    m_title = title;
    setAccessibleName(title);
    update();
}

QRectF SummaryChart::plotArea(const QRectF &area, const QFont &font)
{
    const double line = QFontMetricsF(themeFont(FontRole::BodyStrong, font)).height();
    return area.adjusted(Theme::Grid, line + Theme::Grid, -Theme::Grid, -Theme::Grid / 2.0);
}

void SummaryChart::paintChart(QPainter &painter, const QRectF &area, const ChartInk &ink) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont titleFont = themeFont(FontRole::BodyStrong, ink.font);
    const QFontMetricsF metrics(titleFont);
    painter.setFont(titleFont);
    painter.setPen(ink.theme.text);
    const QRectF line(area.left() + Theme::Grid, area.top(), area.width() - 2 * Theme::Grid,
                      metrics.height());
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     metrics.elidedText(m_title, Qt::ElideRight, line.width()));
    const QRectF plot = plotArea(area, ink.font);
    painter.setFont(themeFont(FontRole::Caption, ink.font));
    if (isEmpty()) {
        painter.setPen(ink.theme.mutedText);
        painter.drawText(plot, Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
    } else {
        paintPlot(painter, plot, ink);
    }
    painter.restore();
}

void SummaryChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme = Theme::of(this);
    painter.fillRect(rect(), theme.base);
    paintChart(painter, rect(), {theme, font()});
}

bool SummaryChart::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QString text = isEmpty() ? QString() : textAt(help->pos(), plotArea(rect(), font()));
    if (text.isEmpty())
        QToolTip::hideText();
    else // escaped, because tool tips guess at rich text
        QToolTip::showText(help->globalPos(), QStringLiteral("<qt>%1</qt>").arg(text.toHtmlEscaped()), this);
    return true;
}

} // namespace interlock
