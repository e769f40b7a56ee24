// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/plots/chartplots.h"

#include <QApplication>
#include <QChart>
#include <QDateTime>
#include <QDateTimeAxis>
#include <QValueAxis>

namespace interlock::bench {

ChartPlots::ChartPlots(const Task &task) : m_task(task)
{
    m_points.reserve(task.points + 1);
    for (qint64 i = 0; i < task.points; ++i)
        m_points.append(QPointF(double(task.start() + i * task.stepMs), Task::value(i)));
    for (int p = 0; p < task.plots; ++p) {
        auto *chart = new QChart;
        auto *time = new QDateTimeAxis(chart);
        auto *values = new QValueAxis(chart);
        chart->addAxis(time, Qt::AlignBottom);
        chart->addAxis(values, Qt::AlignLeft);
        chart->legend()->hide();
        values->setRange(0, 400);
        for (int l = 0; l < task.linesPerPlot; ++l) {
            auto *line = new QLineSeries(chart);
            line->setPen(QPen(l == 0 ? Qt::blue : Qt::darkGreen, 1));
            chart->addSeries(line);
            line->attachAxis(time);
            line->attachAxis(values);
            line->replace(m_points);
            m_lines.push_back(line);
        }
        time->setRange(QDateTime::fromMSecsSinceEpoch(task.start()),
                       QDateTime::fromMSecsSinceEpoch(task.end()));
        auto view = std::make_unique<QChartView>(chart);
        view->resize(task.size);
        view->show();
        m_views.push_back(std::move(view));
    }
    QApplication::processEvents();
}

void ChartPlots::liveUpdate(qint64 time, double value)
{
    m_points.removeFirst();
    m_points.append(QPointF(double(time), value));
    for (QLineSeries *line : m_lines)
        line->replace(m_points);
    QApplication::processEvents();
}

void ChartPlots::fullFrame(qint64 time, double value)
{
    liveUpdate(time, value);
}

} // namespace interlock::bench
