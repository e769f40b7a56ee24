// SPDX-License-Identifier: GPL-3.0-or-later
// The machine of docs/approvals.md at the server, step by step, by whom and whatever the console thinks.
#include "tests/integration/team/teamworld.h"

#include <QSignalSpy>

using namespace interlock;
using namespace Qt::StringLiterals;
using test::TeamWorld;
using test::why;

namespace {
constexpr std::array<ApprovalStep, 5> allSteps{ApprovalStep::Approve, ApprovalStep::Decline,
                                               ApprovalStep::Withdraw, ApprovalStep::Void, ApprovalStep::Use};

ApprovalRequest requestOf(const QString &actor, int seconds = 600)
{
    ApprovalRequest request;
    request.routeId = u"checkout"_s;
    request.what = u"Checkout: share 50 % → 100 % on prod"_s;
    request.reason = u"the day has come"_s;
    request.evidence = "{\"revision\":\"17\"}";
    request.actor = actor;
    request.validFor = std::chrono::seconds(seconds);
    return request;
}
} // namespace

class TestTeamApprovals final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void eachStepFromEachState_data();
    void eachStepFromEachState();
    void nobodySignsTheirOwn();
    void sameTokenWithAnotherAccount();
    void onlyTheEvidenceIsSigned();
    void onlyWhoAskedUsesIt();
    void usedOnce();
    void tooOld();
    void viewersAndOnCallTakeNoPart_data();
    void viewersAndOnCallTakeNoPart();
    void othersHearOfIt();
    void twoSignAtOnce();

private:
    [[nodiscard]] Result<Approval> requested(const QString &actor = u"ann"_s);
    [[nodiscard]] Result<Approval> step(PostgresTeam &who, const Approval &approval, ApprovalStep step,
                                        const QString &actor);

    TeamWorld m_world;
    std::unique_ptr<PostgresTeam> m_ann;
    std::unique_ptr<PostgresTeam> m_ben;
};

void TestTeamApprovals::initTestCase()
{
    QCOMPARE(m_world.start(), QString());
    m_ann = m_world.team(u"ann"_s);
    m_ben = m_world.team(u"ben"_s);
}

Result<Approval> TestTeamApprovals::requested(const QString &actor)
{
    return waited(m_ann->request(requestOf(actor)));
}

Result<Approval> TestTeamApprovals::step(PostgresTeam &who, const Approval &approval, ApprovalStep step,
                                         const QString &actor)
{
    return waited(who.step(approval.id, step, approval.digest, QUuid::createUuid(), actor, u"because"_s));
}

void TestTeamApprovals::eachStepFromEachState_data()
{
    QTest::addColumn<ApprovalState>("from");
    QTest::addColumn<ApprovalStep>("taken");
    for (const ApprovalState from :
         {ApprovalState::Requested, ApprovalState::Approved, ApprovalState::Declined,
          ApprovalState::Withdrawn, ApprovalState::Void, ApprovalState::Used}) {
        for (const ApprovalStep taken : allSteps)
            QTest::addRow("%s, then %s", qPrintable(approvalStateName(from)),
                          qPrintable(approvalStateName(stateOfStep(taken))))
                << from << taken;
    }
}

