// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/whendone.h"
#include "models/parity/store/pairrecorder.h"
#include "tests/fakes/fakeports.h"
#include "tests/models/parity/store/plainjudge.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

RecorderTimings quickTimings()
{
    RecorderTimings timings;
    timings.period = std::chrono::milliseconds(2);
    timings.leastPause = std::chrono::milliseconds(2);
    timings.mostPause = std::chrono::milliseconds(10);
    timings.pageSize = 10;
    return timings;
}

/// Counts periods, so that "nothing more happens" has something to be waited for.
class Periods final
{
public:
    Periods() { m_timer.start(quickTimings().period); }
    [[nodiscard]] int count() const { return m_count; }

private:
    int m_count = 0;
    QObject m_context;
    QTimer m_timer;
    QMetaObject::Connection m_connection =
        QObject::connect(&m_timer, &QTimer::timeout, &m_context, [this] { ++m_count; });
};

/// An archive in a temporary folder with a source of pairs in memory.
struct RecorderBench
{
    QTemporaryDir folder;
    FakeParity port;
    std::unique_ptr<PairArchive> archive;
    std::unique_ptr<PairRecorder> recorder;

    RecorderBench() { reopen(); }
    ~RecorderBench() { recorder.reset(); }

    void reopen()
    {
        recorder.reset();
        archive.reset(); // closes the file
        archive = std::make_unique<PairArchive>(folder.filePath(u"pairs.sqlite"_s), PairStoreLimits(),
                                                plainRules({}), GateSettings());
        recorder = std::make_unique<PairRecorder>(
            [this](const QString &cursor, int limit) { return port.pairs(cursor, limit); }, archive.get(),
            quickTimings());
    }

    void addTraffic(int from, int count)
    {
        for (int i = from; i < from + count; ++i)
            port.traffic << plainPair(i, "a", i % 5 ? "a" : "x");
    }

    [[nodiscard]] PairStoreState state() const
    {
        const QFuture<Result<PairStoreState>> future = archive->state();
        if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20'000) || !future.result())
            return {};
        return *future.result();
    }
};

} // namespace

class TestPairRecorder final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bringsEverythingInPages();
    void resumesAfterARestart();
    void asksOnlyWhenStored();
    void triesAgainAfterFailures();
    void aFullDiskLosesNothing();
    void noticesWhatASourceDoesWrong_data();
    void noticesWhatASourceDoesWrong();
    void aStuckCursorIsAProblem();
    void stops();
    void archiveServes();
};

void TestPairRecorder::bringsEverythingInPages()
{
    RecorderBench bench;
    bench.addTraffic(1, 95);
    QSignalSpy recorded(bench.archive.get(), &PairArchive::recorded);
    bench.recorder->start();
    QTRY_COMPARE(bench.state().pairs, 95);
    QVERIFY(recorded.size() >= 10);
    QVERIFY(bench.recorder->findings().isClean());
    QVERIFY(!bench.recorder->problem());
    QVERIFY(bench.recorder->heardAt() != MonotonicTime{});
    bench.addTraffic(96, 5); // later ones follow
    QTRY_COMPARE(bench.state().pairs, 100);
}

void TestPairRecorder::resumesAfterARestart()
{
    RecorderBench bench;
    bench.addTraffic(1, 25);
    bench.recorder->start();
    QTRY_COMPARE(bench.state().pairs, 25);
    bench.reopen();
    bench.addTraffic(26, 5);
    bench.recorder->start();
    QTRY_COMPARE(bench.state().pairs, 30);
    QVERIFY(bench.recorder->findings().isClean()); // it did not begin anew: nothing came twice
    QCOMPARE(bench.state().cursor, u"30"_s);
}

void TestPairRecorder::asksOnlyWhenStored()
{
    RecorderBench bench;
    bench.addTraffic(1, 100);
    bench.port.pages.hold();
    bench.recorder->start();
    QTRY_COMPARE(bench.port.pages.held(), 1);
    const Periods periods;
    QTRY_VERIFY(periods.count() > 10);
    QCOMPARE(bench.port.pages.calls(), 1); // one at a time, however long it takes
    bench.port.pages.release();
    QTRY_COMPARE(bench.state().pairs, 100);
}

void TestPairRecorder::triesAgainAfterFailures()
{
    RecorderBench bench;
    bench.addTraffic(1, 15);
    bench.port.pages.refuseNext({ErrorKind::Network, u"no route"_s, {}}, 3);
    QSignalSpy health(bench.recorder.get(), &PairRecorder::healthChanged);
    bench.recorder->start();
    QTRY_VERIFY(!health.isEmpty());
    QTRY_COMPARE(bench.state().pairs, 15);
    QTRY_VERIFY(!bench.recorder->problem());
    QVERIFY(health.size() >= 2);
}

