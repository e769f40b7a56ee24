// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/gatebook.h"
#include "models/domain/clock.h"

#include <functional>
#include <limits>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

/// A picture that is right in everything, with a clock of its own.
struct GateWorld
{
    GateWorld()
    {
        profile.routes = {{u"checkout"_s, u"Checkout"_s, Layer::Write}};
        refresh();
    }
    /// Everything was read just now.
    void refresh()
    {
        const MonotonicTime now = clock.monotonic();
        state.now = now;
        state.wall = clock.wall();
        RouteStatus route;
        route.spec = profile.routes.constFirst();
        route.commanded = live(commanded);
        route.commanded.sourceTime = clock.wall().addSecs(-7200); // the bridge's clock is two hours slow
        route.errorRateNew = live(errorRate);
        route.p95New = live(p95);
        route.p95Legacy = live(1.0);
        route.parity = live(parity);
        state.routes = {route};
        state.pipelines = live(PipelinesSnapshot{clock.wall(), {forward, back}});
        state.signalReadings = {{u"conversion"_s, {}, SideReached::New, live(conversion)},
                                {u"conversion"_s, {}, SideReached::Legacy, live(0.05)},
                                {u"tickets"_s, {}, {}, live(tickets)},
                                {u"valid"_s, {}, {}, live(0.9995)}};
    }
    template<typename T>
    Reading<T> live(const T &value) const
    {
        Reading<T> reading;
        reading.value = value;
        reading.quality = Quality::Live;
        reading.receivedAt = clock.monotonic();
        return reading;
    }
    void pass(milliseconds time)
    {
        clock.advance(time);
        refresh();
    }
    GateResult look()
    {
        const QList<GateResult> results = book.evaluate({profile, state, evidence, warranty}, u"checkout"_s);
        return results.isEmpty() ? GateResult{} : results.constFirst();
    }
    /// What an engine had proven of the profile's gate when it ended @p ago.
    void recall(const QString &id, seconds held, std::optional<qint64> counter, milliseconds ago)
    {
        const GateSpec *gate = findGate(profile.gates, id, u"checkout"_s);
        book.recall({{id, u"checkout"_s, held, counter, proofKey(*gate)}}, profile, ago, clock.monotonic());
    }
    void gate(GateKind kind, const std::function<void(GateSpec &)> &edit = {})
    {
        GateSpec spec = readyGate(kind);
        if (edit)
            edit(spec);
        profile.gates = {spec};
    }

    static PipelineState pipeline(const QString &id, SyncDirection direction)
    {
        PipelineState state;
        state.id = id;
        state.direction = direction;
        state.state = PipelineRunState::Running;
        state.lagSeconds = 1.0;
        state.errorsTotal = 7;
        state.conflictsOpen = 0;
        return state;
    }
    static RouteState startingRoute()
    {
        RouteState route;
        route.id = u"checkout"_s;
        route.mode = Mode::CompareNew;
        route.percent = 15;
        route.changedAt =
            QDateTime(QDate(2026, 3, 1), QTime(6, 0), Qt::UTC); // 24 h before, by the bridge's clock
        return route;
    }

    Profile profile;
    MigrationState state;
    ManualClock clock;
    GateBook book;
    QList<Evidence> evidence;
    std::optional<WarrantyReading> warranty;
    RouteState commanded = startingRoute();
    double errorRate = 0.0005;
    double p95 = 0.6;
    double conversion = 0.05;
    double tickets = 105;
    ParityBucket parity{{}, 9000, 9000, 5000, 5000, 0, 0, 0};
    PipelineState forward = pipeline(u"fwd"_s, SyncDirection::Forward);
    PipelineState back = pipeline(u"back"_s, SyncDirection::Back);
};

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

/// Every gate over every kind of evidence, with a clock that stands still, and what holding needs.
class TestGates final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void verdicts_data();
    void verdicts();
    void holdTimeAndFlapping();
    void aShortGapKeepsTheHoldALongOneDoesNot();
    void soakTellsWhenItOpens();
    void windowTellsWhenItOpens();
    void memoryShortensTheHold();
    void memoryOfAnotherConditionCountsForNothing();
    void noPipelineProvesNothing();
    void actsOfAChange_data();
    void actsOfAChange();
    void shareLimits();
    void largestStepBindsOneAct();
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

