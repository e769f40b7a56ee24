// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/control/controlbench.h"

#include "models/control/poller.h"
#include "tests/fakes/quiet.h"

#include <cmath>
#include <functional>
#include <QSignalSpy>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {
using Step = std::function<void(ControlBench &)>;
using std::chrono::milliseconds;
using std::chrono::seconds;

bool has(const Monitor &monitor, AlarmKind kind, const QString &subject)
{
    return std::ranges::any_of(monitor.alarms(), [&](const Alarm &alarm) {
        return alarm.kind == kind && alarm.subject == subject && alarm.active;
    });
}

/// No answer comes any more, and everything grows old by @p by.
void silence(ControlBench &bench, milliseconds by)
{
    bench.bridge->reads.hold();
    bench.bridge->identities.hold();
    bench.sync->reads.hold();
    bench.metrics->reads.hold();
    bench.orders->reads.hold();
    QTRY_VERIFY(bench.bridge->reads.held() > 0 && bench.sync->reads.held() > 0 &&
                bench.metrics->reads.held() > 0 && bench.orders->reads.held() > 0 &&
                bench.bridge->identities.held() > 0);
    bench.clock.advance(by);
}
} // namespace

/// The picture of the migration: ages, order of answers, alarms.
class TestMonitor final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstRound();
    void silenceAges_data();
    void silenceAges();
    void failure_data();
    void failure();
    void neverIsNotZero();
    void missingSeriesAges();
    void badSignalIsBad();
    void observedShareFromSignals();
    void olderAnswerNeverOverwrites();
    void pushIsTakenButOldOnesAreNot();
    void lowerRevisionOfAPollIsTheTruth();
    void bridgeMovedTellsBeforeAndAfter();
    void routesOfTheBridgeOnlyComeLast();
    void worstLag_data();
    void worstLag();
    void clockSkew();
    void badOrderRows();
    void paritySums();
    void historyIsFed();
    void alarm_data();
    void alarm();
    void missingDataNeverClears();
    void noTrafficClears();
    void highestStaysUntilAcknowledged();
    void backoffIsCapped();
};

void TestMonitor::firstRound()
{
    ControlBench bench;
    bench.orders->reads.refuseAlways(network());
    bench.startMonitor();
    QSignalSpy spy(bench.monitor.get(), &Monitor::firstRoundFinished);
    QVERIFY(!bench.monitor->firstRoundDone());
    QTRY_VERIFY(bench.monitor->firstRoundDone());
    QCOMPARE(spy.size(), 1);
    QVERIFY(bench.bridge->eventsStarted());
    const MigrationState &state = bench.monitor->state();
    QCOMPARE(state.bridge.quality, Quality::Live);
    QCOMPARE(state.bridge.value.revision, 17u);
    QCOMPARE(state.routes.size(), 3);
    QCOMPARE(state.orders.quality, Quality::Never);
    QCOMPARE(state.endpoints[3].problem, u"connection refused"_s);
    QCOMPARE(state.ordersTouchedByRollback(), std::nullopt);
}

void TestMonitor::silenceAges_data()
{
    QTest::addColumn<int>("periods");
    QTest::addColumn<Quality>("polled");
    QTest::addColumn<Quality>("sampled"); // a signal's own interval is granted once more
    QTest::newRow("two") << 2 << Quality::Live << Quality::Live;
    QTest::newRow("three") << 3 << Quality::Late << Quality::Live;
    QTest::newRow("five") << 5 << Quality::Stale << Quality::Late;
    QTest::newRow("seven") << 7 << Quality::Stale << Quality::Stale;
    QTest::newRow("long") << 10'000 << Quality::Lost << Quality::Lost;
}

void TestMonitor::silenceAges()
{
    QFETCH(const int, periods);
    QFETCH(const Quality, polled);
    QFETCH(const Quality, sampled);
    ControlBench bench;
    bench.startMonitor();
    QTRY_VERIFY(bench.isReady());
    silence(bench, periods * ControlBench::period);
    const MigrationState &state = bench.monitor->state();
    QTRY_COMPARE(qualityName(state.bridge.quality), qualityName(polled));
    QTRY_COMPARE(qualityName(state.pipelines.quality), qualityName(polled));
    QTRY_COMPARE(qualityName(state.endpoints[0].quality), qualityName(polled));
    QTRY_COMPARE(qualityName(state.route(u"checkout")->commanded.quality), qualityName(polled));
    QTRY_COMPARE(qualityName(state.route(u"checkout")->observed.quality), qualityName(sampled));
    QCOMPARE(state.bridge.value.revision, 17u); // the last value is kept
    bench.bridge->reads.release();
    QTRY_COMPARE(state.bridge.quality, Quality::Live);
}

