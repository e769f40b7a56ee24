// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/history/serieshistory.h"
#include "widgets/columnsource.h"

namespace interlock {

/// One series of a history for a plot, scaled to the unit shown. The series may come later: until then it is
/// empty.
class HistorySource final : public ColumnSource
{
public:
    /// @p history outlives the source.
    HistorySource(const SeriesHistory &history, const SeriesKey &key, double scale = 1.0);

    [[nodiscard]] bool empty() const override;
    [[nodiscard]] qint64 firstTime() const override;
    [[nodiscard]] qint64 lastTime() const override;
    [[nodiscard]] quint64 revision() const override;
    [[nodiscard]] std::vector<PlotColumn> columns(qint64 from, qint64 to, int width) const override;
    [[nodiscard]] qint64 count(qint64 from, qint64 to) const override;
    [[nodiscard]] double valueAt(qint64 time) const override;
    void visit(qint64 from, qint64 to, const std::function<void(qint64, double)> &visitor) const override;

private:
    [[nodiscard]] const Series *series() const;

    const SeriesHistory &m_history;
    SeriesKey m_key;
    double m_scale;
    mutable const Series *m_series = nullptr; ///< found once; stays valid
};

} // namespace interlock