/// The server and afterStep() agree on every pair, taken by whoever may take the step.
void TestTeamApprovals::eachStepFromEachState()
{
    QFETCH(const ApprovalState, from);
    QFETCH(const ApprovalStep, taken);
    const auto owners = [this](ApprovalStep one) -> PostgresTeam & {
        return one == ApprovalStep::Withdraw || one == ApprovalStep::Use ? *m_ann : *m_ben;
    };
    const auto actorOf = [](ApprovalStep one) {
        return one == ApprovalStep::Withdraw || one == ApprovalStep::Use ? u"ann"_s : u"ben"_s;
    };
    Result<Approval> approval = requested();
    QVERIFY2(approval, why(approval).constData());
    QCOMPARE(approval->state, ApprovalState::Requested);
    QList<ApprovalStep> way;
    for (const ApprovalStep one : allSteps) {
        if (stateOfStep(one) == from)
            way = one == ApprovalStep::Use ? QList{ApprovalStep::Approve, one} : QList{one};
    }
    for (const ApprovalStep one : std::as_const(way)) {
        approval = step(owners(one), *approval, one, actorOf(one));
        QVERIFY2(approval, why(approval).constData());
    }
    QCOMPARE(approval->state, from);
    const Result<Approval> after = step(owners(taken), *approval, taken, actorOf(taken));
    const std::optional<ApprovalState> expected = afterStep(from, taken);
    QCOMPARE(after.has_value(), expected.has_value());
    if (expected)
        QCOMPARE(after->state, *expected);
    else
        QVERIFY2(after.error().kind == ErrorKind::Refused, why(after).constData());
    const Result<QList<Approval>> list = waited(m_ben->approvals());
    QVERIFY2(list, why(list).constData());
    QCOMPARE(list->constLast().state, expected.value_or(from));
}

void TestTeamApprovals::nobodySignsTheirOwn()
{
    const Result<Approval> approval = requested();
    const auto anotherConsole = m_world.team(u"ann"_s, u"another"_s);
    for (PostgresTeam *console : {m_ann.get(), anotherConsole.get()}) {
        // also under another name: the account counts
        const Result<Approval> own = step(*console, *approval, ApprovalStep::Approve, u"ben"_s);
        QVERIFY(!own);
        QCOMPARE(own.error().kind, ErrorKind::Auth);
        QCOMPARE(own.error().detail, u"nobody decides on their own request"_s);
    }
    const QByteArray direct = "insert into interlock_console.approval_step (approval, state, digest, detail, "
                              "actor, place) values ('" +
                              approval->id.toByteArray(QUuid::WithoutBraces) + "', 'approved', '\\x" +
                              approval->digest.toHex() + "', '', 'ben', '')";
    QVERIFY(m_world.as(u"ann"_s, direct).startsWith(u"auth: nobody decides"_s));
    QCOMPARE(m_world.as(u"ben"_s, direct), u"ok"_s);
}

void TestTeamApprovals::sameTokenWithAnotherAccount()
{
    const Result<Approval> approval = requested();
    const Result<Approval> same = step(*m_ben, *approval, ApprovalStep::Approve, u"ann"_s);
    QVERIFY(!same);
    QCOMPARE(same.error().kind, ErrorKind::Auth);
}

void TestTeamApprovals::onlyTheEvidenceIsSigned()
{
    Result<Approval> approval = requested();
    QCOMPARE(approval->digest, sha256(approval->evidence));
    approval->digest = sha256("something else");
    const Result<Approval> other = step(*m_ben, *approval, ApprovalStep::Approve, u"ben"_s);
    QVERIFY(!other);
    QVERIFY2(other.error().detail.contains(u"not the evidence"_s), why(other).constData());
    approval->digest.clear();
    QVERIFY(!step(*m_ben, *approval, ApprovalStep::Approve, u"ben"_s));
}

void TestTeamApprovals::onlyWhoAskedUsesIt()
{
    const Result<Approval> approval = requested();
    QVERIFY(step(*m_ben, *approval, ApprovalStep::Approve, u"ben"_s));
    const Result<Approval> taken = step(*m_ben, *approval, ApprovalStep::Use, u"ben"_s);
    QVERIFY(!taken);
    QCOMPARE(taken.error().kind, ErrorKind::Auth);
    QVERIFY(!step(*m_ben, *approval, ApprovalStep::Withdraw, u"ben"_s));
}