void TestMonitor::failure_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<Quality>("quality"); // at once, no time has passed
    QTest::newRow("link down") << ErrorKind::Network << Quality::Lost;
    QTest::newRow("malformed") << ErrorKind::Protocol << Quality::Bad;
    QTest::newRow("timeout: it ages") << ErrorKind::Timeout << Quality::Live;
    QTest::newRow("server error: it ages") << ErrorKind::Server << Quality::Live;
}

void TestMonitor::failure()
{
    QFETCH(const ErrorKind, kind);
    QFETCH(const Quality, quality);
    ControlBench bench;
    bench.startMonitor();
    QTRY_VERIFY(bench.isReady());
    bench.bridge->reads.refuseAlways(Error{kind, u"problem"_s, {}});
    const MigrationState &state = bench.monitor->state();
    QTRY_COMPARE(state.endpoints[0].problem, u"problem"_s);
    QCOMPARE(state.endpoints[0].problemKind, kind);
    QTRY_COMPARE(qualityName(state.bridge.quality), qualityName(quality));
    QTRY_COMPARE(qualityName(state.endpoints[0].quality), qualityName(quality));
    bench.bridge->reads.refuseAlways({});
    QTRY_COMPARE(state.endpoints[0].problem, QString());
    QTRY_COMPARE(state.bridge.quality, Quality::Live);
}

void TestMonitor::neverIsNotZero()
{
    ControlBench bench;
    bench.metrics->snapshot().values.clear();
    bench.metrics->setValue(u"requests"_s, u"checkout"_s, SideReached::Legacy, 100);
    bench.startMonitor();
    QTRY_VERIFY(bench.isReady());
    QCOMPARE(bench.monitor->state().route(u"checkout")->observed.quality, Quality::Never);
    QVERIFY(bench.monitor->state().route(u"checkout")->observedAgrees);
    QCOMPARE(bench.monitor->state().route(u"checkout")->errorRateNew.quality, Quality::Never);
}

void TestMonitor::missingSeriesAges()
{
    ControlBench bench;
    bench.startMonitor();
    QTRY_VERIFY(bench.isReady());
    bench.metrics->removeSignal(u"requests"_s);
    const int polls = bench.metrics->reads.calls();
    QTRY_VERIFY(bench.metrics->reads.calls() > polls + 2);
    bench.clock.advance(20 * ControlBench::period);
    const MigrationState &state = bench.monitor->state();
    QTRY_COMPARE(state.route(u"checkout")->observed.quality, Quality::Stale);
    QCOMPARE(state.route(u"checkout")->observed.value.percent, 15.0);
    QTRY_COMPARE(state.endpoints[2].quality, Quality::Live); // the endpoint itself is well
}

void TestMonitor::badSignalIsBad()
{
    ControlBench bench;
    bench.metrics->setValue(u"errors"_s, u"checkout"_s, SideReached::New, 0.01);
    bench.metrics->snapshot().failures.insert(u"requests"_s, {ErrorKind::Protocol, u"parse error"_s, {}});
    bench.metrics->removeSignal(u"requests"_s);
    bench.startMonitor();
    QTRY_VERIFY(bench.isReady());
    const MigrationState &state = bench.monitor->state();
    QCOMPARE(state.signal(u"requests", u"", std::nullopt)->reading.quality, Quality::Bad);
    QCOMPARE(state.route(u"checkout")->errorRateNew.quality, Quality::Live); // others are unharmed
    QCOMPARE(state.route(u"checkout")->errorRateNew.value, 0.01);
    bench.metrics->setValue(u"errors"_s, u"checkout"_s, SideReached::New, INFINITY);
    QTRY_COMPARE(state.route(u"checkout")->errorRateNew.quality, Quality::Bad);
}

