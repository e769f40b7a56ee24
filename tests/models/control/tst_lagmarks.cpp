// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/markrun.h"
#include "tests/models/control/controlbench.h"

#include <algorithm>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

/// A lag that cannot lie: marks timed by our monotonic clock, and what becomes of a service's figure that
/// they contradict.
class TestLagMarks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneMark_data();
    void oneMark();
    void nobodyAsksForMarks();
    void bothDirectionsOneAfterTheOther();
    void stallThatTheServiceHidesTurnsTheLagBad();
    void stallThatTheServiceTellsAgrees();
    void figureThatIsFarTooHighDisagrees();
    void arrivedMarkMakesItGoodAgain();
    void wallClockThatJumpsChangesNothing();
    void refusedMarksSayWhyAndPoisonNothing();
    void lostAnswersProveNothing();
    void forgottenMarkBeginsAnew();

private:
    static void start(ControlBench &bench);
    [[nodiscard]] static const MarkedLag *marked(ControlBench &bench, SyncDirection direction)
    {
        return bench.monitor->state().markedLag(direction);
    }
    static void arrive(ControlBench &bench, SyncDirection direction)
    {
        bench.sync->arrive(bench.sync->lastMark(direction), bench.clock.wall());
    }
    [[nodiscard]] static bool hasAlarm(ControlBench &bench)
    {
        return std::ranges::any_of(bench.monitor->alarms(), [](const Alarm &alarm) {
            return alarm.kind == AlarmKind::LagDisagrees && alarm.active;
        });
    }
};

void TestLagMarks::oneMark_data()
{
    QTest::addColumn<int>("writtenMs");
    QTest::addColumn<int>("missingMs"); // 0: never looked for
    QTest::addColumn<int>("arrivedMs"); // 0: under way
    QTest::addColumn<QList<double>>("claims");
    QTest::addColumn<double>("atLeast");
    QTest::addColumn<double>("atMost");
    QTest::addColumn<bool>("agrees"); // within 2 s
    using Claims = QList<double>;
    QTest::newRow("arrived at the first look") << 100 << 0 << 600 << Claims{0.4} << 0.0 << 0.6 << true;
    QTest::newRow("arrived between two looks") << 100 << 1100 << 1400 << Claims{1.0} << 1.0 << 1.4 << true;
    QTest::newRow("under way, within the tolerance") << 0 << 2300 << 0 << Claims{0.4} << 2.3 << 0.0 << true;
    QTest::newRow("under way, beyond it") << 0 << 2500 << 0 << Claims{0.4} << 2.5 << 0.0 << false;
    QTest::newRow("the service says so itself") << 0 << 9000 << 0 << Claims{0.4, 8.0} << 9.0 << 0.0 << true;
    QTest::newRow("arrived late, never claimed")
        << 0 << 7000 << 7200 << Claims{0.1, 0.2} << 7.0 << 7.2 << false;
    QTest::newRow("claims far more than it takes") << 0 << 0 << 500 << Claims{9.0} << 0.0 << 0.5 << false;
    QTest::newRow("claimed more, but came down") << 0 << 0 << 500 << Claims{9.0, 1.0} << 0.0 << 0.5 << true;
    QTest::newRow("claims nothing") << 0 << 60000 << 0 << Claims{} << 60.0 << 0.0 << true;
    QTest::newRow("looked for before it was written") << 800 << 500 << 0 << Claims{0.0} << 0.0 << 0.0 << true;
}

void TestLagMarks::oneMark()
{
    QFETCH(const int, writtenMs);
    QFETCH(const int, missingMs);
    QFETCH(const int, arrivedMs);
    QFETCH(const QList<double>, claims);
    const MonotonicTime start{std::chrono::hours(1)};
    MarkRun run;
    run.sent(start);
    run.written(start + milliseconds(writtenMs));
    for (const double claim : claims)
        run.claims(claim);
    if (missingMs > 0)
        run.missing(start + milliseconds(missingMs));
    if (arrivedMs > 0)
        run.arrived(start + milliseconds(arrivedMs));
    QTEST(run.atLeast(), "atLeast");
    QTEST(run.atMost(), "atMost");
    QTEST(run.agrees(2.0), "agrees");
    QCOMPARE(run.isUnderWay(), arrivedMs == 0);
}

