// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/control/gateworld.h"

#include <limits>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

using Edit = std::function<void(GateWorld &)>;

SignalSpec signalNamed(const QString &id, bool split)
{
    SignalSpec spec;
    spec.id = id;
    if (split)
        spec.sideLabel = u"side"_s;
    return spec;
}

Evidence evidenceOf(const GateWorld &world, EvidenceKind kind, int daysAgo, bool good)
{
    return {kind, u"one"_s, world.clock.wall().addDays(-daysAgo), good, {}};
}

} // namespace

/// Every gate over every kind of evidence, with a clock that stands still.
class TestGates final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void verdicts_data();
    void verdicts();
    void noPipelineProvesNothing();
};

void TestGates::verdicts_data()
{
    QTest::addColumn<GateKind>("kind");
    QTest::addColumn<Edit>("edit");
    QTest::addColumn<GateState>("state");
    const auto row = [](const char *name, GateKind kind, const Edit &edit, GateState state) {
        QTest::newRow(name) << kind << edit << state;
    };
    const Edit nothing = [](GateWorld &) {};
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto stale = [](auto &reading) { reading.quality = Quality::Stale; };
    row("error rate good", GateKind::ErrorRate, nothing, GateState::Open);
    row(
        "at the limit", GateKind::ErrorRate,
        [](GateWorld &w) {
            w.errorRate = 0.001;
            w.refresh();
        },
        GateState::Open);
    row(
        "over it", GateKind::ErrorRate,
        [](GateWorld &w) {
            w.errorRate = 0.00101;
            w.refresh();
        },
        GateState::Locked);
    row(
        "no traffic", GateKind::ErrorRate,
        [nan](GateWorld &w) {
            w.errorRate = nan;
            w.refresh();
        },
        GateState::Unknown);
    row(
        "stale", GateKind::ErrorRate, [stale](GateWorld &w) { stale(w.state.routes[0].errorRateNew); },
        GateState::Unknown);
    row(
        "late", GateKind::ErrorRate,
        [](GateWorld &w) { w.state.routes[0].errorRateNew.quality = Quality::Late; }, GateState::Unknown);
    row(
        "never", GateKind::ErrorRate, [](GateWorld &w) { w.state.routes[0].errorRateNew = {}; },
        GateState::Unknown);
    row(
        "older than the gate wants", GateKind::ErrorRate,
        [](GateWorld &w) { w.state.routes[0].errorRateNew.ageAtReceipt = seconds(11); }, GateState::Unknown);
    row(
        "nobody on new", GateKind::ErrorRate,
        [nan](GateWorld &w) {
            w.errorRate = nan;
            w.commanded.percent = 0;
            w.refresh();
        },
        GateState::NotApplicable);
    row(
        "nobody on new, and the bridge is lost", GateKind::ErrorRate,
        [nan](GateWorld &w) {
            w.errorRate = nan;
            w.commanded.percent = 0;
            w.refresh();
            w.state.routes[0].commanded.quality = Quality::Lost;
        },
        GateState::Unknown);
    row("p95 good", GateKind::P95, nothing, GateState::Open);
    row(
        "p95 over", GateKind::P95,
        [](GateWorld &w) {
            w.p95 = 2.01;
            w.refresh();
        },
        GateState::Locked);
    row("faster than legacy", GateKind::P95AgainstLegacy, nothing, GateState::Open);
    row(
        "slower than legacy", GateKind::P95AgainstLegacy,
        [](GateWorld &w) {
            w.p95 = 1.01;
            w.refresh();
        },
        GateState::Locked);
    row(
        "legacy without figure", GateKind::P95AgainstLegacy,
        [](GateWorld &w) { w.state.routes[0].p95Legacy = {}; }, GateState::Unknown);
    row("conversion as legacy", GateKind::Conversion, nothing, GateState::Open);
    row(
        "conversion at 97 %", GateKind::Conversion,
        [](GateWorld &w) {
            w.conversion = 0.0485;
            w.refresh();
        },
        GateState::Locked);
    row(
        "conversion, legacy silent", GateKind::Conversion,
        [nan](GateWorld &w) { w.state.signalReadings[1].reading.value = nan; }, GateState::Unknown);
    row("tickets at 105 %", GateKind::SupportTickets, nothing, GateState::Open);
    row(
        "tickets at 111 %", GateKind::SupportTickets,
        [](GateWorld &w) {
            w.tickets = 111;
            w.refresh();
        },
        GateState::Locked);
    row(
        "tickets unknown", GateKind::SupportTickets, [](GateWorld &w) { w.state.signalReadings.removeAt(2); },
        GateState::Unknown);
    row("validation", GateKind::ValidationSuccess, nothing, GateState::Open);
    row("forward lag", GateKind::ForwardLag, nothing, GateState::Open);
    row(
        "forward lag over", GateKind::ForwardLag,
        [](GateWorld &w) {
            w.forward.lagSeconds = 5.1;
            w.refresh();
        },
        GateState::Locked);
    row(
        "back lag over", GateKind::BackLag,
        [](GateWorld &w) {
            w.back.lagSeconds = 5.1;
            w.refresh();
        },
        GateState::Locked);
    row(
        "back lag not told", GateKind::BackLag,
        [](GateWorld &w) {
            w.back.lagSeconds.reset();
            w.refresh();
        },
        GateState::Unknown);
    row(
        "sync lost", GateKind::BackLag, [](GateWorld &w) { w.state.pipelines.quality = Quality::Lost; },
        GateState::Unknown);
    row("back sync runs", GateKind::BackSyncRunning, nothing, GateState::Open);
    row(
        "back sync paused", GateKind::BackSyncRunning,
        [](GateWorld &w) {
            w.back.state = PipelineRunState::Paused;
            w.refresh();
        },
        GateState::Locked);
    row(
        "no back sync", GateKind::BackSyncRunning,
        [](GateWorld &w) {
            w.back.direction = SyncDirection::Forward;
            w.refresh();
        },
        GateState::Unknown);
    row(
        "conflicts", GateKind::OpenConflicts,
        [](GateWorld &w) {
            w.back.conflictsOpen = 1;
            w.refresh();
        },
        GateState::Locked);
    row(
        "conflicts not told", GateKind::OpenConflicts,
        [](GateWorld &w) {
            w.back.conflictsOpen.reset();
            w.refresh();
        },
        GateState::Unknown);
    row("parity", GateKind::Parity, nothing, GateState::Open);
    row(
        "parity below", GateKind::Parity,
        [](GateWorld &w) {
            w.parity.different = 6;
            w.refresh();
        },
        GateState::Locked);
    row(
        "too few pairs", GateKind::Parity,
        [](GateWorld &w) {
            w.parity.compared = 2999;
            w.refresh();
        },
        GateState::Unknown);
    row("no backup", GateKind::BackupValidated, nothing, GateState::Unknown);
    row(
        "a backup", GateKind::BackupValidated,
        [](GateWorld &w) { w.evidence = {evidenceOf(w, EvidenceKind::Backup, 1, true)}; }, GateState::Open);
    row(
        "an old backup", GateKind::BackupValidated,
        [](GateWorld &w) { w.evidence = {evidenceOf(w, EvidenceKind::Backup, 8, true)}; }, GateState::Locked);
    row(
        "the newer one was not good", GateKind::BackupValidated,
        [](GateWorld &w) {
            w.evidence = {evidenceOf(w, EvidenceKind::Backup, 1, false),
                          evidenceOf(w, EvidenceKind::Backup, 2, true)};
        },
        GateState::Locked);
    row(
        "a backup of tomorrow", GateKind::BackupValidated,
        [](GateWorld &w) { w.evidence = {evidenceOf(w, EvidenceKind::Backup, -1, true)}; },
        GateState::Unknown);
    row(
        "a drill", GateKind::DrillAge,
        [](GateWorld &w) { w.evidence = {evidenceOf(w, EvidenceKind::Drill, 29, true)}; }, GateState::Open);
    row(
        "a load test is no drill", GateKind::DrillAge,
        [](GateWorld &w) { w.evidence = {evidenceOf(w, EvidenceKind::LoadTest, 1, true)}; },
        GateState::Unknown);
    row("soaked, by the bridge's clock", GateKind::Soak, nothing, GateState::Open);
    row(
        "a minute less", GateKind::Soak,
        [](GateWorld &w) {
            w.commanded.changedAt = w.commanded.changedAt.addSecs(60);
            w.refresh();
        },
        GateState::Locked);
    row(
        "not told when", GateKind::Soak,
        [](GateWorld &w) {
            w.commanded.changedAt = {};
            w.refresh();
        },
        GateState::Unknown);
    row(
        "nothing to soak", GateKind::Soak,
        [](GateWorld &w) {
            w.commanded.mode = Mode::Legacy;
            w.refresh();
        },
        GateState::NotApplicable);
    row("nobody warrants", GateKind::Warranty, nothing, GateState::Unknown);
    row(
        "warranty", GateKind::Warranty,
        [](GateWorld &w) {
            w.warranty = WarrantyReading{true, Quality::Live, milliseconds(5), {}};
        },
        GateState::Open);
    row(
        "warranty lapsed", GateKind::Warranty,
        [](GateWorld &w) {
            w.warranty = WarrantyReading{false, Quality::Live, milliseconds(5), u"blind"_s};
        },
        GateState::Locked);
    row(
        "warranty old", GateKind::Warranty,
        [](GateWorld &w) {
            w.warranty = WarrantyReading{true, Quality::Stale, milliseconds(5), {}};
        },
        GateState::Unknown);
    row("window of every hour", GateKind::ChangeWindow, nothing, GateState::Open);
    row(
        "unknown route", GateKind::ErrorRate, [](GateWorld &w) { w.state.routes.clear(); },
        GateState::Unknown);
}

