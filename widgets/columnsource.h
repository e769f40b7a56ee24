// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <QtGlobal>
#include <vector>

namespace interlock {

/// First, min, max and last value of what falls into one pixel column. Times are milliseconds since the
/// epoch.
struct PlotColumn
{
    qint64 firstTime = 0, lastTime = 0;
    float first = 0, min = 0, max = 0, last = 0;
    bool gapBefore = false; ///< no line joins it to the sample before
};

/// What a plot draws a line from. A plot never asks for more than a few columns a pixel, so that a source
/// with a min/max pyramid makes a frame cost the width. Used from the GUI thread only.
class ColumnSource
{
    Q_DISABLE_COPY_MOVE(ColumnSource)

public:
    ColumnSource() = default;
    virtual ~ColumnSource() = default;

    [[nodiscard]] virtual bool empty() const = 0;
    [[nodiscard]] virtual qint64 firstTime() const = 0; ///< only asked when not empty
    [[nodiscard]] virtual qint64 lastTime() const = 0;
    /// Changes with every change. What lies before lastTime() may only change together with firstTime(): a
    /// plot redraws no more than the end when only this rose.
    [[nodiscard]] virtual quint64 revision() const = 0;
    /// At most @p width columns over [@p from, @p to), oldest first, empty ones left out. The gapBefore of
    /// the first speaks of the sample before @p from.
    [[nodiscard]] virtual std::vector<PlotColumn> columns(qint64 from, qint64 to, int width) const = 0;
    /// How many samples lie in [@p from, @p to); decides how they are drawn.
    [[nodiscard]] virtual qint64 count(qint64 from, qint64 to) const = 0;
    /// The sample at or before @p time; NaN when there is none or a gap lies between.
    [[nodiscard]] virtual double valueAt(qint64 time) const = 0;
    /// Calls @p visitor with each sample of [@p from, @p to); NaN is a gap. For exports.
    virtual void visit(qint64 from, qint64 to, const std::function<void(qint64, double)> &visitor) const = 0;
};

} // namespace interlock
