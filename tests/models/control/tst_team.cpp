// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/control/teambench.h"

using namespace interlock;
using namespace Qt::StringLiterals;

/// The signature of a second person, as one console sees it: what needs it, what it is for, and what takes it
/// back.
class TestTeam final : public QObject, private TeamBench
{
    Q_OBJECT

private Q_SLOTS:
    void init() { makeBench(); }
    void cleanup() { m_bench.reset(); }
    void whatNeedsTwoPeople_data();
    void whatNeedsTwoPeople();
    void evidenceDrifts_data();
    void evidenceDrifts();
    void stepsOfTheMachine();
    void lockedUntilSomebodyElseSigned();
    void signatureIsForExactlyThisChange();
    void whatTakesASignatureBack_data();
    void whatTakesASignatureBack();
    void driftTakesTheArmedActBack();
    void anotherProgramsRequestIsLeftAlone();
    void databaseGoneInTheMiddle();
    void lessToNewAndRollbackNeedNobody();
    void roleAtTheDatabaseLocks();
    void nobodySignsWhatTheySeeOtherwise();
};

void TestTeam::whatNeedsTwoPeople_data()
{
    QTest::addColumn<GateActs>("acts");
    QTest::addColumn<QStringList>("routes");
    QTest::addColumn<bool>("step"); // the plan's step to 50 % says so
    QTest::addColumn<int>("percent");
    QTest::addColumn<bool>("needed");
    const GateActs raise{GateAct::RaiseShare};
    QTest::newRow("raise") << raise << QStringList() << false << 25 << true;
    QTest::newRow("less") << raise << QStringList() << false << 5 << false;
    QTest::newRow("the same") << raise << QStringList() << false << 15 << false;
    QTest::newRow("another route's") << raise << QStringList{u"orders"_s} << false << 25 << false;
    QTest::newRow("this route's") << raise << QStringList{u"checkout"_s} << false << 25 << true;
    QTest::newRow("full share only") << GateActs{GateAct::FullShare} << QStringList() << false << 25 << false;
    QTest::newRow("full share") << GateActs{GateAct::FullShare} << QStringList() << false << 100 << true;
    QTest::newRow("nothing") << GateActs() << QStringList() << false << 100 << false;
    QTest::newRow("the step") << GateActs() << QStringList() << true << 50 << true;
    QTest::newRow("on the way to the step") << GateActs() << QStringList() << true << 20 << true;
    QTest::newRow("past the step") << GateActs() << QStringList() << true << 100 << true;
    QTest::newRow("less than the step") << GateActs() << QStringList() << true << 10 << false;
}

void TestTeam::whatNeedsTwoPeople()
{
    QFETCH(const GateActs, acts);
    QFETCH(const QStringList, routes);
    QFETCH(const bool, step);
    QFETCH(const int, percent);
    QFETCH(const bool, needed);
    Profile profile;
    profile.approval.acts = acts;
    profile.approval.routes = routes;
    for (const int share : {15, 50, 100}) {
        PlanStep one;
        one.percent = share;
        one.approval = step && share == 50;
        profile.steps.append(one);
    }
    const RouteState route = *FakeBridge::shop().route(u"checkout");
    QCOMPARE(needsApproval(profile, route, toPercent(u"checkout"_s, percent)), needed);
}

