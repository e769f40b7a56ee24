// SPDX-License-Identifier: GPL-3.0-or-later
// Two consoles and a real PostgreSQL between them, from the request to the act, and with the server gone in
// the middle of it.
#include "models/control/team/team.h"
#include "tests/integration/team/teamworld.h"
#include "tests/models/control/controlbench.h"

using namespace interlock;
using namespace Qt::StringLiterals;
using test::TeamWorld;
using test::why;

class TestTwoPeople final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void signedByTheOtherThenSent();
    void databaseGoneBetweenSignatureAndAct();
    void killedConsoleIsCaughtUpByTheNext();

private:
    [[nodiscard]] static std::unique_ptr<ControlBench> console(const TeamWorld &world, const QString &who);
    [[nodiscard]] static Team &teamOf(const std::unique_ptr<ControlBench> &bench)
    {
        return *bench->control->team();
    }
    [[nodiscard]] ForwardAct *act() { return m_ann->control->forward(u"checkout"_s); }
    void signedRequest();
    [[nodiscard]] static QList<JournalEntry> entries(ControlBench &bench);
    [[nodiscard]] qint64 sharedOf(const QString &account) const
    {
        return m_world
            .value("select count(*) from interlock_console.journal where account = '" + account.toUtf8() +
                   '\'')
            .toLongLong();
    }

    TeamWorld m_world;
    std::unique_ptr<ControlBench> m_ann;
    std::unique_ptr<ControlBench> m_ben;
};

void TestTwoPeople::initTestCase()
{
    QCOMPARE(m_world.start(), QString());
}

std::unique_ptr<ControlBench> TestTwoPeople::console(const TeamWorld &world, const QString &who)
{
    auto bench = std::make_unique<ControlBench>();
    bench->timings.teamBeat = std::chrono::milliseconds(100);
    bench->profile.approval.acts = {GateAct::RaiseShare};
    bench->bridge->setIdentity({who, {Scope::Read, Scope::Rollback, Scope::Operate}});
    bench->ports.team = world.team(who);
    bench->start();
    return bench;
}

void TestTwoPeople::init()
{
    m_ann = console(m_world, u"ann"_s);
    m_ben = console(m_world, u"ben"_s);
    QTRY_VERIFY(m_ann->isReady() && m_ben->isReady());
    QTRY_VERIFY(teamOf(m_ann).live() && teamOf(m_ben).live());
    QTRY_COMPARE(teamOf(m_ann).role(), TeamRole::Lead);
}

void TestTwoPeople::cleanup()
{
    m_ann.reset();
    m_ben.reset();
}

QList<JournalEntry> TestTwoPeople::entries(ControlBench &bench)
{
    return waited(bench.journal->read(1000)).value_or(QList<JournalEntry>{});
}

/// ann asks, ben sees the evidence and signs it, ann's act is armed.
void TestTwoPeople::signedRequest()
{
    act()->setDraft(toPercent(u"checkout"_s, 25));
    const Result<Approval> asked = waited(teamOf(m_ann).request(act()->draft()));
    QVERIFY2(asked, why(asked).constData());
    QVERIFY(!waited(teamOf(m_ann).sign(*asked)));
    QTRY_COMPARE(teamOf(m_ben).toSign().size(), 1); // told, not asked for
    const Approval shown = teamOf(m_ben).toSign().constFirst();
    QCOMPARE(shown.evidence, asked->evidence);
    QCOMPARE(shown.account, u"ann"_s);
    const Result<Approval> done = waited(teamOf(m_ben).sign(shown));
    QVERIFY2(done, why(done).constData());
    QTRY_COMPARE(teamOf(m_ann).approvals().constLast().state, ApprovalState::Approved);
    act()->prepare();
    QTRY_COMPARE(act()->state(), ForwardState::Armed);
    const auto seen = [this] {
        const QList<TeamMember> members = teamOf(m_ben).members();
        return std::ranges::any_of(members, [](const TeamMember &member) {
            return member.account == u"ann" && member.drafts.size() == 1;
        });
    };
    QTRY_VERIFY(seen()); // what ann is about to send, before it is sent
    QCOMPARE(m_ann->bridge->applied().size(), 0);
}

