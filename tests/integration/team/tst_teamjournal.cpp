// SPDX-License-Identifier: GPL-3.0-or-later
// The shared journal and who is on, on a real PostgreSQL.
#include "tests/integration/team/teamworld.h"

#include <QJsonDocument>
#include <QSignalSpy>

using namespace interlock;
using namespace Qt::StringLiterals;
using test::TeamWorld;
using test::why;

class TestTeamJournal final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void eachEntryExactlyOnce();
    void sealsLinkAllEntries();
    void whatDoesNotFitIsRefused_data();
    void whatDoesNotFitIsRefused();
    void onCallRecordsChangesToLess_data();
    void onCallRecordsChangesToLess();
    void othersHearOfIt();
    void bigAndOddEntriesComeBackAsTheyWere();
    void whoIsOn();
    void draftsAreSeenBeforeTheyAreSent();
    void staleOnesGoAway();
    void anotherAccountsSessionIsNotTaken();
    void serverGoesAndComesBack();

private:
    TeamWorld m_world;
};

void TestTeamJournal::initTestCase()
{
    QCOMPARE(m_world.start(), QString());
}

void TestTeamJournal::eachEntryExactlyOnce()
{
    LocalChain chain;
    const QList<SharedEntry> entries{chain.note(u"one"_s), chain.note(u"two"_s), chain.note(u"three"_s)};
    const auto ann = m_world.team(u"ann"_s);
    const auto again = m_world.team(u"ann"_s, u"watch"_s);
    QCOMPARE(waited(ann->missing(entries[0].source, 1, 3, 10)).value_or(QList<qint64>{}),
             (QList<qint64>{1, 2, 3}));
    // out of order, twice, by two programs at once: as after a lost answer
    const auto first = ann->record({entries[2], entries[0]});
    const auto second = again->record(entries);
    const auto third = ann->record(entries);
    for (const auto &future : {first, second, third}) {
        const Result<QList<Recording>> done = waited(future);
        QVERIFY2(done, why(done).constData());
        QVERIFY(!done->contains(Recording::Refused));
    }
    QCOMPARE(waited(ann->missing(entries[0].source, 1, 3, 10)).value_or(QList<qint64>{99}), QList<qint64>());
    const Result<QList<SharedEntry>> shared = waited(ann->entriesAfter(0, 1000));
    QVERIFY2(shared, why(shared).constData());
    QCOMPARE(shared->size(), 3);
    for (qsizetype i = 0; i < shared->size(); ++i)
        QCOMPARE(shared->at(i).id, i + 1);
}

void TestTeamJournal::sealsLinkAllEntries()
{
    LocalChain chain;
    const auto ben = m_world.team(u"ben"_s);
    QVERIFY(waited(ben->record({chain.note(u"a"_s), chain.note(u"b"_s)})));
    const Result<QList<SharedEntry>> shared = waited(ben->entriesAfter(0, 1000));
    QVERIFY2(shared, why(shared).constData());
    QByteArray seal;
    for (const SharedEntry &entry : *shared) {
        QCOMPARE(entry.seal, sealOf(entry, seal)); // what the server computed, computed anew
        seal = entry.seal;
    }
    QCOMPARE(shared->constLast().account, u"ben"_s);
    QCOMPARE(shared->constLast().place, u"ben-laptop"_s);
}

void TestTeamJournal::whatDoesNotFitIsRefused_data()
{
    QTest::addColumn<int>("what");
    QTest::newRow("another body") << 0;
    QTest::newRow("another number") << 1;
    QTest::newRow("no JSON") << 2;
    QTest::newRow("does not continue what is there") << 3;
    QTest::newRow("the same number with other content") << 4;
    QTest::newRow("another source") << 5;
}