void TestTeam::evidenceDrifts_data()
{
    QTest::addColumn<std::function<void(ControlBench &, MigrationState &, QList<GateResult> &, Profile &)>>(
        "change");
    QTest::addColumn<QString>("word");
    using Change = std::function<void(ControlBench &, MigrationState &, QList<GateResult> &, Profile &)>;
    const auto row = [](const char *name, const char *word, const Change &change) {
        QTest::newRow(name) << change << QString::fromUtf8(word);
    };
    row("nothing", "", [](auto &, auto &, auto &, auto &) {});
    row("figures move inside their state", "",
        [](auto &, auto &, QList<GateResult> &gates, auto &) { gates[0].is = 4.9; });
    row("revision", "revision 17 to 18",
        [](auto &, MigrationState &state, auto &, auto &) { state.bridge.value.revision = 18; });
    row("epoch", "rollback",
        [](auto &, MigrationState &state, auto &, auto &) { state.bridge.value.epoch = 4; });
    row("gate locks", "back-lag was open and is locked",
        [](auto &, auto &, QList<GateResult> &gates, auto &) { gates[0].state = GateState::Locked; });
    row("gate waits", "back-lag was open and is waiting",
        [](auto &, auto &, QList<GateResult> &gates, auto &) { gates[0].state = GateState::Waiting; });
    row("gate is set aside", "set aside by ann",
        [](auto &, auto &, QList<GateResult> &gates, auto &) { gates[0].overriddenBy = u"ann"_s; });
    row("gate is gone", "is gone", [](auto &, auto &, QList<GateResult> &gates, auto &) { gates.clear(); });
    row("gate is new", "drill is new", [](auto &, auto &, QList<GateResult> &gates, auto &) {
        gates.append(gates[0]);
        gates[1].gateId = u"drill"_s;
    });
    row("another environment", "another migration",
        [](auto &, auto &, auto &, Profile &profile) { profile.environment.name = u"prod"_s; });
    row("bridge is stale", "not live",
        [](auto &, MigrationState &state, auto &, auto &) { state.bridge.quality = Quality::Stale; });
}

void TestTeam::evidenceDrifts()
{
    using Change = std::function<void(ControlBench &, MigrationState &, QList<GateResult> &, Profile &)>;
    QFETCH(const Change, change);
    QFETCH(const QString, word);
    MigrationState state;
    state.bridge.value = FakeBridge::shop();
    state.bridge.quality = Quality::Live;
    GateResult gate;
    gate.gateId = u"back-lag"_s;
    gate.state = GateState::Open;
    QList<GateResult> gates{gate};
    Profile profile = m_bench->profile;
    const RouteState route = *state.bridge.value.route(u"checkout");
    const RouteChange raise = toPercent(u"checkout"_s, 25);
    const QByteArray evidence = approvalEvidence({profile, state, gates}, route, raise, QDateTime());
    QVERIFY(isAbout(evidence, raise));
    QVERIFY(!isAbout(evidence, toPercent(u"checkout"_s, 26)));
    change(*m_bench, state, gates, profile);
    const QString drift = evidenceDrift(evidence, {profile, state, gates});
    QVERIFY2(word.isEmpty() ? drift.isEmpty() : drift.contains(word), qPrintable(drift));
    QVERIFY(!evidenceDrift("{", {profile, state, gates}).isEmpty());
}

void TestTeam::stepsOfTheMachine()
{
    int fits = 0;
    for (const ApprovalState state :
         {ApprovalState::Requested, ApprovalState::Approved, ApprovalState::Declined,
          ApprovalState::Withdrawn, ApprovalState::Void, ApprovalState::Expired, ApprovalState::Used}) {
        for (const ApprovalStep step : {ApprovalStep::Approve, ApprovalStep::Decline, ApprovalStep::Withdraw,
                                        ApprovalStep::Void, ApprovalStep::Use}) {
            const auto after = afterStep(state, step);
            fits += after ? 1 : 0;
            QVERIFY(!after || !isOver(state)); // what is over stays so
            QVERIFY(!after || *after == stateOfStep(step));
        }
        QCOMPARE(approvalStateFromName(approvalStateName(state)), std::optional(state));
    }
    QCOMPARE(fits, 7);
}

