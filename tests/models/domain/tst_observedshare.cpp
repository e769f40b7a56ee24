// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/observedshare.h"

#include <cmath>
#include <QTest>

using namespace interlock;

class TestObservedShare final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void share_data();
    void share();
    void noTrafficIsNoShare_data();
    void noTrafficIsNoShare();
    void fewUsersWidenTheTolerance();
    void rulesExplainTheDifference();
};

void TestObservedShare::share_data()
{
    QTest::addColumn<double>("legacy");
    QTest::addColumn<double>("toNew");
    QTest::addColumn<int>("commanded");
    QTest::addColumn<double>("percent");
    QTest::addColumn<bool>("agrees");
    QTest::newRow("exact") << 850.0 << 150.0 << 15 << 15.0 << true;
    QTest::newRow("within") << 845.0 << 155.0 << 15 << 15.5 << true;
    QTest::newRow("beyond") << 800.0 << 200.0 << 15 << 20.0 << false;
    QTest::newRow("nothing commanded, nothing seen") << 1000.0 << 0.0 << 0 << 0.0 << true;
    QTest::newRow("nothing commanded, something seen") << 980.0 << 20.0 << 0 << 2.0 << false;
    QTest::newRow("all") << 0.0 << 1000.0 << 100 << 100.0 << true;
}

void TestObservedShare::share()
{
    QFETCH(const double, legacy);
    QFETCH(const double, toNew);
    QFETCH(const int, commanded);
    RouteTraffic traffic;
    traffic.legacyPerSecond = legacy;
    traffic.newPerSecond = toNew;
    const auto result = observedShare(traffic, commanded);
    QVERIFY(result);
    QTEST(result->percent, "percent");
    QTEST(agrees(*result, commanded), "agrees");
    QCOMPARE(result->newPerSecond, toNew);
}

void TestObservedShare::noTrafficIsNoShare_data()
{
    QTest::addColumn<double>("legacy");
    QTest::addColumn<double>("toNew");
    QTest::newRow("none") << 0.0 << 0.0;
    QTest::newRow("no number") << double(NAN) << 1.0;
    QTest::newRow("endless") << double(INFINITY) << 1.0;
    QTest::newRow("negative") << -5.0 << 1.0;
}

void TestObservedShare::noTrafficIsNoShare()
{
    QFETCH(const double, legacy);
    QFETCH(const double, toNew);
    RouteTraffic traffic;
    traffic.legacyPerSecond = legacy;
    traffic.newPerSecond = toNew;
    QVERIFY(!observedShare(traffic, 50));
}

void TestObservedShare::fewUsersWidenTheTolerance()
{
    RouteTraffic traffic;
    traffic.legacyPerSecond = traffic.newPerSecond = 100;
    const double byRequests = observedShare(traffic, 50)->tolerance;
    traffic.activeUsers = 100;
    const auto byUsers = observedShare(traffic, 50);
    QVERIFY(byUsers->tolerance > byRequests);
    QCOMPARE(byUsers->tolerance, 15.0); // 3 · sqrt(0.25 / 100) = 15 points
    QCOMPARE(byUsers->sampleSize, 100.0);
    traffic.activeUsers = 0; // a gauge that knows nobody while requests come
    QVERIFY(std::isfinite(observedShare(traffic, 50)->tolerance));
}

void TestObservedShare::rulesExplainTheDifference()
{
    RouteTraffic traffic;
    traffic.legacyPerSecond = 765; // 10 % by a rule, 15 % of the others
    traffic.newPerSecond = 235;
    QVERIFY(!agrees(*observedShare(traffic, 15), 15));
    traffic.rulePerSecond = 100;
    const auto share = observedShare(traffic, 15);
    QCOMPARE(share->rulePercent, 10.0);
    QVERIFY(agrees(*share, 15));
    QCOMPARE(expectedObservedPercent(15, 10), 23.5);
}

QTEST_GUILESS_MAIN(TestObservedShare)
#include "tst_observedshare.moc"
