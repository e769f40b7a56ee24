// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/whendone.h"
#include "tests/models/control/controlbench.h"

#include <QDir>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {
ForwardAct *checkout(ControlBench &bench)
{
    return bench.control->forward(u"checkout"_s);
}

void send(ControlBench &bench, int percent)
{
    checkout(bench)->setDraft(toPercent(u"checkout"_s, percent));
    checkout(bench)->prepare();
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Armed);
    checkout(bench)->confirm();
}

template<typename T>
Result<T> answerOf(const QFuture<Result<T>> &future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, patience))
        return fail(ErrorKind::Input, u"never answered"_s);
    return future.result();
}
} // namespace

/// What holds between acts: crashes, several consoles, the latch, pipelines.
class TestControl final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void forwardCrash_data();
    void forwardCrash();
    void twoConsoles();
    void releaseLatch_data();
    void releaseLatch();
    void releaseIsRefusedWithoutAJournal();
    void pipeline_data();
    void pipeline();
    void pipelineCrash();
    void pipelineWithoutSync();
    void journalAlarmComesAndGoes();
    void actorIsTheTokens();
};

void TestControl::forwardCrash_data()
{
    QTest::addColumn<Step>("world");
    QTest::addColumn<Step>("until"); // the crash comes when this returns
    QTest::addColumn<Step>("then");
    QTest::addColumn<QString>("end"); // state after the restart
    QTest::addColumn<bool>("made");
    const Step nothing = [](ControlBench &) {};
    const auto reaches = [](ForwardState state) {
        return Step([state](ControlBench &b) { QTRY_COMPARE(checkout(b)->state(), state); });
    };
    const Step held = [](ControlBench &b) { b.bridge->applies.hold(); };
    QTest::newRow("armed: nothing was decided")
        << nothing << reaches(ForwardState::Armed) << nothing << u"view"_s << false;
    QTest::newRow("sent, made, unanswered")
        << held << reaches(ForwardState::Sent) << nothing << u"acknowledged"_s << true;
    QTest::newRow("lost on the way") << Step([](ControlBench &b) {
        b.bridge->applies.refuseNext({ErrorKind::Timeout, {}, {}});
        b.bridge->actions.refuseAlways(network());
    }) << reaches(ForwardState::Unknown)
                                     << Step([](ControlBench &b) { b.bridge->actions.refuseAlways({}); })
                                     << u"rejected"_s << false;
    QTest::newRow("unknown, made") << Step([](ControlBench &b) {
        b.bridge->applies.loseNext();
        b.bridge->actions.refuseAlways(network());
    }) << reaches(ForwardState::Unknown)
                                   << Step([](ControlBench &b) { b.bridge->actions.refuseAlways({}); })
                                   << u"acknowledged"_s << true;
    QTest::newRow("accepted, not acknowledged")
        << Step([](ControlBench &b) { b.bridge->setAutoAcknowledge(false); })
        << Step([](ControlBench &b) { QTRY_VERIFY(b.marks(JournalKind::Forward).contains(u"sent"_s)); })
        << Step([](ControlBench &b) {
               b.bridge->actions.refuseAlways(network()); // the journal knows the revision: nobody is asked
               b.bridge->acknowledgeAll();
           })
        << u"acknowledged"_s << true;
    QTest::newRow("acknowledged: settled")
        << nothing << reaches(ForwardState::Acknowledged) << nothing << u"view"_s << true;
}

void TestControl::forwardCrash()
{
    QFETCH(const Step, world);
    QFETCH(const Step, until);
    QFETCH(const Step, then);
    QFETCH(const QString, end);
    QFETCH(const bool, made);
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    world(bench);
    if (QTest::currentDataTag() == QByteArrayLiteral("armed: nothing was decided")) {
        checkout(bench)->setDraft(toPercent(u"checkout"_s, 25));
        checkout(bench)->prepare();
    } else {
        send(bench, 25);
    }
    until(bench);
    const int applied = bench.bridge->count(u"apply checkout"_s);
    bench.crash();
    then(bench);
    bench.start();
    bench.control->resume();
    QTRY_VERIFY(bench.isReady());
    QTRY_COMPARE(forwardStateName(checkout(bench)->state()), end);
    QCOMPARE(bench.bridge->count(u"apply checkout"_s), applied); // never sent again
    QCOMPARE(bench.bridge->state().route(u"checkout"_s)->percent, made ? 25 : 15);
    QTRY_COMPARE(bench.journal->openActs().result()->size(), 0);
}

