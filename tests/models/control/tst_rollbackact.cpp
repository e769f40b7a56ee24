// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/rollbackpathrun.h"
#include "tests/fakes/quiet.h"
#include "tests/models/control/rollbacksteps.h"

#include <QSqlDatabase>
#include <QSqlQuery>

using namespace interlock;
using namespace Qt::StringLiterals;

/// The rollback's machine, row by row as docs/acts.md lists it.
class TestRollbackAct final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void transition_data();
    void transition();
    void neverBlockedBy_data();
    void neverBlockedBy();
    void sendsOneOrderOnEveryPath();
    void epochIsAboveEveryEpochSeen();
    void oneLivePathIsEnough();
    void failedPathIsTriedAgainWithTheSameKey();
    void wrongAnswerIsNotBelieved_data();
    void wrongAnswerIsNotBelieved();
    void stopRetriesEndsIt();
    void lostAnswersAreSettledByTheState();
    void staysAcknowledgedWithoutMetrics();
    void oldMeasurementsDoNotCount();
    void selectedRoutesOnly();
    void unknownRoutesAreNamed();
    void armedAgainWhileRunningKeepsTheFirst();
    void readiness_data();
    void readiness();
    void journalsEveryMark();
    void goesOnWithoutJournalAndIntentFile();
    void sendsAtOnceWhenTheDiskHangs();
    void anothersRollbackShowsAsSafe();
    void releasedLatchEndsSafe();
    void releaseBeforeObservedEndsIt();
};

void TestRollbackAct::transition_data()
{
    QTest::addColumn<Step>("world");
    QTest::addColumn<Step>("act");
    QTest::addColumn<RollbackState>("end");
    QTest::addColumn<int>("sent"); // orders that left, at least
    const Step nothing = [](ControlBench &) {};
    const Step arm = [](ControlBench &b) { rollback(b)->arm({}, {}); };
    const Step confirm = [](ControlBench &b) { rollBackAll(b); };
    const Step metricsDown = [](ControlBench &b) { b.metrics->reads.refuseAlways(network()); };
    const Step edge2Down = [](ControlBench &b) {
        b.bridge->rollbacksOn(edge2()).refuseAlways(network());
        b.bridge->setAutoAcknowledge(false);
    };
    QTest::newRow("idle") << nothing << nothing << RollbackState::Idle << 0;
    QTest::newRow("arm") << nothing << arm << RollbackState::Armed << 0;
    QTest::newRow("disarm") << nothing << Step([arm](ControlBench &b) {
        arm(b);
        rollback(b)->disarm();
    }) << RollbackState::Idle
                            << 0;
    QTest::newRow("letting go") << nothing << Step([arm](ControlBench &b) {
        arm(b);
        rollback(b)->beginHold();
        rollback(b)->releaseHold();
        letStraysShow(60); // longer than the hold: were it still running, it would send
    }) << RollbackState::Armed << 0;
    QTest::newRow("disarm in hold") << nothing << Step([arm](ControlBench &b) {
        arm(b);
        rollback(b)->beginHold();
        rollback(b)->disarm();
        letStraysShow(60);
    }) << RollbackState::Idle << 0;
    QTest::newRow("hold to the end") << Step(noTrafficOnNew) << Step([arm](ControlBench &b) {
        arm(b);
        rollback(b)->beginHold();
    }) << RollbackState::Safe << 2;
    QTest::newRow("confirm") << Step(noTrafficOnNew) << confirm << RollbackState::Safe << 2;
    QTest::newRow("new still served") << nothing << confirm << RollbackState::Acknowledged << 2;
    QTest::newRow("metrics down") << metricsDown << confirm << RollbackState::Acknowledged << 2;
    QTest::newRow("no path answers") << Step([](ControlBench &b) {
        b.bridge->rollbacksOn(edge1()).refuseAlways(network());
        b.bridge->rollbacksOn(edge2()).refuseAlways(network());
    }) << confirm << RollbackState::Sending
                                     << 4;
    QTest::newRow("one path fails") << edge2Down << confirm << RollbackState::Partial << 3;
    QTest::newRow("accepted, not acknowledged")
        << Step([](ControlBench &b) { b.bridge->setAutoAcknowledge(false); }) << confirm
        << RollbackState::Sending << 2;
    QTest::newRow("stopped") << edge2Down << Step([confirm](ControlBench &b) {
        confirm(b);
        QTRY_COMPARE(rollback(b)->state(), RollbackState::Partial);
        rollback(b)->stopRetries();
    }) << RollbackState::Safe << 2; // the latch is set: that much was accepted
    QTest::newRow("stopped before anything") << Step([](ControlBench &b) {
        b.bridge->rollbacksOn(edge1()).refuseAlways(network());
        b.bridge->rollbacksOn(edge2()).refuseAlways(network());
    }) << Step([confirm](ControlBench &b) {
        confirm(b);
        QTRY_COMPARE(rollback(b)->state(), RollbackState::Sending);
        rollback(b)->stopRetries();
    }) << RollbackState::Idle << 2;
    QTest::newRow("again from safe") << Step(noTrafficOnNew) << Step([confirm](ControlBench &b) {
        confirm(b);
        QTRY_COMPARE(rollback(b)->state(), RollbackState::Safe);
        confirm(b);
        QTRY_VERIFY(b.bridge->rollbacks().size() >= 4);
    }) << RollbackState::Safe << 4;
    QTest::newRow("armed and disarmed in safe")
        << Step(noTrafficOnNew) << Step([confirm, arm](ControlBench &b) {
               confirm(b);
               QTRY_COMPARE(rollback(b)->state(), RollbackState::Safe);
               arm(b);
               QCOMPARE(rollback(b)->state(), RollbackState::Armed);
               rollback(b)->disarm();
           })
        << RollbackState::Safe << 2;
}

