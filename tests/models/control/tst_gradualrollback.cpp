// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/gradualintent.h"
#include "tests/fakes/quiet.h"
#include "tests/models/control/controlbench.h"

#include <functional>
#include <QSignalSpy>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {
using Step = std::function<void(ControlBench &)>;

GradualRollback *gradual(ControlBench &bench)
{
    return bench.control->gradual();
}

int shareOf(const ControlBench &bench, const QString &route)
{
    const RouteState *state = bench.bridge->state().route(route);
    return effectivePercent(state->mode, state->percent);
}

/// Lets the waits pass until it has ended.
bool runToTheEnd(ControlBench &bench)
{
    return QTest::qWaitFor(
        [&bench] {
            if (gradual(bench)->state() == GradualState::Waiting)
                bench.clock.advance(gradual(bench)->waitLeft() + std::chrono::milliseconds(1));
            else
                bench.clock.advance(std::chrono::milliseconds(10)); // pauses between attempts
            return !gradual(bench)->running();
        },
        20'000);
}

Error lost()
{
    return {ErrorKind::Timeout, u"no answer"_s, {}};
}
} // namespace

/// The rollback in steps: from wherever the share is, each effect once, whatever is killed in between. The
/// bridge starts with catalog at 50 %, checkout at 15 % and orders on legacy: 25, 10 and 0 are five changes.
class TestGradualRollback final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesDownStepByStep();
    void waitsBetweenSteps();
    void onlyTheRoutesAskedFor();
    void nothingToDo();
    void stopsWhereTheSystemRecovers_data();
    void stopsWhereTheSystemRecovers();
    void stoppedByAPerson();
    void hurriedToImmediate();
    void overtakenByARollback();
    void latchOfAnotherRouteHoldsNothingUp_data();
    void latchOfAnotherRouteHoldsNothingUp();
    void takesFurtherRoutesIn();
    void faultOnTheWay_data();
    void faultOnTheWay();
    void killedAtEveryStep_data();
    void killedAtEveryStep();
    void waitSurvivesAClockJump_data();
    void waitSurvivesAClockJump();
    void nothingIsTakenUpAfterTheEnd();
    void oneAtATimeOnAMachine();
    void locksForward();
    void goesOnWithoutJournal();
    void intentRoundTrip();
};

void TestGradualRollback::goesDownStepByStep()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QSignalSpy ended(gradual(bench), &GradualRollback::ended);
    QVERIFY(gradual(bench)->start({}, u"errors"_s));
    QVERIFY(!gradual(bench)->start({}, u"again"_s)); // one at a time
    QTRY_COMPARE(gradual(bench)->state(), GradualState::Waiting);
    QCOMPARE(gradual(bench)->step(), std::optional(25));
    QCOMPARE(shareOf(bench, u"catalog"_s), 25);
    QCOMPARE(shareOf(bench, u"checkout"_s), 15); // is below already
    QTRY_COMPARE(gradual(bench)->stepsLeft(), (QList<int>{10, 0}));
    QVERIFY(runToTheEnd(bench));
    QCOMPARE(gradual(bench)->state(), GradualState::Done);
    QCOMPARE(ended.size(), 1);
    QStringList changes;
    for (const PreparedChange &change : bench.bridge->applied())
        changes.append(u"%1 %2"_s.arg(change.change.routeId).arg(*change.change.percent));
    QCOMPARE(changes, (QStringList{u"catalog 25"_s, u"catalog 10"_s, u"checkout 10"_s, u"catalog 0"_s,
                                   u"checkout 0"_s}));
    QCOMPARE(bench.bridge->state().route(u"checkout"_s)->mode, Mode::Legacy);
    QCOMPARE(bench.marks(JournalKind::Gradual).count(u"intent"_s), 1 + 5);
    QCOMPARE(bench.marks(JournalKind::Gradual).constLast(), u"observed"_s);
}

