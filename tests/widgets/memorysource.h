// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/history/series.h"
#include "widgets/columnsource.h"

namespace interlock {

/// A Series as the plots see it.
class MemorySource final : public ColumnSource
{
public:
    explicit MemorySource(Series s = Series()) : series(std::move(s)) {}

    Series series;
    mutable int asked = 0; ///< columns handed out, to see what a frame costs

    [[nodiscard]] bool empty() const override { return series.empty(); }
    [[nodiscard]] qint64 firstTime() const override { return series.firstTime(); }
    [[nodiscard]] qint64 lastTime() const override { return series.lastTime(); }
    [[nodiscard]] quint64 revision() const override { return series.revision(); }
    [[nodiscard]] qint64 count(qint64 from, qint64 to) const override { return series.count(from, to); }
    [[nodiscard]] double valueAt(qint64 time) const override { return series.valueAt(time); }
    [[nodiscard]] std::vector<PlotColumn> columns(qint64 from, qint64 to, int width) const override
    {
        std::vector<PlotColumn> result;
        for (const Column &c : series.columns(from, to, width))
            result.push_back({c.firstTime, c.lastTime, c.first, c.min, c.max, c.last, c.gapBefore});
        asked += int(result.size());
        return result;
    }
    void visit(qint64 from, qint64 to, const std::function<void(qint64, double)> &visitor) const override
    {
        series.visit(from, to, visitor);
    }
};

} // namespace interlock
