// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/plots/contender.h"

#include <memory>
#include <QChartView>
#include <QLineSeries>
#include <vector>

namespace interlock::bench {

/// Qt Charts as it comes: QLineSeries with replace() of all points.
class ChartPlots final : public Contender
{
public:
    explicit ChartPlots(const Task &task);
    void liveUpdate(qint64 time, double value) override;
    void fullFrame(qint64 time, double value) override;

private:
    Task m_task;
    QList<QPointF> m_points;
    std::vector<std::unique_ptr<QChartView>> m_views;
    std::vector<QLineSeries *> m_lines;
};

} // namespace interlock::bench
