// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/history/series.h"
#include "tests/bench/plots/contender.h"
#include "widgets/timeplot.h"

#include <memory>
#include <vector>

namespace interlock::bench {

/// TimePlot as the console uses it, with title, legend and last values.
class OurPlots final : public Contender
{
public:
    explicit OurPlots(const Task &task);
    ~OurPlots() override;
    void liveUpdate(qint64 time, double value) override;
    void fullFrame(qint64 time, double value) override;

private:
    class Source;
    void append(qint64 time, double value);

    Task m_task;
    TimePlotGroup m_group;
    std::vector<std::shared_ptr<Source>> m_sources;
    std::vector<std::unique_ptr<TimePlot>> m_plots;
};

} // namespace interlock::bench
