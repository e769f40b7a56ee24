// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/plots/customplots.h"

#include <QApplication>

namespace interlock::bench {

CustomPlots::CustomPlots(const Task &task) : m_task(task)
{
    QVector<double> keys(task.points);
    QVector<double> values(task.points);
    for (qint64 i = 0; i < task.points; ++i) {
        keys[i] = double(task.start() + i * task.stepMs) / 1000.0;
        values[i] = Task::value(i);
    }
    for (int p = 0; p < task.plots; ++p) {
        auto plot = std::make_unique<QCustomPlot>();
        plot->xAxis->setTicker(QSharedPointer<QCPAxisTickerDateTime>::create());
        for (int l = 0; l < task.linesPerPlot; ++l) {
            plot->addGraph()->setData(keys, values, true);
            plot->graph(l)->setPen(QPen(l == 0 ? Qt::blue : Qt::darkGreen, 1));
        }
        plot->xAxis->setRange(keys.first(), keys.last());
        plot->yAxis->setRange(0, 400);
        plot->resize(task.size);
        plot->show();
        m_plots.push_back(std::move(plot));
    }
    QApplication::processEvents();
}

void CustomPlots::liveUpdate(qint64 time, double value)
{
    const double key = double(time) / 1000.0;
    const double span = double(m_task.points * m_task.stepMs) / 1000.0;
    for (const auto &plot : m_plots) {
        for (int l = 0; l < plot->graphCount(); ++l) {
            plot->graph(l)->addData(key, value);
            plot->graph(l)->data()->removeBefore(key - span);
        }
        plot->xAxis->setRange(key - span, key);
        plot->replot(QCustomPlot::rpQueuedReplot);
    }
    QApplication::processEvents();
}

void CustomPlots::fullFrame(qint64 time, double value)
{
    liveUpdate(time, value);
}

} // namespace interlock::bench
