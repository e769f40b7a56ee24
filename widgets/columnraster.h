// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/columnsource.h"

#include <QImage>
#include <vector>

namespace interlock {

/// Where times and values fall on an image of device pixels: [from, to) over the width, [bottom, top] over
/// the height.
struct RasterFrame
{
    qint64 from = 0, to = 1;
    double bottom = 0, top = 1;
    int width = 0, height = 0;

    friend bool operator==(const RasterFrame &, const RasterFrame &) = default;
    [[nodiscard]] double x(qint64 time) const;
    [[nodiscard]] int column(qint64 time) const;
    [[nodiscard]] double y(double value) const;
};

/// Draws lines from columns into an ARGB32_Premultiplied image, between the pixel columns @p left (included)
/// and
/// @p right (excluded). The image is as large as the frame.
class ColumnRaster final
{
public:
    /// One vertical span a pixel column with antialiased ends: for many samples a pixel.
    static void drawSpans(QImage &image, const RasterFrame &frame, const std::vector<PlotColumn> &columns,
                          const QColor &color, double penWidth, int left, int right);
    /// An antialiased line through all points: for few samples a pixel.
    static void drawPolyline(QImage &image, const RasterFrame &frame, const std::vector<PlotColumn> &columns,
                             const QColor &color, double penWidth, int left, int right);
    /// Dims every other stretch of the image, which makes what is drawn so far dashed. Dashes are tied to the
    /// time, so that they move with the line; nothing vanishes, so that no spike is lost in a space.
    static void dash(QImage &image, const RasterFrame &frame, double dashPixels, int left, int right);
    static void clear(QImage &image, int left, int right);
};

} // namespace interlock
