// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/historysource.h"

namespace interlock {

HistorySource::HistorySource(const SeriesHistory &history, const SeriesKey &key, double scale)
    : m_history(history), m_key(key), m_scale(scale)
{
}

const Series *HistorySource::series() const
{
    if (!m_series)
        m_series = m_history.series(m_key);
    return m_series;
}

bool HistorySource::empty() const
{
    return !series() || series()->empty();
}

qint64 HistorySource::firstTime() const
{
    return series()->firstTime();
}

qint64 HistorySource::lastTime() const
{
    return series()->lastTime();
}

quint64 HistorySource::revision() const
{
    return series() ? series()->revision() : 0;
}

std::vector<PlotColumn> HistorySource::columns(qint64 from, qint64 to, int width) const
{
    if (!series())
        return {};
    const auto scale = float(m_scale);
    std::vector<PlotColumn> result;
    for (const Column &column : series()->columns(from, to, width))
        result.push_back({column.firstTime, column.lastTime, column.first * scale, column.min * scale,
                          column.max * scale, column.last * scale, column.gapBefore});
    return result;
}

qint64 HistorySource::count(qint64 from, qint64 to) const
{
    return series() ? series()->count(from, to) : 0;
}

double HistorySource::valueAt(qint64 time) const
{
    return series() ? series()->valueAt(time) * m_scale : qQNaN();
}

void HistorySource::visit(qint64 from, qint64 to, const std::function<void(qint64, double)> &visitor) const
{
    if (series())
        series()->visit(from, to,
                        [this, &visitor](qint64 time, double value) { visitor(time, value * m_scale); });
}

} // namespace interlock