void TestGradualRollback::waitsBetweenSteps()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QVERIFY(gradual(bench)->start({}, u"errors"_s));
    QTRY_COMPARE(gradual(bench)->state(), GradualState::Waiting);
    bench.clock.advance(std::chrono::seconds(299));
    letStraysShow(60);
    QCOMPARE(shareOf(bench, u"catalog"_s), 25);
    bench.clock.advance(std::chrono::seconds(2));
    QTRY_COMPARE(shareOf(bench, u"checkout"_s), 10);
}

void TestGradualRollback::onlyTheRoutesAskedFor()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QVERIFY(gradual(bench)->start({u"checkout"_s}, u"errors"_s));
    QVERIFY(runToTheEnd(bench));
    QCOMPARE(shareOf(bench, u"checkout"_s), 0);
    QCOMPARE(shareOf(bench, u"catalog"_s), 50);
}

void TestGradualRollback::nothingToDo()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QVERIFY(gradual(bench)->start({u"orders"_s}, u"errors"_s));
    QVERIFY(runToTheEnd(bench));
    QCOMPARE(gradual(bench)->state(), GradualState::Done);
    QVERIFY(bench.bridge->applied().isEmpty());
}

void TestGradualRollback::stopsWhereTheSystemRecovers_data()
{
    QTest::addColumn<bool>("whileStepping");
    QTest::newRow("waiting") << false;
    QTest::newRow("in the middle of a step") << true;
}

void TestGradualRollback::stopsWhereTheSystemRecovers()
{
    QFETCH(bool, whileStepping);
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QVERIFY(gradual(bench)->start({}, u"errors"_s, u"errors-high"_s));
    if (!whileStepping)
        QTRY_COMPARE(gradual(bench)->state(), GradualState::Waiting);
    gradual(bench)->systemRecovered();
    QTRY_COMPARE(gradual(bench)->state(), GradualState::Recovered);
    letStraysShow(40);
    QCOMPARE(shareOf(bench, u"catalog"_s), 25);
    QCOMPARE(shareOf(bench, u"checkout"_s), 15);
}

void TestGradualRollback::stoppedByAPerson()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QVERIFY(gradual(bench)->start({}, u"errors"_s));
    QTRY_COMPARE(gradual(bench)->state(), GradualState::Waiting);
    gradual(bench)->stop(u"it was the probe"_s);
    QCOMPARE(gradual(bench)->state(), GradualState::Stopped);
    bench.clock.advance(std::chrono::seconds(1000));
    letStraysShow(40);
    QCOMPARE(shareOf(bench, u"catalog"_s), 25);
    QTRY_COMPARE(bench.marks(JournalKind::Gradual).constLast(), u"abandoned"_s);
}

void TestGradualRollback::hurriedToImmediate()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QVERIFY(gradual(bench)->start({u"catalog"_s}, u"errors"_s));
    QTRY_COMPARE(gradual(bench)->state(), GradualState::Waiting);
    gradual(bench)->hurry(u"it gets worse"_s);
    QCOMPARE(gradual(bench)->state(), GradualState::Hurried);
    QTRY_COMPARE(shareOf(bench, u"catalog"_s), 0);
    QCOMPARE(shareOf(bench, u"checkout"_s), 15);
    QCOMPARE(bench.bridge->rollbacks().first().second.reason, u"it gets worse"_s);
}

void TestGradualRollback::overtakenByARollback()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QVERIFY(gradual(bench)->start({}, u"errors"_s));
    QTRY_COMPARE(gradual(bench)->state(), GradualState::Waiting);
    bench.control->rollback()->arm({}, u"by hand"_s);
    bench.control->rollback()->confirm();
    QTRY_COMPARE(gradual(bench)->state(), GradualState::Overtaken);
    QTRY_COMPARE(shareOf(bench, u"catalog"_s), 0);
    QCOMPARE(bench.bridge->applied().size(), 1);
}

