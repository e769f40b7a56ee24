// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bandchart.h"

#include <algorithm>
#include <cmath>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr double axisTop = 100.0;
constexpr int axisTicks = 4;

QString percentText(double value, int decimals)
{
    return QLocale().toString(value, 'f', decimals) + u"\u2009%"_s;
}

} // namespace

BandChart::BandChart(QWidget *parent) : SummaryChart(parent) {}

void BandChart::setNames(const QString &value, const QString &band, const QString &second)
{
    m_valueName = value;
    m_bandName = band;
    m_secondName = second;
}

void BandChart::setSteps(const QList<Step> &steps, qint64 from, qint64 stepMs)
{
    m_steps = steps;
    m_from = from;
    m_stepMs = std::max<qint64>(stepMs, 1);
    update();
}

void BandChart::setMarksLegend(const QString &text)
{
    m_marksLegend = text;
    update();
}

void BandChart::setMarks(const QList<EventMark> &marks)
{
    m_marks = marks;
    update();
}

bool BandChart::isEmpty() const
{
    return std::ranges::all_of(m_steps, [](const Step &step) { return std::isnan(step.value); });
}

double BandChart::bottomValue() const
{
    double lowest = axisTop;
    double bestLow = 0;
    for (const Step &step : m_steps) {
        if (!std::isnan(step.value))
            lowest = std::min(lowest, step.value);
        if (!std::isnan(step.low))
            bestLow = std::max(bestLow, step.low);
    }
    // Room for the values; of the bands at least the narrowest one is to be seen whole.
    const double span = std::max({(axisTop - lowest) * 1.25, (axisTop - bestLow) * 1.5, 0.02});
    const double magnitude = std::pow(10.0, std::floor(std::log10(span / axisTicks)));
    for (const double nice : {1.0, 2.0, 2.5, 5.0, 10.0}) {
        if (nice * magnitude * axisTicks >= span)
            return std::max(0.0, axisTop - nice * magnitude * axisTicks);
    }
    return 0.0;
}

BandChart::Frame BandChart::frameIn(const QRectF &area, const QFont &font) const
{
    Frame frame;
    frame.bottom = bottomValue();
    const double tick = (axisTop - frame.bottom) / axisTicks;
    frame.decimals = std::clamp(int(std::ceil(-std::log10(tick) - 1e-9)) + (tick < 1 ? 1 : 0), 0, 6);
    if (std::abs(tick - std::round(tick)) > 1e-9 && frame.decimals == 0)
        frame.decimals = 1;
    const QFontMetricsF metrics(themeFont(FontRole::Caption, font));
    const double left = metrics.horizontalAdvance(percentText(axisTop, frame.decimals)) + 6;
    frame.plot = area.adjusted(left, metrics.height() + 11, -4, -metrics.height() - 4);
    return frame;
}

QPointF BandChart::point(const Frame &frame, qsizetype step, double value) const
{
    const double width = frame.plot.width() / double(m_steps.size());
    const double share = (std::max(value, frame.bottom) - frame.bottom) / (axisTop - frame.bottom);
    return {frame.plot.left() + (double(step) + 0.5) * width,
            frame.plot.bottom() - share * frame.plot.height()};
}

void BandChart::paintAxes(QPainter &painter, const Frame &frame, const ChartInk &ink) const
{
    const QFontMetricsF metrics(painter.font());
    for (int tick = 0; tick <= axisTicks; ++tick) {
        const double value = frame.bottom + (axisTop - frame.bottom) * tick / axisTicks;
        const double y = frame.plot.bottom() - frame.plot.height() * tick / axisTicks;
        painter.setPen(QPen(ink.theme.grid, 1));
        painter.drawLine(QPointF(frame.plot.left(), y), QPointF(frame.plot.right(), y));
        painter.setPen(ink.theme.mutedText);
        const QRectF label(frame.plot.left() - 200, y - metrics.height() / 2, 194, metrics.height());
        painter.drawText(label, Qt::AlignRight | Qt::AlignVCenter, percentText(value, frame.decimals));
    }
    double free = frame.plot.left() - 40;
    for (qsizetype i = 0; i < m_steps.size(); ++i) {
        const double x = point(frame, i, axisTop).x();
        const double width = metrics.horizontalAdvance(m_steps[i].label);
        const double left = std::clamp(x - width / 2, frame.plot.left(),
                                       std::max(frame.plot.left(), frame.plot.right() - width));
        if (left < free)
            continue;
        painter.drawText(QPointF(left, frame.plot.bottom() + metrics.ascent() + 3), m_steps[i].label);
        free = left + width + 1.5 * Theme::Grid;
    }
}

void BandChart::paintBand(QPainter &painter, const Frame &frame, const ChartInk &ink) const
{
    QColor ground = ink.theme.mutedText;
    ground.setAlphaF(0.28F);
    const double width = frame.plot.width() / double(m_steps.size());
    // Each step's band stands by itself: between two steps nothing was measured.
    for (qsizetype i = 0; i < m_steps.size(); ++i) {
        const Step &step = m_steps[i];
        if (std::isnan(step.low))
            continue;
        const QPointF low = point(frame, i, step.low);
        const QPointF high = point(frame, i, step.high);
        const double half = std::clamp(width * 0.4, 1.5, 14.0);
        painter.fillRect(QRectF(high.x() - half, high.y(), 2 * half, std::max(1.0, low.y() - high.y())),
                         ground);
    }
}

