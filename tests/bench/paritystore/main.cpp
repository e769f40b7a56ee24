// SPDX-License-Identifier: GPL-3.0-or-later
// Judging 100,000 stored pairs of 2.4 KB again after a rule change, and filtering and sorting a million
// pairs. Prints what it measured; nothing passes or fails.
#include "models/parity/store/enginejudge.h"
#include "models/tables/parity/grouptablemodel.h"
#include "models/tables/parity/pairtablemodel.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QThread>
#include <sys/resource.h>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

constexpr int storedPairs = 100'000;
constexpr qint64 tablePairs = 1'000'000;

template<typename Work>
double milliseconds(Work work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e6;
}

/// What this process has used of all cores so far: tells a slow program from a busy machine.
double cpuMilliseconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto ms = [](const timeval &time) {
        return double(time.tv_sec) * 1e3 + double(time.tv_usec) / 1e3;
    };
    return ms(usage.ru_utime) + ms(usage.ru_stime);
}

/// Median of five; @p prepare is not counted.
template<typename Prepare, typename Work>
double medianMs(Prepare prepare, Work work)
{
    std::array<double, 5> runs{};
    for (double &run : runs) {
        prepare();
        run = milliseconds(work);
    }
    std::ranges::sort(runs);
    return runs[2];
}

/// An order of about 2.4 KB; prices of new differ by @p off in the cents.
QByteArray orderBody(int number, int off)
{
    QByteArray body = R"({"order":)" + QByteArray::number(number) +
                      R"(,"customer":{"name":"Ann Adler","city":"Bremen"},"items":[)";
    for (int i = 0; i < 20; ++i) {
        const QByteArray n = QByteArray::number(i);
        body += (i ? "," : "") + QByteArray(R"({"sku":"SKU-)") +
                QByteArray::number(1000 + (number * 7 + i) % 900) + R"(","title":"Walnut kettle No )" + n +
                R"(","quantity":)" + QByteArray::number(1 + i % 3) + R"(,"price":)" +
                QByteArray::number(10 + i) + "." + QByteArray::number(50 + (i == 7 ? off : 0)) +
                R"(,"at":"2026-03-02T08:15:00.120Z"})";
    }
    return body + R"(],"currency":"EUR"})";
}

TrafficPair orderPair(int number, bool differs)
{
    TrafficPair pair;
    pair.id = QString::number(number);
    pair.at = QDateTime(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC).addMSecs(number * 40);
    pair.route = number % 4 ? u"checkout"_s : u"cart"_s;
    pair.method = "GET";
    pair.path = "/api/orders/" + QByteArray::number(number);
    pair.legacy = {200, orderBody(number, 0), 12, false, false};
    pair.newer = {200, orderBody(number, differs ? 1 : 0), 15, false, false};
    return pair;
}

PairRules benchRules(const QByteArray &toml)
{
    const auto set = RuleSet::fromToml(toml);
    CompareOptions options;
    options.today = QDate(2026, 3, 2);
    return pairRules(set ? std::make_shared<const RuleSet>(*set) : nullptr, toml, options);
}

