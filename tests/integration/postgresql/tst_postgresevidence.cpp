// SPDX-License-Identifier: GPL-3.0-or-later
// The migration log and shared triage against a real PostgreSQL, with the tables of the rehearsal.
#include "app/rehearsal/database/schema.h"
#include "models/endpoints/database/postgresmigrationlog.h"
#include "models/endpoints/database/postgresteamlog.h"
#include "models/endpoints/database/postgrestriage.h"
#include "tests/fakes/waited.h"
#include "tests/integration/servers/postgresserver.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using test::PostgresServer;

namespace {

QDateTime sharedAt(int second)
{
    return QDateTime(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC).addSecs(second);
}

TriageChange sharedChange(const QByteArray &group, TriageState state, qint64 revision = 0)
{
    TriageChange change;
    change.group = group;
    change.title = u"checkout /items/*/price value"_s;
    change.revision = revision;
    change.state = state;
    change.ticket = state == TriageState::Known ? u"SHOP-17"_s : QString();
    change.actor = u"ann"_s;
    change.at = sharedAt(0);
    return change;
}

} // namespace

class PostgresEvidence final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void walksTheLogByKey();
    void aPageCostsTheSameAnywhere();
    void badRowsAreToldAndCounted();
    void errorsHaveTheirKind();
    void decisionsAreShared();
    void firstConsoleWins();
    void fixedReopensOnce();
    void issuesAreOpenedAndClosed();
    void teamLogIsRead();
    void theConsoleRoleMayDecide();

private:
    [[nodiscard]] EndpointSpec spec(const QString &query = {}, const QString &user = u"postgres"_s) const;

    PostgresServer m_server;
};

EndpointSpec PostgresEvidence::spec(const QString &query, const QString &user) const
{
    EndpointSpec spec;
    spec.id = u"evidence"_s;
    spec.kind = EndpointKind::Parity;
    spec.driver = Driver::PostgreSql;
    spec.connection = m_server.connection(user);
    spec.query = query;
    spec.connectTimeout = std::chrono::seconds(20);
    spec.totalTimeout = std::chrono::seconds(20);
    return spec;
}

void PostgresEvidence::initTestCase()
{
    QCOMPARE(m_server.start(), QString());
    QCOMPARE(m_server.sql(rehearsal::schemaSql()), QString());
    // every 1,000th differs, every 500th has no checksum of new, every 100th is pending
    QCOMPARE(
        m_server.sql("insert into interlock.migration_log(entity, entity_id, status, legacy_checksum,"
                     " modern_checksum, migrated_at, detail)"
                     " select case when n % 2 = 0 then 'order' else 'session' end, n::text,"
                     " case when n % 100 = 50 then 'pending' else 'validated' end, md5(n::text),"
                     " case when n % 1000 = 0 then md5('x') when n % 500 = 1 then null else md5(n::text) end,"
                     " '2026-03-01 10:00:00.25+00', 'items 3/3' from generate_series(1, 60000) n;"
                     " analyze interlock.migration_log;"),
        QString());
}

void PostgresEvidence::walksTheLogByKey()
{
    PostgresMigrationLog log(spec(), {});
    DataCensus census;
    int pages = 0;
    while (!census.isComplete()) {
        const Result<MigrationLogPage> page = waited(log.page(census.next(), 7000));
        QVERIFY2(page, qPrintable(page ? QString() : page.error().detail));
        QVERIFY(page->rows.size() <= 7000);
        if (pages == 0) {
            const MigrationLogRow &first = page->rows.constFirst();
            QCOMPARE(first.entity, u"session"_s);
            QCOMPARE(first.migratedAt, QDateTime(QDate(2026, 3, 1), QTime(10, 0, 0, 250), Qt::UTC));
            QCOMPARE(first.detail, u"items 3/3"_s);
            QVERIFY(!first.modernChecksum);
        }
        census.add(*page);
        QVERIFY(++pages < 100);
    }
    QCOMPARE(pages, 9);
    const DataCounts expected{60000, 59220, 60, 600, 120, 0, 0};
    QCOMPARE(census.total(), expected);
    QCOMPARE(census.entities().at(u"order"_s).rows, 30000);
    QCOMPARE(census.toLookAt().size(), 60);
}