void TestGates::holdTimeAndFlapping()
{
    GateWorld world;
    world.gate(GateKind::ErrorRate, [](GateSpec &spec) { spec.hold = seconds(300); });
    QCOMPARE(world.look().state, GateState::Waiting);
    for (int second = 0; second < 299; ++second) {
        world.pass(seconds(1));
        QCOMPARE(world.look().state, GateState::Waiting);
    }
    QCOMPARE(world.look().held, seconds(299));
    QCOMPARE(world.look().opensAt, world.clock.wall().addSecs(1));
    world.pass(seconds(1));
    QCOMPARE(world.look().state, GateState::Open);
    const QDateTime openSince = world.look().since;
    QCOMPARE(openSince, world.clock.wall());
    // One sample over the limit locks at once, and the time starts anew; so a figure that flaps never opens.
    for (int flap = 0; flap < 10; ++flap) {
        world.errorRate = 0.002;
        world.pass(seconds(1));
        QCOMPARE(world.look().state, GateState::Locked);
        world.errorRate = 0.0005;
        for (int second = 0; second < 200; ++second) {
            world.pass(seconds(1));
            QCOMPARE(world.look().state, GateState::Waiting);
        }
    }
    for (int second = 0; second < 101; ++second) {
        world.pass(seconds(1));
        (void)world.look();
    }
    QCOMPARE(world.look().state, GateState::Open);
    QVERIFY(world.look().since > openSince);
}

void TestGates::aShortGapKeepsTheHoldALongOneDoesNot()
{
    for (const int gap : {9, 11}) {
        GateWorld world;
        world.gate(GateKind::ErrorRate, [](GateSpec &spec) { spec.hold = seconds(60); });
        for (int second = 0; second < 50; ++second) {
            (void)world.look();
            world.pass(seconds(1));
        }
        (void)world.look();
        for (int second = 0; second < gap; ++second) {
            world.pass(seconds(1));
            world.state.routes[0].errorRateNew.quality = Quality::Stale;
            QCOMPARE(world.look().state, GateState::Unknown); // locked all the while
        }
        world.pass(seconds(1));
        QCOMPARE(world.look().state, gap < 10 ? GateState::Open : GateState::Waiting);
    }
    // Nobody looked: a suspended laptop has proven nothing meanwhile.
    GateWorld world;
    world.gate(GateKind::ErrorRate, [](GateSpec &spec) { spec.hold = seconds(60); });
    (void)world.look();
    world.pass(std::chrono::hours(8));
    QCOMPARE(world.look().state, GateState::Waiting);
    QCOMPARE(world.look().held, seconds(0));
}

void TestGates::soakTellsWhenItOpens()
{
    GateWorld world;
    world.gate(GateKind::Soak);
    PlanStep step;
    step.percent = 15;
    step.soakHours = 72;
    world.profile.steps = {step};
    const GateResult result = world.look();
    QCOMPARE(result.state, GateState::Locked);
    QCOMPARE(result.is, std::optional(24.0));
    QCOMPARE(result.wants, std::optional(72.0));
    QCOMPARE(result.opensAt, world.clock.wall().addSecs(48 * 3600));
}

void TestGates::windowTellsWhenItOpens()
{
    GateWorld world;
    world.gate(GateKind::ChangeWindow);
    world.profile.calendar.windows = {{{1}, QTime(9, 0), QTime(16, 0)}};
    world.clock.setWall(QDateTime(QDate(2026, 3, 2), QTime(8, 59, 59), Qt::UTC)); // a Monday
    world.refresh();
    QCOMPARE(world.look().state, GateState::Locked);
    QCOMPARE(world.look().opensAt, QDateTime(QDate(2026, 3, 2), QTime(9, 0), Qt::UTC));
    world.pass(seconds(1));
    QCOMPARE(world.look().state, GateState::Open);
    world.profile.calendar.freezes = {{QDate(2026, 3, 2), QDate(2026, 3, 2), u"sale"_s}};
    QCOMPARE(world.look().state, GateState::Locked);
    QVERIFY(world.look().problem.contains(u"sale"_s));
}

