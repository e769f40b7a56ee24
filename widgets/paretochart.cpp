// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/paretochart.h"

#include <algorithm>
#include <QLocale>
#include <QPainter>

namespace interlock {

using namespace Qt::StringLiterals;

ParetoChart::ParetoChart(QWidget *parent) : SummaryChart(parent) {}

void ParetoChart::setBars(const QList<Bar> &bars, qint64 total)
{
    m_bars = bars;
    m_cumulated.clear();
    qint64 sum = 0;
    for (const Bar &bar : bars) {
        sum += bar.count;
        m_cumulated.append(total > 0 ? 100.0 * double(sum) / double(total) : 0.0);
    }
    update();
}

/// Rows take the room there is, up to twice what their text needs.
double ParetoChart::rowHeight(const QRectF &area, const QFont &font) const
{
    const double least = QFontMetricsF(themeFont(FontRole::Caption, font)).height() + 5;
    return std::clamp(area.height() / double(std::max<qsizetype>(1, m_bars.size())), least, 2 * least);
}

QString ParetoChart::words(qsizetype bar) const
{
    return m_words.arg(QLocale().toString(m_bars[bar].count),
                       QLocale().toString(m_cumulated[bar], 'f', 0) + u"\u2009%"_s);
}

void ParetoChart::paintPlot(QPainter &painter, const QRectF &area, const ChartInk &ink) const
{
    const QFontMetricsF metrics(painter.font());
    const double height = rowHeight(area, ink.font);
    double numbers = 0;
    for (qsizetype i = 0; i < m_bars.size(); ++i)
        numbers = std::max(numbers, metrics.horizontalAdvance(words(i)));
    const double names = std::min(area.width() * 0.5, 320.0);
    const double room = std::max(20.0, area.width() - names - numbers - 2 * Theme::Grid);
    const auto most = double(std::max<qint64>(1, m_bars.constFirst().count));
    for (qsizetype i = 0; i < m_bars.size(); ++i) {
        const QRectF row(area.left(), area.top() + double(i) * height, area.width(), height);
        if (row.bottom() > area.bottom() + 1)
            break;
        painter.setPen(ink.theme.text);
        painter.drawText(QRectF(row.left(), row.top(), names, height), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(m_bars[i].name, Qt::ElideMiddle, names));
        const double length = std::max(2.0, room * double(m_bars[i].count) / most);
        const QRectF bar(row.left() + names + Theme::Grid, row.top() + 3, length, height - 6);
        painter.fillRect(bar, ink.theme.border);
        painter.setPen(ink.theme.mutedText);
        drawTabular(&painter, QRectF(bar.right() + Theme::Grid / 2.0, row.top(), numbers + 8, height),
                    Qt::AlignLeft | Qt::AlignVCenter, words(i));
    }
}

QString ParetoChart::textAt(const QPointF &pos, const QRectF &area) const
{
    const auto row = qsizetype((pos.y() - area.top()) / rowHeight(area, font()));
    return pos.y() >= area.top() && row < m_bars.size() ? m_bars[row].name + u": "_s + words(row) : QString();
}

} // namespace interlock