void TestTeamJournal::whatDoesNotFitIsRefused()
{
    QFETCH(const int, what);
    LocalChain chain;
    LocalChain fork;
    const auto ann = m_world.team(u"ann"_s);
    const SharedEntry first = chain.note(u"first"_s);
    SharedEntry next = chain.note(u"next"_s);
    QCOMPARE(waited(ann->record({first})).value_or(QList<Recording>{}),
             QList<Recording>{Recording::Recorded});
    static_cast<void>(fork.note(u"another first"_s));
    const SharedEntry forked = fork.note(u"another next"_s);
    switch (what) {
    case 0:
        next.body.replace("next", "text");
        break;
    case 1:
        next.number = 7;
        break;
    case 2:
        next.body = "{";
        next.hash = sha256(next.previous + next.body);
        break;
    case 3:
        next = forked;
        next.source = first.source;
        break;
    case 4:
        next = forked;
        next.source = first.source;
        next.number = 1;
        break;
    default:
        next = first;
        next.source = QByteArray(32, 'x');
        break;
    }
    QCOMPARE(waited(ann->record({next})).value_or(QList<Recording>{}), QList<Recording>{Recording::Refused});
    QCOMPARE(waited(ann->record({first})).value_or(QList<Recording>{}), QList<Recording>{Recording::Known});
}

void TestTeamJournal::onCallRecordsChangesToLess_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<Recording>("recording");
    const QString at15 =
        u"{\"mode\":\"compare-new\",\"percent\":15,\"rules\":{\"staff\":true,\"vip\":false}}"_s;
    QTest::newRow("less") << at15 << u"{\"percent\":5}"_s << Recording::Recorded;
    QTest::newRow("earlier mode") << at15 << u"{\"mode\":\"compare-legacy\"}"_s << Recording::Recorded;
    QTest::newRow("to legacy") << at15 << u"{\"mode\":\"legacy\",\"percent\":100}"_s << Recording::Recorded;
    QTest::newRow("rule off") << at15 << u"{\"rules\":{\"staff\":false}}"_s << Recording::Recorded;
    QTest::newRow("more") << at15 << u"{\"percent\":16}"_s << Recording::Refused;
    QTest::newRow("later mode, less") << at15 << u"{\"mode\":\"new\",\"percent\":1}"_s << Recording::Refused;
    QTest::newRow("rule on") << at15 << u"{\"rules\":{\"vip\":true}}"_s << Recording::Refused;
    QTest::newRow("unknown rule on") << at15 << u"{\"rules\":{\"x\":true}}"_s << Recording::Refused;
    QTest::newRow("from legacy") << u"{\"mode\":\"legacy\",\"percent\":50}"_s
                                 << u"{\"mode\":\"compare-legacy\",\"percent\":1}"_s << Recording::Refused;
    QTest::newRow("says nothing") << u"{}"_s << u"{}"_s << Recording::Refused;
    QTest::newRow("unknown mode") << u"{\"mode\":\"odd\",\"percent\":1}"_s << u"{\"percent\":1}"_s
                                  << Recording::Refused;
}

void TestTeamJournal::onCallRecordsChangesToLess()
{
    QFETCH(const QString, before);
    QFETCH(const QString, after);
    QFETCH(const Recording, recording);
    LocalChain chain;
    JournalRecord record;
    record.kind = JournalKind::Forward;
    record.mark = JournalMark::Intent;
    record.act = QUuid::createUuid();
    record.before = QJsonDocument::fromJson(before.toUtf8()).object();
    record.after = QJsonDocument::fromJson(after.toUtf8()).object();
    const auto olaf = m_world.team(u"olaf"_s);
    const Result<QList<Recording>> done = waited(olaf->record({chain.next(record)}));
    QVERIFY2(done, why(done).constData());
    QCOMPARE(*done, QList<Recording>{recording});
    // how an act ended is recorded by whoever saw it, but only of acts that are there
    record.mark = JournalMark::Observed;
    record.before = {};
    QCOMPARE(waited(olaf->record({chain.next(record)})).value_or(QList<Recording>{}),
             QList<Recording>{recording});
}

