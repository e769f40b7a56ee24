// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/columnplottable.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace interlock {

namespace {

constexpr int SamplesForSpans = 4; // a pixel; fewer are drawn as a polyline
constexpr int PolylineDensity = 4; // columns a pixel then, so that each sample has its own

qint64 milliseconds(double seconds)
{
    return std::llround(seconds * 1000.0);
}

} // namespace

ColumnPlottable::ColumnPlottable(QCPAxis *keyAxis, QCPAxis *valueAxis,
                                 std::shared_ptr<const ColumnSource> source)
    : QCPAbstractPlottable(keyAxis, valueAxis), m_source(std::move(source))
{
    setSelectable(QCP::stNone);
}

void ColumnPlottable::setStyle(const SeriesStyle &style)
{
    m_style = style;
}

std::vector<PlotColumn> ColumnPlottable::query(qint64 from, qint64 to, int pixels) const
{
    return m_source->columns(from, to, m_spans ? pixels : pixels * PolylineDensity);
}

ColumnPlottable::Change ColumnPlottable::refresh(const RasterFrame &frame)
{
    const bool sameFrame =
        frame.from == m_frame.from && frame.to == m_frame.to && frame.width == m_frame.width;
    const quint64 revision = m_source->revision();
    if (sameFrame && revision == m_revision)
        return {frame.width};
    const bool hasFirst = !m_source->empty();
    const qint64 first = hasFirst ? m_source->firstTime() : 0;
    const bool pastGrew = hasFirst && (!m_hasFirst || first < m_firstTime);
    // What a source drops at its old end may stay in the picture for a while, so that a sliding day is no new
    // picture.
    const bool pastShrank = hasFirst && first > m_firstTime + (frame.to - frame.from) / 16;
    const bool spans = m_source->count(frame.from, frame.to) >= qint64(frame.width) * SamplesForSpans;
    const bool tailOnly =
        sameFrame && !pastGrew && !pastShrank && hasFirst && spans == m_spans && !m_columns.empty();
    m_revision = revision;
    m_spans = spans;
    m_frame = frame;
    if (tailOnly)
        return {refreshTail()};
    m_hasFirst = hasFirst;
    m_firstTime = first;
    refreshAll(frame);
    return {0};
}

/// All columns of the frame, and the samples next to it on both sides, which the line comes from and goes to.
void ColumnPlottable::refreshAll(const RasterFrame &frame)
{
    m_columns = query(frame.from, frame.to, frame.width);
    if (m_source->empty())
        return;
    const bool comesFromLeft =
        m_source->firstTime() < frame.from && (m_columns.empty() || !m_columns.front().gapBefore);
    if (comesFromLeft) {
        auto before = m_source->columns(m_source->firstTime(), frame.from, 1);
        if (!before.empty()) {
            const PlotColumn &left = before.back();
            m_columns.insert(m_columns.begin(), {left.lastTime, left.lastTime, left.last, left.last,
                                                 left.last, left.last, true});
        }
    }
    appendNeighbourAfter();
}

void ColumnPlottable::appendNeighbourAfter()
{
    if (m_source->lastTime() < m_frame.to)
        return;
    // The next sample lies a sample's distance away: look further and further until it is found.
    const qint64 end = m_source->lastTime() + 1;
    qint64 reach = std::max<qint64>(1, (m_frame.to - m_frame.from) / std::max(1, m_frame.width));
    for (;;) {
        const qint64 until = end - m_frame.to <= reach ? end : m_frame.to + reach;
        const auto after = m_source->columns(m_frame.to, until, int(std::min<qint64>(reach, 64)));
        if (!after.empty()) {
            PlotColumn right = after.front();
            right = {right.firstTime, right.firstTime, right.first,    right.first,
                     right.first,     right.first,     right.gapBefore};
            if (!right.gapBefore)
                m_columns.push_back(right);
            return;
        }
        if (until == end)
            return;
        reach *= 8;
    }
}

