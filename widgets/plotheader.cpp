// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plotheader.h"

#include <algorithm>
#include <QPainter>
#include <QPaintEvent>
#include <utility>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr double MarkSize = 8;
constexpr double SampleLength = 18;

} // namespace

PlotHeader::PlotHeader(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void PlotHeader::setTheme(const PlotTheme &theme)
{
    m_theme = theme;
    updateGeometry();
    update();
}

void PlotHeader::setTitle(const QString &title, const QString &unit)
{
    m_title = title;
    m_unit = unit;
    update();
}

void PlotHeader::setState(const QString &state, bool live)
{
    if (state == m_state && live == m_live)
        return;
    m_state = state;
    m_live = live;
    update();
}

void PlotHeader::setEntries(const QList<Entry> &entries)
{
    if (entries == m_entries)
        return;
    m_entries = entries;
    update();
}

void PlotHeader::setMoment(const QString &moment)
{
    if (moment == m_moment)
        return;
    m_moment = moment;
    update();
}

QSize PlotHeader::sizeHint() const
{
    return {240, minimumSizeHint().height()};
}

QSize PlotHeader::minimumSizeHint() const
{
    const int rows = QFontMetrics(m_theme.titleFont).height() + QFontMetrics(m_theme.textFont).height();
    return {120, rows + Theme::Grid};
}

void PlotHeader::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.background);
    const double titleHeight = QFontMetricsF(m_theme.titleFont).height();
    paintTitle(&painter, Theme::Grid / 4.0);
    paintLegend(&painter, titleHeight + Theme::Grid / 2.0, QFontMetricsF(m_theme.textFont).height());
}

void PlotHeader::paintTitle(QPainter *painter, double row) const
{
    const QFontMetricsF titleMetrics(m_theme.titleFont);
    const QFontMetricsF textMetrics(m_theme.textFont);
    const QRectF line(Theme::Grid, row, width() - 2.0 * Theme::Grid, titleMetrics.height());
    painter->setFont(m_theme.textFont);
    const QString right = m_live ? u"● "_s + m_state : u"❚❚ "_s + m_state;
    const double rightWidth = textMetrics.horizontalAdvance(right);
    painter->setPen(m_live ? m_theme.mutedText : m_theme.text);
    drawTabular(painter, line, Qt::AlignRight | Qt::AlignVCenter, right);

    painter->setFont(m_theme.titleFont);
    painter->setPen(m_theme.text);
    const double room = line.width() - rightWidth - Theme::Grid;
    const QString title = titleMetrics.elidedText(m_title, Qt::ElideRight, room);
    painter->drawText(line, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, title);
    const double used = titleMetrics.horizontalAdvance(title) + Theme::Grid;
    if (m_unit.isEmpty() || used + textMetrics.horizontalAdvance(m_unit) > room)
        return;
    painter->setFont(m_theme.textFont);
    painter->setPen(m_theme.mutedText);
    painter->drawText(line.adjusted(used, 0, 0, 0),
                      int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, m_unit);
}

void PlotHeader::paintLegend(QPainter *painter, double row, double rowHeight) const
{
    const QFontMetricsF metrics(m_theme.textFont);
    const double momentRoom = tabularWidth(metrics, u"00:00:00"_s) + Theme::Grid;
    const double room = width() - 2.0 * Theme::Grid - momentRoom;
    const double cell = m_entries.isEmpty() ? room : room / double(m_entries.size());
    double x = Theme::Grid;
    for (const Entry &entry : m_entries) {
        const QPointF centre(x + SampleLength / 2, row + rowHeight / 2);
        QPen pen(entry.style.color, 2);
        if (entry.style.line == LineKind::Dashed)
            pen.setDashPattern({2, 1});
        painter->setPen(pen);
        painter->drawLine(QPointF(x, centre.y()), QPointF(x + SampleLength, centre.y()));
        drawSeriesMark(painter, entry.style.mark, centre, MarkSize, entry.style.color);
        QFont font = m_theme.textFont;
        font.setItalic(entry.stale);
        painter->setFont(font);
        const double inner = cell - SampleLength - 2.0 * Theme::Grid;
        // Where room is short the name stays whole: the unit stands beside the title already.
        const bool fits =
            metrics.horizontalAdvance(entry.name) + tabularWidth(metrics, entry.value) + 6 <= inner;
        const QString value = fits ? entry.value : entry.shortValue;
        const double valueWidth = tabularWidth(metrics, value);
        const QString name =
            metrics.elidedText(entry.name, Qt::ElideRight, std::max(0.0, inner - valueWidth - 6));
        const QRectF words(x + SampleLength + 6, row, inner + 6, rowHeight);
        painter->setPen(m_theme.mutedText);
        painter->drawText(words, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, name);
        painter->setPen(entry.stale ? m_theme.mutedText : m_theme.text);
        const double at = metrics.horizontalAdvance(name) + 6;
        drawTabular(painter, words.adjusted(at, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, value);
        x += cell;
    }
    painter->setFont(m_theme.textFont);
    painter->setPen(m_theme.mutedText);
    drawTabular(painter, {0, row, width() - double(Theme::Grid), rowHeight},
                Qt::AlignRight | Qt::AlignVCenter, m_moment);
}

} // namespace interlock
