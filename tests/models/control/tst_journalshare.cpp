// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/journal/journalcodec.h"
#include "tests/fakes/localchain.h"
#include "tests/models/control/teambench.h"

#include <QSignalSpy>

using namespace interlock;
using namespace Qt::StringLiterals;

/// What people hear of each other: armed drafts, who is on, and the journal that they share.
class TestJournalShare final : public QObject, private TeamBench
{
    Q_OBJECT

private Q_SLOTS:
    void init() { makeBench(); }
    void cleanup() { m_bench.reset(); }
    void armedDraftsAreSaid();
    void silenceIsNotShownAsPresence();
    void everyEntryIsHandedOverOnce();
    void refusedEntriesDoNotHoldTheOthersBack();
    void othersEntriesComeWithWhoAndWhere();
    void aBrokenSealIsNoticed();
    void othersWordOnThePlanCounts();
};

void TestJournalShare::armedDraftsAreSaid()
{
    m_bench->profile.approval.acts.clear();
    start();
    prepare(25);
    QCOMPARE(act()->state(), ForwardState::Armed);
    QTRY_COMPARE(m_team->beats.constLast().drafts.size(), 1);
    QCOMPARE(m_team->beats.constLast().drafts[0].routeId, u"checkout"_s);
    QVERIFY(m_team->beats.constLast().drafts[0].what.contains(u"15 % → 25 %"_s));
    QCOMPARE(m_bench->bridge->applied().size(), 0); // seen before it is sent
    act()->cancel();
    QTRY_VERIFY(m_team->beats.constLast().drafts.isEmpty());
    QTRY_COMPARE(m_team->beats.constLast().role, TeamRole::Lead);
}

void TestJournalShare::silenceIsNotShownAsPresence()
{
    TeamMember ben;
    ben.session = QUuid::createUuid();
    ben.account = u"ben"_s;
    m_team->picture.members = {ben};
    start();
    QTRY_COMPARE(team().members().size(), 1);
    m_team->gone = true;
    QTRY_VERIFY(team().members().isEmpty());
    QVERIFY(team().problem());
    m_team->gone = false;
    QTRY_COMPARE(team().members().size(), 1);
}

void TestJournalShare::everyEntryIsHandedOverOnce()
{
    start();
    const auto note = [this](const QString &what) {
        JournalRecord record;
        record.what = what;
        return m_bench->journal->append(record);
    };
    for (int i = 0; i < 250; ++i)
        static_cast<void>(note(u"before %1"_s.arg(i)));
    QTRY_VERIFY(m_team->shared.size() > 100);
    m_team->gone = true; // in the middle of it
    for (int i = 0; i < 20; ++i)
        static_cast<void>(note(u"meanwhile %1"_s.arg(i)));
    Journal another(m_bench->journal->fileName()); // another program of this machine
    another.append({}).waitForFinished();
    QTRY_VERIFY(!team().live());
    m_team->gone = false;
    QTRY_COMPARE(sharedNumbers(), localNumbers());
    QTRY_COMPARE(team().share().waiting(), 0);
    for (const SharedEntry &entry : std::as_const(m_team->shared))
        QCOMPARE(entry.hash, journalHash(entry.previous, entry.body));
}

void TestJournalShare::refusedEntriesDoNotHoldTheOthersBack()
{
    m_team->refuses = [](const SharedEntry &entry) { return entry.body.contains("secret"); };
    start();
    for (const QString &what : {u"one"_s, u"secret"_s, u"three"_s}) {
        JournalRecord record;
        record.what = what;
        static_cast<void>(m_bench->journal->append(record));
    }
    QTRY_COMPARE(team().share().refused(), 1);
    QTRY_COMPARE(sharedNumbers().size(), localNumbers().size() - 1);
    const int calls = m_team->recorded;
    const qsizetype beats = m_team->beats.size();
    QTRY_VERIFY(m_team->beats.size() > beats + 3);
    QCOMPARE(m_team->recorded, calls); // not tried again with every beat
}

void TestJournalShare::othersEntriesComeWithWhoAndWhere()
{
    start();
    const QSignalSpy arrived(&team().share(), &JournalShare::arrived);
    JournalRecord record;
    record.kind = JournalKind::Rollback;
    record.actor = u"ben"_s;
    record.what = u"everything to legacy"_s;
    const SharedEntry entry = LocalChain().next(record);
    m_team->share(entry);
    QTRY_COMPARE(team().share().others().size(), 1);
    const JournalEntry seen = team().share().others().constFirst();
    QCOMPARE(seen.record.what, u"everything to legacy"_s);
    QCOMPARE(seen.account, u"ben"_s);
    QCOMPARE(seen.place, u"ops-2"_s);
    QVERIFY(seen.sharedId > 0);
    QCOMPARE(team().share().firstBad(), 0);
    QCOMPARE(arrived.size(), 1);
}

void TestJournalShare::aBrokenSealIsNoticed()
{
    start();
    const SharedEntry entry = LocalChain().next({});
    m_team->share(entry);
    QTRY_COMPARE(team().share().others().size(), 1);
    QCOMPARE(team().share().firstBad(), 0);
    m_team->breakSeals = true;
    m_team->share(entry);
    QTRY_VERIFY(team().share().firstBad() != 0);
}

void TestJournalShare::othersWordOnThePlanCounts()
{
    start();
    JournalRecord record;
    record.kind = JournalKind::Plan;
    record.actor = u"ben"_s;
    record.after = {{u"step"_s, u"2|15||"_s}, {u"item"_s, u"support informed"_s}, {u"go"_s, true}};
    const SharedEntry entry = LocalChain().next(record);
    m_team->share(entry);
    QTRY_COMPARE(m_bench->control->plan().decisions().size(), 1);
    QCOMPARE(m_bench->control->plan().decisions().constFirst().by, u"ben"_s);
}

QTEST_GUILESS_MAIN(TestJournalShare)
#include "tst_journalshare.moc"