void TestMonitor::observedShareFromSignals()
{
    ControlBench bench;
    bench.traffic(u"checkout"_s, 10);
    bench.metrics->setValue(u"requests"_s, u"checkout"_s, SideReached::Both, 1000);
    bench.startMonitor();
    QTRY_VERIFY(bench.isReady());
    const RouteStatus *status = bench.monitor->state().route(u"checkout");
    QCOMPARE(status->observed.value.percent, 55.0); // 100 new + 1000 both of 2000
    QCOMPARE(status->observed.value.newPerSecond, 1100.0);
    QVERIFY(!status->observedAgrees);
    bench.traffic(u"checkout"_s, 15);
    bench.metrics->setValue(u"requests"_s, u"checkout"_s, SideReached::Both, 0);
    QTRY_VERIFY(bench.monitor->state().route(u"checkout")->observedAgrees);
    for (const SideReached side : {SideReached::Legacy, SideReached::New, SideReached::Both})
        bench.metrics->setValue(u"requests"_s, u"checkout"_s, side, 0);
    QTRY_COMPARE(bench.monitor->state().route(u"checkout")->observed.quality,
                 Quality::Never); // no traffic is no share
}

void TestMonitor::olderAnswerNeverOverwrites()
{
    ControlBench bench;
    bench.startMonitor();
    QTRY_VERIFY(bench.isReady());
    bench.bridge->reads.hold();
    QTRY_COMPARE(bench.bridge->reads.held(), 1);
    bench.bridge->changeByOther(toPercent(u"checkout"_s, 20), u"bob"_s);
    bench.monitor->refresh();
    QCOMPARE(bench.bridge->reads.held(), 2);
    bench.bridge->reads.releaseNewest();
    QTRY_COMPARE(bench.monitor->state().bridge.value.revision, 18u);
    bench.bridge->reads.releaseOne();
    letStraysShow(20); // let the old answer arrive
    QCOMPARE(bench.monitor->state().bridge.value.revision, 18u);
}

void TestMonitor::pushIsTakenButOldOnesAreNot()
{
    ControlBench bench;
    bench.startMonitor();
    QTRY_VERIFY(bench.isReady());
    bench.bridge->setEventsUp(true);
    QVERIFY(bench.monitor->state().endpoints[0].events);
    bench.bridge->reads.hold();
    QTRY_COMPARE(bench.bridge->reads.held(), 1); // asked at revision 17
    const BridgeState old = bench.bridge->state();
    bench.bridge->changeByOther(toPercent(u"checkout"_s, 20), u"bob"_s);
    bench.bridge->push();
    QCOMPARE(bench.monitor->state().bridge.value.revision, 18u);
    Q_EMIT bench.bridge->stateArrived(old);
    QCOMPARE(bench.monitor->state().bridge.value.revision, 18u);
    bench.bridge->reads.releaseOne(); // asked before the push
    letStraysShow(20);
    QCOMPARE(bench.monitor->state().bridge.value.revision, 18u);
    bench.bridge->setEventsUp(false);
    QVERIFY(!bench.monitor->state().endpoints[0].events);
}

void TestMonitor::lowerRevisionOfAPollIsTheTruth()
{
    ControlBench bench;
    bench.startMonitor();
    QTRY_VERIFY(bench.isReady());
    BridgeState reset = bench.bridge->state();
    reset.revision = 2; // a bridge that lost its memory
    bench.bridge->setState(reset);
    QTRY_COMPARE(bench.monitor->state().bridge.value.revision, 2u);
}

void TestMonitor::bridgeMovedTellsBeforeAndAfter()
{
    ControlBench bench;
    bench.startMonitor();
    QList<std::pair<quint64, quint64>> moves;
    connect(bench.monitor.get(), &Monitor::bridgeMoved, this,
            [&moves](const BridgeState &before, const BridgeState &after) {
                moves.append({before.revision, after.revision});
            });
    QTRY_VERIFY(bench.isReady());
    QCOMPARE(moves.size(), 0); // the first state moved nothing
    bench.bridge->changeByOther(toPercent(u"checkout"_s, 20), u"bob"_s);
    QTRY_COMPARE(moves.size(), 1);
    QCOMPARE(moves.first(), std::pair(quint64(17), quint64(18)));
}