void TestRollbackAct::transition()
{
    QFETCH(const Step, world);
    QFETCH(const Step, act);
    QFETCH(const RollbackState, end);
    QFETCH(const int, sent);
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    world(bench);
    act(bench);
    QTRY_COMPARE(rollbackStateName(rollback(bench)->state()), rollbackStateName(end));
    QTRY_VERIFY(bench.bridge->rollbacks().size() >= sent);
    if (sent == 0)
        QCOMPARE(bench.bridge->rollbacks().size(), 0);
    QCOMPARE(rollbackStateName(rollback(bench)->state()), rollbackStateName(end));
}

void TestRollbackAct::neverBlockedBy_data()
{
    QTest::addColumn<Step>("world");
    QTest::newRow("token that may only read") << Step([](ControlBench &b) {
        b.bridge->setIdentity({u"ann"_s, {Scope::Read}});
    });
    QTest::newRow("identity refused") << Step([](ControlBench &b) {
        b.bridge->identities.refuseAlways(Error{ErrorKind::Auth, u"401"_s, {}});
    });
    QTest::newRow("bridge cannot be read")
        << Step([](ControlBench &b) { b.bridge->reads.refuseAlways(network()); });
    QTest::newRow("nothing else answers") << Step([](ControlBench &b) {
        b.sync->reads.refuseAlways(network());
        b.metrics->reads.refuseAlways(network());
        b.orders->reads.refuseAlways(network());
    });
    QTest::newRow("probes fail: blind") << Step([](ControlBench &b) {
        b.bridge->probesOn(edge1()).refuseAlways(network());
        b.bridge->probesOn(edge2()).refuseAlways(network());
        QTRY_COMPARE(rollback(b)->readiness(), RollbackReadiness::Blind);
    });
    QTest::newRow("everything is old") << Step([](ControlBench &b) {
        b.bridge->reads.hold();
        b.clock.advance(std::chrono::minutes(5));
    });
    QTest::newRow("a forward act is unknown") << Step([](ControlBench &b) {
        b.bridge->applies.loseNext();
        b.bridge->actions.refuseAlways(network());
        ForwardAct *act = b.control->forward(u"checkout"_s);
        act->setDraft(toPercent(u"checkout"_s, 25));
        act->prepare();
        QTRY_COMPARE(act->state(), ForwardState::Armed);
        act->confirm();
        QTRY_COMPARE(act->state(), ForwardState::Unknown);
    });
    QTest::newRow("latched already") << Step([](ControlBench &b) {
        [[maybe_unused]] const auto done =
            b.bridge->rollback(edge1(), {{u"*"_s}, 9, u"r"_s, QUuid::createUuid(), u"bob"_s});
    });
}