void PostgresEvidence::aPageCostsTheSameAnywhere()
{
    // an index scan that stops at the limit: rows before the page are never touched, in a log of any length
    PostgresConnection connection(m_server.connection(), {});
    QVERIFY(connection.open(std::chrono::seconds(20)));
    const QByteArray sql = PostgresMigrationLog::pageSql({});
    for (const QByteArray &id : {QByteArray("0"), QByteArray("55000")}) {
        QByteArray page = sql;
        page.replace("$1", QByteArray("'" + id + "'")).replace("$2", "'1000'");
        const Result<PostgresResult> plan =
            connection.query("EXPLAIN (COSTS OFF) " + page, QDeadlineTimer(20'000));
        QVERIFY2(plan, qPrintable(plan ? QString() : plan.error().detail));
        QByteArray text;
        for (int i = 0; i < PQntuples(plan->get()); ++i)
            text += PQgetvalue(plan->get(), i, 0);
        QVERIFY2(text.contains("Limit") && text.contains("Index Scan using migration_log_pkey"),
                 text.constData());
        QVERIFY2(!text.contains("Sort") && !text.contains("Seq Scan"), text.constData());
    }
}

void PostgresEvidence::badRowsAreToldAndCounted()
{
    PostgresMigrationLog log(
        spec(u"SELECT id, entity, entity_id, CASE WHEN id = 2 THEN 'gone' ELSE status END AS"
             " status, legacy_checksum, modern_checksum, migrated_at, detail"
             " FROM interlock.migration_log WHERE id < 4 -- the first;"_s),
        {});
    const Result<MigrationLogPage> page = waited(log.page(0, 10));
    QVERIFY2(page, qPrintable(page ? QString() : page.error().detail));
    QCOMPARE(page->rows.size(), 2);
    QCOMPARE(page->badRows, 1);
    QVERIFY(page->isLast);
    QCOMPARE(page->next, 3);
    const Result<MigrationLogPage> end = waited(log.page(3, 10));
    QCOMPARE(end->next, 3);
    QVERIFY(end->rows.isEmpty() && end->isLast);
}

void PostgresEvidence::errorsHaveTheirKind()
{
    PostgresMigrationLog missing(spec(u"SELECT 1 AS id"_s), {});
    const Result<MigrationLogPage> page = waited(missing.page(0, 10));
    QCOMPARE(kindOf(page), u"database"_s);
    QVERIFY2(page.error().detail.contains(u"entity"_s), qPrintable(page.error().detail));
    QCOMPARE(page.error().where, u"evidence"_s);
    PostgresMigrationLog log(spec(), {});
    QCOMPARE(kindOf(waited(log.page(0, 0))), u"input"_s);
    EndpointSpec nowhere = spec();
    nowhere.connection = u"host=/nowhere dbname=shop"_s;
    PostgresTriage triage(nowhere, {});
    QCOMPARE(kindOf(waited(triage.entries())), u"network"_s);
    QCOMPARE(kindOf(waited(triage.change(sharedChange("g", TriageState::Tool)))), u"network"_s);
}

void PostgresEvidence::decisionsAreShared()
{
    PostgresTriage ann(spec(), {});
    PostgresTriage bela(spec(), {});
    const QByteArray group("\x00\xff'\"\\ key", 9);
    TriageChange change = sharedChange(group, TriageState::Review);
    change.comment = u"it's \"odd\"; drop table"_s;
    const Result<TriageEntry> entry = waited(ann.change(change));
    QVERIFY2(entry, qPrintable(entry ? QString() : entry.error().detail));
    const Result<QList<TriageEntry>> entries = waited(bela.entries());
    QVERIFY2(entries, qPrintable(entries ? QString() : entries.error().detail));
    QCOMPARE(entries->size(), 1);
    QCOMPARE(entries->constFirst(), *entry);
    QCOMPARE(entry->group, group);
    QCOMPARE(waited(bela.comments(group))->constFirst().text, change.comment);
    QCOMPARE(kindOf(waited(ann.change(sharedChange({}, TriageState::Tool)))), u"input"_s);
}

void PostgresEvidence::firstConsoleWins()
{
    PostgresTriage ann(spec(), {});
    PostgresTriage bela(spec(), {});
    QVERIFY(waited(ann.change(sharedChange("race", TriageState::Known))));
    for (const qint64 revision : {0, 9}) {
        TriageChange second = sharedChange("race", TriageState::Expected, revision);
        second.actor = u"bela"_s;
        second.comment = u"must not be stored"_s;
        const Result<TriageEntry> lost = waited(bela.change(second));
        QCOMPARE(kindOf(lost), u"conflict"_s);
        QVERIFY2(lost.error().detail.startsWith(u"ann made it known (revision 1)"_s),
                 qPrintable(lost.error().detail));
    }
    QCOMPARE(waited(bela.comments("race"))->size(), 0);
    QCOMPARE(waited(bela.change(sharedChange("race", TriageState::Expected, 1)))->revision, 2);
    QCOMPARE(kindOf(waited(bela.change(sharedChange("gone", TriageState::Expected, 3)))), u"conflict"_s);
}

void PostgresEvidence::fixedReopensOnce()
{
    PostgresTriage ann(spec(), {});
    PostgresTriage bela(spec(), {});
    const QByteArray group("fix\\ed\x01\xfe");
    QVERIFY(waited(ann.change(sharedChange(group, TriageState::Fixed))));
    QCOMPARE(waited(ann.reopen({group}, sharedAt(-1)))->size(), 0);
    const Result<QList<TriageEntry>> reopened = waited(bela.reopen({"never", group}, sharedAt(1)));
    QVERIFY2(reopened, qPrintable(reopened ? QString() : reopened.error().detail));
    QCOMPARE(reopened->size(), 1);
    QCOMPARE(reopened->constFirst().state, TriageState::New);
    QVERIFY(reopened->constFirst().reopened);
    QCOMPARE(waited(ann.reopen({group}, sharedAt(2)))->size(), 0);
    QCOMPARE(waited(ann.reopen({}, sharedAt(2)))->size(), 0);
}

void PostgresEvidence::issuesAreOpenedAndClosed()
{
    PostgresTriage triage(spec(), {});
    PostgresConnection connection(m_server.connection(), {});
    QVERIFY(connection.open(std::chrono::seconds(20)));
    const auto issues = [&connection](const QByteArray &condition) {
        const Result<PostgresResult> count = connection.query(
            "SELECT count(*) FROM interlock.issues WHERE title LIKE '%issue group%' AND " + condition,
            QDeadlineTimer(20'000));
        return count ? QByteArray(PQgetvalue(count->get(), 0, 0)).toInt() : -1;
    };
    TriageChange change = sharedChange("issue", TriageState::Review);
    change.title = u"issue group"_s;
    QVERIFY(waited(triage.change(change)));
    QCOMPARE(issues("closed_at IS NULL AND opened_by = 'ann'"), 1);
    change.state = TriageState::Known;
    change.ticket = u"SHOP-9"_s;
    change.revision = 1;
    QVERIFY(waited(triage.change(change)));
    QCOMPARE(issues("true"), 1); // it has its issue already
    change.state = TriageState::Fixed;
    change.comment = u"rounds half up now"_s;
    change.revision = 2;
    QVERIFY(waited(triage.change(change)));
    QCOMPARE(issues("closed_at IS NOT NULL AND resolution = 'fixed: rounds half up now'"), 1);
    QCOMPARE(waited(triage.reopen({"issue"}, sharedAt(9)))->size(), 1);
    change.state = TriageState::Known;
    change.revision = 4;
    QVERIFY(waited(triage.change(change)));
    QCOMPARE(issues("closed_at IS NULL"), 1);
    QCOMPARE(issues("true"), 2); // and a new one after it came back
}

void PostgresEvidence::teamLogIsRead()
{
    QCOMPARE(m_server.sql("delete from interlock.parity_triage; delete from interlock.issues;"
                          "insert into interlock.issues(opened_at, closed_at, title, resolution, opened_by)"
                          " values ('2026-03-01 10:00+00', '2026-03-03 10:00+00', 'old', 'fixed', 'ann'),"
                          " ('2026-03-02 10:00:00.5+00', null, 'still open', null, 'bob'),"
                          " ('2026-03-01 11:00+00', '2026-03-04 10:00+00', 'newer', 'expected', 'ann');"
                          "create table if not exists interlock.deploys(at timestamptz, what text);"
                          "insert into interlock.deploys values ('2026-03-04 08:00+00', 'shop 2'),"
                          " ('infinity', 'never'), ('2026-03-02 08:00+00', 'shop 1'); "),
             QString());
    PostgresTeamLog log(spec(), {}, {{}, u"SELECT at, what AS title FROM interlock.deploys -- a comment"_s});
    const Result<QList<LoggedIssue>> issues = waited(log.issues(10));
    QVERIFY2(issues, qPrintable(issues ? QString() : issues.error().detail));
    QCOMPARE(issues->size(), 3);
    QVERIFY(issues->at(0).isOpen());
    QCOMPARE(issues->at(0).title, u"still open"_s);
    QCOMPARE(issues->at(0).openedAt, QDateTime(QDate(2026, 3, 2), QTime(10, 0, 0, 500), Qt::UTC));
    QVERIFY(issues->at(0).resolution.isEmpty());
    QCOMPARE(issues->at(1).title, u"newer"_s);
    QCOMPARE(issues->at(1).resolution, u"expected"_s);
    QCOMPARE(waited(log.issues(1))->size(), 1);
    const Result<QList<LoggedRelease>> releases = waited(log.releases(10));
    QVERIFY2(releases, qPrintable(releases ? QString() : releases.error().detail));
    QCOMPARE(releases->size(), 2);
    QCOMPARE(releases->at(0).title, u"shop 1"_s);
    QCOMPARE(releases->at(1).at, QDateTime(QDate(2026, 3, 4), QTime(8, 0), Qt::UTC));
    QCOMPARE(waited(log.releases(1))->at(0).title, u"shop 2"_s); // the newest
    PostgresTeamLog none(spec(), {}, {u"SELECT * FROM interlock.nowhere"_s, {}});
    QCOMPARE(waited(none.issues(5)).error().kind, ErrorKind::Database);
    QVERIFY(waited(none.releases(5))->isEmpty()); // nobody notes them
}

void PostgresEvidence::theConsoleRoleMayDecide()
{
    PostgresTriage console(spec({}, u"console"_s), {});
    const Result<TriageEntry> entry = waited(console.change(sharedChange("console", TriageState::Known)));
    QVERIFY2(entry, qPrintable(entry ? QString() : entry.error().detail));
    QVERIFY(waited(console.entries()));
    PostgresMigrationLog log(spec({}, u"console"_s), {});
    QVERIFY(waited(log.page(0, 1)));
    PostgresTeamLog team(spec({}, u"console"_s), {}, {});
    QVERIFY(waited(team.issues(1)));
}

QTEST_GUILESS_MAIN(PostgresEvidence)
#include "tst_postgresevidence.moc"