/// Asks for the last kept column and what came after it; returns the first pixel column that may look
/// different.
int ColumnPlottable::refreshTail()
{
    const qint64 span = m_frame.to - m_frame.from;
    while (!m_columns.empty() && m_columns.back().firstTime >= m_frame.to)
        m_columns.pop_back(); // the neighbour after the frame
    if (m_columns.empty()) {
        refreshAll(m_frame);
        return 0;
    }
    const int x = std::max(0, m_frame.column(m_columns.back().firstTime));
    if (x >= m_frame.width)
        return m_frame.width;
    const qint64 from = m_frame.from + qint64(std::ceil(double(x) * double(span) / m_frame.width));
    while (!m_columns.empty() && m_columns.back().firstTime >= from)
        m_columns.pop_back();
    const auto tail = query(from, m_frame.to, m_frame.width - x);
    m_columns.insert(m_columns.end(), tail.begin(), tail.end());
    appendNeighbourAfter();
    return std::max(0, x - 1);
}

void ColumnPlottable::rasterize(QImage &image, const RasterFrame &frame, double penWidth, int left,
                                int right) const
{
    if (m_spans)
        ColumnRaster::drawSpans(image, frame, m_columns, m_style.color, penWidth, left, right);
    else
        ColumnRaster::drawPolyline(image, frame, m_columns, m_style.color, penWidth, left, right);
}

std::pair<double, double> ColumnPlottable::extremes() const
{
    constexpr float Infinite = std::numeric_limits<float>::infinity();
    float low = Infinite;
    float high = -Infinite;
    for (const PlotColumn &column : m_columns) {
        low = std::min(low, column.min);
        high = std::max(high, column.max);
    }
    if (low > high)
        return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
    return {double(low), double(high)};
}

double ColumnPlottable::selectTest(const QPointF & /*pos*/, bool /*onlySelectable*/,
                                   QVariant * /*details*/) const
{
    return -1;
}

QCPRange ColumnPlottable::getKeyRange(bool &foundRange, QCP::SignDomain /*inSignDomain*/) const
{
    foundRange = !m_source->empty();
    if (!foundRange)
        return {};
    return {double(m_source->firstTime()) / 1000.0, double(m_source->lastTime()) / 1000.0};
}

QCPRange ColumnPlottable::getValueRange(bool &foundRange, QCP::SignDomain /*inSignDomain*/,
                                        const QCPRange &inKeyRange) const
{
    foundRange = false;
    if (m_source->empty())
        return {};
    const bool all = inKeyRange == QCPRange();
    const qint64 from = all ? m_source->firstTime() : milliseconds(inKeyRange.lower);
    const qint64 to = all ? m_source->lastTime() : milliseconds(inKeyRange.upper);
    const auto column = m_source->columns(from, to + 1, 1);
    if (column.empty())
        return {};
    foundRange = true;
    return {double(column.front().min), double(column.front().max)};
}

void ColumnPlottable::draw(QCPPainter *painter)
{
    if (m_drawnByCanvas)
        return;
    const QRect rect = clipRect();
    const double ratio = painter->device()->devicePixelRatioF();
    RasterFrame frame;
    frame.from = milliseconds(keyAxis()->range().lower);
    frame.to = std::max(frame.from + 1, milliseconds(keyAxis()->range().upper));
    frame.bottom = valueAxis()->range().lower;
    frame.top = valueAxis()->range().upper;
    frame.width = std::max(1, int(rect.width() * ratio));
    frame.height = std::max(1, int(rect.height() * ratio));
    refresh(frame);
    QImage image(frame.width, frame.height, QImage::Format_ARGB32_Premultiplied);
    image.fill(0);
    rasterize(image, frame, pen().widthF() * ratio, 0, frame.width);
    if (m_style.line == LineKind::Dashed)
        ColumnRaster::dash(image, frame, 10 * ratio, 0, frame.width);
    image.setDevicePixelRatio(ratio);
    painter->drawImage(rect.topLeft(), image);
}

void ColumnPlottable::drawLegendIcon(QCPPainter *painter, const QRectF &rect) const
{
    drawSeriesMark(painter, m_style.mark, rect.center(), std::min(rect.width(), rect.height()) * 0.7,
                   m_style.color);
}

} // namespace interlock