void BandChart::paintLine(QPainter &painter, const Frame &frame, const QPen &pen, double Step::*value) const
{
    painter.setPen(pen);
    painter.setBrush(pen.color());
    const bool few = frame.plot.width() / double(m_steps.size()) > 6;
    std::optional<QPointF> before;
    for (qsizetype i = 0; i < m_steps.size(); ++i) {
        const double at = m_steps[i].*value;
        if (std::isnan(at)) {
            before.reset();
            continue;
        }
        const QPointF now = point(frame, i, at);
        if (before)
            painter.drawLine(*before, now);
        if (few && pen.style() == Qt::SolidLine)
            painter.drawEllipse(now, 2.5, 2.5);
        else if (!before)
            painter.drawLine(now - QPointF(3, 0), now + QPointF(3, 0));
        before = now;
    }
}

double BandChart::markX(const Frame &frame, const EventMark &mark) const
{
    const double steps = double(mark.time - m_from) / double(m_stepMs);
    return frame.plot.left() + steps * frame.plot.width() / double(m_steps.size());
}

void BandChart::paintMarks(QPainter &painter, const Frame &frame, const ChartInk &ink) const
{
    painter.setBrush(ink.theme.event);
    painter.setFont(themeFont(FontRole::Caption, ink.font));
    const QFontMetricsF metrics(painter.font());
    double signsEnd = frame.plot.left(); // signs never lie over each other
    for (const EventMark &mark : m_marks) {
        const double x = markX(frame, mark);
        if (x < frame.plot.left() || x > frame.plot.right())
            continue;
        painter.setPen(QPen(ink.theme.event, 1, Qt::DashLine));
        painter.drawLine(QPointF(x, frame.plot.top()), QPointF(x, frame.plot.bottom()));
        const QPointF top(x, frame.plot.top());
        painter.drawPolygon(QPolygonF({top + QPointF(-4, -6), top + QPointF(4, -6), top}));
        const double width = metrics.horizontalAdvance(mark.sign);
        if (mark.sign.isEmpty() || x + 3 < signsEnd || x + 3 + width > frame.plot.right())
            continue;
        painter.setPen(ink.theme.event);
        painter.drawText(QPointF(x + 3, frame.plot.bottom() - metrics.descent()), mark.sign);
        signsEnd = x + 5 + width;
    }
}

void BandChart::paintLegend(QPainter &painter, const QRectF &area, const ChartInk &ink) const
{
    const QFontMetricsF metrics(painter.font());
    double x = area.left();
    const double y = area.top() + metrics.height() / 2;
    const auto name = [&](const QString &text) {
        painter.setPen(ink.theme.mutedText);
        painter.drawText(QPointF(x + 22, y + metrics.ascent() / 2 - 1), text);
        x += 22 + metrics.horizontalAdvance(text) + 2 * Theme::Grid;
    };
    painter.setPen(QPen(ink.theme.text, 1.8));
    painter.drawLine(QPointF(x, y), QPointF(x + 18, y));
    name(m_valueName);
    QColor ground = ink.theme.mutedText;
    ground.setAlphaF(0.28F);
    painter.fillRect(QRectF(x + 2, y - 5, 14, 10), ground);
    name(m_bandName);
    painter.setPen(QPen(ink.theme.mutedText, 1.4, Qt::DotLine));
    painter.drawLine(QPointF(x, y), QPointF(x + 18, y));
    name(m_secondName);
    painter.setPen(ink.theme.event);
    if (!m_marks.isEmpty() && x + metrics.horizontalAdvance(m_marksLegend) <= area.right())
        painter.drawText(QPointF(x, y + metrics.ascent() / 2 - 1), m_marksLegend);
}

void BandChart::paintPlot(QPainter &painter, const QRectF &area, const ChartInk &ink) const
{
    const Frame frame = frameIn(area, ink.font);
    paintLegend(painter, area, ink);
    paintAxes(painter, frame, ink);
    painter.save();
    painter.setClipRect(frame.plot.adjusted(-4, -8, 4, 1));
    paintBand(painter, frame, ink);
    paintLine(painter, frame, QPen(ink.theme.mutedText, 1.4, Qt::DotLine), &Step::second);
    paintLine(painter, frame, QPen(ink.theme.text, 1.8), &Step::value);
    paintMarks(painter, frame, ink);
    painter.restore();
}

QString BandChart::textAt(const QPointF &pos, const QRectF &area) const
{
    const Frame frame = frameIn(area, font());
    for (const EventMark &mark : m_marks) {
        if (std::abs(markX(frame, mark) - pos.x()) <= 4)
            return mark.label;
    }
    const double step = (pos.x() - frame.plot.left()) / frame.plot.width() * double(m_steps.size());
    const auto index = qsizetype(std::floor(step));
    return index >= 0 && index < m_steps.size() ? m_steps[index].note : QString();
}

} // namespace interlock
