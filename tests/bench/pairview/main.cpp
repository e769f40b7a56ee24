// SPDX-License-Identifier: GPL-3.0-or-later
// How long a person waits for a 4 MB pair: from opening it in the diff browser to the first paint that shows
// it, to what the rules say of it, and the longest time for which the window did not react meanwhile. With
// the CPU time of the thread or the process, which tells a slow program from a busy machine.
#include "models/domain/whendone.h"
#include "models/endpoints/database/localtriage.h"
#include "ui/parity/diffview.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <QApplication>
#include <QElapsedTimer>
#include <QEvent>
#include <QFile>
#include <QTableView>
#include <QTemporaryDir>
#include <QThreadPool>
#include <QTimer>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 9;
constexpr qsizetype wantedBytes = 4'000'000;

/// A shop's catalogue; @p newer has other prices for every hundredth item and lacks every thousandth.
QByteArray catalogue(bool newer)
{
    QByteArray text = R"({"currency":"EUR","items":[)";
    for (int i = 0; text.size() < wantedBytes - 400; ++i) {
        if (newer && i % 1000 == 999)
            continue;
        const int cents = 100 + i % 9000 + (newer && i % 100 == 0 ? 1 : 0);
        text += text.endsWith('[') ? "" : ",";
        text += R"({"id":)" + QByteArray::number(i) + R"(,"sku":"S-)" +
                QByteArray::number(i * 7919 % 1000003) + R"(","title":"A thing of the shop, number )" +
                QByteArray::number(i) + R"(","price":)" + QByteArray::number(cents / 100) + '.' +
                QByteArray::number(cents % 100).rightJustified(2, '0') + R"(,"stock":)" +
                QByteArray::number(i % 50) + R"(,"tags":["new","sale",")" + QByteArray::number(i % 17) +
                R"("],"updatedAt":"2026-03-02T08:15:00.120Z"})";
    }
    return text + "]}";
}

TrafficPair benchPair(int number, const QByteArray &legacy, const QByteArray &newer)
{
    TrafficPair pair;
    pair.id = QString::number(number);
    pair.at = QDateTime::currentDateTimeUtc().addSecs(number);
    pair.route = u"catalog"_s;
    pair.method = "GET";
    pair.path = "/catalog/" + QByteArray::number(number);
    pair.legacy = {200, legacy, 5, false, false};
    pair.newer = {200, newer, 6, false, false};
    return pair;
}

std::unique_ptr<ParityDesk> deskWith(const QTemporaryDir &folder, const QList<TrafficPair> &pairs)
{
    ParityParts parts;
    parts.pairsFile = folder.filePath(u"pairs.sqlite"_s);
    parts.rulesFile = folder.filePath(u"rules.toml"_s);
    parts.triage = std::make_unique<LocalTriage>(folder.filePath(u"triage.sqlite"_s));
    parts.actor = u"bench"_s;
    parts.timings.period = std::chrono::milliseconds(20);
    parts.source = [pairs](const QString &cursor, int limit) {
        TrafficPairPage page;
        page.pairs = pairs.mid(cursor.toLongLong(), limit);
        page.next = QString::number(cursor.toLongLong() + page.pairs.size());
        return ready(Result<TrafficPairPage>(page));
    };
    return std::make_unique<ParityDesk>(std::move(parts));
}

/// Notes the first paint of a widget for which @c isWanted holds.
class PaintWatch final : public QObject
{
public:
    explicit PaintWatch(const std::function<bool()> &isWanted) : m_isWanted(isWanted) {}
    [[nodiscard]] bool hasPainted() const { return m_painted; }
    bool eventFilter(QObject *, QEvent *event) override
    {
        m_painted = m_painted || (event->type() == QEvent::Paint && m_isWanted());
        return false;
    }

private:
    std::function<bool()> m_isWanted;
    bool m_painted = false;
};

struct Round
{
    double paintMs = 0;
    double paintCpuMs = 0; ///< of all threads
    double completeMs = 0;
    double stallMs = 0;
    double stallCpuMs = 0; ///< of the window's thread
};

