// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/warrantykeeper.h"
#include "models/domain/whendone.h"
#include "tests/models/control/controlbench.h"

#include <algorithm>
#include <functional>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {
/// Everything as it should be: two proven paths, live back sync with a week of log, live orders.
struct Evidenced
{
    Profile profile;
    MigrationState state;
    QList<RollbackPathStatus> paths;
    RollbackTimes times;
    milliseconds proofFor{180'000};

    Evidenced()
    {
        for (const auto &[id, kind] :
             {std::pair(u"bridge"_s, EndpointKind::Bridge), std::pair(u"sync"_s, EndpointKind::Sync),
              std::pair(u"orders"_s, EndpointKind::Orders)}) {
            EndpointSpec spec;
            spec.id = id;
            spec.kind = kind;
            profile.endpoints.append(spec);
        }
        profile.warranty = WarrantySpec();
        state.now = MonotonicTime(std::chrono::hours(1));
        state.wall = QDateTime(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC);
        PipelineState back;
        back.id = u"orders-back"_s;
        back.direction = SyncDirection::Back;
        back.state = PipelineRunState::Running;
        back.lagSeconds = 0.8;
        back.retainedUntil = state.wall.addDays(7);
        state.pipelines.value = {state.wall, {back}};
        state.pipelines.quality = state.orders.quality = Quality::Live;
        for (const QString &id : {u"edge-1"_s, u"edge-2"_s}) {
            RollbackPathStatus path;
            path.path = {id, id};
            path.reachable = true;
            path.probedAt = path.provenAt = state.wall;
            path.provenMonotonic = state.now - seconds(20);
            paths.append(path);
        }
    }
    [[nodiscard]] PipelineState &back() { return state.pipelines.value.pipelines.first(); }
    [[nodiscard]] Warranty statement() const
    {
        return statedWarranty({profile, state, paths, times, proofFor});
    }
};

using Spoil = std::function<void(Evidenced &)>;

QStringList gapNames(const Warranty &warranty)
{
    QStringList names;
    for (const WarrantyGap &gap : warranty.gaps)
        names.append(warrantyGapName(gap.kind));
    return names;
}

OrderInFlight orderOnNew(const QString &id, const QString &legacyId)
{
    OrderInFlight order;
    order.orderId = id;
    order.origin = order.owner = Side::New;
    order.legacyId = legacyId;
    return order;
}
} // namespace
Q_DECLARE_METATYPE(Spoil)

/// The rollback warranty: what makes it lapse, in words, and what hangs on it.
class TestWarranty final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lapses_data();
    void lapses();
    void times();
    void pathIsReadyOnlyAfterADryRun();
    void failedDryRunDegradesAndIsTriedAgain();
    void dryRunsWaitWhileARollbackIsOnItsWay();
    void lapseLocksForwardAndNeverBack();
    void lapseRaisesAnAlarmThatNames();
    void rollbackAndDrillAreMeasuredFromTheJournal();

private:
    static void withGate(ControlBench &bench);
};