void benchRescoring(int differingPercent)
{
    const QTemporaryDir folder;
    PairKeeper keeper(folder.filePath(u"pairs.sqlite"_s), {}, benchRules({}), {});
    const double recording = milliseconds([&] {
        for (int from = 1; from <= storedPairs; from += 500) {
            TrafficPairPage page;
            for (int i = from; i < from + 500; ++i)
                page.pairs << orderPair(i, i % 100 < differingPercent);
            page.next = page.pairs.constLast().id;
            if (const Result<RecordReport> report = keeper.record(page); !report)
                std::printf("not recorded: %s\n", qPrintable(report.error().detail));
        }
    });
    std::printf(
        "%3d %% of %d pairs differ, %.1f KB each side: recorded in %.1f s (making them included), %lld MB\n",
        differingPercent, storedPairs, double(orderBody(1, 0).size()) / 1024.0, recording / 1e3,
        static_cast<long long>(keeper.store().state().value_or(PairStoreState()).bytes >> 20));
    const QByteArray tolerate = "[[rule]]\nop = \"tolerate\"\npath = \"/items/*/price\"\nabs = 0.01\n";
    const auto change = [&](const QByteArray &what, const QByteArray &toml) {
        qint64 changed = -1;
        qint64 looked = -1;
        const double cpuBefore = cpuMilliseconds();
        const double ms = milliseconds([&] {
            const Result<RescoreReport> report =
                keeper.setRules(benchRules(toml), QDateTime::currentDateTimeUtc());
            changed = report ? report->changed : -1;
            looked = report ? report->looked : -1;
        });
        std::printf("    %-34s %7.0f ms (%.0f ms of all cores), looked at %lld, changed %lld\n",
                    what.constData(), ms, cpuMilliseconds() - cpuBefore, static_cast<long long>(looked),
                    static_cast<long long>(changed));
    };
    change("a rule that hides all of them:", tolerate);
    const QByteArray second = tolerate + "[[rule]]\nop = \"ignore\"\npath = \"/nowhere\"\n";
    change("a rule that hides none more:", second);
    change("a rule of one route:",
           second + "[[rule]]\nop = \"ignore\"\npath = \"/elsewhere\"\nroute = \"cart\"\n");
}

StoredPair tablePair(qint64 number)
{
    StoredPair pair;
    pair.number = number;
    pair.at = QDateTime::fromMSecsSinceEpoch(1'770'000'000'000 + number * 40, Qt::UTC);
    pair.lastAt = pair.at;
    pair.route = number % 4 ? u"checkout"_s : u"cart"_s;
    pair.method = "GET";
    pair.path = "/api/orders/" + QByteArray::number(number) + "?lang=en";
    pair.outcome = number % 50 ? PairOutcome::Equal : PairOutcome::Different;
    if (number % 50 == 0)
        pair.groups = {quint32(1 + number / 50 % 300), quint32(1 + number / 70 % 300)};
    pair.legacyMs = number * 7919 % 1500;
    pair.newerMs = number * 104729 % 2500;
    return pair;
}

void benchTables()
{
    std::vector<StoredGroup> groups;
    for (quint32 id = 1; id <= 300; ++id)
        groups.push_back(
            {id, {"checkout", "/items/*/field" + QByteArray::number(id), DifferenceKind::Value, {}, {}}});
    PairColumns columns;
    columns.reserve(size_t(tablePairs));
    for (qint64 number = 1; number <= tablePairs; ++number)
        columns.append(tablePair(number));
    std::printf("%lld pairs in 300 groups\n", static_cast<long long>(tablePairs));
    const auto print = [](const char *what, double ms) { std::printf("    %-34s %7.1f ms\n", what, ms); };
    GroupTableModel groupModel;
    print("groups added up over all pairs:", medianMs([] {}, [&] { groupModel.replace(groups, columns); }));
    print("groups sorted by last seen:",
          medianMs([&] { groupModel.sort(GroupTableModel::PathColumn, Qt::AscendingOrder); },
                   [&] { groupModel.sort(GroupTableModel::LastColumn, Qt::DescendingOrder); }));
    PairTableModel pairs;
    pairs.replace(std::move(columns));
    const auto filterBy = [&](const char *what, const PairFilter &filter) {
        print(what, medianMs([&] { pairs.setFilter({}); }, [&] { pairs.setFilter(filter); }));
    };
    PairFilter filter;
    filter.group = 17;
    filterBy("pairs filtered by group:", filter);
    print("that filter cleared:", medianMs([&] { pairs.setFilter(filter); }, [&] { pairs.setFilter({}); }));
    filter = {};
    filter.route = u"cart"_s;
    filterBy("pairs filtered by route:", filter);
    filter = {};
    filter.text = "orders/77";
    filterBy("pairs filtered by text:", filter);
    pairs.setFilter({});
    print("pairs sorted by duration:",
          medianMs([&] { pairs.sort(PairTableModel::NumberColumn, Qt::AscendingOrder); },
                   [&] { pairs.sort(PairTableModel::LegacyMsColumn, Qt::DescendingOrder); }));
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    std::printf("%d cores\n", QThread::idealThreadCount());
    benchRescoring(2);
    benchRescoring(100);
    benchTables();
    return 0;
}
