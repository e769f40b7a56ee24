// SPDX-License-Identifier: GPL-3.0-or-later
// What init-db makes, and what the server then lets nobody do: spoken to directly, without the console's
// checks.
#include "models/endpoints/team/teamschema.h"
#include "models/endpoints/team/teamsetup.h"
#include "tests/integration/team/teamworld.h"

#include <QtConcurrent>

using namespace interlock;
using namespace Qt::StringLiterals;
using test::TeamWorld;
using test::why;

class TestTeamSchema final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void runsAgainAndLosesNothing();
    void runsAtOnce();
    void mendsWhatWasGranted();
    void withoutTheRightToMakeIt();
    void leavesANewerSchemaAlone();
    void wrongConnections_data();
    void wrongConnections();
    void whoMayWriteWhat_data();
    void whoMayWriteWhat();
    void nothingIsChangedOrDeleted_data();
    void nothingIsChangedOrDeleted();
    void functionsHaveAFixedSearchPath();
    void onlyPresenceRunsWithItsOwnersRights();

private:
    TeamWorld m_world;
};

void TestTeamSchema::initTestCase()
{
    QCOMPARE(m_world.start(), QString());
}

void TestTeamSchema::runsAgainAndLosesNothing()
{
    LocalChain chain;
    const auto ann = m_world.team(u"ann"_s);
    QVERIFY(waited(ann->record({chain.note(u"kept"_s)})));
    const Result<TeamSetup> again = setUpTeam(m_world.server.connection(), {});
    QVERIFY2(again, why(again).constData());
    QCOMPARE(again->versionBefore, teamSchemaVersion);
    QCOMPARE(again->newRoles, QStringList());
    QCOMPARE(again->account, u"postgres"_s);
    const Result<QList<SharedEntry>> entries = waited(ann->entriesAfter(0, 1000));
    QVERIFY2(entries, why(entries).constData());
    QCOMPARE(entries->size(), 1);
}

void TestTeamSchema::runsAtOnce()
{
    QCOMPARE(m_world.server.sql("create database fresh"), QString());
    const QString connection = m_world.server.connection().replace(u"dbname=postgres"_s, u"dbname=fresh"_s);
    QList<QFuture<Result<TeamSetup>>> runs;
    for (int i = 0; i < 3; ++i)
        runs.append(QtConcurrent::run([connection] { return setUpTeam(connection, {}); }));
    for (const QFuture<Result<TeamSetup>> &run : std::as_const(runs)) {
        const Result<TeamSetup> setup = waited(run);
        QVERIFY2(setup, why(setup).constData());
    }
}

void TestTeamSchema::mendsWhatWasGranted()
{
    QCOMPARE(m_world.server.sql("grant update, delete on interlock_console.journal to interlock_oncall;"
                                "grant insert on interlock_console.approval to public;"
                                "alter table interlock_console.journal disable trigger journal_stands;"
                                "drop trigger step_stands on interlock_console.approval_step"),
             QString());
    const Result<TeamSetup> mended = setUpTeam(m_world.server.connection(), {});
    QVERIFY2(mended, why(mended).constData());
    QCOMPARE(m_world.value("select has_table_privilege('interlock_oncall', 'interlock_console.journal', "
                           "'update')"),
             u"f"_s);
    QCOMPARE(m_world.value("select count(*) from pg_trigger where tgfoid = "
                           "'interlock_console.append_only'::regproc and tgenabled = 'O'"),
             u"3"_s);
    // what somebody else was given by name is theirs to take back; it is told, never taken for good
    QCOMPARE(m_world.server.sql("grant update on interlock_console.journal to nora"), QString());
    const Result<TeamSetup> told = setUpTeam(m_world.server.connection(), {});
    QCOMPARE(m_world.server.sql("revoke update on interlock_console.journal from nora"), QString());
    QVERIFY(!told);
    QCOMPARE(told.error().kind, ErrorKind::Refused);
    QVERIFY2(told.error().detail.contains(u"nora may UPDATE on journal"_s), why(told).constData());
}