void TestMonitor::routesOfTheBridgeOnlyComeLast()
{
    ControlBench bench;
    bench.profile.routes = {{u"ghost"_s, u"Ghost"_s, Layer::Url},
                            {u"checkout"_s, u"Checkout"_s, Layer::Write}};
    bench.startMonitor();
    QTRY_VERIFY(bench.isReady());
    QStringList ids;
    for (const RouteStatus &route : bench.monitor->state().routes)
        ids.append(route.spec.id);
    QCOMPARE(ids, (QStringList{u"ghost"_s, u"checkout"_s, u"catalog"_s, u"orders"_s}));
    QCOMPARE(bench.monitor->state().route(u"ghost")->commanded.quality, Quality::Never);
    QVERIFY(!bench.monitor->state().route(u"ghost")->commanded.problem.isEmpty());
}

void TestMonitor::worstLag_data()
{
    QTest::addColumn<QList<std::optional<double>>>("lags");
    QTest::addColumn<Quality>("quality");
    QTest::addColumn<double>("worst");
    using Lags = QList<std::optional<double>>;
    QTest::newRow("none") << Lags{} << Quality::Never << 0.0;
    QTest::newRow("one unknown") << Lags{std::nullopt} << Quality::Never << 0.0;
    QTest::newRow("one") << Lags{0.8} << Quality::Live << 0.8;
    QTest::newRow("the greater") << Lags{0.8, 7.5, 2.0} << Quality::Live << 7.5;
    QTest::newRow("known and unknown") << Lags{0.8, std::nullopt} << Quality::Bad << 0.8;
}

void TestMonitor::worstLag()
{
    QFETCH(const QList<std::optional<double>>, lags);
    QFETCH(const Quality, quality);
    QFETCH(const double, worst);
    MigrationState state;
    state.pipelines.quality = Quality::Live;
    for (const std::optional<double> &lag : lags) {
        PipelineState pipeline;
        pipeline.direction = SyncDirection::Back;
        pipeline.state = PipelineRunState::Running;
        pipeline.lagSeconds = lag;
        state.pipelines.value.pipelines.append(pipeline);
    }
    QCOMPARE(state.worstLag(SyncDirection::Back).quality, quality);
    QCOMPARE(state.worstLag(SyncDirection::Back).value, worst);
    QCOMPARE(state.worstLag(SyncDirection::Forward).quality, Quality::Never);
}

void TestMonitor::clockSkew()
{
    ControlBench bench;
    bench.timings.limitAfter = milliseconds(0);
    bench.bridge->setNow(bench.clock.wall().addMSecs(2500));
    bench.startMonitor();
    QTRY_VERIFY(bench.isReady());
    QCOMPARE(bench.monitor->state().endpoints[0].clockSkew, milliseconds(2500));
    QTRY_VERIFY(has(*bench.monitor, AlarmKind::ClockSkew, u"bridge"_s));
    bench.timings.clearAfter = milliseconds(0);
}

void TestMonitor::badOrderRows()
{
    ControlBench bench;
    bench.orders->snapshot().newOpen = 37;
    bench.startMonitor();
    QTRY_VERIFY(bench.isReady());
    QCOMPARE(bench.monitor->state().ordersTouchedByRollback(), std::optional<qint64>(37));
    bench.orders->snapshot().badRows = 2;
    QTRY_COMPARE(bench.monitor->state().orders.quality, Quality::Bad);
    QCOMPARE(bench.monitor->state().ordersTouchedByRollback(), std::nullopt);
    bench.orders->snapshot().badRows = 0;
    QTRY_COMPARE(bench.monitor->state().orders.quality, Quality::Live);
}

void TestMonitor::paritySums()
{
    ControlBench bench;
    EndpointSpec spec;
    spec.id = spec.title = u"parity"_s;
    spec.kind = EndpointKind::Parity;
    bench.profile.endpoints.append(spec);
    auto parity = std::make_unique<FakeParity>();
    ParityBucket bucket;
    bucket.compared = 10;
    bucket.different = 1;
    parity->setSeries({u"checkout"_s, {bucket, bucket}});
    bench.ports.parity = std::move(parity);
    bench.startMonitor();
    QTRY_VERIFY(bench.isReady());
    QTRY_COMPARE(bench.monitor->state().route(u"checkout")->parity.value.compared, 20);
    QCOMPARE(bench.monitor->state().route(u"checkout")->parity.value.different, 2);
    QCOMPARE(bench.monitor->state().route(u"checkout")->parity.quality, Quality::Live);
}

