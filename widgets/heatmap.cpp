// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <QPainter>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<double, 5> stepLimits{0.0, 0.0001, 0.001, 0.01, 0.1};

QString stepWords(int step)
{
    static const std::array<QString, 6> words{u"0"_s,  u"≤0.01"_s, u"≤0.1"_s,
                                              u"≤1"_s, u"≤10"_s,   u">10\u2009%"_s};
    return words[std::size_t(step)];
}

} // namespace

HeatMap::HeatMap(QWidget *parent) : SummaryChart(parent) {}

void HeatMap::setCells(const QStringList &rows, const QStringList &columns, const QList<Cell> &cells)
{
    m_rows = rows;
    m_columns = columns;
    m_cells = cells;
    update();
}

int HeatMap::stepOf(double ratio)
{
    return int(std::ranges::lower_bound(stepLimits, ratio) - stepLimits.begin());
}

QColor HeatMap::colour(int step, const Theme &theme)
{
    const double share = double(step) / double(stepLimits.size());
    const auto mix = [share](int a, int b) { return int(std::lround(a + (b - a) * share)); };
    const QColor from = theme.panel;
    const QColor to = theme.alarm;
    return {mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue())};
}

QRectF HeatMap::cellArea(const QRectF &area, const QFont &font) const
{
    const QFontMetricsF metrics(themeFont(FontRole::Caption, font));
    double names = 0;
    for (const QString &row : m_rows)
        names = std::max(names, metrics.horizontalAdvance(row));
    const double left = std::min(names, area.width() * 0.3) + Theme::Grid;
    QRectF cells = area.adjusted(left, 0, 0, -2 * metrics.height() - Theme::Grid);
    cells.setHeight(std::min(cells.height(), 48.0 * double(m_rows.size())));
    return cells;
}

void HeatMap::paintCell(QPainter &painter, const QRectF &rect, double ratio, const ChartInk &ink) const
{
    if (std::isnan(ratio)) {
        painter.setPen(QPen(ink.theme.hairline, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect.adjusted(1, 1, -1, -1));
        return;
    }
    const int step = stepOf(ratio);
    painter.fillRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), colour(step, ink.theme));
    if (step > 0)
        return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink.theme.mutedText);
    painter.drawEllipse(rect.center(), 1.5, 1.5);
}

void HeatMap::paintColumns(QPainter &painter, const QRectF &cells, const ChartInk &ink) const
{
    const QFontMetricsF metrics(painter.font());
    painter.setPen(ink.theme.mutedText);
    const double width = cells.width() / double(m_columns.size());
    double free = cells.left() - 1;
    for (qsizetype i = 0; i < m_columns.size(); ++i) {
        const double own = metrics.horizontalAdvance(m_columns[i]);
        const double left =
            std::clamp(cells.left() + (double(i) + 0.5) * width - own / 2, cells.left(), cells.right() - own);
        if (left < free)
            continue;
        painter.drawText(QPointF(left, cells.bottom() + metrics.ascent() + 2), m_columns[i]);
        free = left + own + 1.5 * Theme::Grid;
    }
}

void HeatMap::paintLegend(QPainter &painter, const QRectF &area, const ChartInk &ink) const
{
    const QFontMetricsF metrics(painter.font());
    double x = area.left();
    const double top = cellArea(area, ink.font).bottom() + metrics.height() + Theme::Grid;
    for (int step = 0; step <= int(stepLimits.size()); ++step) {
        const QRectF box(x, top + 2, 12, metrics.height() - 4);
        const QString words = stepWords(step);
        if (box.right() + metrics.horizontalAdvance(words) > area.right())
            break;
        if (step == 0)
            paintCell(painter, box, 0.0, ink);
        else
            painter.fillRect(box, colour(step, ink.theme));
        painter.setPen(ink.theme.mutedText);
        painter.drawText(QPointF(box.right() + 4, top + metrics.ascent()), words);
        x = box.right() + metrics.horizontalAdvance(words) + Theme::Grid + 4;
    }
}

void HeatMap::paintPlot(QPainter &painter, const QRectF &area, const ChartInk &ink) const
{
    const QRectF cells = cellArea(area, ink.font);
    const QFontMetricsF metrics(painter.font());
    const double width = cells.width() / double(m_columns.size());
    const double height = cells.height() / double(m_rows.size());
    for (qsizetype row = 0; row < m_rows.size(); ++row) {
        const double top = cells.top() + double(row) * height;
        painter.setPen(ink.theme.text);
        const double room = cells.left() - area.left() - Theme::Grid;
        painter.drawText(QRectF(area.left(), top, room, height), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(m_rows[row], Qt::ElideMiddle, room));
        for (qsizetype column = 0; column < m_columns.size(); ++column)
            paintCell(painter, QRectF(cells.left() + double(column) * width, top, width, height),
                      m_cells[row * m_columns.size() + column].ratio, ink);
    }
    paintColumns(painter, cells, ink);
    paintLegend(painter, area, ink);
}

QString HeatMap::textAt(const QPointF &pos, const QRectF &area) const
{
    const QRectF cells = cellArea(area, font());
    if (!cells.contains(pos))
        return {};
    const auto row = qsizetype((pos.y() - cells.top()) / cells.height() * double(m_rows.size()));
    const auto column = qsizetype((pos.x() - cells.left()) / cells.width() * double(m_columns.size()));
    return m_cells.value(row * m_columns.size() + column).note;
}

} // namespace interlock
