// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/datadesk.h"
#include "tests/fakes/fakeparityhomes.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

MigrationLogRow logRow(qint64 id, const QString &entity, MigrationStatus status, const QString &legacy,
                       const QString &modern)
{
    MigrationLogRow row;
    row.id = id;
    row.entity = entity;
    row.entityId = QString::number(id);
    row.status = status;
    if (!legacy.isEmpty())
        row.legacyChecksum = legacy;
    if (!modern.isEmpty())
        row.modernChecksum = modern;
    return row;
}

} // namespace

/// The census of the migration log and the team's log, as the desk keeps them up.
class TestDataDesk final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingWithoutADatabase();
    void walksTheWholeLogByPages();
    void errorKeepsThePlaceAndWhatIsKnown();
    void teamLog();
};

void TestDataDesk::nothingWithoutADatabase()
{
    DataDesk desk({});
    desk.start();
    QVERIFY(!desk.hasMigrationLog());
    QVERIFY(!desk.hasTeamLog());
    QVERIFY(!desk.census());
}

void TestDataDesk::walksTheWholeLogByPages()
{
    auto log = std::make_unique<FakeMigrationLog>();
    FakeMigrationLog *fake = log.get();
    for (int id = 1; id <= 100; ++id)
        log->rows << logRow(id, id % 2 ? u"order"_s : u"session"_s, MigrationStatus::Validated, u"a"_s,
                            id % 10 == 0 ? u"b"_s : u"a"_s);
    DataParts parts;
    parts.migrationLog = std::move(log);
    parts.pageSize = 7;
    parts.walkAgain = 10ms;
    DataDesk desk(std::move(parts));
    desk.start();
    QTRY_VERIFY(desk.census());
    QCOMPARE(desk.census()->census.total().rows, 100);
    QCOMPARE(desk.census()->census.total().different, 10);
    QCOMPARE(desk.census()->census.entities().at(u"order"_s).equal, 50);
    QVERIFY(desk.census()->finishedAt.isValid());
    QVERIFY(!desk.logProblem());
    fake->rows << logRow(101, u"order"_s, MigrationStatus::Failed, {}, {}); // the next walk finds it
    QTRY_COMPARE(desk.census()->census.total().failed, 1);
}

void TestDataDesk::errorKeepsThePlaceAndWhatIsKnown()
{
    auto log = std::make_unique<FakeMigrationLog>();
    FakeMigrationLog *fake = log.get();
    for (int id = 1; id <= 10; ++id)
        log->rows << logRow(id, u"order"_s, MigrationStatus::Validated, u"a"_s, u"a"_s);
    DataParts parts;
    parts.migrationLog = std::move(log);
    parts.tryAgain = 10ms;
    parts.walkAgain = 10ms;
    DataDesk desk(std::move(parts));
    fake->problem = Error{ErrorKind::Database, u"gone"_s, {}};
    desk.start();
    QTRY_VERIFY(desk.logProblem());
    QVERIFY(!desk.census()); // not "0 rows"
    fake->problem.reset();
    QTRY_VERIFY(desk.census());
    QVERIFY(!desk.logProblem());
    fake->problem = Error{ErrorKind::Timeout, u"slow"_s, {}};
    QTRY_VERIFY(desk.logProblem());
    QCOMPARE(desk.census()->census.total().rows, 10); // what was known stays, with its time
}

void TestDataDesk::teamLog()
{
    auto log = std::make_unique<FakeTeamLog>();
    FakeTeamLog *fake = log.get();
    const QDateTime at(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC);
    log->logged = {{u"1"_s, at, {}, u"cart"_s, {}, u"ann"_s}};
    log->noted = {{at, u"shop 2.1"_s}};
    DataParts parts;
    parts.teamLog = std::move(log);
    parts.readAgain = 10ms;
    DataDesk desk(std::move(parts));
    desk.start();
    QTRY_COMPARE(desk.issues().size(), 1);
    QTRY_COMPARE(desk.releases().size(), 1);
    QVERIFY(desk.issues()[0].isOpen());
    fake->problem = Error{ErrorKind::Database, u"gone"_s, {}};
    QTRY_VERIFY(desk.issuesProblem());
    QCOMPARE(desk.issues().size(), 1);
    QVERIFY(desk.issuesReadAt().isValid());
}

QTEST_GUILESS_MAIN(TestDataDesk)
#include "tst_datadesk.moc"
