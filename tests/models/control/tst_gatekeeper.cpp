// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/actrecords.h"
#include "models/domain/whendone.h"
#include "tests/models/control/controlbench.h"

#include <algorithm>
#include <QJsonArray>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

/// Gates in the forward act: they lock it, they take it back while armed, and breaking one's glass is on the
/// record and over by itself.
class TestGateKeeper final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLockedGateBlocksForwardAndNotBack();
    void aWarningLocksNothing();
    void aGateThatClosesTakesTheArmedActBack();
    void aStalledBackSyncLocksWithinTwoLooks();
    void overrideOpensOnceAndIsOnTheRecord();
    void overrideExpires();
    void overrideIsRefused_data();
    void overrideIsRefused();
    void overrideCanBeTakenBack();
    void overrideOfAnotherConsoleIsLoudHere();
    void journalThatCannotBeWrittenRefusesTheOverride();

private:
    static void addGates(ControlBench &bench, double backLagLimit);
    static ForwardAct *checkout(ControlBench &bench) { return bench.control->forward(u"checkout"_s); }
    static Result<GateOverride> setAside(ControlBench &bench, const QString &gate, const QString &reason);
    static std::optional<Alarm> overrideAlarm(ControlBench &bench);
};

/// The bench's back sync is 0.8 s behind.
void TestGateKeeper::addGates(ControlBench &bench, double backLagLimit)
{
    GateSpec lag = readyGate(GateKind::BackLag);
    lag.threshold = backLagLimit;
    GateSpec running = readyGate(GateKind::BackSyncRunning);
    running.never = true;
    bench.profile.gates = {lag, running};
    bench.profile.limits.backLagSeconds = 100; // the alarm is not what locks here
}

Result<GateOverride> TestGateKeeper::setAside(ControlBench &bench, const QString &gate, const QString &reason)
{
    std::optional<Result<GateOverride>> result;
    QObject receiver;
    whenDone(bench.control->gates().setAside(u"checkout"_s, gate, reason), &receiver,
             [&result](const Result<GateOverride> &r) { result = r; });
    if (!QTest::qWaitFor([&result] { return result.has_value(); }))
        return fail(ErrorKind::Timeout, u"no answer"_s);
    return *result;
}

std::optional<Alarm> TestGateKeeper::overrideAlarm(ControlBench &bench)
{
    const QList<Alarm> alarms = bench.monitor->alarms();
    const auto it = std::ranges::find(alarms, AlarmKind::GateOverridden, &Alarm::kind);
    return it == alarms.cend() ? std::nullopt : std::optional(*it);
}

void TestGateKeeper::aLockedGateBlocksForwardAndNotBack()
{
    ControlBench bench;
    addGates(bench, 0.5);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QTRY_COMPARE(kindsOf(checkout(bench)->interlocks()), QStringList{u"gate-locked"_s});
    checkout(bench)->setDraft(toPercent(u"checkout"_s, 25));
    checkout(bench)->prepare();
    QCOMPARE(checkout(bench)->state(), ForwardState::Blocked);
    const Blocker blocker = checkout(bench)->blockers().constFirst();
    QCOMPARE(blocker.subject, u"back-lag"_s);
    QVERIFY(blocker.gate);
    QCOMPARE(blocker.gate->state, GateState::Locked);
    QCOMPARE(blocker.gate->is, std::optional(0.8));
    QCOMPARE(blocker.gate->wants, std::optional(0.5));
    checkout(bench)->setDraft(toPercent(u"checkout"_s, 5));
    checkout(bench)->prepare();
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Armed); // back is never locked
    checkout(bench)->confirm();
    QTRY_COMPARE(bench.bridge->state().route(u"checkout"_s)->percent, 5);
}

void TestGateKeeper::aWarningLocksNothing()
{
    ControlBench bench;
    addGates(bench, 0.5);
    bench.profile.gates.first().severity = GateSeverity::Warn;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    checkout(bench)->setDraft(toPercent(u"checkout"_s, 25));
    checkout(bench)->prepare();
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Armed);
    QCOMPARE(bench.control->gates().results(u"checkout"_s).constFirst().state, GateState::Locked);
}

