// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fakeworld.h"
#include "ui/plots/derivedseries.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

constexpr double begin = 1'700'000'000; // seconds since the epoch

SignalSeries pastOf(const QString &signal, const QString &route, SideReached side,
                    const QList<double> &values)
{
    SignalSeries series{signal, route, side, {}, values};
    for (qsizetype i = 0; i < values.size(); ++i)
        series.times.append(begin + double(5 * i));
    return series;
}

} // namespace

/// The lines of all routes together: what they were before the session comes out of the signals' past.
class TestDerivedSeries final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pastOfAllRoutesTogether();
    void whatIsMissingStaysMissing();
    void pastComesBeforeTheSession();
    void monitorBringsThePast();
};

void TestDerivedSeries::pastOfAllRoutesTogether()
{
    DerivedSeries derived;
    derived.takePast(FakeWorld::makeProfile(),
                     {pastOf(u"requests"_s, u"checkout"_s, SideReached::Legacy, {90, 60}),
                      pastOf(u"requests"_s, u"checkout"_s, SideReached::New, {10, 30}),
                      pastOf(u"requests"_s, u"checkout"_s, SideReached::Both, {0, 10}),
                      pastOf(u"requests"_s, u"cart"_s, SideReached::Legacy, {300, 300}),
                      pastOf(u"requests"_s, u"cart"_s, SideReached::New, {0, 0}),
                      pastOf(u"errors"_s, u"checkout"_s, SideReached::Legacy, {0.04, 0.05}),
                      pastOf(u"errors"_s, u"cart"_s, SideReached::Legacy, {0, 0.01}),
                      pastOf(u"errors"_s, u"checkout"_s, SideReached::New, {0.5, 0.2}),
                      pastOf(u"p95"_s, u"checkout"_s, SideReached::New, {0.2, 0.9}),
                      pastOf(u"p95"_s, u"cart"_s, SideReached::New, {0.4, 0.3})});
    QTRY_VERIFY(derived.history().series(u"split|new"_s));
    const auto at = [&derived](const QString &key, int sample) {
        return derived.history().series(key)->valueAt(qint64(begin + 5 * sample) * 1000);
    };
    QCOMPARE(at(u"split|new"_s, 0), 2.5);
    QCOMPARE(at(u"split|new"_s, 1), 10.0);
    QCOMPARE(at(u"split|legacy"_s, 1), 90.0);
    QCOMPARE(float(at(u"errors|legacy"_s, 0)), float(90 * 0.04 / 390));
    QCOMPARE(float(at(u"errors|legacy"_s, 1)), float((60 * 0.05 + 300 * 0.01) / 360));
    QCOMPARE(float(at(u"errors|new"_s, 1)), 0.2F);
    QCOMPARE(float(at(u"p95|new"_s, 0)), 0.4F);
    QCOMPARE(float(at(u"p95|new"_s, 1)), 0.9F);
    QCOMPARE(derived.history().series(u"p95|legacy"_s), nullptr);
}

void TestDerivedSeries::whatIsMissingStaysMissing()
{
    // One side of the second moment was never scraped: no share, rather than 0 or 100 %.
    DerivedSeries derived;
    derived.takePast(FakeWorld::makeProfile(),
                     {pastOf(u"requests"_s, u"cart"_s, SideReached::Legacy, {80, 80, 80}),
                      pastOf(u"requests"_s, u"cart"_s, SideReached::New, {20})});
    QTRY_VERIFY(derived.history().series(u"split|new"_s));
    QCOMPARE(derived.history().series(u"split|new"_s)->size(), 1);
    QCOMPARE(derived.history().keys(), QStringList({u"split|legacy"_s, u"split|new"_s}));
}

void TestDerivedSeries::pastComesBeforeTheSession()
{
    FakeWorld world;
    world.start();
    QTRY_VERIFY(world.monitor->state().routes.constFirst().observed.isLive());
    DerivedSeries derived;
    derived.feed(world.monitor->state());
    const Series *split = derived.history().series(u"split|new"_s);
    QVERIFY(split);
    const double own = split->lastValue();
    const qint64 start = split->firstTime() / 1000; // in whole seconds
    SignalSeries legacy = pastOf(u"requests"_s, u"cart"_s, SideReached::Legacy, {50, 50});
    SignalSeries fresh = pastOf(u"requests"_s, u"cart"_s, SideReached::New, {50, 50});
    // The last one is of the session, whose own samples are the better ones.
    legacy.times = fresh.times = {double(start - 600), double(start + 60)};
    derived.takePast(world.profile, {legacy, fresh});
    QTRY_COMPARE(split->size(), 2);
    QCOMPARE(split->firstTime(), (start - 600) * 1000);
    QCOMPARE(split->lastValue(), own);
}

void TestDerivedSeries::monitorBringsThePast()
{
    FakeWorld world;
    world.metrics->setSeries({pastOf(u"requests"_s, u"cart"_s, SideReached::Legacy, {75}),
                              pastOf(u"requests"_s, u"cart"_s, SideReached::New, {25})});
    QList<SignalSeries> arrived;
    QObject receiver;
    QObject::connect(world.monitor.get(), &Monitor::pastArrived, &receiver,
                     [&arrived](const QList<SignalSeries> &past) { arrived += past; });
    world.start();
    QTRY_VERIFY(arrived.size() >= 2);
    QCOMPARE(arrived.constFirst().values, QList<double>{75});
}

QTEST_MAIN(TestDerivedSeries)
#include "tst_derivedseries.moc"