void TestControl::twoConsoles()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    Journal otherJournal(bench.folder.filePath(u"other.sqlite"_s));
    Control other(bench.profile, bench.ports, *bench.monitor, otherJournal, bench.clock,
                  bench.folder.filePath(u"other.intent"_s), nullptr, bench.timings);
    ForwardAct *mine = checkout(bench);
    ForwardAct *theirs = other.forward(u"checkout"_s);
    mine->setDraft(toPercent(u"checkout"_s, 25));
    theirs->setDraft(toPercent(u"checkout"_s, 30));
    mine->prepare();
    theirs->prepare();
    QTRY_VERIFY(mine->state() == ForwardState::Armed && theirs->state() == ForwardState::Armed);
    mine->confirm();
    theirs->confirm();
    // One arrives; the other meets a conflict, or has fallen back before it was sent.
    const auto won = [](ForwardAct *act) { return act->state() == ForwardState::Acknowledged; };
    const auto lost = [](ForwardAct *act) {
        return act->state() == ForwardState::Conflict || act->state() == ForwardState::Draft;
    };
    QTRY_VERIFY((won(mine) && lost(theirs)) || (won(theirs) && lost(mine)));
    QCOMPARE(bench.bridge->state().revision, 18u);
    QCOMPARE(bench.bridge->state().route(u"checkout"_s)->percent, won(mine) ? 25 : 30);
    // A rollback of one is seen by the other, and both acts give way to it.
    other.rollback()->arm({}, {});
    other.rollback()->confirm();
    QTRY_COMPARE(bench.control->rollback()->state(), RollbackState::Safe);
    QTRY_VERIFY(mine->state() == ForwardState::Conflict || mine->state() == ForwardState::Draft);
    mine->setDraft(toMode(u"checkout"_s, Mode::CompareLegacy));
    QVERIFY(kindsOf(mine->blockers()).contains(u"latched"_s));
}

void TestControl::releaseLatch_data()
{
    QTest::addColumn<QString>("reason");
    QTest::addColumn<Step>("world");
    QTest::addColumn<QString>("answer"); // error kind, or "good"
    QTest::addColumn<QStringList>("marks");
    QTest::addColumn<bool>("latched");
    const Step nothing = [](ControlBench &) {};
    QTest::newRow("good") << u"fixed"_s << nothing << u"good"_s << QStringList{u"intent"_s, u"acknowledged"_s}
                          << false;
    QTest::newRow("no reason") << u" "_s << nothing << u"input"_s << QStringList{} << true;
    QTest::newRow("refused") << u"fixed"_s << Step([](ControlBench &b) {
        b.bridge->releases.refuseNext({ErrorKind::Auth, u"403"_s, {}});
    }) << u"auth"_s << QStringList{u"intent"_s, u"rejected"_s}
                             << true;
    QTest::newRow("lost answer") << u"fixed"_s << Step([](ControlBench &b) { b.bridge->releases.loseNext(); })
                                 << u"timeout"_s << QStringList{u"intent"_s, u"unknown"_s, u"acknowledged"_s}
                                 << false;
    QTest::newRow("lost request") << u"fixed"_s
                                  << Step([](ControlBench &b) { b.bridge->releases.refuseNext(network()); })
                                  << u"network"_s << QStringList{u"intent"_s, u"unknown"_s, u"rejected"_s}
                                  << true;
}

void TestControl::releaseLatch()
{
    QFETCH(const QString, reason);
    QFETCH(const Step, world);
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    [[maybe_unused]] const auto rolledBack =
        bench.bridge->rollback(u"edge-1"_s, {{u"*"_s}, 9, u"r"_s, QUuid::createUuid(), u"bob"_s});
    QTRY_VERIFY(bench.monitor->state().bridge.value.latched);
    world(bench);
    const Result<BridgeState> answer = answerOf(bench.control->releaseLatch(reason));
    QTEST(answer ? u"good"_s : errorKindName(answer.error().kind), "answer");
    QFETCH(const QStringList, marks);
    QTRY_COMPARE(bench.marks(JournalKind::LatchRelease), marks);
    QTEST(bench.bridge->state().latched, "latched");
}