void TestTeam::lockedUntilSomebodyElseSigned()
{
    start();
    prepare(25);
    QCOMPARE(act()->state(), ForwardState::Blocked);
    QCOMPARE(kindsOf(act()->blockers()), QStringList{u"needs-approval"_s});
    QCOMPARE(lacks(), u"wanted"_s);
    ask();
    act()->prepare();
    QTRY_COMPARE(act()->state(), ForwardState::Blocked);
    QCOMPARE(lacks(), u"requested"_s);
    signedByOther();
    act()->prepare();
    QTRY_COMPARE(act()->state(), ForwardState::Armed);
    act()->confirm();
    QTRY_COMPARE(m_team->list.constLast().state, ApprovalState::Used);
    QTRY_COMPARE(m_bench->bridge->applied().size(), 1);
    QTRY_VERIFY(act()->state() == ForwardState::Acknowledged || act()->state() == ForwardState::Observed);
    QFuture<Result<QList<JournalEntry>>> entries = m_bench->journal->read(100);
    entries.waitForFinished();
    const QList<JournalEntry> read = entries.result().value_or(QList<JournalEntry>{});
    const auto intent = std::ranges::find_if(read, [](const JournalEntry &entry) {
        return entry.record.kind == JournalKind::Forward && entry.record.mark == JournalMark::Intent;
    });
    QVERIFY(intent != read.cend());
    QCOMPARE(intent->record.evidence["approval"_L1]["digest"_L1].toString(),
             QString::fromLatin1(m_team->list.constLast().digest.toHex()));
    m_bench->traffic(u"checkout"_s, 25);
    QTRY_COMPARE(act()->state(), ForwardState::Observed);
    prepare(30); // the signature was for one act
    QCOMPARE(lacks(), u"wanted"_s);
}

void TestTeam::signatureIsForExactlyThisChange()
{
    start();
    signedFor(25);
    prepare(50);
    QCOMPARE(act()->state(), ForwardState::Blocked);
    QCOMPARE(lacks(), u"wanted"_s);
    prepare(25);
    QCOMPARE(act()->state(), ForwardState::Armed);
}

void TestTeam::whatTakesASignatureBack_data()
{
    QTest::addColumn<bool>("signedAlready");
    QTest::addColumn<int>("what");
    QTest::addColumn<QString>("word");
    QTest::addColumn<ApprovalState>("state");
    for (const bool done : {false, true}) {
        const char *when = done ? "signed" : "asked";
        QTest::addRow("%s, revision moves", when) << done << 0 << u"void"_s << ApprovalState::Void;
        QTest::addRow("%s, gate locks", when) << done << 1 << u"void"_s << ApprovalState::Void;
        QTest::addRow("%s, too old", when) << done << 2 << u"expired"_s << ApprovalState::Expired;
        QTest::addRow("%s, withdrawn", when) << done << 3 << u"wanted"_s << ApprovalState::Withdrawn;
    }
    QTest::addRow("declined") << false << 4 << u"declined"_s << ApprovalState::Declined;
}

void TestTeam::whatTakesASignatureBack()
{
    QFETCH(const bool, signedAlready);
    QFETCH(const int, what);
    QFETCH(const QString, word);
    QFETCH(const ApprovalState, state);
    start();
    act()->setDraft(toPercent(u"checkout"_s, 25));
    ask();
    if (signedAlready)
        signedByOther();
    switch (what) {
    case 0:
        m_bench->bridge->changeByOther(toPercent(u"catalog"_s, 40), u"ben"_s);
        break;
    case 1:
        m_bench->sync->pipeline(u"orders-back"_s).lagSeconds = 9;
        break;
    case 2:
        m_team->list[0].left = std::chrono::seconds(0);
        Q_EMIT m_team->approvalsMoved();
        break;
    case 3:
        static_cast<void>(team().withdraw(m_team->list[0].id));
        break;
    default:
        m_team->byOther(0, ApprovalState::Declined, u"too early"_s);
        break;
    }
    QTRY_COMPARE(team().approvals().constLast().state, state);
    if (what == 1) { // the gate itself locks, too: once it is open again, the signature stays void
        m_bench->sync->pipeline(u"orders-back"_s).lagSeconds = 0.8;
        QTRY_VERIFY(m_bench->control->gates().results(u"checkout"_s).constFirst().passes());
    }
    prepare(25);
    QCOMPARE(act()->state(), ForwardState::Blocked);
    QCOMPARE(lacks(), word);
    QCOMPARE(m_bench->bridge->applied().size(), 0);
}

void TestTeam::driftTakesTheArmedActBack()
{
    start();
    armSigned(25);
    m_team->byOther(0, ApprovalState::Void, u"ben saw something"_s);
    QTRY_COMPARE(act()->state(), ForwardState::Draft);
    QCOMPARE(lacks(), u"void"_s);
}

