// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/columnraster.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <QColor>
#include <QPainter>
#include <QPainterPath>

namespace interlock {

namespace {

constexpr float Nothing = std::numeric_limits<float>::infinity();

/// The reach of the line in each pixel column, in image rows (downwards).
class SpanBuffer
{
public:
    SpanBuffer(const RasterFrame &frame, int left, int right)
        : m_frame(frame),
          m_left(left),
          m_top(std::size_t(std::max(0, right - left)), Nothing),
          m_bottom(m_top.size(), -Nothing)
    {
    }

    void include(int column, double row)
    {
        const auto i = std::size_t(column - m_left);
        if (column < m_left || i >= m_top.size())
            return;
        const auto r = float(std::clamp(row, -8.0, double(m_frame.height) + 8.0));
        m_top[i] = std::min(m_top[i], r);
        m_bottom[i] = std::max(m_bottom[i], r);
    }

    void line(double x0, double row0, double x1, double row1)
    {
        const int first = std::max(int(std::floor(x0)), m_left - 1);
        const int last = std::min(int(std::floor(x1)), m_left + int(m_top.size()));
        for (int boundary = first + 1; boundary <= last; ++boundary) {
            const double row = row0 + (boundary - x0) / (x1 - x0) * (row1 - row0);
            include(boundary - 1, row);
            include(boundary, row);
        }
    }

    /// Calls @p paint(column, top, bottom) where there is something.
    template<typename Paint>
    void each(Paint paint) const
    {
        for (std::size_t i = 0; i < m_top.size(); ++i) {
            if (m_top[i] <= m_bottom[i])
                paint(m_left + int(i), m_top[i], m_bottom[i]);
        }
    }

private:
    const RasterFrame &m_frame;
    int m_left;
    std::vector<float> m_top, m_bottom;
};

QRgb scaled(QRgb color, unsigned alpha)
{
    const auto part = [alpha](int channel) { return int((unsigned(channel) * alpha + 127U) / 255U); };
    return qRgba(part(qRed(color)), part(qGreen(color)), part(qBlue(color)), part(qAlpha(color)));
}

QRgb over(QRgb source, QRgb below)
{
    const QRgb rest = scaled(below, 255U - unsigned(qAlpha(source)));
    return qRgba(qRed(source) + qRed(rest), qGreen(source) + qGreen(rest), qBlue(source) + qBlue(rest),
                 qAlpha(source) + qAlpha(rest));
}

/// Draws one span of opaque @p color with its fractional ends into column @p x.
void paintSpan(uchar *bits, qsizetype stride, int height, int x, float top, float bottom, QRgb color)
{
    const float begin = std::clamp(top, 0.0F, float(height));
    const float end = std::clamp(bottom, 0.0F, float(height));
    if (begin >= end)
        return;
    uchar *column = bits + qsizetype(x) * qsizetype(sizeof(QRgb));
    const auto pixel = [column, stride](int row) { return reinterpret_cast<QRgb *>(column + row * stride); };
    const auto paintEnd = [&](int row, float covered) {
        *pixel(row) = covered >= 0.996F
                          ? color
                          : over(scaled(color, unsigned(std::lround(covered * 255.0F))), *pixel(row));
    };
    const int firstRow = int(begin);
    const int lastRow = std::min(int(std::ceil(end)), height) - 1;
    if (firstRow == lastRow) {
        paintEnd(firstRow, end - begin);
        return;
    }
    paintEnd(firstRow, float(firstRow + 1) - begin);
    for (int row = firstRow + 1; row < lastRow; ++row) // most of the time of a picture goes into this line
        *pixel(row) = color;
    paintEnd(lastRow, end - float(lastRow));
}

bool standsAlone(const std::vector<PlotColumn> &columns, std::size_t i)
{
    return columns[i].gapBefore && (i + 1 == columns.size() || columns[i + 1].gapBefore);
}

} // namespace

double RasterFrame::x(qint64 time) const
{
    return double(time - from) * width / double(to - from);
}

int RasterFrame::column(qint64 time) const
{
    return int(std::clamp(std::floor(x(time)), -1e6, 1e6));
}

double RasterFrame::y(double value) const
{
    return (top - value) / (top - bottom) * height;
}

void ColumnRaster::drawSpans(QImage &image, const RasterFrame &frame, const std::vector<PlotColumn> &columns,
                             const QColor &color, double penWidth, int left, int right)
{
    SpanBuffer spans(frame, left, right);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const PlotColumn &column = columns[i];
        const int x = frame.column(column.firstTime);
        spans.include(x, frame.y(double(column.min)));
        spans.include(x, frame.y(double(column.max)));
        if (standsAlone(columns, i)) { // one pixel would be overlooked
            spans.include(x + 1, frame.y(double(column.last)));
        } else if (!column.gapBefore && i > 0) {
            const PlotColumn &before = columns[i - 1];
            spans.line(frame.column(before.firstTime) + 0.5, frame.y(double(before.last)), x + 0.5,
                       frame.y(double(column.first)));
        }
    }
    uchar *bits = image.bits();
    const qsizetype stride = image.bytesPerLine();
    const QRgb rgb = qPremultiply(color.rgba());
    const float half = float(penWidth) / 2;
    spans.each([&](int x, float top, float bottom) {
        paintSpan(bits, stride, image.height(), x, top - half, bottom + half, rgb);
    });
}