void TestGates::verdicts()
{
    QFETCH(const GateKind, kind);
    QFETCH(const Edit, edit);
    QFETCH(const GateState, state);
    GateWorld world;
    world.profile.signalSpecs = {signalNamed(u"conversion"_s, true), signalNamed(u"tickets"_s, false),
                                 signalNamed(u"valid"_s, false)};
    world.gate(kind, [kind](GateSpec &spec) {
        spec.signal = kind == GateKind::Conversion       ? u"conversion"_s
                      : kind == GateKind::SupportTickets ? u"tickets"_s
                                                         : u"valid"_s;
        if (kind == GateKind::SupportTickets)
            spec.baseline = 100;
    });
    edit(world);
    const GateResult result = world.look();
    QCOMPARE(gateStateName(result.state), gateStateName(state));
    QCOMPARE(result.passes(), state == GateState::Open || state == GateState::NotApplicable);
    QVERIFY(result.since.isValid());
    if (state == GateState::Unknown)
        QVERIFY(!result.problem.isEmpty()); // what is missing is always said
}

/// A sync service that answers and names nothing has proven nothing.
void TestGates::noPipelineProvesNothing()
{
    for (const GateKind kind : {GateKind::SyncErrors, GateKind::OpenConflicts, GateKind::ForwardLag,
                                GateKind::BackLag, GateKind::BackSyncRunning}) {
        GateWorld world;
        world.gate(kind);
        world.state.pipelines = world.live(PipelinesSnapshot{world.clock.wall(), {}});
        QVERIFY2(world.look().state == GateState::Unknown, qPrintable(gateKindName(kind)));
    }
}

QTEST_GUILESS_MAIN(TestGates)
#include "tst_gates.moc"