/// A command line of the same person that has just begun to look voids nothing; it does not use it either.
void TestTeam::anotherProgramsRequestIsLeftAlone()
{
    start();
    MigrationState then = m_bench->monitor->state();
    then.bridge.value.revision = 3;
    const RouteChange raise = toPercent(u"checkout"_s, 25);
    Approval approval;
    approval.id = QUuid::createUuid();
    approval.routeId = u"checkout"_s;
    approval.evidence =
        approvalEvidence({m_bench->profile, then, m_bench->control->gates().results(u"checkout"_s)},
                         *then.bridge.value.route(u"checkout"), raise, QDateTime());
    approval.digest = sha256(approval.evidence);
    approval.account = u"ann"_s;
    approval.left = std::chrono::minutes(9);
    approval.state = ApprovalState::Approved;
    m_team->list.append(approval);
    const qsizetype beats = m_team->beats.size();
    QTRY_VERIFY(m_team->beats.size() > beats + 3);
    QCOMPARE(m_team->list[0].state, ApprovalState::Approved);
    prepare(25);
    QCOMPARE(lacks(), u"void"_s);
}

void TestTeam::databaseGoneInTheMiddle()
{
    start();
    armSigned(25);
    m_team->gone = true;
    act()->confirm(); // armed in good faith; the server is not there to say that the signature still stands
    QTRY_COMPARE(act()->state(), ForwardState::Draft);
    QCOMPARE(lacks(), u"unreachable"_s);
    QCOMPARE(m_bench->bridge->applied().size(), 0);
    m_bench->control->rollback()->arm({u"*"_s}, u"something is wrong"_s);
    m_bench->control->rollback()->confirm();
    QTRY_VERIFY(m_bench->bridge->state().latched); // back is never locked
    const qint64 local = localNumbers().size();
    QVERIFY(local > 0);
    m_team->gone = false;
    QTRY_COMPARE(sharedNumbers().size(), localNumbers().size()); // caught up
    QList<qint64> sorted = sharedNumbers();
    std::ranges::sort(sorted);
    QCOMPARE(sorted, localNumbers()); // each once
}

void TestTeam::lessToNewAndRollbackNeedNobody()
{
    m_team->gone = true;
    m_bench->start();
    QTRY_VERIFY(m_bench->isReady());
    prepare(5);
    QCOMPARE(act()->state(), ForwardState::Armed);
    act()->confirm();
    QTRY_COMPARE(m_bench->bridge->applied().size(), 1);
    m_bench->traffic(u"checkout"_s, 5);
    QTRY_COMPARE(act()->state(), ForwardState::Observed);
    prepare(25);
    QCOMPARE(lacks(), u"unreachable"_s);
}

void TestTeam::roleAtTheDatabaseLocks()
{
    m_bench->profile.approval.acts.clear();
    m_team->picture.role = TeamRole::OnCall;
    start();
    prepare(25);
    QCOMPARE(kindsOf(act()->blockers()), QStringList{u"no-scope"_s});
    prepare(5);
    QCOMPARE(act()->state(), ForwardState::Armed);
}

void TestTeam::nobodySignsWhatTheySeeOtherwise()
{
    start();
    act()->setDraft(toPercent(u"checkout"_s, 25));
    ask();
    Approval theirs = m_team->list.constFirst();
    const auto refusal = [this](const Approval &shown) {
        const QFuture<Result<Approval>> answer = team().sign(shown);
        return answer.isFinished() && !answer.result() ? answer.result().error().detail : QString();
    };
    QVERIFY(refusal(theirs).contains(u"own request"_s));
    theirs.account = theirs.actor = u"ben"_s;
    theirs.id = QUuid::createUuid(); // not asked for here
    m_team->list[0] = theirs;
    QTRY_COMPARE(team().toSign().size(), 1);
    Approval forged = theirs;
    forged.evidence.replace("25", "99");
    QVERIFY(refusal(forged).contains(u"digest"_s));
    m_bench->bridge->changeByOther(toPercent(u"catalog"_s, 40), u"eve"_s);
    QTRY_VERIFY(!team().drift(theirs).isEmpty());
    QVERIFY(refusal(theirs).contains(u"revision"_s));
    QCOMPARE(m_team->list[0].state, ApprovalState::Requested);
}

QTEST_GUILESS_MAIN(TestTeam)
#include "tst_team.moc"