void TestWarranty::lapses_data()
{
    QTest::addColumn<Spoil>("spoil");
    QTest::addColumn<QStringList>("gaps");
    const auto row = [](const char *name, const QStringList &gaps, const Spoil &spoil) {
        QTest::newRow(name) << spoil << gaps;
    };
    row("everything is there", {}, [](Evidenced &) {});
    row("one path silent", {u"no-answer"_s}, [](Evidenced &e) { e.paths[0].reachable = false; });
    row("all paths silent", {u"no-answer"_s, u"no-answer"_s},
        [](Evidenced &e) { e.paths[0].reachable = e.paths[1].reachable = false; });
    row("dry run failed", {u"not-proven"_s}, [](Evidenced &e) { e.paths[1].proofProblem = u"403"_s; });
    row("dry run never done", {u"not-proven"_s}, [](Evidenced &e) { e.paths[1].provenAt = {}; });
    row("dry run too long ago", {u"not-proven"_s},
        [](Evidenced &e) { e.paths[1].provenMonotonic = e.state.now - milliseconds(180'001); });
    row("back sync paused", {u"back-sync"_s},
        [](Evidenced &e) { e.back().state = PipelineRunState::Paused; });
    row("back sync failed", {u"back-sync"_s},
        [](Evidenced &e) { e.back().state = PipelineRunState::Failed; });
    row("back sync idle is fine", {}, [](Evidenced &e) { e.back().state = PipelineRunState::Idle; });
    row("no back sync", {u"back-sync"_s}, [](Evidenced &e) { e.back().direction = SyncDirection::Forward; });
    row("sync stale", {u"back-sync"_s}, [](Evidenced &e) { e.state.pipelines.quality = Quality::Stale; });
    row("no sync endpoint: nothing to carry", {}, [](Evidenced &e) {
        e.profile.endpoints.removeIf([](const EndpointSpec &s) { return s.kind == EndpointKind::Sync; });
        e.state.pipelines = {};
    });
    row("lag over its limit", {u"lag-over-limit"_s}, [](Evidenced &e) { e.back().lagSeconds = 7.4; });
    row("lag not told", {u"lag-unknown"_s}, [](Evidenced &e) { e.back().lagSeconds.reset(); });
    row("our marks say otherwise", {u"lag-unknown"_s}, [](Evidenced &e) {
        MarkedLag marked;
        marked.direction = SyncDirection::Back;
        marked.agrees = false;
        e.state.markedLags.append(marked);
    });
    row("log ends", {u"log-ends"_s},
        [](Evidenced &e) { e.back().retainedUntil = e.state.wall.addSecs(1800); });
    row("log's reach not told", {u"log-unknown"_s}, [](Evidenced &e) { e.back().retainedUntil = {}; });
    row("log's reach not asked for", {}, [](Evidenced &e) {
        e.back().retainedUntil = {};
        e.profile.warranty->logReachHours = 0;
    });
    row("orders stale", {u"orders-unknown"_s}, [](Evidenced &e) { e.state.orders.quality = Quality::Stale; });
    row("stranded orders are only shown", {},
        [](Evidenced &e) { e.state.orders.value.rows = {orderOnNew(u"1"_s, {})}; });
    row("more stranded than allowed", {u"strands-too-many"_s}, [](Evidenced &e) {
        e.profile.warranty->mostStranded = 1;
        e.state.orders.value.rows = {orderOnNew(u"1"_s, {}), orderOnNew(u"2"_s, {}),
                                     orderOnNew(u"3"_s, u"7"_s)};
    });
    row("too many to know", {u"orders-unknown"_s}, [](Evidenced &e) {
        e.profile.warranty->mostStranded = 1;
        e.state.orders.value.truncated = true;
    });
    row("rollbacks take too long", {u"too-slow"_s}, [](Evidenced &e) {
        e.times.took = {milliseconds(900), seconds(301)};
    });
    row("never measured", {}, [](Evidenced &e) { e.times.took.clear(); });
    row("several at once", {u"no-answer"_s, u"lag-over-limit"_s}, [](Evidenced &e) {
        e.paths[0].reachable = false;
        e.back().lagSeconds = 9;
    });
}

void TestWarranty::lapses()
{
    QFETCH(const Spoil, spoil);
    Evidenced evidence;
    spoil(evidence);
    const Warranty warranty = evidence.statement();
    QTEST(gapNames(warranty), "gaps");
    QCOMPARE(warranty.holds(), warranty.gaps.isEmpty());
    for (const WarrantyGap &gap : warranty.gaps)
        QVERIFY(!warrantyGapText(gap).isEmpty());
}

void TestWarranty::times()
{
    RollbackTimes times;
    QVERIFY(!times.median() && !times.worst());
    times.took = {milliseconds(900), milliseconds(400), milliseconds(1400)};
    QCOMPARE(*times.median(), milliseconds(900));
    QCOMPARE(*times.worst(), milliseconds(1400));
}

void TestWarranty::withGate(ControlBench &bench)
{
    bench.profile.warranty = WarrantySpec();
    bench.profile.gates = {readyGate(GateKind::Warranty)};
    bench.timings.dryRunRetry = milliseconds(10);
    bench.timings.lapsedAfter = milliseconds(0);
    bench.timings.limitAfter = std::chrono::hours(1); // the lag's alarm is not what locks here
}

void TestWarranty::pathIsReadyOnlyAfterADryRun()
{
    ControlBench bench;
    bench.bridge->triesOn(u"edge-2"_s).hold();
    bench.start();
    const RollbackAct *act = bench.control->rollback();
    QTRY_COMPARE(act->paths().at(0).provenAt.isValid(), true);
    QTRY_VERIFY(act->paths().at(1).reachable);
    QCOMPARE(act->readiness(), RollbackReadiness::Degraded);
    QCOMPARE(act->pathReadiness(act->paths().at(1)), RollbackReadiness::Degraded);
    bench.bridge->triesOn(u"edge-2"_s).release();
    QTRY_COMPARE(act->readiness(), RollbackReadiness::Ready);
    bench.clock.advance(bench.timings.dryRunProves + milliseconds(1)); // nobody proved it again
    QCOMPARE(act->readiness(), RollbackReadiness::Degraded);
    QVERIFY(bench.bridge->rollbacks().isEmpty());
    QVERIFY(bench.bridge->applied().isEmpty());
}

void TestWarranty::failedDryRunDegradesAndIsTriedAgain()
{
    ControlBench bench;
    bench.timings.dryRunRetry = milliseconds(10);
    bench.bridge->triesOn(u"edge-1"_s)
        .refuseAlways(Error{ErrorKind::Auth, u"403: not with this token"_s, {}});
    bench.start();
    const RollbackAct *act = bench.control->rollback();
    QTRY_VERIFY(act->paths().at(0).proofProblem.contains(u"403"_s));
    QTRY_COMPARE(act->readiness(), RollbackReadiness::Degraded);
    bench.bridge->triesOn(u"edge-1"_s).refuseAlways(std::nullopt);
    QTRY_COMPARE(act->readiness(), RollbackReadiness::Ready);
}

void TestWarranty::dryRunsWaitWhileARollbackIsOnItsWay()
{
    ControlBench bench;
    bench.profile.warranty = WarrantySpec();
    bench.profile.warranty->dryRunEvery = seconds(0);
    bench.timings.dryRunRetry = milliseconds(10);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.bridge->rollbacksOn(u"edge-1"_s).hold();
    bench.bridge->rollbacksOn(u"edge-2"_s).hold();
    bench.control->rollback()->now({}, u"test"_s);
    QTRY_COMPARE(bench.bridge->rollbacks().size(), 2);
    const int tries = bench.bridge->count(u"tryRollback edge-1"_s);
    const int probes = bench.bridge->count(u"probe edge-1"_s);
    QTRY_VERIFY(bench.bridge->count(u"probe edge-1"_s) > probes + 2);
    QVERIFY(bench.bridge->count(u"tryRollback edge-1"_s) <= tries + 1); // one was on its way
    bench.bridge->rollbacksOn(u"edge-1"_s).release();
    bench.bridge->rollbacksOn(u"edge-2"_s).release();
    QTRY_VERIFY(bench.bridge->count(u"tryRollback edge-1"_s) > tries + 1);
}

void TestWarranty::lapseLocksForwardAndNeverBack()
{
    ControlBench bench;
    withGate(bench);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QTRY_VERIFY(bench.control->warranty().statement().holds());
    ForwardAct *act = bench.control->forward(u"checkout"_s);
    act->setDraft(toPercent(u"checkout"_s, 20));
    QTRY_VERIFY(!kindsOf(act->blockers()).contains(u"gate-locked"_s));
    bench.sync->pipeline(u"orders-back"_s).state = PipelineRunState::Paused;
    QTRY_VERIFY(kindsOf(act->blockers()).contains(u"gate-locked"_s));
    const QList<GateResult> gates = bench.control->gates().results(u"checkout"_s);
    QVERIFY2(gates.constFirst().problem.contains(u"orders-back does not run"_s),
             qPrintable(gates.constFirst().problem));
    act->setDraft(toPercent(u"checkout"_s, 5));
    QTRY_VERIFY(!kindsOf(act->blockers()).contains(u"gate-locked"_s));
    bench.control->rollback()->now({}, u"test"_s);
    QTRY_COMPARE(bench.bridge->rollbacks().size(), 2);
}

void TestWarranty::lapseRaisesAnAlarmThatNames()
{
    ControlBench bench;
    withGate(bench);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    const auto alarm = [&bench]() -> std::optional<Alarm> {
        for (const Alarm &one : bench.monitor->alarms()) {
            if (one.kind == AlarmKind::WarrantyLapsed && one.active)
                return one;
        }
        return std::nullopt;
    };
    QTRY_VERIFY(!alarm());
    bench.sync->pipeline(u"orders-back"_s).retainedUntil = bench.sync->snapshot().at.addSecs(60);
    QTRY_VERIFY(alarm());
    QVERIFY2(alarm()->detail.contains(u"log reaches only"_s), qPrintable(alarm()->detail));
    bench.sync->pipeline(u"orders-back"_s).retainedUntil = bench.sync->snapshot().at.addDays(3);
    QTRY_VERIFY(!alarm());
}

void TestWarranty::rollbackAndDrillAreMeasuredFromTheJournal()
{
    ControlBench bench;
    withGate(bench);
    GateSpec drill = readyGate(GateKind::DrillAge);
    bench.profile.gates.append(drill);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    const auto drillGate = [&bench] {
        return bench.control->gates().results(u"checkout"_s).constLast().state;
    };
    QVERIFY(drillGate() != GateState::Open);
    bench.control->rollback()->now({}, u"test"_s);
    QTRY_COMPARE(bench.bridge->rollbacks().size(), 2);
    QTRY_VERIFY(bench.control->rollback()->acknowledgedAt().isValid());
    bench.clock.advance(milliseconds(900));
    bench.clock.setWall(bench.clock.wall().addSecs(-3600)); // the wall clock is not what measures
    for (const QString &route : {u"catalog"_s, u"checkout"_s, u"orders"_s})
        bench.traffic(route, 0);
    QTRY_VERIFY(bench.control->rollback()->observedAt().isValid());
    QTRY_COMPARE(bench.control->warranty().statement().times.took.size(), 1);
    QVERIFY(bench.control->warranty().statement().times.took.constFirst() >= milliseconds(900));
    QVERIFY(bench.control->warranty().statement().times.took.constFirst() < seconds(60));
    JournalRecord record;
    record.kind = JournalKind::Drill;
    record.actor = u"ann"_s;
    record.after = {{u"scenario"_s, u"error-burst"_s}, {u"passed"_s, true}, {u"tookMs"_s, 1400}};
    QObject receiver;
    whenDone(bench.journal->append(record), &receiver, [](const Result<JournalEntry> &) {});
    QTRY_COMPARE(bench.control->warranty().statement().times.took.size(), 2);
    QVERIFY(bench.control->warranty().statement().times.lastDrillPassed);
    QCOMPARE(*bench.control->warranty().statement().times.worst(), milliseconds(1400));
    QTRY_COMPARE(bench.control->warranty().drills().size(), 1);
}

QTEST_GUILESS_MAIN(TestWarranty)
#include "tst_warranty.moc"