void TestControl::releaseIsRefusedWithoutAJournal()
{
    ControlBench bench;
    bench.start(u"/proc/interlock/j.sqlite"_s);
    QTRY_VERIFY(bench.isReady());
    // Releasing opens the way forward: it is refused when it cannot be journaled.
    const Result<BridgeState> answer = answerOf(bench.control->releaseLatch(u"fixed"_s));
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::Database);
    QCOMPARE(bench.bridge->count(u"releaseLatch"_s), 0);
}

void TestControl::pipeline_data()
{
    QTest::addColumn<PipelineCommand>("command");
    QTest::addColumn<Step>("world");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<QStringList>("marks");
    const Step nothing = [](ControlBench &) {};
    QTest::newRow("pause") << PipelineCommand::Pause << nothing << u"good"_s
                           << QStringList{u"intent"_s, u"acknowledged"_s};
    QTest::newRow("retry of a running one")
        << PipelineCommand::Retry << nothing << u"refused"_s << QStringList{u"intent"_s, u"rejected"_s};
    QTest::newRow("lost answer") << PipelineCommand::Pause
                                 << Step([](ControlBench &b) { b.sync->commands.loseNext(); }) << u"timeout"_s
                                 << QStringList{u"intent"_s, u"unknown"_s, u"acknowledged"_s};
    QTest::newRow("lost answer, and no answer to the first questions")
        << PipelineCommand::Pause << Step([](ControlBench &b) {
               b.sync->commands.loseNext();
               b.sync->actions.refuseNext(network(), 2);
           })
        << u"timeout"_s << QStringList{u"intent"_s, u"unknown"_s, u"acknowledged"_s};
    QTest::newRow("lost request") << PipelineCommand::Pause << Step([](ControlBench &b) {
        b.sync->commands.refuseNext({ErrorKind::Timeout, {}, {}});
    }) << u"timeout"_s << QStringList{u"intent"_s, u"unknown"_s, u"rejected"_s};
}

void TestControl::pipeline()
{
    QFETCH(const PipelineCommand, command);
    QFETCH(const Step, world);
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    world(bench);
    const Result<PipelineState> answer =
        answerOf(bench.control->pipeline(u"orders-back"_s, command, u"test"_s));
    QTEST(answer ? u"good"_s : errorKindName(answer.error().kind), "answer");
    QFETCH(const QStringList, marks);
    QTRY_COMPARE(bench.marks(JournalKind::Pipeline), marks);
}

/// The console dies before the answer to a pause comes: the next one asks by the key.
void TestControl::pipelineCrash()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.sync->commands.hold();
    const auto lost = bench.control->pipeline(u"orders-back"_s, PipelineCommand::Pause, u"test"_s);
    QTRY_COMPARE(bench.sync->commands.held(), 1);
    bench.crash();
    bench.start();
    bench.control->resume();
    QTRY_COMPARE(bench.marks(JournalKind::Pipeline), QStringList({u"intent"_s, u"acknowledged"_s}));
    QCOMPARE(bench.sync->log().count(u"pause orders-back"_s), 1);
}

void TestControl::pipelineWithoutSync()
{
    ControlBench bench;
    bench.ports.sync.reset();
    bench.start();
    const Result<PipelineState> answer =
        answerOf(bench.control->pipeline(u"x"_s, PipelineCommand::Pause, u"test"_s));
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::Input);
}

void TestControl::journalAlarmComesAndGoes()
{
    ControlBench bench;
    // A folder in the way of the file: root's rights do not help, and it can be taken away again.
    const QString file = bench.folder.filePath(u"blocked"_s);
    QVERIFY(QDir().mkdir(file));
    bench.start(file);
    QTRY_VERIFY(bench.isReady());
    send(bench, 25);
    const auto failed = [&] {
        return std::ranges::any_of(bench.monitor->alarms(), [](const Alarm &alarm) {
            return alarm.kind == AlarmKind::JournalFailed && alarm.active && alarm.locksForward;
        });
    };
    QTRY_VERIFY(failed());
    QVERIFY(QDir().rmdir(file));
    QTRY_VERIFY(!failed());
    QTRY_COMPARE(checkout(bench)->interlocks().size(), 0);
}

void TestControl::actorIsTheTokens()
{
    ControlBench bench;
    bench.start();
    QCOMPARE(bench.control->actor(), u"local"_s); // nobody has answered yet
    QTRY_COMPARE(bench.control->actor(), u"ann"_s);
}

QTEST_GUILESS_MAIN(TestControl)
#include "tst_control.moc"