void TestGradualRollback::latchOfAnotherRouteHoldsNothingUp_data()
{
    QTest::addColumn<bool>("before");
    QTest::newRow("latched before it began") << true;
    QTest::newRow("latched while it waits") << false;
}

/// The latch is the bridge's: a rollback of checkout sets it, and catalog still has its way to go.
void TestGradualRollback::latchOfAnotherRouteHoldsNothingUp()
{
    QFETCH(const bool, before);
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    const auto rollCheckoutBack = [&bench] {
        bench.control->rollback()->now({u"checkout"_s}, u"by hand"_s);
        return QTest::qWaitFor([&bench] {
            return bench.bridge->state().latched && bench.monitor->state().bridge.value.latched;
        });
    };
    QVERIFY(!before || rollCheckoutBack());
    QVERIFY(gradual(bench)->start({u"catalog"_s}, u"errors"_s));
    QTRY_COMPARE(gradual(bench)->state(), GradualState::Waiting);
    QCOMPARE(shareOf(bench, u"catalog"_s), 25);
    QVERIFY(before || rollCheckoutBack());
    QVERIFY(runToTheEnd(bench));
    QCOMPARE(gradual(bench)->state(), GradualState::Done);
    QCOMPARE(shareOf(bench, u"catalog"_s), 0);
}

void TestGradualRollback::takesFurtherRoutesIn()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QVERIFY(gradual(bench)->start({u"checkout"_s}, u"errors"_s));
    QTRY_COMPARE(gradual(bench)->state(), GradualState::Waiting);
    QCOMPARE(shareOf(bench, u"catalog"_s), 50);
    gradual(bench)->include({u"catalog"_s}, u"errors there, too"_s);
    QTRY_COMPARE(shareOf(bench, u"catalog"_s), 25); // without a wait
    bench.crash();
    bench.start();
    bench.control->resume();
    QTRY_VERIFY(gradual(bench)->running());
    QCOMPARE(gradual(bench)->routes(), (QStringList{u"checkout"_s, u"catalog"_s}));
    QVERIFY(runToTheEnd(bench));
    QCOMPARE(shareOf(bench, u"catalog"_s), 0);
}

void TestGradualRollback::faultOnTheWay_data()
{
    QTest::addColumn<Step>("fault");
    QTest::addColumn<int>("sent");
    QTest::newRow("a lost answer is settled by key")
        << Step([](ControlBench &b) { b.bridge->applies.loseNext(lost()); }) << 5;
    QTest::newRow("three lost answers")
        << Step([](ControlBench &b) { b.bridge->applies.loseNext(lost(), 3); }) << 5;
    QTest::newRow("a change that never arrived is made anew")
        << Step([](ControlBench &b) { b.bridge->applies.refuseNext(lost()); }) << 6;
    QTest::newRow("the bridge cannot be read for a while")
        << Step([](ControlBench &b) { b.bridge->reads.refuseNext(lost(), 6); }) << 5;
    QTest::newRow("questions by key are lost") << Step([](ControlBench &b) {
        b.bridge->applies.loseNext(lost());
        b.bridge->actions.refuseNext(lost(), 3);
    }) << 5;
    QTest::newRow("refused for a while") << Step([](ControlBench &b) {
        b.bridge->applies.refuseNext({ErrorKind::Refused, u"busy"_s, {}}, 2);
    }) << 7;
}

void TestGradualRollback::faultOnTheWay()
{
    QFETCH(Step, fault);
    QFETCH(int, sent);
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    const quint64 before = bench.bridge->state().revision;
    fault(bench);
    QVERIFY(gradual(bench)->start({}, u"errors"_s));
    QVERIFY(runToTheEnd(bench));
    QCOMPARE(gradual(bench)->state(), GradualState::Done);
    QCOMPARE(bench.bridge->applied().size(), sent);
    QCOMPARE(bench.bridge->state().revision - before, quint64(5)); // each effect once
}

