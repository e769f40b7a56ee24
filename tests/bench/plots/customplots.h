// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/plots/contender.h"

#include <memory>
#include <qcustomplot.h>
#include <vector>

namespace interlock::bench {

/// QCustomPlot as it comes: QCPGraph with adaptive sampling and antialiasing, addData() and removeBefore().
class CustomPlots final : public Contender
{
public:
    explicit CustomPlots(const Task &task);
    void liveUpdate(qint64 time, double value) override;
    void fullFrame(qint64 time, double value) override;

private:
    Task m_task;
    std::vector<std::unique_ptr<QCustomPlot>> m_plots;
};

} // namespace interlock::bench