void TestGates::memoryShortensTheHold()
{
    const auto afterRestart = [](seconds heldBefore, milliseconds away, double errorRate) {
        GateWorld world;
        world.gate(GateKind::ErrorRate, [](GateSpec &spec) { spec.hold = seconds(300); });
        world.errorRate = errorRate;
        world.refresh();
        world.recall(u"error-rate"_s, heldBefore, {}, away);
        return world.look().state;
    };
    QCOMPARE(afterRestart(seconds(300), seconds(3), 0.0005), GateState::Open);
    QCOMPARE(afterRestart(seconds(200), seconds(3), 0.0005), GateState::Waiting);
    QCOMPARE(afterRestart(seconds(300), seconds(11), 0.0005), GateState::Waiting); // away for too long
    QCOMPARE(afterRestart(seconds(300), seconds(-1), 0.0005), GateState::Waiting); // a clock that jumped back
    QCOMPARE(afterRestart(seconds(300), seconds(3), 0.002), GateState::Locked);

    GateWorld world;
    world.gate(GateKind::SyncErrors);
    world.recall(u"sync-errors"_s, seconds(400), 6, seconds(1));
    QCOMPARE(world.look().state, GateState::Waiting); // one error more than then
    QCOMPARE(world.book.memory(world.profile, world.clock.monotonic()).size(), 1);
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

/// Five minutes under a looser limit prove nothing for the tighter one.
void TestGates::memoryOfAnotherConditionCountsForNothing()
{
    GateWorld world;
    world.gate(GateKind::ErrorRate, [](GateSpec &spec) { spec.hold = seconds(300); });
    world.errorRate = 0.0005;
    world.refresh();
    GateSpec looser = world.profile.gates.constFirst();
    looser.threshold = 0.01;
    world.book.recall({{looser.id, u"checkout"_s, seconds(300), {}, proofKey(looser)}}, world.profile,
                      seconds(3), world.clock.monotonic());
    QCOMPARE(world.look().state, GateState::Waiting);
    QVERIFY(world.look().held < seconds(300));
}

void TestGates::actsOfAChange_data()
{
    QTest::addColumn<Mode>("mode");
    QTest::addColumn<int>("percent");
    QTest::addColumn<RouteChange>("change");
    QTest::addColumn<GateActs>("acts");
    const auto change = [](std::optional<Mode> mode, std::optional<int> percent) {
        return RouteChange{u"checkout"_s, mode, percent, {}, {}};
    };
    QTest::newRow("a raise") << Mode::CompareNew << 15 << change({}, 50) << GateActs{GateAct::RaiseShare};
    QTest::newRow("to all") << Mode::CompareNew << 15 << change({}, 100)
                            << GateActs{GateAct::RaiseShare, GateAct::FullShare};
    QTest::newRow("a mode") << Mode::CompareLegacy << 15 << change(Mode::CompareNew, {})
                            << GateActs{GateAct::StepMode};
    QTest::newRow("a mode at 100 %") << Mode::CompareLegacy << 100 << change(Mode::CompareNew, {})
                                     << GateActs{GateAct::StepMode, GateAct::FullShare};
    QTest::newRow("out of legacy") << Mode::Legacy << 2 << change(Mode::CompareLegacy, {})
                                   << GateActs{GateAct::StepMode, GateAct::RaiseShare, GateAct::FirstStep};
    QTest::newRow("from nobody") << Mode::CompareLegacy << 0 << change({}, 2)
                                 << GateActs{GateAct::RaiseShare, GateAct::FirstStep};
    QTest::newRow("back") << Mode::CompareNew << 15 << change({}, 5) << GateActs{};
    QTest::newRow("back in mode, up in share")
        << Mode::CompareNew << 15 << change(Mode::Legacy, 50) << GateActs{};
}

void TestGates::actsOfAChange()
{
    QFETCH(const Mode, mode);
    QFETCH(const int, percent);
    QFETCH(const RouteChange, change);
    QFETCH(const GateActs, acts);
    RouteState route;
    route.id = u"checkout"_s;
    route.mode = mode;
    route.percent = percent;
    QCOMPARE(actsOf(route, change), acts);
}

void TestGates::shareLimits()
{
    RouteState route = GateWorld::startingRoute();
    GateResult gate;
    gate.gateId = u"a"_s;
    gate.state = GateState::Locked;
    gate.locks = {GateAct::RaiseShare};
    QCOMPARE(shareLimit({gate}, route), (ShareLimit{15, {u"a"_s}}));
    gate.locks = {GateAct::FullShare};
    QCOMPARE(shareLimit({gate}, route), (ShareLimit{99, {u"a"_s}}));
    gate.locks = {GateAct::FirstStep};
    QCOMPARE(shareLimit({gate}, route), ShareLimit{});
    route.percent = 0;
    QCOMPARE(shareLimit({gate}, route), (ShareLimit{0, {u"a"_s}}));
    gate.severity = GateSeverity::Warn;
    QCOMPARE(shareLimit({gate}, route), ShareLimit{});
    gate.severity = GateSeverity::Block;
    gate.overriddenBy = u"ann"_s;
    QCOMPARE(shareLimit({gate}, route), ShareLimit{});
    gate.overriddenBy.clear();
    route.mode = Mode::Legacy;
    QCOMPARE(shareLimit({gate}, route), ShareLimit{});
}

void TestGates::largestStepBindsOneAct()
{
    GateWorld world;
    world.gate(GateKind::LargestStep, [](GateSpec &spec) { spec.threshold = 25; });
    const QList<GateResult> results =
        world.book.evaluate({world.profile, world.state, {}, {}}, u"checkout"_s);
    const auto against = [&](int percent) {
        return gatesAgainst(results, world.commanded, {u"checkout"_s, {}, percent, {}, {}}).size();
    };
    QCOMPARE(against(40), 0);
    QCOMPARE(against(41), 1);
    QCOMPARE(against(1), 0);
    QCOMPARE(shareLimit(results, world.commanded), (ShareLimit{40, {u"largest-step"_s}}));
}

QTEST_GUILESS_MAIN(TestGates)
#include "tst_gates.moc"