void TestGradualRollback::killedAtEveryStep_data()
{
    QTest::addColumn<QString>("where");
    QTest::addColumn<int>("changes");
    for (int changes = 1; changes <= 5; ++changes)
        QTest::addRow("change %d sent, its answer never read", changes) << u"answer"_s << changes;
    for (int changes = 0; changes <= 4; ++changes)
        QTest::addRow("change %d journaled", changes + 1) << u"journal"_s << changes;
    for (const int changes : {1, 3})
        QTest::addRow("waiting after %d changes", changes) << u"waiting"_s << changes;
}

void TestGradualRollback::killedAtEveryStep()
{
    QFETCH(QString, where);
    QFETCH(int, changes);
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    const quint64 before = bench.bridge->state().revision;
    bool reached = false;
    if (where == u"answer")
        bench.bridge->applies.hold();
    QObject::connect(bench.journal.get(), &Journal::appended, bench.journal.get(),
                     [&reached, &bench, changes](const JournalEntry &entry) {
                         const bool change = entry.record.after.contains(u"route"_s);
                         reached = reached || (entry.record.kind == JournalKind::Gradual && change &&
                                               entry.record.mark == JournalMark::Intent &&
                                               bench.bridge->applied().size() >= changes);
                     });
    QVERIFY(gradual(bench)->start({}, u"errors"_s, u"errors-high"_s));
    QVERIFY(QTest::qWaitFor(
        [&] {
            const int made = int(bench.bridge->applied().size());
            if (where == u"journal" && reached)
                return true;
            if (where == u"answer") {
                if (made >= changes)
                    return true;
                if (bench.bridge->applies.held() > 0)
                    bench.bridge->applies.releaseOne();
            }
            const bool waits = gradual(bench)->state() == GradualState::Waiting;
            if (where == u"waiting" && waits && made >= changes)
                return true;
            if (waits)
                bench.clock.advance(gradual(bench)->waitLeft() + std::chrono::milliseconds(1));
            return false;
        },
        20'000));
    bench.crash();
    bench.bridge->applies.release();
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QSignalSpy ended(gradual(bench), &GradualRollback::ended);
    bench.control->resume();
    QTRY_VERIFY_WITH_TIMEOUT(gradual(bench)->resumed(), 10'000);
    QCOMPARE(gradual(bench)->trigger(), u"errors-high"_s);
    QVERIFY(runToTheEnd(bench));
    QCOMPARE(gradual(bench)->state(), GradualState::Done);
    QCOMPARE(ended.size(), 1);
    QCOMPARE(shareOf(bench, u"catalog"_s), 0);
    QCOMPARE(shareOf(bench, u"checkout"_s), 0);
    QCOMPARE(bench.bridge->state().revision - before, quint64(5)); // each effect exactly once
    QSet<QUuid> keys;
    for (const PreparedChange &change : bench.bridge->applied())
        keys.insert(change.key);
    QCOMPARE(keys.size(), bench.bridge->applied().size()); // no key was sent twice
}

void TestGradualRollback::waitSurvivesAClockJump_data()
{
    QTest::addColumn<int>("jump"); // seconds of the wall clock while nobody ran
    QTest::addColumn<bool>("due");
    QTest::newRow("none") << 0 << false;
    QTest::newRow("most of the wait") << 299 << false;
    QTest::newRow("all of the wait") << 300 << true;
    QTest::newRow("a year forward") << 365 * 86'400 << true;
    QTest::newRow("a year back") << -365 * 86'400 << false; // never longer than one wait
}

void TestGradualRollback::waitSurvivesAClockJump()
{
    QFETCH(int, jump);
    QFETCH(bool, due);
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QVERIFY(gradual(bench)->start({}, u"errors"_s));
    QTRY_COMPARE(gradual(bench)->state(), GradualState::Waiting);
    bench.crash();
    bench.clock.setWall(bench.clock.wall().addSecs(jump));
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.control->resume();
    QTRY_VERIFY(gradual(bench)->resumed());
    if (due) {
        QTRY_COMPARE(shareOf(bench, u"checkout"_s), 10);
        return;
    }
    letStraysShow(60);
    QCOMPARE(shareOf(bench, u"catalog"_s), 25);
    QVERIFY(gradual(bench)->waitLeft() <= std::chrono::seconds(300));
    bench.clock.advance(std::chrono::seconds(300));
    QTRY_COMPARE(shareOf(bench, u"checkout"_s), 10);
}

void TestGradualRollback::nothingIsTakenUpAfterTheEnd()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QVERIFY(gradual(bench)->start({}, u"errors"_s));
    QTRY_COMPARE(gradual(bench)->state(), GradualState::Waiting);
    gradual(bench)->stop(u"enough"_s);
    bench.crash();
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.control->resume();
    bench.clock.advance(std::chrono::seconds(1000));
    letStraysShow(60);
    QCOMPARE(gradual(bench)->state(), GradualState::Idle);
    QCOMPARE(bench.bridge->applied().size(), 1);
}

void TestGradualRollback::oneAtATimeOnAMachine()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QVERIFY(gradual(bench)->start({}, u"errors"_s));
    QTRY_COMPARE(gradual(bench)->state(), GradualState::Waiting);
    Control second(bench.profile, bench.ports, *bench.monitor, *bench.journal, bench.clock,
                   bench.folder.filePath(u"intent"_s), nullptr, bench.timings);
    QVERIFY(!second.gradual()->start({}, u"me too"_s));
    QVERIFY(!second.gradual()->problem().isEmpty());
    second.resume(); // what is open belongs to the first
    letStraysShow(60);
    QVERIFY(!second.gradual()->resumed());
}

void TestGradualRollback::locksForward()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QVERIFY(gradual(bench)->start({}, u"errors"_s));
    QTRY_COMPARE(gradual(bench)->state(), GradualState::Waiting);
    QVERIFY(kindsOf(bench.control->forward(u"checkout"_s)->interlocks()).contains(u"rollback-running"_s));
    gradual(bench)->stop(u"enough"_s);
    QVERIFY(!kindsOf(bench.control->forward(u"checkout"_s)->interlocks()).contains(u"rollback-running"_s));
}