void TestLagMarks::start(ControlBench &bench)
{
    bench.timings.markPoll = bench.timings.markPollCap = milliseconds(5);
    bench.timings.markRetry = milliseconds(10);
    bench.timings.limitAfter = milliseconds(0);
    bench.profile.marks.every = std::chrono::seconds(0);
    bench.startMonitor();
    bench.monitor->measureLag();
    QTRY_VERIFY(bench.monitor->firstRoundDone());
}

void TestLagMarks::nobodyAsksForMarks()
{
    ControlBench bench;
    bench.profile.marks.enabled = false;
    start(bench);
    QTRY_VERIFY(bench.sync->log().count(u"read"_s) > 3);
    QVERIFY(!bench.sync->log().contains(u"writeMark back"_s));
    QVERIFY(bench.monitor->state().markedLags.isEmpty());
}

void TestLagMarks::bothDirectionsOneAfterTheOther()
{
    ControlBench bench;
    start(bench);
    QTRY_VERIFY(!bench.sync->lastMark(SyncDirection::Forward).isEmpty());
    QTRY_VERIFY(!bench.sync->lastMark(SyncDirection::Back).isEmpty());
    const QString first = bench.sync->lastMark(SyncDirection::Back);
    bench.clock.advance(milliseconds(700));
    arrive(bench, SyncDirection::Back);
    QTRY_VERIFY(marked(bench, SyncDirection::Back) && marked(bench, SyncDirection::Back)->seconds.isLive());
    QVERIFY(marked(bench, SyncDirection::Back)->agrees);
    QVERIFY(marked(bench, SyncDirection::Back)->seconds.value <= 0.7);
    QTRY_VERIFY(bench.sync->lastMark(SyncDirection::Back) != first); // and only then the next one
    QCOMPARE(bench.sync->log().count(u"writeMark forward"_s), 1);    // that one is waited for
}

void TestLagMarks::stallThatTheServiceHidesTurnsTheLagBad()
{
    ControlBench bench;
    start(bench);
    QTRY_VERIFY(!bench.sync->lastMark(SyncDirection::Back).isEmpty());
    arrive(bench, SyncDirection::Forward);
    bench.clock.advance(milliseconds(6000)); // and the service goes on claiming 0.8 s
    QTRY_VERIFY(marked(bench, SyncDirection::Back) && !marked(bench, SyncDirection::Back)->agrees);
    QVERIFY(marked(bench, SyncDirection::Back)->underWay);
    const Reading<double> worst = bench.monitor->state().worstLag(SyncDirection::Back);
    QCOMPARE(worst.quality, Quality::Bad);
    QVERIFY2(worst.problem.contains(u"claims 0.8 s"_s), qPrintable(worst.problem));
    QTRY_COMPARE(bench.monitor->state().claimedLag(SyncDirection::Back).quality, Quality::Live);
    QTRY_VERIFY(hasAlarm(bench));
}

void TestLagMarks::stallThatTheServiceTellsAgrees()
{
    ControlBench bench;
    start(bench);
    QTRY_VERIFY(!bench.sync->lastMark(SyncDirection::Back).isEmpty());
    bench.sync->pipeline(u"orders-back"_s).lagSeconds = 6.5;
    QTRY_COMPARE(bench.monitor->state().claimedLag(SyncDirection::Back).value, 6.5);
    bench.clock.advance(milliseconds(6000));
    QTRY_VERIFY(marked(bench, SyncDirection::Back)->underWay &&
                marked(bench, SyncDirection::Back)->seconds.value >= 5.9);
    QVERIFY(marked(bench, SyncDirection::Back)->agrees);
    QTRY_COMPARE(bench.monitor->state().worstLag(SyncDirection::Back).quality, Quality::Live);
}