void TestRollbackAct::neverBlockedBy()
{
    QFETCH(const Step, world);
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    world(bench);
    const int before = bench.bridge->count(u"rollback edge-1"_s);
    rollBackAll(bench);
    QTRY_VERIFY(bench.bridge->count(u"rollback edge-1"_s) > before);
    QTRY_COMPARE(rollback(bench)->acceptedPaths(), 2);
    QCOMPARE(effectivePercent(bench.bridge->state().route(u"checkout"_s)->mode,
                              bench.bridge->state().route(u"checkout"_s)->percent),
             0);
}

void TestRollbackAct::sendsOneOrderOnEveryPath()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    rollBackAll(bench);
    QTRY_COMPARE(bench.bridge->rollbacks().size(), 2);
    const auto orders = bench.bridge->rollbacks();
    QCOMPARE(orders[0].first, edge1());
    QCOMPARE(orders[1].first, edge2());
    QCOMPARE(orders[0].second, orders[1].second);
    QCOMPARE(orders[0].second.routes, QStringList{u"*"_s});
    QCOMPARE(orders[0].second.reason, u"errors on checkout"_s);
    QCOMPARE(orders[0].second.actor, u"ann"_s);
    QVERIFY(!orders[0].second.key.isNull());
}

void TestRollbackAct::epochIsAboveEveryEpochSeen()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    BridgeState state = bench.bridge->state();
    state.epoch = 41;
    bench.bridge->setState(state);
    QTRY_COMPARE(bench.monitor->state().bridge.value.epoch, 41u);
    state.epoch = 5; // a bridge restored from a backup
    bench.bridge->setState(state);
    QTRY_COMPARE(bench.monitor->state().bridge.value.epoch, 5u);
    rollBackAll(bench);
    QTRY_VERIFY(!bench.bridge->rollbacks().isEmpty());
    QCOMPARE(bench.bridge->rollbacks().constFirst().second.epoch, 42u);
}

void TestRollbackAct::oneLivePathIsEnough()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    noTrafficOnNew(bench);
    bench.bridge->reads.refuseAlways(network());
    bench.bridge->identities.refuseAlways(network());
    bench.bridge->rollbacksOn(edge1()).hold(); // hangs
    bench.sync->reads.refuseAlways(network());
    bench.orders->reads.refuseAlways(network());
    rollBackAll(bench);
    QTRY_COMPARE(rollbackStateName(rollback(bench)->state()), u"safe"_s);
    QCOMPARE(rollback(bench)->acceptedPaths(), 1);
    QVERIFY(!rollback(bench)->paths().constFirst().acceptedAt.isValid());
    QVERIFY(rollback(bench)->paths().constLast().acceptedAt.isValid());
    QCOMPARE(rollback(bench)->acknowledgement().acknowledged, 2);
}

void TestRollbackAct::failedPathIsTriedAgainWithTheSameKey()
{
    ControlBench bench;
    bench.bridge->rollbacksOn(edge2()).refuseAlways(network());
    bench.bridge->setAutoAcknowledge(false);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    rollBackAll(bench);
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Partial);
    QTRY_VERIFY(rollback(bench)->paths().constLast().attempts >= 3);
    bench.bridge->rollbacksOn(edge2()).refuseAlways({});
    QTRY_COMPARE(rollback(bench)->acceptedPaths(), 2);
    QCOMPARE(rollback(bench)->state(), RollbackState::Sending); // all accepted, no instance acknowledged
    for (const auto &[path, order] : bench.bridge->rollbacks())
        QCOMPARE(order, bench.bridge->rollbacks().constFirst().second);
    bench.bridge->acknowledgeAll();
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Acknowledged);
    QCOMPARE(bench.bridge->state().revision, 18u); // once, however often it was sent
}