void TestPairRecorder::aFullDiskLosesNothing()
{
    RecorderBench bench;
    bench.addTraffic(1, 30);
    // a folder where the file should be: nothing can be stored until it is gone
    const QString file = bench.folder.filePath(u"pairs.sqlite"_s);
    QVERIFY(QDir().mkpath(file));
    bench.recorder->start();
    QTRY_VERIFY(bench.recorder->problem());
    QCOMPARE(bench.recorder->problem()->kind, ErrorKind::Database);
    QVERIFY(QDir().rmdir(file));
    QTRY_COMPARE(bench.state().pairs, 30);
    QTRY_VERIFY(!bench.recorder->problem());
    QVERIFY(bench.recorder->findings().isClean());
}

void TestPairRecorder::noticesWhatASourceDoesWrong_data()
{
    QTest::addColumn<QList<int>>("ids");
    QTest::addColumn<qint64>("repeated");
    QTest::addColumn<qint64>("reordered");
    QTest::addColumn<qint64>("missing");
    QTest::newRow("clean") << QList<int>{1, 2, 3, 4} << qint64(0) << qint64(0) << qint64(0);
    QTest::newRow("repeats") << QList<int>{1, 2, 2, 1, 3} << qint64(2) << qint64(1) << qint64(0);
    QTest::newRow("reorders") << QList<int>{1, 3, 2, 4} << qint64(1) << qint64(1) << qint64(1);
    QTest::newRow("loses") << QList<int>{1, 2, 7, 8} << qint64(0) << qint64(0) << qint64(4);
}

void TestPairRecorder::noticesWhatASourceDoesWrong()
{
    QFETCH(const QList<int>, ids);
    QFETCH(const qint64, repeated);
    QFETCH(const qint64, reordered);
    QFETCH(const qint64, missing);
    RecorderBench bench;
    for (const int id : ids)
        bench.port.traffic << plainPair(id, "a", "a");
    bench.recorder->start();
    QTRY_COMPARE(bench.state().pairs, QSet<int>(ids.cbegin(), ids.cend()).size()); // each once all the same
    QTRY_COMPARE(bench.recorder->findings(), (SourceFindings{repeated, reordered, missing, false}));
}

void TestPairRecorder::aStuckCursorIsAProblem()
{
    RecorderBench bench;
    const TrafficPairPage page{u"same"_s, {plainPair(1, "a", "a")}};
    PairRecorder recorder([page](const QString &, int) { return ready<Result<TrafficPairPage>>(page); },
                          bench.archive.get(), quickTimings());
    recorder.start();
    QTRY_VERIFY(recorder.problem());
    QCOMPARE(recorder.problem()->kind, ErrorKind::Protocol);
    QVERIFY(recorder.findings().isStuck);
    QCOMPARE(bench.state().pairs, 1);
}

void TestPairRecorder::stops()
{
    RecorderBench bench;
    bench.addTraffic(1, 10);
    bench.recorder->start();
    QTRY_COMPARE(bench.state().pairs, 10);
    bench.recorder->stop();
    const Periods periods;
    QTRY_VERIFY(periods.count() > 10); // what was on its way has arrived
    const int calls = bench.port.pages.calls();
    QTRY_VERIFY(periods.count() > 20);
    QCOMPARE(bench.port.pages.calls(), calls);
}

void TestPairRecorder::archiveServes()
{
    RecorderBench bench;
    bench.addTraffic(1, 10);
    bench.recorder->start();
    QTRY_COMPARE(bench.state().pairs, 10);
    QSignalSpy judgedAgain(bench.archive.get(), &PairArchive::judgedAgain);
    bool asked = false;
    whenDone(bench.archive->pair(5), this, [&](const Result<PairWithBodies> &pair) {
        asked = pair && pair->bodies && pair->bodies->newer == QByteArray("x");
    });
    QTRY_VERIFY(asked);
    size_t seen = 0;
    whenDone(bench.archive->pairsAfter(4, 3), this,
             [&](const Result<std::vector<StoredPair>> &pairs) { seen = pairs ? pairs->size() : 0; });
    QTRY_COMPARE(seen, size_t(3));
    qint64 hidden = 0;
    whenDone(bench.archive->preview(plainRules({"/a"})), this,
             [&](const Result<RescoreReport> &report) { hidden = report ? report->hidden : -1; });
    QTRY_COMPARE(hidden, 2);
    QCOMPARE(judgedAgain.size(), 0);
    static_cast<void>(bench.archive->setRules(plainRules({"/a"})));
    QTRY_COMPARE(judgedAgain.size(), 1);
    int attempt = 0;
    whenDone(bench.archive->gates(), this, [&](const Result<std::map<QString, GateVerdict>> &gates) {
        attempt = gates ? gates->at(u"cart"_s).attempt : -1;
    });
    QTRY_COMPARE(attempt, 2);
}

QTEST_GUILESS_MAIN(TestPairRecorder)
#include "tst_pairrecorder.moc"