void TestMonitor::historyIsFed()
{
    ControlBench bench;
    SeriesHistory history;
    const double hourAgo = double(bench.clock.wall().toSecsSinceEpoch()) - 3600;
    bench.metrics->setSeries(
        {{u"requests"_s, u"checkout"_s, SideReached::New, {hourAgo, hourAgo + 5}, {7, 8}}});
    Monitor monitor(bench.profile, bench.ports, bench.clock, &history, nullptr, bench.timings);
    monitor.start();
    QTRY_VERIFY(monitor.firstRoundDone());
    for (const QString &key :
         {u"requests|checkout|new"_s, u"lag|forward"_s, u"lag|back"_s, u"orders|legacy"_s, u"orders|new"_s,
          u"share|checkout|commanded"_s, u"share|checkout|observed"_s}) {
        QTRY_VERIFY2(history.series(key), qPrintable(key));
    }
    QCOMPARE(history.series(u"share|checkout|commanded"_s)->lastValue(), 15.0);
    QTRY_COMPARE(history.series(u"requests|checkout|new"_s)->firstTime(), qint64(hourAgo * 1000));
    monitor.stop();
}

void TestMonitor::alarm_data()
{
    QTest::addColumn<Step>("raise");
    QTest::addColumn<AlarmKind>("kind");
    QTest::addColumn<QString>("subject");
    QTest::addColumn<int>("afterMs"); // not before this
    QTest::addColumn<Step>("clear");
    const auto errors = [](double rate) {
        return Step([rate](ControlBench &b) {
            b.metrics->setValue(u"errors"_s, u"checkout"_s, SideReached::New, rate);
        });
    };
    const auto lag = [](double seconds) {
        return Step([seconds](ControlBench &b) { b.sync->pipeline(u"orders-back"_s).lagSeconds = seconds; });
    };
    const auto down = [](bool is) {
        return Step([is](ControlBench &b) {
            b.sync->reads.refuseAlways(is ? std::optional(network()) : std::nullopt);
        });
    };
    const auto behind = [](bool is) {
        return Step([is](ControlBench &b) {
            BridgeState state = b.bridge->state();
            state.instances[1].revision = is ? 16 : 17;
            b.bridge->setState(state);
        });
    };
    const auto share = [](double percent) {
        return Step([percent](ControlBench &b) { b.traffic(u"checkout"_s, percent); });
    };
    const auto failed = [](bool is) {
        return Step([is](ControlBench &b) {
            b.sync->pipeline(u"orders-back"_s).state =
                is ? PipelineRunState::Failed : PipelineRunState::Running;
        });
    };
    QTest::newRow("endpoint lost") << down(true) << AlarmKind::EndpointLost << u"sync"_s << 2000
                                   << down(false);
    QTest::newRow("not acknowledged")
        << behind(true) << AlarmKind::NotAcknowledged << u"edge-2"_s << 5000 << behind(false);
    QTest::newRow("not observed") << share(60) << AlarmKind::NotObserved << u"checkout"_s << 6000
                                  << share(15);
    QTest::newRow("lag") << lag(7.4) << AlarmKind::LagOverLimit << u"back"_s << 3000 << lag(1.0);
    QTest::newRow("pipeline failed") << failed(true) << AlarmKind::LagOverLimit << u"back"_s << 3000
                                     << failed(false);
    QTest::newRow("error rate") << errors(0.02) << AlarmKind::ErrorRateOverLimit << u"checkout"_s << 3000
                                << errors(0.0);
}