void TestRollbackAct::wrongAnswerIsNotBelieved_data()
{
    QTest::addColumn<RouteState>("checkout");
    QTest::addColumn<bool>("good");
    const RouteState before = *FakeBridge::shop().route(u"checkout"_s);
    RouteState halfway = before;
    halfway.mode = Mode::Legacy;
    RouteState shareOnly = before;
    shareOnly.percent = 0;
    RouteState done = halfway;
    done.percent = 0;
    QTest::newRow("untouched") << before << false;
    QTest::newRow("share left") << halfway << false;
    QTest::newRow("mode left") << shareOnly << false;
    QTest::newRow("done") << done << true;
}

void TestRollbackAct::wrongAnswerIsNotBelieved()
{
    QFETCH(const RouteState, checkout);
    QFETCH(const bool, good);
    BridgeState answer;
    answer.routes = {checkout, *FakeBridge::shop().route(u"catalog"_s)};
    RollbackOrder order;
    order.routes = QStringList{u"checkout"_s};
    QCOMPARE(isRolledBack(answer, order), good);
    order.routes = QStringList{u"*"_s};
    QCOMPARE(isRolledBack(answer, order), false); // catalog is on new still
}

void TestRollbackAct::stopRetriesEndsIt()
{
    ControlBench bench;
    bench.bridge->rollbacksOn(edge1()).refuseAlways(network());
    bench.bridge->rollbacksOn(edge2()).refuseAlways(network());
    bench.start();
    QTRY_VERIFY(bench.isReady());
    rollBackAll(bench);
    QTRY_VERIFY(rollback(bench)->paths().constFirst().attempts >= 2);
    QTRY_VERIFY(std::ranges::any_of(bench.monitor->alarms(), [](const Alarm &alarm) {
        return alarm.kind == AlarmKind::RollbackUnsettled && alarm.active &&
               alarm.priority == AlarmPriority::Highest;
    }));
    rollback(bench)->stopRetries();
    const auto sent = bench.bridge->rollbacks().size();
    letStraysShow(60); // several backoffs
    QCOMPARE(bench.bridge->rollbacks().size(), sent);
    QVERIFY(std::ranges::none_of(bench.monitor->alarms(), [](const Alarm &alarm) { return alarm.active; }));
    QCOMPARE(bench.marks(JournalKind::Rollback).constLast(), u"abandoned"_s);
    bench.crash();
    bench.start();
    bench.control->resume();
    QTRY_VERIFY(bench.isReady());
    QCOMPARE(rollback(bench)->state(), RollbackState::Idle);
    QCOMPARE(bench.bridge->rollbacks().size(), sent);
}

void TestRollbackAct::lostAnswersAreSettledByTheState()
{
    ControlBench bench;
    bench.bridge->rollbacksOn(edge1()).loseNext(network(), 1000);
    bench.bridge->rollbacksOn(edge2()).loseNext(network(), 1000);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    rollBackAll(bench);
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Acknowledged);
    QCOMPARE(rollback(bench)->acceptedPaths(), 0);
    QCOMPARE(bench.bridge->state().revision, 18u);
}

void TestRollbackAct::staysAcknowledgedWithoutMetrics()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    noTrafficOnNew(bench);
    bench.metrics->reads.refuseAlways(network());
    rollBackAll(bench);
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Acknowledged);
    QTRY_COMPARE(rollback(bench)->newPerSecond(), std::nullopt);
    const auto before = rollback(bench)->elapsed();
    bench.clock.advance(std::chrono::milliseconds(10));
    QCOMPARE(rollback(bench)->elapsed() - before, std::chrono::milliseconds(10)); // the clock runs on
    QCOMPARE(rollback(bench)->state(), RollbackState::Acknowledged);
    bench.metrics->reads.refuseAlways({});
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Safe);
    QCOMPARE(rollback(bench)->newPerSecond(), std::optional(0.0));
    const auto end = rollback(bench)->elapsed();
    bench.clock.advance(std::chrono::milliseconds(10));
    QCOMPARE(rollback(bench)->elapsed(), end);
}

