// SPDX-License-Identifier: GPL-3.0-or-later
// interlock-bench-plots [--quick]: what a frame of a live plot costs, beside QCustomPlot and Qt Charts as
// they come. The contenders take turns within one run, so that ratios hold on a noisy machine; figures are
// medians. Exit code 0 always: goals that are missed are printed, not hidden.
#include "tests/bench/plots/chartplots.h"
#include "tests/bench/plots/customplots.h"
#include "tests/bench/plots/ourplots.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <memory>
#include <QApplication>
#include <QStringList>
#include <vector>

using namespace interlock::bench;

namespace {

double cpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

enum class Kind { Live, Full };

struct Runner
{
    const char *name;
    std::unique_ptr<Contender> contender;
    Kind kind;
    int turns; ///< frames a round; slow ones take fewer
    std::vector<double> costs = {};
    qint64 next = 0;
    std::vector<double> means = {}; ///< of the rounds

    void round(const Task &task, qint64 stepMs)
    {
        double total = 0;
        for (int i = 0; i < turns; ++i) {
            ++next;
            const qint64 time = task.end() + next * stepMs;
            const double value = Task::value(next * 7919);
            const double before = cpuMs();
            if (kind == Kind::Live)
                contender->liveUpdate(time, value);
            else
                contender->fullFrame(time, value);
            const double cost = cpuMs() - before;
            costs.push_back(cost);
            total += cost;
        }
        means.push_back(total / turns);
    }
};

void goal(const char *text, double actual, double bound)
{
    std::printf("  %-62s %9.5f  goal <= %.5f  %s\n", text, actual, bound, actual <= bound ? "met" : "MISSED");
}

void frames(bool quick)
{
    std::printf("ours, live: what a sample more costs; ours, full: all drawn anew, as when the time axis "
                "moves on (once in "
                "1/64 of the visible span) or the operator pans\n");
    std::printf("Frame of one live plot, one line, 1200x400, a sample more each frame (CPU ms, median)\n");
    std::printf("%10s %12s %12s %14s %12s\n", "points", "ours, live", "ours, full", "QCustomPlot",
                "Qt Charts");
    double live4 = 0;
    double full4 = 0;
    double live7 = 0;
    double full7 = 0;
    double live6 = 0;
    double full6 = 0;
    double custom6 = 0;
    double charts6 = 0;
    for (const qint64 points : {10'000, 100'000, 1'000'000, 10'000'000}) {
        if (quick && points > 1'000'000)
            break;
        Task task;
        task.points = points;
        std::vector<Runner> runners;
        runners.push_back({"live", std::make_unique<OurPlots>(task), Kind::Live, 20});
        runners.push_back({"full", std::make_unique<OurPlots>(task), Kind::Full, 10});
        runners.push_back(
            {"QCustomPlot", std::make_unique<CustomPlots>(task), Kind::Full, points > 500'000 ? 2 : 5});
        if (points <= 1'000'000)
            runners.push_back({"Qt Charts", std::make_unique<ChartPlots>(task), Kind::Full, 1});
        for (int round = 0; round < (quick ? 3 : 9); ++round) {
            for (Runner &runner : runners)
                runner.round(task, task.stepMs);
        }
        std::vector<double> medians;
        medians.reserve(runners.size());
        for (const Runner &runner : runners)
            medians.push_back(median(runner.costs));
        std::printf("%10lld %12.3f %12.3f %14.3f ", static_cast<long long>(points), medians[0], medians[1],
                    medians[2]);
        if (medians.size() > 3)
            std::printf("%12.2f\n", medians[3]);
        else
            std::printf("%12s\n", "-");
        std::fflush(stdout);
        if (points == 10'000) {
            live4 = medians[0];
            full4 = medians[1];
        }
        if (points == 1'000'000) {
            live6 = medians[0];
            full6 = medians[1];
            custom6 = medians[2];
            charts6 = medians[3];
        }
        live7 = medians[0];
        full7 = medians[1];
    }
    goal(quick ? "t(10^6) / t(10^4), live frame" : "t(10^7) / t(10^4), live frame", live7 / live4, 2);
    goal("live frame / QCustomPlot at 10^6", live6 / custom6, 1.0 / 15);
    goal("live frame / Qt Charts at 10^6", live6 / charts6, 1.0 / 1000);
    goal(quick ? "t(10^6) / t(10^4), whole picture anew" : "t(10^7) / t(10^4), whole picture anew",
         full7 / full4, 2);
    goal("whole picture anew / QCustomPlot at 10^6", full6 / custom6, 1.0 / 15);
    goal("whole picture anew / Qt Charts at 10^6", full6 / charts6, 1.0 / 1000);
}

void day(bool quick)
{
    Task task;
    task.plots = 6;
    task.linesPerPlot = 2;
    task.points = 86'400;
    task.size = {600, 260};
    std::printf("\nSix plots x two lines x 86,400 points, a sample each at 10 Hz (CPU ms per update of all "
                "six, mean of "
                "a round, median of rounds)\n");
    std::vector<Runner> runners;
    runners.push_back({"ours", std::make_unique<OurPlots>(task), Kind::Live, 50});
    runners.push_back({"QCustomPlot", std::make_unique<CustomPlots>(task), Kind::Live, 5});
    runners.push_back({"Qt Charts", std::make_unique<ChartPlots>(task), Kind::Live, 1});
    for (int round = 0; round < (quick ? 3 : 9); ++round) {
        for (Runner &runner : runners)
            runner.round(task, 100);
    }
    for (const Runner &runner : runners)
        std::printf("%14s %10.3f\n", runner.name, median(runner.means));
    goal("ours / QCustomPlot", median(runners[0].means) / median(runners[1].means), 1.0 / 8);
    goal("ours / Qt Charts", median(runners[0].means) / median(runners[2].means), 1.0 / 1000);
}

} // namespace

int main(int argc, char *argv[])
{
    const QApplication application(argc, argv);
    const bool quick = QApplication::arguments().contains(QStringLiteral("--quick"));
    frames(quick);
    day(quick);
    return 0;
}
