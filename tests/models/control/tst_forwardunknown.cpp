// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/control/forwardsteps.h"

using namespace interlock;
using namespace Qt::StringLiterals;

/// How a forward act leaves UNKNOWN, as docs/acts.md has it.
class TestForwardUnknown final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lostAnswerIsSettledByKeyAndHappensOnce();
    void lostRequestIsRejectedOnlyAfterAWhile();
    void unknownBlocksOtherForwardActs();
    void bridgeThatLostTrackIsSettledByWhatItHas_data();
    void bridgeThatLostTrackIsSettledByWhatItHas();
};

void TestForwardUnknown::lostAnswerIsSettledByKeyAndHappensOnce()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.bridge->applies.loseNext();
    bench.bridge->actions.refuseNext(network(), 3);
    prepareTo(bench, toPercent(u"checkout"_s, 25));
    checkout(bench)->confirm();
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Unknown);
    QCOMPARE(bench.control->unsettledRoutes(), QStringList{u"checkout"_s});
    QVERIFY(checkout(bench)->error());
    bench.traffic(u"checkout"_s, 25);
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Observed);
    QCOMPARE(bench.bridge->count(u"apply checkout"_s), 1);
    QCOMPARE(bench.bridge->state().revision, 18u);
    QVERIFY(bench.bridge->count(u"action"_s) >= 4);
    QCOMPARE(bench.control->unsettledRoutes(), QStringList());
    QCOMPARE(bench.marks(JournalKind::Forward),
             (QStringList{u"intent"_s, u"unknown"_s, u"sent"_s, u"acknowledged"_s, u"observed"_s}));
}

void TestForwardUnknown::lostRequestIsRejectedOnlyAfterAWhile()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.bridge->applies.refuseNext({ErrorKind::Timeout, u"no answer"_s, {}});
    prepareTo(bench, toPercent(u"checkout"_s, 25));
    checkout(bench)->confirm();
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Rejected);
    QVERIFY(bench.bridge->count(u"action"_s) >= 2); // the first "never arrived" was not believed
    QCOMPARE(bench.bridge->count(u"apply checkout"_s), 1);
    QCOMPARE(bench.bridge->state().revision, 17u);
}

void TestForwardUnknown::unknownBlocksOtherForwardActs()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.bridge->applies.loseNext();
    bench.bridge->actions.refuseAlways(network());
    prepareTo(bench, toPercent(u"checkout"_s, 25));
    checkout(bench)->confirm();
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Unknown);
    checkout(bench)->cancel();
    checkout(bench)->setDraft(toPercent(u"checkout"_s, 30));
    QCOMPARE(checkout(bench)->state(), ForwardState::Unknown);
    ForwardAct *other = bench.control->forward(u"catalog"_s);
    other->setDraft(toPercent(u"catalog"_s, 60));
    QCOMPARE(kindsOf(other->blockers()), QStringList{u"act-unsettled"_s});
    other->setDraft(toPercent(u"catalog"_s, 40));
    QTRY_COMPARE(kindsOf(other->blockers()), QStringList());
    bench.bridge->actions.refuseAlways({});
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Acknowledged);
}

void TestForwardUnknown::bridgeThatLostTrackIsSettledByWhatItHas_data()
{
    QTest::addColumn<bool>("made");
    QTest::addColumn<bool>("changedSince");
    QTest::addColumn<ForwardState>("end");
    QTest::newRow("nothing happened") << false << false << ForwardState::Rejected;
    QTest::newRow("it is there, by us") << true << false << ForwardState::Acknowledged;
    QTest::newRow("another was there since") << true << true << ForwardState::Conflict;
}

void TestForwardUnknown::bridgeThatLostTrackIsSettledByWhatItHas()
{
    QFETCH(const bool, made);
    QFETCH(const bool, changedSince);
    QFETCH(const ForwardState, end);
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    const Error lost{ErrorKind::Timeout, u"?"_s, {}};
    if (made)
        bench.bridge->applies.loseNext(lost);
    else
        bench.bridge->applies.refuseNext(lost);
    bench.bridge->actions.refuseAlways(network());
    prepareTo(bench, toPercent(u"checkout"_s, 25));
    checkout(bench)->confirm();
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Unknown);
    if (changedSince)
        bench.bridge->changeByOther(toPercent(u"checkout"_s, 20), u"bob"_s);
    bench.bridge->setAction({checkout(bench)->prepared()->key, ActionOutcome::Unknown, 0, {}});
    bench.bridge->actions.refuseAlways({});
    QTRY_COMPARE(checkout(bench)->state(), end);
}

QTEST_GUILESS_MAIN(TestForwardUnknown)
#include "tst_forwardunknown.moc"