void TestRollbackAct::oldMeasurementsDoNotCount()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    noTrafficOnNew(bench);
    for (SignalValue &value : bench.metrics->snapshot().values)
        value.sampleAgeMs = 5; // taken before the act, however late it comes
    rollBackAll(bench);
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Acknowledged);
    const int polls = bench.metrics->reads.calls();
    QTRY_VERIFY(bench.metrics->reads.calls() > polls + 3);
    QCOMPARE(rollback(bench)->state(), RollbackState::Acknowledged);
    bench.clock.advance(std::chrono::milliseconds(5));
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Safe);
}

void TestRollbackAct::selectedRoutesOnly()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.traffic(u"checkout"_s, 0); // catalog stays on new
    rollback(bench)->arm({u"checkout"_s}, {});
    QCOMPARE(rollback(bench)->routes(), QStringList{u"checkout"_s});
    rollback(bench)->confirm();
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Safe);
    QCOMPARE(bench.bridge->state().route(u"catalog"_s)->percent, 50);
    QCOMPARE(bench.bridge->rollbacks().constFirst().second.reason, u"emergency rollback"_s);
}

void TestRollbackAct::unknownRoutesAreNamed()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    rollback(bench)->arm({u"checkout"_s, u"nowhere"_s}, {});
    rollback(bench)->confirm();
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Acknowledged);
    QCOMPARE(rollback(bench)->unknownRoutes(), QStringList{u"nowhere"_s});
}

void TestRollbackAct::armedAgainWhileRunningKeepsTheFirst()
{
    ControlBench bench;
    bench.bridge->rollbacksOn(edge1()).refuseAlways(network());
    bench.bridge->rollbacksOn(edge2()).refuseAlways(network());
    bench.start();
    QTRY_VERIFY(bench.isReady());
    rollback(bench)->arm({u"checkout"_s}, {});
    rollback(bench)->confirm();
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Sending);
    rollback(bench)->arm({u"catalog"_s}, {});
    const int tried = rollback(bench)->paths().constFirst().attempts;
    QTRY_VERIFY(rollback(bench)->paths().constFirst().attempts > tried); // goes on behind the armed panel
    rollback(bench)->confirm();
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Sending);
    bench.bridge->rollbacksOn(edge1()).refuseAlways({});
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Acknowledged);
    QCOMPARE(bench.bridge->state().route(u"checkout"_s)->mode, Mode::Legacy);
    QCOMPARE(bench.bridge->state().route(u"catalog"_s)->mode, Mode::Legacy);
}

void TestRollbackAct::readiness_data()
{
    QTest::addColumn<bool>("first");
    QTest::addColumn<bool>("second");
    QTest::addColumn<RollbackReadiness>("expected");
    QTest::newRow("both") << true << true << RollbackReadiness::Ready;
    QTest::newRow("one") << false << true << RollbackReadiness::Degraded;
    QTest::newRow("none") << false << false << RollbackReadiness::Blind;
}

void TestRollbackAct::readiness()
{
    QFETCH(const bool, first);
    QFETCH(const bool, second);
    QFETCH(const RollbackReadiness, expected);
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    if (!first)
        bench.bridge->probesOn(edge1()).refuseAlways(network());
    if (!second)
        bench.bridge->probesOn(edge2()).refuseAlways(network());
    QTRY_COMPARE(rollback(bench)->readiness(), expected);
    QCOMPARE(rollback(bench)->paths().constFirst().problem.isEmpty(), first);
    bench.bridge->probesOn(edge1()).refuseAlways({});
    bench.bridge->probesOn(edge2()).refuseAlways({});
    QTRY_COMPARE(rollback(bench)->readiness(), RollbackReadiness::Ready);
    bench.bridge->setIdentity({u"bob"_s, {Scope::Read, Scope::Operate}}); // none implies another
    QTRY_COMPARE(rollback(bench)->readiness(), RollbackReadiness::Blind);
}