void TestTeamJournal::othersHearOfIt()
{
    const auto ann = m_world.team(u"ann"_s);
    const auto vera = m_world.team(u"vera"_s);
    QVERIFY(waited(vera->entriesAfter(-1, 1))); // connected, and listening
    const QSignalSpy heard(vera.get(), &TeamPort::journalGrew);
    LocalChain chain;
    const Result<QList<SharedEntry>> newest = waited(vera->entriesAfter(-1, 1));
    const qint64 last = newest->isEmpty() ? 0 : newest->constLast().id;
    QVERIFY(waited(ann->record({chain.note(u"live"_s)})));
    QTRY_VERIFY(!heard.isEmpty()); // nobody asked
    const Result<QList<SharedEntry>> fresh = waited(vera->entriesAfter(last, 10));
    QVERIFY2(fresh, why(fresh).constData());
    QCOMPARE(fresh->size(), 1);
    QCOMPARE(fresh->constFirst().account, u"ann"_s);
}

void TestTeamJournal::bigAndOddEntriesComeBackAsTheyWere()
{
    LocalChain chain;
    const auto ann = m_world.team(u"ann"_s);
    QString odd = u"\u202Eevil\u0000 '; drop table x; -- \\x00 \U0001F600 "_s;
    odd += QString(200'000, u'x');
    const SharedEntry entry = chain.note(odd);
    const Result<QList<Recording>> done = waited(ann->record({entry}));
    QVERIFY2(done, why(done).constData());
    QCOMPARE(*done, QList<Recording>{Recording::Recorded});
    const Result<QList<SharedEntry>> back = waited(ann->entriesAfter(-1, 1));
    QVERIFY2(back, why(back).constData());
    QCOMPARE(back->constFirst().body, entry.body);
    QCOMPARE(back->constFirst().hash, entry.hash);
}

void TestTeamJournal::whoIsOn()
{
    auto ann = m_world.team(u"ann"_s);
    const auto vera = m_world.team(u"vera"_s, u"watch"_s);
    const QSignalSpy moved(ann.get(), &TeamPort::teamMoved);
    QVERIFY(waited(ann->beat({u"ann"_s, TeamRole::Lead, {}})));
    QVERIFY(waited(vera->beat({u"vera <b>"_s, TeamRole::Lead, {}})));
    QTRY_VERIFY(!moved.isEmpty());
    const Result<TeamPicture> picture = waited(ann->beat({u"ann"_s, TeamRole::OnCall, {}}));
    QVERIFY2(picture, why(picture).constData());
    QCOMPARE(picture->account, u"ann"_s);
    QCOMPARE(picture->role, TeamRole::Lead);
    QCOMPARE(picture->members.size(), 2);
    QCOMPARE(picture->members[0].role, TeamRole::OnCall); // what the token allows is less
    QCOMPARE(picture->members[1].actor, u"vera <b>"_s);
    QCOMPARE(picture->members[1].role, TeamRole::Viewer); // what PostgreSQL allows is less
    QCOMPARE(picture->members[1].place, u"vera-laptop"_s);
    QCOMPARE(picture->members[1].program, u"watch"_s);
    ann.reset(); // says goodbye
    const Result<TeamPicture> alone = waited(vera->beat({u"vera"_s, TeamRole::Viewer, {}}));
    QVERIFY2(alone, why(alone).constData());
    QCOMPARE(alone->members.size(), 1);
}

void TestTeamJournal::draftsAreSeenBeforeTheyAreSent()
{
    const auto ann = m_world.team(u"ann"_s);
    const auto vera = m_world.team(u"vera"_s);
    const TeamDraft draft{u"checkout"_s, u"Checkout: share 15 % → 25 %"_s,
                          QDateTime::fromMSecsSinceEpoch(1'700'000'000'123, Qt::UTC)};
    QVERIFY(waited(vera->beat({u"vera"_s, TeamRole::Viewer, {draft}})));
    const QSignalSpy moved(vera.get(), &TeamPort::teamMoved);
    QVERIFY(waited(ann->beat({u"ann"_s, TeamRole::Lead, {draft}})));
    QTRY_VERIFY(!moved.isEmpty());
    const Result<TeamPicture> picture = waited(vera->beat({u"vera"_s, TeamRole::Viewer, {}}));
    QVERIFY2(picture, why(picture).constData());
    for (const TeamMember &member : picture->members)
        QCOMPARE(member.drafts, member.account == u"ann" ? QList<TeamDraft>{draft} : QList<TeamDraft>{});
    QVERIFY(waited(ann->beat({u"ann"_s, TeamRole::Lead, {}})));
    const Result<TeamPicture> after = waited(vera->beat({u"vera"_s, TeamRole::Viewer, {}}));
    QVERIFY2(after, why(after).constData());
    for (const TeamMember &member : after->members)
        QVERIFY(member.drafts.isEmpty());
}

void TestTeamJournal::staleOnesGoAway()
{
    const auto ann = m_world.team(u"ann"_s);
    const auto ben = m_world.team(u"ben"_s);
    QVERIFY(waited(ben->beat({u"ben"_s, TeamRole::Lead, {}})));
    QCOMPARE(waited(ann->beat({u"ann"_s, TeamRole::Lead, {}}))->members.size(), 2);
    // ben's machine stands still: nothing but the server's clock says so
    QCOMPARE(m_world.server.sql("update interlock_console.presence set beat_at = beat_at - interval '16 s' "
                                "where account = 'ben'"),
             QString());
    QCOMPARE(waited(ann->beat({u"ann"_s, TeamRole::Lead, {}}))->members.size(), 1);
    QVERIFY(waited(ben->beat({u"ben"_s, TeamRole::Lead, {}}))); // it goes on
    QCOMPARE(waited(ann->beat({u"ann"_s, TeamRole::Lead, {}}))->members.size(), 2);
}

void TestTeamJournal::anotherAccountsSessionIsNotTaken()
{
    const QUuid session = QUuid::createUuid();
    PostgresTeam ann(m_world.server.connection(u"ann"_s), {}, {u"shop"_s, u"a"_s, u"console"_s, session});
    PostgresTeam olaf(m_world.server.connection(u"olaf"_s), {}, {u"shop"_s, u"o"_s, u"console"_s, session});
    QVERIFY(waited(ann.beat({u"ann"_s, TeamRole::Lead, {}})));
    const Result<TeamPicture> taken = waited(olaf.beat({u"ann"_s, TeamRole::Lead, {}}));
    QVERIFY(!taken);
    QCOMPARE(taken.error().kind, ErrorKind::Auth);
}

void TestTeamJournal::serverGoesAndComesBack()
{
    const auto ann = m_world.team(u"ann"_s);
    LocalChain chain;
    const SharedEntry one = chain.note(u"before"_s);
    const SharedEntry two = chain.note(u"while it was gone"_s);
    QVERIFY(waited(ann->record({one})));
    m_world.server.stop();
    const Result<QList<Recording>> gone = waited(ann->record({one, two}));
    QVERIFY(!gone);
    QVERIFY2(gone.error().kind == ErrorKind::Network || gone.error().kind == ErrorKind::Timeout,
             why(gone).constData());
    QCOMPARE(m_world.server.start(), QString());
    QTRY_VERIFY_WITH_TIMEOUT(waited(ann->record({one, two})).has_value(), 30'000);
    QCOMPARE(waited(ann->record({one, two})).value_or(QList<Recording>{}),
             (QList<Recording>{Recording::Known, Recording::Known}));
    const QSignalSpy heard(ann.get(), &TeamPort::journalGrew); // it listens again
    const auto ben = m_world.team(u"ben"_s);
    QVERIFY(waited(ben->record({LocalChain().note(u"after"_s)})));
    QTRY_VERIFY(!heard.isEmpty());
}

QTEST_GUILESS_MAIN(TestTeamJournal)
#include "tst_teamjournal.moc"