void TestGateKeeper::aGateThatClosesTakesTheArmedActBack()
{
    ControlBench bench;
    addGates(bench, 2);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    checkout(bench)->setDraft(toPercent(u"checkout"_s, 25));
    checkout(bench)->prepare();
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Armed);
    bench.sync->pipeline(u"orders-back"_s).lagSeconds = 3;
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Draft);
    QCOMPARE(kindsOf(checkout(bench)->blockers()), QStringList{u"gate-locked"_s});
    checkout(bench)->confirm();
    QCOMPARE(bench.bridge->count(u"apply checkout"_s), 0);
}

void TestGateKeeper::aStalledBackSyncLocksWithinTwoLooks()
{
    ControlBench bench;
    addGates(bench, 2);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QTRY_VERIFY(checkout(bench)->interlocks().isEmpty());
    const int looks = bench.sync->reads.calls();
    int lockedAt = 0;
    connect(bench.monitor.get(), &Monitor::changed, this, [&] {
        if (lockedAt == 0 && !checkout(bench)->interlocks().isEmpty())
            lockedAt = bench.sync->reads.calls();
    });
    bench.sync->pipeline(u"orders-back"_s).state = PipelineRunState::Failed;
    QTRY_VERIFY(lockedAt > 0);
    QVERIFY2(lockedAt <= looks + 2, qPrintable(QString::number(lockedAt - looks)));
    const Blocker blocker = checkout(bench)->interlocks().constFirst();
    QCOMPARE(blocker.subject, u"back-sync-running"_s);
    QVERIFY(blocker.gate->problem.contains(u"orders-back is failed"_s));
}

void TestGateKeeper::overrideOpensOnceAndIsOnTheRecord()
{
    ControlBench bench;
    addGates(bench, 0.5);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QVERIFY(setAside(bench, u"back-lag"_s, u"known hiccup, lead agreed"_s));
    QVERIFY(overrideAlarm(bench));
    QCOMPARE(overrideAlarm(bench)->priority, AlarmPriority::Highest);
    QCOMPARE(overrideAlarm(bench)->detail, u"known hiccup, lead agreed"_s);
    checkout(bench)->setDraft(toPercent(u"checkout"_s, 25));
    checkout(bench)->prepare();
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Armed);
    QVERIFY(checkout(bench)->prepared()->change.reason.contains(u"[override: back-lag]"_s));
    checkout(bench)->confirm();
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Acknowledged);
    QVERIFY(bench.control->gates().overrides().isEmpty()); // spent
    QVERIFY(!overrideAlarm(bench)->active);                // stays until somebody has seen it
    QVERIFY(!checkout(bench)->interlocks().isEmpty());

    const auto entries = bench.journal->read(50).result();
    QVERIFY(entries);
    QStringList overrides;
    for (const JournalEntry &entry : *entries) {
        const JournalRecord &record = entry.record;
        if (record.kind == JournalKind::Override)
            overrides.append(record.after.value(u"open"_s).toBool() ? record.reason : record.outcome);
        if (record.kind == JournalKind::Override && record.after.value(u"open"_s).toBool())
            QVERIFY(!record.evidence.value(u"gates"_s).toArray().isEmpty());
        if (record.kind == JournalKind::Forward && record.mark == JournalMark::Intent)
            QCOMPARE(record.evidence.value(u"gates"_s)
                         .toArray()
                         .at(0)
                         .toObject()
                         .value(u"overriddenBy"_s)
                         .toString(),
                     u"ann"_s);
    }
    QCOMPARE(overrides, (QStringList{u"known hiccup, lead agreed"_s, u"spent"_s}));
}