void ColumnRaster::drawPolyline(QImage &image, const RasterFrame &frame,
                                const std::vector<PlotColumn> &columns, const QColor &color, double penWidth,
                                int left, int right)
{
    QPainter painter(&image);
    painter.setClipRect(left, 0, right - left, image.height());
    painter.setRenderHint(QPainter::Antialiasing);
    // Line by line with square caps, which Qt draws at once. As one path it looks through all crossings of a
    // row for each new one, and a dense, noisy line of some thousand points takes seconds.
    painter.setPen(QPen(color, penWidth, Qt::SolidLine, Qt::SquareCap));
    QPolygonF points;
    QList<QLineF> lines;
    const auto add = [&](double x, float value) {
        const QPointF point(x, std::clamp(frame.y(double(value)), -1e4, 1e5));
        if (points.isEmpty() || points.last() != point)
            points.append(point);
    };
    const auto finish = [&] {
        if (points.size() == 1) {
            painter.setBrush(color);
            painter.drawEllipse(points.first(), penWidth / 2, penWidth / 2);
        } else {
            for (qsizetype i = 1; i < points.size(); ++i)
                lines.append(QLineF(points[i - 1], points[i]));
        }
        points.clear();
    };
    // What ends left of the strip is skipped, but for the point the line comes from.
    const double reach = left - 2 * penWidth;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const PlotColumn &column = columns[i];
        if (column.gapBefore)
            finish();
        const bool hidden = i + 1 < columns.size() && frame.x(columns[i + 1].firstTime) < reach;
        if (hidden) {
            points.clear();
            continue;
        }
        const double x0 = frame.x(column.firstTime);
        const double x1 = frame.x(column.lastTime);
        add(x0, column.first);
        if (column.firstTime != column.lastTime) {
            add((x0 + x1) / 2, column.min);
            add((x0 + x1) / 2, column.max);
            add(x1, column.last);
        } else if (column.min != column.max) { // several samples at one time
            add(x0, column.min);
            add(x0, column.max);
            add(x0, column.last);
        }
    }
    finish();
    painter.drawLines(lines);
}

void ColumnRaster::dash(QImage &image, const RasterFrame &frame, double dashPixels, int left, int right)
{
    constexpr unsigned SpaceAlpha = 90; // of 255
    const double perPixel = double(frame.to - frame.from) / frame.width;
    const double origin = std::fmod(double(frame.from) / perPixel, dashPixels);
    const auto isSpace = [&](int x) { return std::fmod(origin + x, dashPixels) >= dashPixels * 0.62; };
    uchar *bits = image.bits();
    const qsizetype stride = image.bytesPerLine();
    for (int x = left; x < right; ++x) {
        if (!isSpace(x))
            continue;
        uchar *line = bits + qsizetype(x) * qsizetype(sizeof(QRgb));
        for (int row = 0; row < image.height(); ++row, line += stride) {
            auto *pixel = reinterpret_cast<QRgb *>(line);
            if (*pixel != 0)
                *pixel = scaled(*pixel, SpaceAlpha);
        }
    }
}

void ColumnRaster::clear(QImage &image, int left, int right)
{
    if (left <= 0 && right >= image.width()) {
        image.fill(0);
        return;
    }
    uchar *line = image.bits() + qsizetype(left) * qsizetype(sizeof(QRgb));
    for (int row = 0; row < image.height(); ++row, line += image.bytesPerLine())
        std::memset(line, 0, std::size_t(right - left) * sizeof(QRgb));
}

} // namespace interlock