void TestGradualRollback::goesOnWithoutJournal()
{
    ControlBench bench;
    QVERIFY(QDir(bench.folder.path()).mkdir(u"folder"_s));
    bench.start(bench.folder.filePath(u"folder"_s)); // a folder is no journal
    QTRY_VERIFY(bench.isReady());
    QVERIFY(gradual(bench)->start({}, u"errors"_s));
    QVERIFY(runToTheEnd(bench));
    QCOMPARE(gradual(bench)->state(), GradualState::Done);
    QCOMPARE(shareOf(bench, u"catalog"_s), 0);
}

void TestGradualRollback::intentRoundTrip()
{
    GradualIntent intent;
    intent.open = true;
    intent.id = QUuid::createUuid();
    intent.routes = {u"catalog"_s, u"checkout"_s};
    intent.reason = u"errors “high”"_s;
    intent.trigger = u"errors-high"_s;
    intent.actor = u"ann"_s;
    intent.epoch = 7;
    intent.startedAt = QDateTime(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC);
    intent.target = 25;
    intent.nextAt = intent.startedAt.addSecs(300);
    PreparedChange change{toPercent(u"catalog"_s, 25), 18, 7, QUuid::createUuid(), u"ann"_s};
    change.change.reason = intent.reason;
    intent.pending = change;
    const Result<GradualIntent> read = gradualIntentFromText(gradualIntentText(intent));
    QVERIFY(read);
    QVERIFY(*read == intent);
    QVERIFY(!gradualIntentFromText("{"));
    QVERIFY(!gradualIntentFromText({})->open);
}

QTEST_GUILESS_MAIN(TestGradualRollback)
#include "tst_gradualrollback.moc"
