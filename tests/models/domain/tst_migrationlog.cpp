// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/migrationlog.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

MigrationLogRow logRow(qint64 id, MigrationStatus status, const std::optional<QString> &legacy,
                       const std::optional<QString> &modern)
{
    return {id, u"order"_s, QString::number(id), status, legacy, modern, {}, {}};
}

} // namespace

class TestMigrationLog final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void verdicts_data();
    void verdicts();
    void censusAddsUpPages();
    void censusStaysSmall();
};

void TestMigrationLog::verdicts_data()
{
    QTest::addColumn<MigrationStatus>("status");
    QTest::addColumn<QString>("legacy"); // "-": missing
    QTest::addColumn<QString>("modern");
    QTest::addColumn<DataVerdict>("verdict");
    QTest::newRow("same") << MigrationStatus::Validated << u"a"_s << u"a"_s << DataVerdict::Equal;
    QTest::newRow("not yet validated") << MigrationStatus::Migrated << u"a"_s << u"a"_s << DataVerdict::Equal;
    QTest::newRow("lies") << MigrationStatus::Validated << u"a"_s << u"b"_s << DataVerdict::Different;
    QTest::newRow("one side") << MigrationStatus::Validated << u"a"_s << u"-"_s << DataVerdict::Unchecked;
    QTest::newRow("no side") << MigrationStatus::Validated << u"-"_s << u"-"_s << DataVerdict::Unchecked;
    QTest::newRow("empty") << MigrationStatus::Validated << u""_s << u""_s << DataVerdict::Unchecked;
    QTest::newRow("pending") << MigrationStatus::Pending << u"a"_s << u"a"_s << DataVerdict::Pending;
    QTest::newRow("failed") << MigrationStatus::Failed << u"a"_s << u"a"_s << DataVerdict::Failed;
    QTest::newRow("review") << MigrationStatus::Review << u"a"_s << u"a"_s << DataVerdict::ForReview;
}

void TestMigrationLog::verdicts()
{
    QFETCH(const MigrationStatus, status);
    QFETCH(const QString, legacy);
    QFETCH(const QString, modern);
    const auto side = [](const QString &text) {
        return text == u"-"_s ? std::optional<QString>() : std::optional(text);
    };
    QTEST(dataVerdict(logRow(1, status, side(legacy), side(modern))), "verdict");
    QCOMPARE(migrationStatusFromName(migrationStatusName(status)), status);
}

void TestMigrationLog::censusAddsUpPages()
{
    DataCensus census;
    census.add({{logRow(1, MigrationStatus::Validated, u"a"_s, u"a"_s),
                 logRow(2, MigrationStatus::Validated, u"a"_s, u"b"_s)},
                2,
                false,
                0});
    QVERIFY(!census.isComplete());
    QCOMPARE(census.next(), 2);
    census.add({{logRow(5, MigrationStatus::Pending, {}, {}), logRow(6, MigrationStatus::Failed, {}, {})},
                7,
                true,
                1});
    QVERIFY(census.isComplete());
    const DataCounts expected{5, 1, 1, 1, 1, 1, 0}; // the bad row is unchecked, never equal
    QCOMPARE(census.total(), expected);
    QCOMPARE(census.total().skipped(), 3);
    QCOMPARE(census.badRows(), 1);
    QCOMPARE(census.toLookAt().size(), 2);
    QCOMPARE(census.entities().at(u"order"_s).rows, 4);
}

void TestMigrationLog::censusStaysSmall()
{
    DataCensus census;
    for (qint64 page = 0; page < 50; ++page) {
        MigrationLogPage rows;
        for (qint64 i = 1; i <= 100; ++i) {
            MigrationLogRow row = logRow(page * 100 + i, MigrationStatus::Validated, u"a"_s, u"b"_s);
            row.entity = QString::number(row.id);
            rows.rows << row;
        }
        census.add(rows);
    }
    QCOMPARE(census.total().different, 5000);
    QCOMPARE(census.toLookAt().size(), DataCensus::mostRowsKept);
    QCOMPARE(qsizetype(census.entities().size()), DataCensus::mostEntities + 1);
    QCOMPARE(census.entities().at(u"…"_s).rows, 4800);
}

QTEST_GUILESS_MAIN(TestMigrationLog)
#include "tst_migrationlog.moc"
