// SPDX-License-Identifier: GPL-3.0-or-later
// interlock-bench [--quick] [--only start|rollback|idle|day|json|plots]: every figure the product promises,
// in one run. Medians unless a line says otherwise. Exit code 0 also when a figure falls short: a slow or
// busy machine is no error, and what is measured is printed.
#include "tests/bench/console/consolebench.h"
#include "tests/bench/console/daychild.h"
#include "tests/bench/console/jsonbench.h"
#include "tests/bench/console/rehearsalprocess.h"
#include "tests/bench/console/rollbackbench.h"

#include <cstdio>
#include <cstdlib>
#include <QApplication>
#include <QProcess>
#include <QThread>

namespace interlock::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int usageExit = 2;

const QStringList &groups()
{
    static const QStringList names{u"start"_s, u"rollback"_s, u"idle"_s, u"day"_s, u"json"_s, u"plots"_s};
    return names;
}

/// What else the machine does explains a time that is long although the CPU time is short.
void printMachine()
{
    double load = 0;
    static_cast<void>(getloadavg(&load, 1));
    std::printf("%d cores, load average %.1f at the start\n", QThread::idealThreadCount(), load);
}

void printFigures(const QList<Figure> &figures)
{
    for (const Figure &figure : figures)
        std::printf("%s\n", qUtf8Printable(tableLine(&figure)));
    std::fflush(stdout);
}

/// What needs a running rehearsal.
void printConsoleFigures(const Effort &effort, const QStringList &wanted)
{
    const bool any = wanted.contains(u"start"_s) || wanted.contains(u"idle"_s) || wanted.contains(u"day"_s);
    if (!any)
        return;
    RehearsalProcess rehearsal(effort);
    const QString problem = rehearsal.start();
    if (!problem.isEmpty()) {
        printFigures({{u"console against a rehearsal"_s, {}, {}, {}, u"interlock-rehearsal"_s, problem}});
        return;
    }
    if (wanted.contains(u"start"_s))
        printFigures(measureStart(effort, rehearsal));
    if (wanted.contains(u"idle"_s))
        printFigures(measureIdle(effort, rehearsal));
    if (wanted.contains(u"day"_s))
        printFigures(measureDay(effort, rehearsal));
}

void printPlotFigures(const Effort &effort)
{
    std::printf("\ninterlock-bench-plots%s\n", effort.quick ? " --quick" : "");
    std::fflush(stdout);
    QProcess plots;
    plots.setProcessChannelMode(QProcess::ForwardedChannels);
    plots.start(effort.programs + u"/interlock-bench-plots"_s,
                effort.quick ? QStringList{u"--quick"_s} : QStringList());
    if (!plots.waitForFinished(-1) || plots.exitCode() != 0)
        say(u"interlock-bench-plots: "_s + plots.errorString());
}

int run(QApplication &application)
{
    QStringList arguments = QCoreApplication::arguments().mid(1);
    if (arguments.size() == 3 && arguments[0] == u"--day-child"_s)
        return runDay(application, arguments[1], arguments[2].toDouble());
    Effort effort;
    effort.programs = QCoreApplication::applicationDirPath();
    effort.quick = arguments.removeAll(u"--quick"_s) > 0;
    QStringList wanted = groups();
    if (arguments.size() == 2 && arguments[0] == u"--only"_s && groups().contains(arguments[1]))
        wanted = {arguments[1]};
    else if (!arguments.isEmpty()) {
        say(u"usage: interlock-bench [--quick] [--only "_s + groups().join(u'|') + u']');
        return usageExit;
    }
    printMachine();
    std::printf("%s\n", qUtf8Printable(tableLine(nullptr)));
    printConsoleFigures(effort, wanted);
    if (wanted.contains(u"rollback"_s))
        printFigures(measureRollback(effort));
    if (wanted.contains(u"json"_s))
        printFigures(measureRangeParsing(effort));
    if (wanted.contains(u"plots"_s))
        printPlotFigures(effort);
    return 0;
}

} // namespace

} // namespace interlock::bench

int main(int argc, char *argv[])
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    return interlock::bench::run(application);
}