void TestTeamApprovals::usedOnce()
{
    const Result<Approval> approval = requested();
    QVERIFY(step(*m_ben, *approval, ApprovalStep::Approve, u"ben"_s));
    const auto another = m_world.team(u"ann"_s);
    const auto first = m_ann->step(approval->id, ApprovalStep::Use, {}, QUuid::createUuid(), u"ann"_s, {});
    const auto second = another->step(approval->id, ApprovalStep::Use, {}, QUuid::createUuid(), u"ann"_s, {});
    QCOMPARE(int(waited(first).has_value()) + int(waited(second).has_value()), 1);
    const Result<Approval> noKey = requested();
    QVERIFY(step(*m_ben, *noKey, ApprovalStep::Approve, u"ben"_s));
    QVERIFY(!waited(m_ann->step(noKey->id, ApprovalStep::Use, {}, {}, u"ann"_s, {})));
}

void TestTeamApprovals::tooOld()
{
    const Result<Approval> approval = waited(m_ann->request(requestOf(u"ann"_s, 1)));
    QVERIFY2(approval, why(approval).constData());
    const auto state = [this, &approval] {
        const Result<QList<Approval>> list = waited(m_ben->approvals());
        for (const Approval &one : list.value_or(QList<Approval>{})) {
            if (one.id == approval->id)
                return one.state;
        }
        return ApprovalState::Void;
    };
    QTRY_COMPARE(state(), ApprovalState::Expired); // by the server's clock
    const Result<Approval> late = step(*m_ben, *approval, ApprovalStep::Approve, u"ben"_s);
    QVERIFY(!late);
    QVERIFY2(late.error().detail.contains(u"too old"_s), why(late).constData());
}

void TestTeamApprovals::viewersAndOnCallTakeNoPart_data()
{
    QTest::addColumn<QString>("account");
    QTest::newRow("viewer") << u"vera"_s;
    QTest::newRow("on call") << u"olaf"_s;
}

void TestTeamApprovals::viewersAndOnCallTakeNoPart()
{
    QFETCH(const QString, account);
    const auto who = m_world.team(account);
    const Result<Approval> approval = requested();
    for (const ApprovalStep one : allSteps) {
        const Result<Approval> taken = step(*who, *approval, one, account);
        QVERIFY(!taken);
        QVERIFY2(taken.error().kind == ErrorKind::Auth, why(taken).constData());
    }
    QVERIFY(!waited(who->request(requestOf(account))));
    QVERIFY(!waited(who->approvals())->isEmpty()); // but they see it
}

void TestTeamApprovals::othersHearOfIt()
{
    QVERIFY(waited(m_ben->approvals()));
    const QSignalSpy heard(m_ben.get(), &TeamPort::approvalsMoved);
    const Result<Approval> approval = requested();
    QTRY_VERIFY(!heard.isEmpty());
    const QSignalSpy answered(m_ann.get(), &TeamPort::approvalsMoved);
    QVERIFY(step(*m_ben, *approval, ApprovalStep::Decline, u"ben"_s));
    QTRY_VERIFY(!answered.isEmpty());
    const Approval last = waited(m_ann->approvals())->constLast();
    QCOMPARE(last.state, ApprovalState::Declined);
    QCOMPARE(last.stepAccount, u"ben"_s);
    QCOMPARE(last.detail, u"because"_s);
}

void TestTeamApprovals::twoSignAtOnce()
{
    QCOMPARE(m_world.server.sql("create role eve login in role interlock_lead"), QString());
    const auto eve = m_world.team(u"eve"_s);
    const Result<Approval> approval = requested();
    const auto one = m_ben->step(approval->id, ApprovalStep::Approve, approval->digest, {}, u"ben"_s, {});
    const auto two = eve->step(approval->id, ApprovalStep::Decline, {}, {}, u"eve"_s, {});
    QCOMPARE(int(waited(one).has_value()) + int(waited(two).has_value()), 1);
}

QTEST_GUILESS_MAIN(TestTeamApprovals)
#include "tst_teamapprovals.moc"
