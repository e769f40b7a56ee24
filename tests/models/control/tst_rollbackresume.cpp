// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/quiet.h"
#include "tests/models/control/rollbacksteps.h"

using namespace interlock;
using namespace Qt::StringLiterals;

/// A rollback outlives the program that began it: the next start takes it up.
class TestRollbackResume final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void resumesAfterCrash_data();
    void resumesAfterCrash();
    void nothingToResumeAfterSafe();
    void releasedOrderIsNotTakenUp();
    void damagedIntentFileIsSaid();
};

void TestRollbackResume::resumesAfterCrash_data()
{
    QTest::addColumn<Step>("before"); // the crash happens after this
    QTest::newRow("right after the act") << Step([](ControlBench &) {});
    QTest::newRow("while sending") << Step(
        [](ControlBench &b) { QTRY_COMPARE(rollback(b)->state(), RollbackState::Sending); });
    QTest::newRow("partial") << Step([](ControlBench &b) {
        b.bridge->rollbacksOn(edge1()).refuseAlways({});
        QTRY_COMPARE(rollback(b)->state(), RollbackState::Partial);
    });
    QTest::newRow("acknowledged") << Step([](ControlBench &b) {
        b.bridge->setAutoAcknowledge(true);
        b.bridge->rollbacksOn(edge1()).refuseAlways({});
        b.bridge->rollbacksOn(edge2()).refuseAlways({});
        QTRY_COMPARE(rollback(b)->state(), RollbackState::Acknowledged);
    });
}

void TestRollbackResume::resumesAfterCrash()
{
    QFETCH(const Step, before);
    ControlBench bench;
    bench.bridge->setAutoAcknowledge(false);
    bench.bridge->rollbacksOn(edge1()).refuseAlways(network());
    bench.bridge->rollbacksOn(edge2()).refuseAlways(network());
    bench.start();
    QTRY_VERIFY(bench.isReady());
    rollBackAll(bench);
    before(bench);
    const auto order = rollback(bench)->routes();
    bench.crash();
    const auto sent = bench.bridge->rollbacks();
    bench.clock.advance(std::chrono::seconds(7));
    bench.bridge->setAutoAcknowledge(true);
    bench.bridge->rollbacksOn(edge1()).refuseAlways({});
    bench.bridge->rollbacksOn(edge2()).refuseAlways({});
    BridgeState state = bench.bridge->state();
    for (InstanceState &instance : state.instances)
        instance.revision = state.revision;
    bench.bridge->setState(state);
    noTrafficOnNew(bench);
    bench.start();
    bench.control->resume();
    QTRY_VERIFY(rollback(bench)->resumed());
    QTRY_COMPARE(rollbackStateName(rollback(bench)->state()), u"safe"_s);
    QCOMPARE(rollback(bench)->routes(), order);
    QVERIFY(rollback(bench)->elapsed() >=
            std::chrono::seconds(7)); // counted from the act, not from the restart
    QVERIFY(bench.bridge->rollbacks().size() >= sent.size() + 2);
    if (!sent.isEmpty())
        QCOMPARE(bench.bridge->rollbacks().constLast().second, sent.first().second); // the same key again
    QVERIFY(bench.marks(JournalKind::Rollback).contains(u"observed"_s));
}

void TestRollbackResume::nothingToResumeAfterSafe()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    noTrafficOnNew(bench);
    rollBackAll(bench);
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Safe);
    bench.crash();
    const auto sent = bench.bridge->rollbacks().size();
    bench.start();
    bench.control->resume();
    QTRY_VERIFY(bench.isReady());
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Safe); // the bridge is latched
    QVERIFY(!rollback(bench)->resumed());
    QCOMPARE(bench.bridge->rollbacks().size(), sent);
}

/// A rollback that was left open (metrics down) and whose latch somebody released since is history.
void TestRollbackResume::releasedOrderIsNotTakenUp()
{
    ControlBench bench;
    bench.metrics->reads.refuseAlways(network());
    bench.start();
    QTRY_VERIFY(bench.isReady());
    rollBackAll(bench);
    QTRY_COMPARE(rollback(bench)->state(), RollbackState::Acknowledged);
    bench.crash();
    const auto sent = bench.bridge->rollbacks().size();
    BridgeState state = bench.bridge->state();
    state.latched = false;
    ++state.revision;
    for (InstanceState &instance : state.instances)
        instance.revision = state.revision;
    bench.bridge->setState(state);
    bench.start();
    bench.control->resume();
    QTRY_VERIFY(bench.marks(JournalKind::Rollback).contains(u"abandoned"_s));
    QVERIFY(!rollback(bench)->resumed());
    QCOMPARE(bench.bridge->rollbacks().size(), sent);
    bench.crash();
    bench.start();
    bench.control->resume(); // and the intent is closed: the next start finds nothing
    letStraysShow(50);
    QCOMPARE(bench.bridge->rollbacks().size(), sent);
    QCOMPARE(bench.marks(JournalKind::Rollback).count(u"abandoned"_s), 1);
}

void TestRollbackResume::damagedIntentFileIsSaid()
{
    ControlBench bench;
    QFile file(bench.folder.filePath(u"intent"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("interlock-intent 1 9 00\n{\"open\":1}");
    file.close();
    bench.start();
    bench.control->resume();
    QTRY_VERIFY(std::ranges::any_of(bench.monitor->alarms(), [](const Alarm &alarm) {
        return alarm.kind == AlarmKind::RollbackUnsettled && alarm.detail.contains(u"damaged"_s);
    }));
    rollBackAll(bench); // and it keeps nobody from rolling back
    QTRY_COMPARE(rollback(bench)->acceptedPaths(), 2);
}

QTEST_GUILESS_MAIN(TestRollbackResume)
#include "tst_rollbackresume.moc"
