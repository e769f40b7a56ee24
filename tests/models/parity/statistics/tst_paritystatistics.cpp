// SPDX-License-Identifier: GPL-3.0-or-later
// Bands, bounds and the gate's arithmetic against tests/data/parity/statistics.csv, which is made
// independently of Boost.
#include "models/parity/statistics/binomialbounds.h"
#include "models/parity/statistics/paritycensus.h"
#include "models/parity/statistics/paritycounts.h"
#include "models/parity/statistics/sequentialtest.h"

#include <cmath>
#include <QFile>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

constexpr double tolerance = 1e-9;

QList<QByteArrayList> tableRows(const QByteArray &kind)
{
    QFile file(QStringLiteral(INTERLOCK_SOURCE_DIR "/tests/data/parity/statistics.csv"));
    QList<QByteArrayList> rows;
    if (!file.open(QIODevice::ReadOnly))
        return rows;
    const QByteArrayList lines = file.readAll().split('\n');
    for (const QByteArray &line : lines) {
        const QByteArrayList cells = line.trimmed().split(',');
        if (cells.first() == kind)
            rows.append(cells);
    }
    return rows;
}

bool agrees(double value, double reference)
{
    return std::abs(value - reference) <= tolerance * std::max(1.0, std::abs(reference));
}

} // namespace

class TestParityStatistics final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wilsonAgreesWithTheTable();
    void exactBoundAgreesWithTheTable();
    void gateAgreesWithTheTable();
    void countsThatMakeNoSenseHaveNoBounds();
    void strictAndEffective();
    void nothingComparableHasNoParity();
    void coverageIsNothingWithoutTraffic();
    void onlyACompleteCensusSaysAll_data();
    void onlyACompleteCensusSaysAll();
    void percentIsCutNotRounded();
};

void TestParityStatistics::wilsonAgreesWithTheTable()
{
    const QList<QByteArrayList> rows = tableRows("wilson");
    QCOMPARE(rows.size(), 26);
    for (const QByteArrayList &row : rows) {
        const std::optional<RateBand> band = wilsonBand(row.at(1).toLongLong(), row.at(2).toLongLong());
        QVERIFY(band.has_value());
        QVERIFY2(agrees(band->low, row.at(3).toDouble()), row.join(',').constData());
        QVERIFY2(agrees(band->high, row.at(4).toDouble()), row.join(',').constData());
    }
}

void TestParityStatistics::exactBoundAgreesWithTheTable()
{
    const QList<QByteArrayList> rows = tableRows("bound");
    QCOMPARE(rows.size(), 52);
    for (const QByteArrayList &row : rows) {
        const std::optional<double> bound =
            greatestTrueRate(row.at(1).toLongLong(), row.at(2).toLongLong(), row.at(3).toDouble());
        QVERIFY(bound.has_value());
        QVERIFY2(agrees(*bound, row.at(4).toDouble()), row.join(',').constData());
    }
}

void TestParityStatistics::gateAgreesWithTheTable()
{
    const QList<QByteArrayList> rows = tableRows("gate");
    QCOMPARE(rows.size(), 20);
    for (const QByteArrayList &row : rows) {
        GateSettings settings;
        settings.p0 = row.at(2).toDouble();
        const SequentialTest test(settings);
        const int attempt = row.at(1).toInt();
        const qint64 clean = row.at(3).toLongLong();
        const qint64 mismatches = row.at(4).toLongLong();
        QVERIFY2(agrees(test.logEvidence(clean, mismatches), row.at(5).toDouble()),
                 row.join(',').constData());
        QVERIFY2(agrees(test.logThreshold(attempt), row.at(6).toDouble()), row.join(',').constData());
        QCOMPARE(test.cleanPairsToGo(attempt, clean, mismatches), row.at(7).toLongLong());
    }
}

void TestParityStatistics::countsThatMakeNoSenseHaveNoBounds()
{
    for (const auto &[hits, n] : {std::pair<qint64, qint64>{0, 0}, {1, 0}, {-1, 5}, {6, 5}, {0, -3}}) {
        QVERIFY(!wilsonBand(hits, n));
        QVERIFY(!greatestTrueRate(hits, n));
    }
    QVERIFY(!greatestTrueRate(0, 5, 1.0));
    QVERIFY(!greatestTrueRate(0, 5, 0.0));
}

void TestParityStatistics::strictAndEffective()
{
    ParityCounts counts{2, 1, 1, 96};
    QCOMPARE(strictParity(counts), std::optional(0.5));
    QCOMPARE(effectiveParity(counts), std::optional(0.75));
    counts += ParityCounts{2, 3, 0, 1};
    QCOMPARE(counts, (ParityCounts{4, 4, 1, 97}));
    QCOMPARE(counts.comparable(), 9);
    QCOMPARE(counts.pairs(), 106);
}

void TestParityStatistics::nothingComparableHasNoParity()
{
    const ParityCounts counts{0, 0, 0, 12};
    QCOMPARE(strictParity(counts), std::nullopt);
    QCOMPARE(effectiveParity(counts), std::nullopt);
    QCOMPARE(strictParity({0, 0, 1, 0}), std::optional(0.0)); // all wrong is a figure
}

void TestParityStatistics::coverageIsNothingWithoutTraffic()
{
    QCOMPARE(parityCoverage(90, 100, 1000), (ParityCoverage{0.9, 0.09}));
    QCOMPARE(parityCoverage(0, 0, 50), (ParityCoverage{std::nullopt, 0.0}));
    QCOMPARE(parityCoverage(0, 0, 0), (ParityCoverage{}));
}

void TestParityStatistics::onlyACompleteCensusSaysAll_data()
{
    QTest::addColumn<qint64>("rows");
    QTest::addColumn<qint64>("checked");
    QTest::addColumn<qint64>("skipped");
    QTest::addColumn<qint64>("different");
    QTest::addColumn<bool>("all");
    QTest::newRow("every row") << qint64(10) << qint64(10) << qint64(0) << qint64(0) << true;
    QTest::newRow("one skipped") << qint64(10) << qint64(9) << qint64(1) << qint64(0) << false;
    QTest::newRow("one unseen") << qint64(10) << qint64(9) << qint64(0) << qint64(0) << false;
    QTest::newRow("one different") << qint64(10) << qint64(10) << qint64(0) << qint64(1) << false;
    QTest::newRow("nothing there") << qint64(0) << qint64(0) << qint64(0) << qint64(0) << false;
}

void TestParityStatistics::onlyACompleteCensusSaysAll()
{
    QFETCH(const qint64, rows);
    QFETCH(const qint64, checked);
    QFETCH(const qint64, skipped);
    QFETCH(const qint64, different);
    QTEST(CensusCounts({rows, checked, skipped, different}).maySayAll(), "all");
}

void TestParityStatistics::percentIsCutNotRounded()
{
    QCOMPARE(percentToShow(0.999999996, 2, false), std::optional(99.99));
    QCOMPARE(percentToShow(0.9997, 2, false), std::optional(99.97));
    QCOMPARE(percentToShow(0.5, 1, false), std::optional(50.0));
    QCOMPARE(percentToShow(0.0, 1, false), std::optional(0.0));
    QCOMPARE(percentToShow(1.0, 2, false), std::nullopt);
    QCOMPARE(percentToShow(1.0, 2, true), std::optional(100.0));
}

QTEST_GUILESS_MAIN(TestParityStatistics)
#include "tst_paritystatistics.moc"
