// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/console/consolebench.h"

#include "tests/bench/console/processprobe.h"
#include "tests/bench/console/rehearsalprocess.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QMap>

namespace interlock::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int signalCount = 50;

/// The numbers of lines `NAME: NUMBER …`.
QMap<QString, double> reported(const QByteArray &text)
{
    QMap<QString, double> values;
    const QStringList lines = QString::fromUtf8(text).split(u'\n');
    for (const QString &line : lines) {
        bool isNumber = false;
        const double value = line.section(u": "_s, 1).section(u' ', 0, 0).toDouble(&isNumber);
        if (isNumber)
            values.insert(line.section(u": "_s, 0, 0), value);
    }
    return values;
}

/// Runs a program to its end; its output, or what went wrong.
QMap<QString, double> runReporting(const RehearsalProcess &rehearsal, const QString &program,
                                   const QStringList &arguments, QString *problem)
{
    QProcess process;
    rehearsal.prepare(process, program, arguments);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start();
    const bool ended = runUntil([&] { return process.state() == QProcess::NotRunning; }, 120);
    const QByteArray output = process.readAll();
    if (!ended || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        *problem = program + u": "_s + QString::fromUtf8(output).trimmed().right(400);
    return reported(output);
}

/// A console nobody touches, after it has settled.
class QuietConsole final
{
public:
    QuietConsole(const Effort &effort, const RehearsalProcess &rehearsal)
    {
        rehearsal.prepare(m_process, effort.programs + u"/interlock"_s,
                          {u"--profile"_s, rehearsal.profileWith(signalCount), u"--size"_s, u"1280x800"_s});
        m_process.start();
    }
    ~QuietConsole()
    {
        m_process.terminate();
        m_process.waitForFinished(5000);
    }
    Q_DISABLE_COPY_MOVE(QuietConsole)

    void runFor(double seconds)
    {
        static_cast<void>(runUntil([this] { return m_process.state() == QProcess::NotRunning; }, seconds));
    }
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }

private:
    QProcess m_process;
};

} // namespace

QList<Figure> measureStart(const Effort &effort, const RehearsalProcess &rehearsal)
{
    const QString command = u"interlock --profile FILE --report-start"_s;
    Figure paint{u"start to first paint"_s, {}, u"ms"_s, 300, command, {}};
    Figure live{u"start to first live data"_s, {}, u"ms"_s, 1000, command, {}};
    Figure all{u"start to an answer of every endpoint"_s, {}, u"ms"_s, {}, command, {}};
    Figure paintCpu{u"  CPU time to first paint"_s, {}, u"ms"_s, {}, command, {}};
    std::vector<double> paints;
    std::vector<double> paintCpus;
    std::vector<double> lives;
    std::vector<double> alls;
    const QString profile = rehearsal.profileWith(signalCount);
    for (int round = 0; round < effort.rounds(11, 5); ++round) {
        const auto times = runReporting(rehearsal, effort.programs + u"/interlock"_s,
                                        {u"--profile"_s, profile, u"--report-start"_s}, &paint.problem);
        if (times.contains(u"first paint"_s))
            paints.push_back(times.value(u"first paint"_s));
        if (times.contains(u"first paint, CPU"_s))
            paintCpus.push_back(times.value(u"first paint, CPU"_s));
        if (times.contains(u"live data"_s))
            lives.push_back(times.value(u"live data"_s));
        if (times.contains(u"every endpoint"_s))
            alls.push_back(times.value(u"every endpoint"_s));
    }
    paint.median = median(paints);
    paintCpu.median = median(paintCpus);
    live.median = median(lives);
    all.median = median(alls);
    return {paint, paintCpu, live, all};
}

QList<Figure> measureIdle(const Effort &effort, const RehearsalProcess &rehearsal)
{
    Figure cpu{u"CPU of the live console, 50 signals at 1 Hz, % of a core"_s,
               {},
               u"%"_s,
               5,
               u"interlock-bench --only idle"_s,
               {}};
    QuietConsole console(effort, rehearsal);
    console.runFor(5);
    std::vector<double> shares;
    for (int round = 0; round < effort.rounds(5, 2); ++round) {
        QElapsedTimer timer;
        timer.start();
        const auto before = cpuSeconds(console.processId());
        console.runFor(effort.quick ? 10 : 6);
        const auto after = cpuSeconds(console.processId());
        if (before && after)
            shares.push_back(100.0 * (*after - *before) * 1000.0 / double(timer.elapsed()));
        else
            cpu.problem = u"interlock ended by itself"_s;
    }
    cpu.median = median(shares);
    Figure memory{u"its resident memory then"_s,
                  residentMegabytes(console.processId()),
                  u"MB"_s,
                  {},
                  u"interlock-bench --only idle"_s,
                  {}};
    return {cpu, memory};
}

QList<Figure> measureDay(const Effort &effort, const RehearsalProcess &rehearsal)
{
    const QString command = u"interlock-bench --only day"_s;
    QString problem;
    const auto values = runReporting(
        rehearsal, QCoreApplication::applicationFilePath(),
        {u"--day-child"_s, rehearsal.profileWith(signalCount), effort.quick ? u"8"_s : u"20"_s}, &problem);
    const auto figure = [&](const QString &name, const QString &key, const QString &unit,
                            std::optional<double> atMost) {
        const auto found = values.constFind(key);
        return Figure{name,    found == values.cend() ? std::nullopt : std::optional(*found),
                      unit,    atMost,
                      command, found == values.cend() ? problem : QString()};
    };
    const int series = int(values.value(u"series"_s));
    return {
        figure(u"resident memory after a day, %1 series of 86,400 samples"_s.arg(series), u"resident"_s,
               u"MB"_s, 120),
        figure(u"  of it the samples"_s, u"samples"_s, u"MB"_s, {}),
        figure(u"longest GUI stall, live, a day of history (one run)"_s, u"live gap"_s, u"ms"_s, 50),
        figure(u"  CPU time in the longest"_s, u"live work"_s, u"ms"_s, {}),
        figure(u"longest GUI stall, going through all pages (one run)"_s, u"pages gap"_s, u"ms"_s, 50),
        figure(u"  CPU time in the longest"_s, u"pages work"_s, u"ms"_s, {}),
    };
}

} // namespace interlock::bench