void TestLagMarks::figureThatIsFarTooHighDisagrees()
{
    ControlBench bench;
    bench.sync->pipeline(u"orders-back"_s).lagSeconds = 30;
    start(bench);
    QTRY_VERIFY(!bench.sync->lastMark(SyncDirection::Back).isEmpty());
    arrive(bench, SyncDirection::Back);
    QTRY_VERIFY(marked(bench, SyncDirection::Back) && !marked(bench, SyncDirection::Back)->agrees);
    QVERIFY(marked(bench, SyncDirection::Back)->problem.contains(u"claims 30.0 s"_s));
}

void TestLagMarks::arrivedMarkMakesItGoodAgain()
{
    ControlBench bench;
    start(bench);
    QTRY_VERIFY(!bench.sync->lastMark(SyncDirection::Back).isEmpty());
    bench.clock.advance(milliseconds(6000));
    QTRY_VERIFY(marked(bench, SyncDirection::Back) && !marked(bench, SyncDirection::Back)->agrees);
    const QString late = bench.sync->lastMark(SyncDirection::Back);
    arrive(bench, SyncDirection::Back);
    QTRY_VERIFY(bench.sync->lastMark(SyncDirection::Back) != late);
    QVERIFY(!marked(bench, SyncDirection::Back)->agrees); // it took its time: still what was claimed is wrong
    arrive(bench, SyncDirection::Back);
    QTRY_VERIFY(marked(bench, SyncDirection::Back)->agrees);
    QTRY_COMPARE(bench.monitor->state().worstLag(SyncDirection::Back).quality, Quality::Live);
}

void TestLagMarks::wallClockThatJumpsChangesNothing()
{
    ControlBench bench;
    start(bench);
    QTRY_VERIFY(!bench.sync->lastMark(SyncDirection::Back).isEmpty());
    bench.clock.setWall(bench.clock.wall().addSecs(7200));
    arrive(bench, SyncDirection::Back);
    QTRY_VERIFY(marked(bench, SyncDirection::Back) && marked(bench, SyncDirection::Back)->seconds.isLive());
    QVERIFY(marked(bench, SyncDirection::Back)->seconds.value < 1.0);
    QVERIFY(marked(bench, SyncDirection::Back)->agrees);
}

void TestLagMarks::refusedMarksSayWhyAndPoisonNothing()
{
    ControlBench bench;
    bench.sync->markWrites.refuseAlways(Error{ErrorKind::Auth, u"403: no scope for marks"_s, {}});
    start(bench);
    QTRY_VERIFY(marked(bench, SyncDirection::Back) &&
                marked(bench, SyncDirection::Back)->problem.contains(u"403"_s));
    QCOMPARE(marked(bench, SyncDirection::Back)->seconds.quality, Quality::Never);
    QCOMPARE(bench.monitor->state().worstLag(SyncDirection::Back).quality, Quality::Live);
    bench.sync->markWrites.refuseAlways(std::nullopt); // it is tried again
    QTRY_VERIFY(!bench.sync->lastMark(SyncDirection::Back).isEmpty());
}

void TestLagMarks::lostAnswersProveNothing()
{
    ControlBench bench;
    start(bench);
    QTRY_VERIFY(!bench.sync->lastMark(SyncDirection::Back).isEmpty());
    bench.sync->markReads.refuseAlways(network());
    const qsizetype looks = bench.sync->log().count(u"readMark"_s);
    QTRY_VERIFY(bench.sync->log().count(u"readMark"_s) > looks + 2);
    bench.clock.advance(milliseconds(60000));
    const qsizetype later = bench.sync->log().count(u"readMark"_s);
    QTRY_VERIFY(bench.sync->log().count(u"readMark"_s) > later + 4);
    QVERIFY(!marked(bench, SyncDirection::Back) || marked(bench, SyncDirection::Back)->agrees);
}

void TestLagMarks::forgottenMarkBeginsAnew()
{
    ControlBench bench;
    start(bench);
    QTRY_VERIFY(!bench.sync->lastMark(SyncDirection::Back).isEmpty());
    const qsizetype written = bench.sync->log().count(u"writeMark back"_s);
    bench.sync->markReads.refuseAlways(Error{ErrorKind::Refused, u"404: no such mark"_s, {}});
    QTRY_VERIFY(bench.sync->log().count(u"writeMark back"_s) > written);
}

QTEST_GUILESS_MAIN(TestLagMarks)
#include "tst_lagmarks.moc"
