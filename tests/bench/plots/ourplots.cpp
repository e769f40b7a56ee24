// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/plots/ourplots.h"

#include "widgets/plotcanvas.h"

#include <QApplication>

namespace interlock::bench {

using namespace Qt::StringLiterals;

class OurPlots::Source final : public ColumnSource
{
public:
    Series series;

    [[nodiscard]] bool empty() const override { return series.empty(); }
    [[nodiscard]] qint64 firstTime() const override { return series.firstTime(); }
    [[nodiscard]] qint64 lastTime() const override { return series.lastTime(); }
    [[nodiscard]] quint64 revision() const override { return series.revision(); }
    [[nodiscard]] qint64 count(qint64 from, qint64 to) const override { return series.count(from, to); }
    [[nodiscard]] double valueAt(qint64 time) const override { return series.valueAt(time); }
    [[nodiscard]] std::vector<PlotColumn> columns(qint64 from, qint64 to, int width) const override
    {
        const auto columns = series.columns(from, to, width);
        std::vector<PlotColumn> result;
        result.reserve(columns.size());
        for (const Column &c : columns)
            result.push_back({c.firstTime, c.lastTime, c.first, c.min, c.max, c.last, c.gapBefore});
        return result;
    }
    void visit(qint64 from, qint64 to, const std::function<void(qint64, double)> &visitor) const override
    {
        series.visit(from, to, visitor);
    }
};

OurPlots::OurPlots(const Task &task) : m_task(task)
{
    const Theme theme = Theme::light();
    m_group.setUtc(true);
    m_group.setSpan(task.points * task.stepMs);
    m_group.setNow(task.end());
    for (int p = 0; p < task.plots; ++p) {
        QList<PlotSeries> lines;
        for (int l = 0; l < task.linesPerPlot; ++l) {
            auto source = std::make_shared<Source>();
            for (qint64 i = 0; i < task.points; ++i)
                source->series.append(task.start() + i * task.stepMs, Task::value(i) + l * 20);
            m_sources.push_back(source);
            // Both solid, as those of the other contenders are.
            SeriesStyle style = SeriesStyle::of(l == 0 ? SystemKind::Legacy : SystemKind::New, theme);
            style.line = LineKind::Solid;
            lines.append({u"line %1"_s.arg(l), style, source, 1});
        }
        auto plot = std::make_unique<TimePlot>(&m_group);
        plot->setTitle(u"Plot %1"_s.arg(p), u"ms"_s);
        plot->setSeries(lines);
        plot->resize(task.size.width(), task.size.height());
        plot->show();
        m_plots.push_back(std::move(plot));
    }
    QApplication::processEvents();
}

OurPlots::~OurPlots() = default;

void OurPlots::append(qint64 time, double value)
{
    for (const auto &source : m_sources) {
        source->series.append(time, value);
        source->series.dropBefore(time - m_task.points * m_task.stepMs);
    }
}

void OurPlots::liveUpdate(qint64 time, double value)
{
    append(time, value);
    m_group.refresh();
    QApplication::processEvents();
}

void OurPlots::fullFrame(qint64 time, double value)
{
    append(time, value);
    m_group.refresh();
    for (const auto &plot : m_plots) {
        m_group.showRange(time - m_task.points * m_task.stepMs, time);
        plot->canvas()->redrawAll();
        plot->header()->update();
    }
    QApplication::processEvents();
}

} // namespace interlock::bench