void TestTwoPeople::signedByTheOtherThenSent()
{
    signedRequest();
    act()->confirm();
    QTRY_COMPARE(m_ann->bridge->applied().size(), 1);
    QTRY_COMPARE(teamOf(m_ben).approvals().constLast().state, ApprovalState::Used);
    const auto benSees = [this](JournalMark mark) {
        const QList<JournalEntry> others = teamOf(m_ben).share().others();
        return std::ranges::any_of(others, [mark](const JournalEntry &entry) {
            return entry.record.kind == JournalKind::Forward && entry.record.mark == mark &&
                   entry.account == u"ann" && entry.place == u"ann-laptop";
        });
    };
    QTRY_VERIFY(benSees(JournalMark::Intent));
    QTRY_VERIFY(benSees(JournalMark::Acknowledged));
    QCOMPARE(teamOf(m_ben).share().firstBad(), 0);
}

void TestTwoPeople::databaseGoneBetweenSignatureAndAct()
{
    signedRequest();
    const qint64 before = sharedOf(u"ann"_s);
    const qsizetype local = entries(*m_ann).size();
    m_world.server.stop();
    act()->confirm();
    QTRY_VERIFY(act()->state() == ForwardState::Draft || act()->state() == ForwardState::Blocked);
    QTRY_VERIFY(std::ranges::any_of(act()->blockers(), [](const Blocker &blocker) {
        return blocker.kind == BlockerKind::NeedsApproval && blocker.subject == u"unreachable";
    }));
    QCOMPARE(m_ann->bridge->applied().size(), 0);
    m_ann->control->rollback()->arm({u"*"_s}, u"errors"_s);
    m_ann->control->rollback()->confirm();
    QTRY_VERIFY(m_ann->bridge->state().latched); // nobody was asked
    QTRY_VERIFY(entries(*m_ann).size() > local);
    QCOMPARE(m_world.server.start(), QString());
    QTRY_COMPARE(teamOf(m_ann).share().waiting(), 0);
    QTRY_COMPARE(sharedOf(u"ann"_s) - before, entries(*m_ann).size() - local); // none lost, none twice
    const auto benSawIt = [this] {
        const QList<JournalEntry> others = teamOf(m_ben).share().others();
        return std::ranges::any_of(others, [](const JournalEntry &entry) {
            return entry.record.kind == JournalKind::Rollback && entry.account == u"ann";
        });
    };
    QTRY_VERIFY(benSawIt());
    QTRY_COMPARE(teamOf(m_ann).approvals().constLast().state, ApprovalState::Void); // the world moved
}

/// What a console could not hand over because it died is handed over by the next one on that machine.
void TestTwoPeople::killedConsoleIsCaughtUpByTheNext()
{
    const QString file = m_ann->journal->fileName();
    const qint64 before = sharedOf(u"ann"_s) + sharedOf(u"ben"_s);
    const qsizetype handed = entries(*m_ann).size() + entries(*m_ben).size();
    QTRY_COMPARE(teamOf(m_ann).share().waiting(), 0);
    m_ann->crash();
    {
        Journal alone(file); // an act without any team: the network was away
        for (int i = 0; i < 5; ++i) {
            JournalRecord record;
            record.kind = JournalKind::Rollback;
            record.what = u"alone %1"_s.arg(i);
            QVERIFY(waited(alone.append(record)));
        }
    }
    ControlBench again;
    again.timings.teamBeat = std::chrono::milliseconds(100);
    again.ports.team = m_world.team(u"ann"_s);
    again.start(file);
    QTRY_VERIFY(again.control->team()->live());
    QTRY_COMPARE(again.control->team()->share().waiting(), 0);
    QTRY_VERIFY(sharedOf(u"ann"_s) + sharedOf(u"ben"_s) >=
                before + entries(again).size() + entries(*m_ben).size() - handed);
    QCOMPARE(
        m_world.value("select count(*) - count(distinct (source, number)) from interlock_console.journal"),
        u"0"_s);
    QCOMPARE(m_world.value("select count(*) from interlock_console.journal where "
                           "convert_from(body, 'UTF8') like '%alone %'"),
             u"5"_s);
}

QTEST_GUILESS_MAIN(TestTwoPeople)
#include "tst_twopeople.moc"