double cpuMs(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

double elapsedMs(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e6;
}

/// How late a beat that is due every few milliseconds came: for so long the window did not react.
class StallWatch final : public QObject
{
public:
    explicit StallWatch(Round &round) : m_round(round)
    {
        m_beat.setTimerType(Qt::PreciseTimer);
        m_beat.setInterval(periodMs);
        connect(&m_beat, &QTimer::timeout, this, &StallWatch::note);
        m_beat.start();
        note();
    }

private:
    static constexpr int periodMs = 2;

    void note()
    {
        const double cpu = cpuMs(CLOCK_THREAD_CPUTIME_ID);
        if (m_turn.isValid()) {
            m_round.stallMs = std::max(m_round.stallMs, elapsedMs(m_turn) - periodMs);
            m_round.stallCpuMs = std::max(m_round.stallCpuMs, cpu - m_cpu);
        }
        m_turn.start();
        m_cpu = cpu;
    }

    Round &m_round;
    QTimer m_beat;
    QElapsedTimer m_turn;
    double m_cpu = 0;
};

template<typename Done>
void spin(Done done)
{
    while (!done())
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
}

Round openOnce(DiffView &view, qint64 number)
{
    auto *table = view.findChild<QTableView *>(u"diff-lines"_s);
    PaintWatch watch([&] { return view.shown() == number && view.model().rowCount() > 0; });
    table->viewport()->installEventFilter(&watch);
    Round round;
    const StallWatch stalls(round);
    QElapsedTimer timer;
    timer.start();
    const double cpuBefore = cpuMs(CLOCK_PROCESS_CPUTIME_ID);
    view.open(number);
    spin([&] { return watch.hasPainted(); });
    round.paintMs = elapsedMs(timer);
    round.paintCpuMs = cpuMs(CLOCK_PROCESS_CPUTIME_ID) - cpuBefore;
    spin([&] { return view.view() && view.view()->isComplete; });
    round.completeMs = elapsedMs(timer);
    return round;
}

/// Laying out alone, as it is done beside the window; by @p clock.
double layOutMs(const QByteArray &legacy, const QByteArray &newer, clockid_t clock)
{
    std::vector<double> list;
    for (int i = 0; i < rounds; ++i) {
        const double before = cpuMs(clock);
        const PairDiff diff(legacy, newer, DocumentLimits{}, true);
        list.push_back(cpuMs(clock) - before);
    }
    std::ranges::sort(list);
    return list[list.size() / 2];
}

double medianOf(std::vector<Round> list, double Round::*value)
{
    std::ranges::sort(list, {}, value);
    return list[list.size() / 2].*value;
}

} // namespace

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    const QTemporaryDir folder;
    QFile rules(folder.filePath(u"rules.toml"_s));
    if (!rules.open(QIODevice::WriteOnly) ||
        rules.write("[[rule]]\nop = \"ignore\"\npath = \"/items/*/updatedAt\"\n") < 0)
        return 2;
    rules.close();
    const QByteArray legacy = catalogue(false);
    const QByteArray newer = catalogue(true);
    const QList<TrafficPair> pairs{benchPair(1, legacy, newer), benchPair(2, "[1,2]", "[1,3]")};
    const std::unique_ptr<ParityDesk> desk = deskWith(folder, pairs);
    DiffView view(*desk);
    view.resize(900, 600);
    view.setVisible(true);
    desk->start();
    spin([&] { return desk->pairs().totalRows() == 2; });
    std::vector<Round> list;
    std::vector<Round> leaving; ///< the large pair for a small one
    for (int i = 0; i < rounds; ++i) {
        list.push_back(openOnce(view, 1));
        leaving.push_back(openOnce(view, 2));
        QThreadPool::globalInstance()->waitForDone(); // frees the large one
    }
    static_cast<void>(openOnce(view, 1));
    std::printf("pair of %.1f + %.1f MB, %d lines shown, %lld differences\n", double(legacy.size()) / 1e6,
                double(newer.size()) / 1e6, view.model().rowCount(),
                static_cast<long long>(view.view()->effective.differenceCount));
    const auto print = [](const char *what, double wall, double cpu, const char *whose) {
        std::printf("%-48s %8.1f ms (%.1f ms of CPU %s)\n", what, wall, cpu, whose);
    };
    print("laying it out alone, median", layOutMs(legacy, newer, CLOCK_MONOTONIC),
          layOutMs(legacy, newer, CLOCK_THREAD_CPUTIME_ID), "of its thread");
    print("opened to first paint, median (aim: 100)", medianOf(list, &Round::paintMs),
          medianOf(list, &Round::paintCpuMs), "of all threads");
    std::printf("%-48s %8.1f ms\n", "opened to what the rules say, median",
                medianOf(list, &Round::completeMs));
    print("longest turn of the window, median (aim: 50)", medianOf(list, &Round::stallMs),
          medianOf(list, &Round::stallCpuMs), "of its thread");
    print("the same while it is left for a small one", medianOf(leaving, &Round::stallMs),
          medianOf(leaving, &Round::stallCpuMs), "of its thread");
    return 0;
}