void TestGateKeeper::overrideExpires()
{
    ControlBench bench;
    addGates(bench, 0.5);
    bench.profile.overrideFor = std::chrono::minutes(10);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QVERIFY(setAside(bench, u"back-lag"_s, u"why"_s));
    bench.clock.setWall(bench.clock.wall().addDays(-1)); // a clock that jumps back does not lengthen it
    bench.clock.advance(std::chrono::minutes(10));
    QTRY_VERIFY(bench.control->gates().overrides().isEmpty());
    QTRY_COMPARE(kindsOf(checkout(bench)->interlocks()), QStringList{u"gate-locked"_s});
}

void TestGateKeeper::overrideIsRefused_data()
{
    QTest::addColumn<QString>("gate");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<bool>("mayOperate");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("never") << u"back-sync-running"_s << u"why"_s << true << ErrorKind::Refused;
    QTest::newRow("no reason") << u"back-lag"_s << u"  "_s << true << ErrorKind::Input;
    QTest::newRow("no such gate") << u"soak"_s << u"why"_s << true << ErrorKind::Input;
    QTest::newRow("no scope") << u"back-lag"_s << u"why"_s << false << ErrorKind::Auth;
}

void TestGateKeeper::overrideIsRefused()
{
    QFETCH(const QString, gate);
    QFETCH(const QString, reason);
    QFETCH(const bool, mayOperate);
    QFETCH(const ErrorKind, kind);
    ControlBench bench;
    addGates(bench, 0.5);
    if (!mayOperate)
        bench.bridge->setIdentity({u"bob"_s, {Scope::Read, Scope::Rollback}});
    bench.start();
    QTRY_VERIFY(bench.isReady());
    const Result<GateOverride> result = setAside(bench, gate, reason);
    QVERIFY(!result);
    QCOMPARE(result.error().kind, kind);
    QVERIFY(bench.control->gates().overrides().isEmpty());
    QVERIFY(!overrideAlarm(bench));
}

void TestGateKeeper::overrideCanBeTakenBack()
{
    ControlBench bench;
    addGates(bench, 0.5);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QVERIFY(setAside(bench, u"back-lag"_s, u"why"_s));
    QTRY_VERIFY(checkout(bench)->interlocks().isEmpty());
    checkout(bench)->setDraft(toPercent(u"checkout"_s, 25));
    checkout(bench)->prepare();
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Armed);
    bench.control->gates().withdraw(u"checkout"_s, u"back-lag"_s);
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Draft);
    QCOMPARE(kindsOf(checkout(bench)->blockers()), QStringList{u"gate-locked"_s});
}

void TestGateKeeper::overrideOfAnotherConsoleIsLoudHere()
{
    ControlBench bench;
    addGates(bench, 0.5);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    JournalRecord record;
    record.kind = JournalKind::Override;
    record.act = QUuid::createUuid();
    record.actor = u"bob"_s;
    record.reason = u"in a hurry"_s;
    record.after = {{u"route"_s, u"checkout"_s},
                    {u"gate"_s, u"back-lag"_s},
                    {u"until"_s, bench.clock.wall().addSecs(600).toString(Qt::ISODateWithMs)},
                    {u"open"_s, true}};
    bench.journal->append(record).waitForFinished();
    QTRY_VERIFY(overrideAlarm(bench));
    QVERIFY(overrideAlarm(bench)->title.contains(u"bob"_s));
    QVERIFY(!checkout(bench)->interlocks().isEmpty()); // it opens nothing here
    record.after.insert(u"open"_s, false);
    bench.journal->append(record).waitForFinished();
    QTRY_VERIFY(bench.control->gates().overrides().isEmpty());
    QVERIFY(!overrideAlarm(bench)->active);
}

void TestGateKeeper::journalThatCannotBeWrittenRefusesTheOverride()
{
    ControlBench bench;
    addGates(bench, 0.5);
    bench.start(u"/proc/interlock/journal.sqlite"_s); // nobody can make a file there
    QTRY_VERIFY(bench.isReady());
    QVERIFY(!setAside(bench, u"back-lag"_s, u"why"_s));
    QVERIFY(bench.control->gates().overrides().isEmpty());
}

QTEST_GUILESS_MAIN(TestGateKeeper)
#include "tst_gatekeeper.moc"