/// On-delay, deadband and off-delay on a clock that is moved by hand; polls go on, so nothing ages.
void TestMonitor::alarm()
{
    QFETCH(const Step, raise);
    QFETCH(const AlarmKind, kind);
    QFETCH(const QString, subject);
    QFETCH(const int, afterMs);
    QFETCH(const Step, clear);
    ControlBench bench;
    bench.profile.limits.observeSeconds = 6;
    for (EndpointSpec &endpoint : bench.profile.endpoints)
        endpoint.period = seconds(1);
    bench.startMonitor();
    QTRY_VERIFY(bench.isReady());
    const auto letPass = [&bench](int ms) {
        for (int left = ms; left > 0; left -= 1000) {
            bench.clock.advance(milliseconds(qMin(left, 1000)));
            const int metrics = bench.metrics->reads.calls();
            bench.monitor->refresh();
            QVERIFY(bench.metrics->reads.calls() > metrics);
            QSignalSpy changed(bench.monitor.get(), &Monitor::changed);
            QTRY_VERIFY(changed.size() >= 3); // the answers are in and the watchdog has looked
        }
    };
    raise(bench);
    letPass(1);
    letPass(afterMs - 500);
    QVERIFY(!has(*bench.monitor, kind, subject));
    letPass(600);
    QTRY_VERIFY(has(*bench.monitor, kind, subject));
    bench.monitor->acknowledge(kind, subject);
    QVERIFY(has(*bench.monitor, kind, subject)); // "seen" clears nothing
    clear(bench);
    letPass(1);
    QVERIFY(has(*bench.monitor, kind, subject)); // not at once
    letPass(2100);
    QTRY_VERIFY(!has(*bench.monitor, kind, subject));
}

void TestMonitor::missingDataNeverClears()
{
    ControlBench bench;
    bench.timings.limitAfter = bench.timings.clearAfter = milliseconds(0);
    bench.metrics->setValue(u"errors"_s, u"checkout"_s, SideReached::New, 0.02);
    bench.startMonitor();
    QTRY_VERIFY(has(*bench.monitor, AlarmKind::ErrorRateOverLimit, u"checkout"_s));
    bench.metrics->removeSignal(u"errors"_s);
    bench.clock.advance(std::chrono::minutes(2));
    QTRY_COMPARE(bench.monitor->state().route(u"checkout")->errorRateNew.quality, Quality::Lost);
    QSignalSpy changed(bench.monitor.get(), &Monitor::changed);
    QTRY_VERIFY(changed.size() > 3);
    QVERIFY(has(*bench.monitor, AlarmKind::ErrorRateOverLimit, u"checkout"_s));
}

void TestMonitor::noTrafficClears()
{
    ControlBench bench;
    bench.timings.limitAfter = bench.timings.clearAfter = milliseconds(0);
    bench.metrics->setValue(u"errors"_s, u"checkout"_s, SideReached::New, 0.02);
    bench.startMonitor();
    QTRY_VERIFY(has(*bench.monitor, AlarmKind::ErrorRateOverLimit, u"checkout"_s));
    bench.metrics->setValue(u"errors"_s, u"checkout"_s, SideReached::New,
                            NAN); // rolled back: nobody is there any more
    QTRY_VERIFY(!has(*bench.monitor, AlarmKind::ErrorRateOverLimit, u"checkout"_s));
}

void TestMonitor::highestStaysUntilAcknowledged()
{
    ControlBench bench;
    bench.startMonitor();
    Alarm alarm;
    alarm.kind = AlarmKind::RollbackUnsettled;
    alarm.priority = AlarmPriority::Highest;
    alarm.subject = u"rollback"_s;
    Alarm lesser = alarm;
    lesser.kind = AlarmKind::JournalFailed;
    lesser.priority = AlarmPriority::Attention;
    bench.monitor->setAlarm(lesser);
    bench.monitor->setAlarm(alarm);
    QCOMPARE(bench.monitor->alarms().constFirst().kind, AlarmKind::RollbackUnsettled);
    alarm.active = lesser.active = false;
    bench.monitor->setAlarm(alarm);
    bench.monitor->setAlarm(lesser);
    QCOMPARE(bench.monitor->alarms().size(), 1);
    QVERIFY(!bench.monitor->alarms().constFirst().active);
    bench.monitor->acknowledge(AlarmKind::RollbackUnsettled, u"rollback"_s);
    QCOMPARE(bench.monitor->alarms().size(), 0);
}

void TestMonitor::backoffIsCapped()
{
    const milliseconds cap(8000);
    for (int attempt = 1; attempt < 200; ++attempt) {
        const milliseconds delay = backoff(attempt, milliseconds(250), cap);
        QVERIFY(delay >= milliseconds(200) && delay <= cap);
        if (attempt == 1)
            QVERIFY(delay <= milliseconds(250));
        if (attempt > 6)
            QVERIFY(delay >= milliseconds(6400));
    }
}

QTEST_GUILESS_MAIN(TestMonitor)
#include "tst_monitor.moc"