void TestTeamSchema::withoutTheRightToMakeIt()
{
    QCOMPARE(m_world.server.sql("create database other; "), QString());
    const QString connection =
        m_world.server.connection(u"nora"_s).replace(u"dbname=postgres"_s, u"dbname=other"_s);
    const Result<TeamSetup> refused = setUpTeam(connection, {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Auth);
    QVERIFY2(refused.error().where.contains(u"interlock_console"_s), qPrintable(refused.error().where));
    QCOMPARE(m_world.as(u"vera"_s, "select 1"), u"ok"_s);
    const Result<TeamSetup> notOwner = setUpTeam(m_world.server.connection(u"ann"_s), {});
    QVERIFY(!notOwner); // a lead is no owner of the schema
    QCOMPARE(notOwner.error().kind, ErrorKind::Auth);
}

void TestTeamSchema::leavesANewerSchemaAlone()
{
    QCOMPARE(m_world.server.sql("update interlock_console.version set version = 99"), QString());
    const Result<TeamSetup> newer = setUpTeam(m_world.server.connection(), {});
    QCOMPARE(m_world.server.sql("update interlock_console.version set version = 1"), QString());
    QVERIFY(!newer);
    QCOMPARE(newer.error().kind, ErrorKind::Refused);
    QVERIFY2(newer.error().detail.contains(u"version 99"_s), why(newer).constData());
}

void TestTeamSchema::wrongConnections_data()
{
    QTest::addColumn<QString>("connection");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("no connection string") << u"what is this"_s << ErrorKind::Input;
    QTest::newRow("nobody there") << u"host=/nowhere dbname=x"_s << ErrorKind::Network;
    QTest::newRow("no such database")
        << m_world.server.connection() + u" dbname=nope"_s << ErrorKind::Database;
    QTest::newRow("no such account") << m_world.server.connection(u"nobody"_s) << ErrorKind::Auth;
}

void TestTeamSchema::wrongConnections()
{
    QFETCH(const QString, connection);
    QFETCH(const ErrorKind, kind);
    const Result<TeamSetup> setup = setUpTeam(connection, {});
    QVERIFY(!setup);
    QVERIFY2(setup.error().kind == kind, why(setup).constData());
    QVERIFY(!setup.error().detail.isEmpty());
}

void TestTeamSchema::whoMayWriteWhat_data()
{
    QTest::addColumn<QString>("account");
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QString>("answer");
    const QByteArray zeros = "decode(repeat('00', 32), 'hex')";
    const QByteArray journal = "insert into interlock_console.journal (migration, source, number, previous, "
                               "hash, body, place, program) select 'direct', h, 1, " +
                               zeros + ", h, b, 'x', 'psql' from (select b, sha256(" + zeros +
                               " || b) h from (select convert_to('{\"kind\":\"KIND\",\"mark\":\"intent\","
                               "\"number\":1,\"actor\":\"' || session_user || '\"}', 'UTF8') b) x) y";
    const QByteArray approval =
        "insert into interlock_console.approval (id, migration, route, what, reason, evidence, digest, "
        "valid_seconds, actor, place) values (gen_random_uuid(), 'direct', 'r', 'w', '', 'e', sha256('e'), "
        "60, 'x', 'x')";
    const auto entry = [&journal](const char *kind) { return QByteArray(journal).replace("KIND", kind); };
    QTest::newRow("viewer: rollback") << u"vera"_s << entry("rollback") << u"auth"_s;
    QTest::newRow("viewer: forward") << u"vera"_s << entry("forward") << u"auth"_s;
    QTest::newRow("viewer: approval") << u"vera"_s << approval << u"auth"_s;
    QTest::newRow("viewer: presence by hand")
        << u"vera"_s
        << QByteArray("insert into interlock_console.presence select gen_random_uuid(), 'm', 'ann', 'ann', "
                      "'lead', 'x', 'x', '[]', now(), now()")
        << u"auth"_s;
    QTest::newRow("viewer: lease") << u"vera"_s
                                   << QByteArray("insert into interlock.lease values ('n', 1, 'v', 'v', 'v', "
                                                 "now(), now())")
                                   << u"auth"_s;
    QTest::newRow("viewer: reads") << u"vera"_s << QByteArray("select * from interlock_console.journal")
                                   << u"ok"_s;
    QTest::newRow("on call: rollback") << u"olaf"_s << entry("rollback") << u"ok"_s;
    for (const char *kind : {"gradual-rollback", "trigger", "alarm", "session", "drill"})
        QTest::addRow("on call: %s", kind) << u"olaf"_s << entry(kind) << u"ok"_s;
    QTest::newRow("on call: forward") << u"olaf"_s << entry("forward") << u"auth"_s;
    QTest::newRow("on call: latch release") << u"olaf"_s << entry("latch-release") << u"auth"_s;
    QTest::newRow("on call: override") << u"olaf"_s << entry("override") << u"auth"_s;
    QTest::newRow("on call: plan") << u"olaf"_s << entry("plan") << u"auth"_s;
    QTest::newRow("on call: approval") << u"olaf"_s << approval << u"auth"_s;
    QTest::newRow("on call: forward as lead by SET ROLE")
        << u"olaf"_s << QByteArray("set role interlock_lead") << u"auth"_s;
    QTest::newRow("lead: forward") << u"ann"_s << entry("forward") << u"ok"_s;
    QTest::newRow("lead: approval") << u"ann"_s << approval << u"ok"_s;
    QTest::newRow("lead: in another's name")
        << u"ann"_s
        << QByteArray(
               "insert into interlock_console.journal (migration, source, number, previous, hash, body, "
               "place, program, account) values ('m', '', 1, '', '', '', '', '', 'ben')")
        << u"auth"_s;
    QTest::newRow("nobody: reads") << u"nora"_s << QByteArray("select * from interlock_console.journal")
                                   << u"auth"_s;
    QTest::newRow("nobody: presence")
        << u"nora"_s
        << QByteArray("select interlock_console.here('m', gen_random_uuid(), 'x', 'lead', 'x', 'x', '[]')")
        << u"auth"_s;
    QTest::newRow("viewer: makes things")
        << u"vera"_s << QByteArray("create table interlock_console.mine (x int)") << u"auth"_s;
}

void TestTeamSchema::whoMayWriteWhat()
{
    QFETCH(const QString, account);
    QFETCH(const QByteArray, statement);
    QFETCH(const QString, answer);
    const QString said = m_world.as(account, statement);
    QVERIFY2(said.section(u':', 0, 0) == answer, qPrintable(said));
}

void TestTeamSchema::nothingIsChangedOrDeleted_data()
{
    QTest::addColumn<QString>("account");
    QTest::addColumn<QByteArray>("statement");
    for (const char *account : {"vera", "olaf", "ann", "postgres"}) {
        for (const char *table : {"journal", "approval", "approval_step"}) {
            const QByteArray name = QByteArray("interlock_console.") + table;
            const QByteArray column = QByteArray(table) == "journal" ? "body = body" : "actor = 'x'";
            const QByteArrayList statements{"update " + name + " set " + column, "delete from " + name,
                                            "truncate " + name + " cascade"};
            for (const QByteArray &statement : statements)
                QTest::addRow("%s: %s", account, statement.constData())
                    << QString::fromUtf8(account) << statement;
        }
    }
}

void TestTeamSchema::nothingIsChangedOrDeleted()
{
    QFETCH(const QString, account);
    QFETCH(const QByteArray, statement);
    const QString said = m_world.as(account, statement);
    QVERIFY2(said.startsWith(u"auth: "_s), qPrintable(said));
}

void TestTeamSchema::functionsHaveAFixedSearchPath()
{
    QCOMPARE(m_world.value("select count(*) from pg_proc p join pg_namespace n on n.oid = p.pronamespace "
                           "where n.nspname = 'interlock_console' and "
                           "not coalesce(p.proconfig, '{}') @> array['search_path=pg_catalog, pg_temp']"),
             u"0"_s);
    QVERIFY(m_world
                .value("select count(*) from pg_proc p join pg_namespace n on n.oid = p.pronamespace "
                       "where n.nspname = 'interlock_console'")
                .toInt() > 5);
}

void TestTeamSchema::onlyPresenceRunsWithItsOwnersRights()
{
    QCOMPARE(
        m_world.value("select string_agg(proname, ' ' order by proname) from pg_proc p join pg_namespace "
                      "n on n.oid = p.pronamespace where n.nspname = 'interlock_console' and prosecdef"),
        u"gone here"_s);
}

QTEST_GUILESS_MAIN(TestTeamSchema)
#include "tst_teamschema.moc"