void TestRollbackAct::journalsEveryMark()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    noTrafficOnNew(bench);
    rollBackAll(bench);
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Safe);
    QCOMPARE(bench.marks(JournalKind::Rollback),
             (QStringList{u"intent"_s, u"sent"_s, u"acknowledged"_s, u"observed"_s}));
    QVERIFY(!rollback(bench)->journalFailed());
    QVERIFY(rollback(bench)->acknowledgedAt().isValid() && rollback(bench)->observedAt().isValid());
}

void TestRollbackAct::goesOnWithoutJournalAndIntentFile()
{
    ControlBench bench;
    bench.startMonitor();
    bench.journal = std::make_unique<Journal>(u"/proc/interlock/journal.sqlite"_s);
    bench.control =
        std::make_unique<Control>(bench.profile, bench.ports, *bench.monitor, *bench.journal, bench.clock,
                                  u"/proc/interlock/intent"_s, nullptr, bench.timings);
    QTRY_VERIFY(bench.isReady());
    noTrafficOnNew(bench);
    rollBackAll(bench);
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Safe);
    QTRY_VERIFY(rollback(bench)->journalFailed());
}

void TestRollbackAct::sendsAtOnceWhenTheDiskHangs()
{
    ControlBench bench;
    bench.timings.diskWait = std::chrono::milliseconds(0);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    // Another writer holds the journal's lock: the append waits for seconds, the rollback must not.
    [[maybe_unused]] const auto made = bench.journal->openActs();
    QTRY_VERIFY(made.isFinished());
    const QString name = u"locker"_s;
    {
        QSqlDatabase locker = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
        locker.setDatabaseName(bench.journal->fileName());
        QVERIFY(locker.open());
        QVERIFY(QSqlQuery(locker).exec(u"BEGIN EXCLUSIVE"_s));
        rollBackAll(bench);
        QTRY_COMPARE(rollback(bench)->acceptedPaths(), 2);
        QVERIFY(QSqlQuery(locker).exec(u"ROLLBACK"_s));
    }
    QSqlDatabase::removeDatabase(name);
    QTRY_COMPARE(bench.marks(JournalKind::Rollback).value(0), u"intent"_s);
}

void TestRollbackAct::anothersRollbackShowsAsSafe()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    [[maybe_unused]] const auto done =
        bench.bridge->rollback(edge1(), {{u"*"_s}, 9, u"r"_s, QUuid::createUuid(), u"bob"_s});
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Safe);
    QCOMPARE(rollback(bench)->acceptedPaths(), 0); // not ours
}

void TestRollbackAct::releasedLatchEndsSafe()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    noTrafficOnNew(bench);
    rollBackAll(bench);
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Safe);
    const auto released = bench.control->releaseLatch(u"fixed"_s);
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Idle);
    QVERIFY(released.isFinished() && released.result());
    QCOMPARE(bench.bridge->state().route(u"checkout"_s)->mode, Mode::Legacy); // moved nothing
}

void TestRollbackAct::releaseBeforeObservedEndsIt()
{
    ControlBench bench;
    bench.bridge->rollbacksOn(edge2()).refuseAlways(network());
    bench.start();
    QTRY_VERIFY(bench.isReady());
    rollBackAll(bench);
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Acknowledged);
    [[maybe_unused]] const auto released = bench.control->releaseLatch(u"fixed"_s);
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Idle);
    const auto sent = bench.bridge->rollbacks().size();
    letStraysShow(60); // several backoffs: a path that comes back later must not roll back again
    QCOMPARE(bench.bridge->rollbacks().size(), sent);
}

QTEST_GUILESS_MAIN(TestRollbackAct)
#include "tst_rollbackact.moc"
