// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/paritybucket.h"
#include "models/domain/reading.h"
#include "models/domain/whendone.h"

#include <QTest>

using namespace interlock;
using std::chrono::milliseconds;

class TestReadings final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void qualityByAge_data();
    void qualityByAge();
    void stuckQualities_data();
    void stuckQualities();
    void worseIsTheWorse();
    void ageCountsWhatItHadBefore();
    void whenDoneNeverCallsTheDead();
    void paritySum();
};

void TestReadings::qualityByAge_data()
{
    QTest::addColumn<int>("periodMs");
    QTest::addColumn<int>("ageMs");
    QTest::addColumn<Quality>("quality");
    QTest::newRow("fresh") << 1000 << 0 << Quality::Live;
    QTest::newRow("two periods") << 1000 << 2000 << Quality::Live;
    QTest::newRow("over two periods") << 1000 << 2001 << Quality::Late;
    QTest::newRow("three periods") << 1000 << 3000 << Quality::Late;
    QTest::newRow("over three periods") << 1000 << 3001 << Quality::Stale;
    QTest::newRow("30 s") << 1000 << 30'000 << Quality::Stale;
    QTest::newRow("over 30 s") << 1000 << 30'001 << Quality::Lost;
    QTest::newRow("long period, 10 s") << 8000 << 10'000 << Quality::Live;
    QTest::newRow("long period, over 10 s") << 8000 << 10'001 << Quality::Stale;
    QTest::newRow("from the future") << 1000 << -500 << Quality::Live;
}

void TestReadings::qualityByAge()
{
    QFETCH(const int, periodMs);
    QFETCH(const int, ageMs);
    QTEST(FreshnessRule{milliseconds(periodMs)}.qualityAt(milliseconds(ageMs)), "quality");
}

void TestReadings::stuckQualities_data()
{
    QTest::addColumn<Quality>("before");
    QTest::addColumn<bool>("linkUp");
    QTest::addColumn<Quality>("after");
    QTest::newRow("never stays") << Quality::Never << false << Quality::Never;
    QTest::newRow("bad stays") << Quality::Bad << true << Quality::Bad;
    QTest::newRow("history stays") << Quality::History << false << Quality::History;
    QTest::newRow("link down is lost") << Quality::Live << false << Quality::Lost;
    QTest::newRow("link back, young value") << Quality::Lost << true << Quality::Live;
}

void TestReadings::stuckQualities()
{
    QFETCH(const Quality, before);
    QFETCH(const bool, linkUp);
    Reading<int> reading;
    reading.quality = before;
    reading.receivedAt = MonotonicTime(std::chrono::hours(1));
    QTEST(qualityAt(reading, FreshnessRule{}, linkUp, reading.receivedAt + milliseconds(10)), "after");
}

void TestReadings::worseIsTheWorse()
{
    QCOMPARE(worse(Quality::Live, Quality::Stale), Quality::Stale);
    QCOMPARE(worse(Quality::Bad, Quality::Lost), Quality::Bad);
    QCOMPARE(worse(Quality::Live, Quality::Live), Quality::Live);
    QVERIFY(!Reading<int>().hasValue());
    QVERIFY(!Reading<int>().isLive());
}

void TestReadings::ageCountsWhatItHadBefore()
{
    Reading<int> reading;
    reading.receivedAt = MonotonicTime(std::chrono::hours(1));
    reading.ageAtReceipt = milliseconds(1500);
    QCOMPARE(reading.ageAt(reading.receivedAt + milliseconds(250)), milliseconds(1750));
}

void TestReadings::whenDoneNeverCallsTheDead()
{
    int calls = 0;
    auto *receiver = new QObject;
    whenDone(ready(1), receiver, [&calls](int) { ++calls; });
    QCOMPARE(calls, 0); // never inside the caller
    delete receiver;
    QObject living;
    whenDone(ready(2), &living, [&calls](int value) { calls += value; });
    QTRY_COMPARE(calls, 2);
    QPromise<int> promise;
    promise.start();
    whenDone(promise.future(), &living, [&calls](int) { calls = 99; });
    promise.future().cancel();
    promise.finish();
    bool later = false;
    whenDone(ready(0), &living, [&later](int) { later = true; });
    QTRY_VERIFY(later);
    QCOMPARE(calls, 2);
}

void TestReadings::paritySum()
{
    QVERIFY(!total({}).at.isValid());
    ParityBucket bucket;
    bucket.at = QDateTime(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC);
    bucket.compared = 5;
    bucket.incomparable = 2;
    ParityBucket later = bucket;
    later.at = bucket.at.addSecs(60);
    const ParityBucket sum = total({{}, {bucket, later}});
    QCOMPARE(sum.at, bucket.at);
    QCOMPARE(sum.compared, 10);
    QCOMPARE(sum.incomparable, 4);
    QCOMPARE(sum.equal, 0);
}

QTEST_GUILESS_MAIN(TestReadings)
#include "tst_readings.moc"
