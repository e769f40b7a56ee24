// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/decommission.h"
#include "models/control/plan.h"
#include "models/domain/clock.h"
#include "models/domain/whendone.h"
#include "tests/models/control/controlbench.h"

#include <functional>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

/// Monday, 2 March 2026, 08:00 UTC. checkout stands on 15 %, compare-new; search is not begun.
struct PlanWorld
{
    PlanWorld()
    {
        profile.routes = {{u"checkout"_s, u"Checkout"_s, Layer::Write},
                          {u"search"_s, u"Search"_s, Layer::Read}};
        profile.planStart = QDate(2026, 3, 1);
        profile.steps = {step(1, 15, {u"checkout"_s}), step(2, 50, {u"checkout"_s}),
                         step(3, 10, {u"search"_s}), step(3, 100, {u"checkout"_s})};
        RouteState checkout;
        checkout.id = u"checkout"_s;
        checkout.mode = Mode::CompareNew;
        checkout.percent = 15;
        RouteState search;
        search.id = u"search"_s;
        state.bridge.value.routes = {checkout, search};
        state.bridge.quality = Quality::Live;
        state.bridge.receivedAt = clock.monotonic();
        state.wall = clock.wall();
        state.now = clock.monotonic();
    }
    static PlanStep step(int day, int percent, const QStringList &routes)
    {
        PlanStep step;
        step.day = day;
        step.percent = percent;
        step.routes = routes;
        return step;
    }
    [[nodiscard]] PlanInputs inputs() const
    {
        return {profile, state, [this](const QString &route) { return gates.value(route); }, decisions};
    }
    [[nodiscard]] PlanView view() const { return planView(inputs()); }
    void say(const QString &item, bool go, int second)
    {
        decisions.append({planStepKey(profile.steps[1]),
                          item,
                          go,
                          u"ann"_s,
                          u"because"_s,
                          state.wall.addSecs(second),
                          {}});
    }
    static GateResult gate(const QString &id, GateState gateState, const QDateTime &opensAt = {})
    {
        GateResult result;
        result.gateId = id;
        result.routeId = u"checkout"_s;
        result.state = gateState;
        result.opensAt = opensAt;
        result.locks = {GateAct::RaiseShare, GateAct::StepMode};
        return result;
    }

    void decommissionGate(GateState gateState)
    {
        GateResult result = gate(u"parity"_s, gateState);
        result.locks = {GateAct::Decommission};
        gates[u"checkout"_s] = {result};
    }

    ManualClock clock;
    Profile profile;
    MigrationState state;
    QHash<QString, QList<GateResult>> gates;
    QList<PlanDecision> decisions;
};

QDateTime planTime(const QString &text)
{
    return QDateTime::fromString(text, Qt::ISODate);
}

} // namespace

/// Where we are in the plan, what is next, when it can be at the earliest, and why not now.
class TestPlan final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whereWeAre();
    void earliest_data();
    void earliest();
    void forecastCountsSoakDaysAndWindows();
    void theLastWordCounts();
    void aNoGoStandsUntilItIsAnswered();
    void checklistWaitsForWhatOthersSaid();
    void changesAreHeldByTheirSteps();
    void legacyMustStay_data();
    void legacyMustStay();
    void announcementFromTheDayBefore();
    void aBridgeThatIsNotLiveProvesNothing();
    void decisionsLiveInTheJournal();
};

void TestPlan::whereWeAre()
{
    const PlanWorld world;
    const PlanView view = world.view();
    QVERIFY(view.known);
    QCOMPARE(view.next, 1);
    QCOMPARE(view.day, 2);
    QCOMPARE(view.lastDay, 3);
    QCOMPARE(view.steps[0].state, PlanStepState::Done);
    QCOMPARE(view.steps[1].state, PlanStepState::Next);
    QCOMPARE(view.steps[2].state, PlanStepState::Later);
    QCOMPARE(view.steps[1].missing, QStringList{u"checkout"_s});
    QVERIFY(view.steps[1].obstacles.isEmpty());
    QCOMPARE(view.steps[1].earliest, world.state.wall);
    PlanWorld done;
    done.profile.steps = {PlanWorld::step(1, 15, {u"checkout"_s})};
    QCOMPARE(done.view().next, -1);
    QVERIFY(!done.view().end.isValid());
    done.profile.steps[0].mode = Mode::New; // the share is there, the mode is not
    QCOMPARE(done.view().next, 0);
}

void TestPlan::earliest_data()
{
    QTest::addColumn<std::function<void(PlanWorld &)>>("edit");
    QTest::addColumn<QDateTime>("earliest");
    QTest::addColumn<int>("obstacles");
    using Edit = std::function<void(PlanWorld &)>;
    const QDateTime now = planTime(u"2026-03-02T08:00:00Z"_s);
    QTest::newRow("a later day") << Edit([](PlanWorld &w) { w.profile.planStart = QDate(2026, 3, 3); })
                                 << planTime(u"2026-03-04T00:00:00Z"_s) << 1;
    QTest::newRow("a soaking gate") << Edit([now](PlanWorld &w) {
        w.gates[u"checkout"_s] = {PlanWorld::gate(u"soak"_s, GateState::Locked, now.addSecs(3600))};
    }) << now.addSecs(3600) << 1;
    QTest::newRow("into the window") << Edit([now](PlanWorld &w) {
        w.gates[u"checkout"_s] = {PlanWorld::gate(u"soak"_s, GateState::Locked, now.addSecs(9 * 3600))};
        w.profile.calendar.windows = {{{1, 2, 3}, QTime(7, 0), QTime(16, 0)}};
    }) << planTime(u"2026-03-03T07:00:00Z"_s)
                                     << 1;
    QTest::newRow("a gate nobody can time") << Edit([](PlanWorld &w) {
        w.gates[u"checkout"_s] = {PlanWorld::gate(u"parity"_s, GateState::Unknown)};
    }) << QDateTime() << 1;
    QTest::newRow("an open gate is none") << Edit([](PlanWorld &w) {
        w.gates[u"checkout"_s] = {PlanWorld::gate(u"parity"_s, GateState::Open)};
    }) << now << 0;
    QTest::newRow("a checklist") << Edit([](PlanWorld &w) {
        w.profile.steps[1].checklist = {u"a"_s, u"b"_s};
    }) << QDateTime() << 2;
    QTest::newRow("named by the step alone") << Edit([](PlanWorld &w) {
        GateResult warns = PlanWorld::gate(u"drill"_s, GateState::Locked);
        warns.severity = GateSeverity::Warn;
        w.gates[u"checkout"_s] = {warns};
        w.profile.steps[1].gates = {u"drill"_s};
    }) << QDateTime() << 1;
}

void TestPlan::earliest()
{
    QFETCH(const std::function<void(PlanWorld &)>, edit);
    QFETCH(const QDateTime, earliest);
    QFETCH(const int, obstacles);
    PlanWorld world;
    edit(world);
    const PlanView view = world.view();
    QVERIFY(view.nextStep());
    QCOMPARE(view.nextStep()->obstacles.size(), obstacles);
    QCOMPARE(view.nextStep()->earliest, earliest);
}

void TestPlan::forecastCountsSoakDaysAndWindows()
{
    PlanWorld world;
    world.profile.steps[1].soakHours = 48;
    PlanView view = world.view();
    QCOMPARE(view.steps[1].forecast, planTime(u"2026-03-02T08:00:00Z"_s));
    QCOMPARE(view.steps[2].forecast, planTime(u"2026-03-03T00:00:00Z"_s)); // its day; another route
    QCOMPARE(view.steps[3].forecast, planTime(u"2026-03-04T08:00:00Z"_s)); // checkout has soaked
    QCOMPARE(view.end, view.steps[3].forecast);
    world.profile.calendar.freezes = {{QDate(2026, 3, 4), QDate(2026, 3, 8), {}}};
    view = world.view();
    QCOMPARE(view.end, planTime(u"2026-03-09T00:00:00Z"_s));
}

void TestPlan::theLastWordCounts()
{
    PlanWorld world;
    world.profile.steps[1].checklist = {u"support informed"_s};
    world.say(u"support informed"_s, true, 1);
    QVERIFY(world.view().nextStep()->obstacles.isEmpty());
    world.say(u"support informed"_s, false, 2);
    QCOMPARE(world.view().nextStep()->obstacles.constFirst().kind, PlanObstacle::Kind::NoGo);
    world.say(u"support informed"_s, true, 0); // an older word that came late
    QCOMPARE(world.view().nextStep()->obstacles.size(), 1);
    world.profile.steps[1].percent = 60; // another step than the one people said go for
    QCOMPARE(world.view().nextStep()->obstacles.constFirst().kind, PlanObstacle::Kind::Checklist);
}

/// Ben's clock is ten minutes behind Ann's: his no-go looks older than her go and counts all the same.
void TestPlan::aNoGoStandsUntilItIsAnswered()
{
    PlanWorld world;
    world.profile.steps[1].checklist = {u"support informed"_s};
    const auto kinds = [&world] {
        QStringList list;
        const PlanView view = world.view();
        for (const PlanObstacle &one : view.nextStep()->obstacles)
            list.append(one.subject);
        return list;
    };
    world.say(u"support informed"_s, true, 600);
    PlanDecision no = world.decisions.constFirst();
    no.by = u"ben"_s;
    no.go = false;
    no.at = world.state.wall;
    world.decisions.append(no);
    QCOMPARE(kinds(), QStringList{u"support informed"_s});
    world.say(u"support informed"_s, true, 700); // without knowing of it
    QCOMPARE(kinds(), QStringList{u"support informed"_s});
    PlanDecision answer = world.decisions.constLast();
    answer.at = answer.at.addSecs(1);
    answer.answers = {no.key()};
    world.decisions.append(answer);
    QCOMPARE(kinds(), QStringList());
    no.at = no.at.addSecs(1); // he says it again
    world.decisions.append(no);
    QCOMPARE(kinds(), QStringList{u"support informed"_s});
    no.at = no.at.addSecs(1);
    no.go = true;
    world.decisions.append(no);
    QCOMPARE(kinds(), QStringList());
}

void TestPlan::checklistWaitsForWhatOthersSaid()
{
    PlanWorld world;
    world.profile.steps[1].checklist = {u"support informed"_s};
    world.say(u"support informed"_s, true, 1);
    PlanInputs inputs = world.inputs();
    QVERIFY(planView(inputs).nextStep()->obstacles.isEmpty());
    inputs.othersKnown = false;
    QCOMPARE(planView(inputs).nextStep()->obstacles.constFirst().kind, PlanObstacle::Kind::Undecided);
    const RouteState &checkout = world.state.bridge.value.routes.constFirst();
    QCOMPARE(planAgainst(inputs, checkout, {u"checkout"_s, {}, 50, {}, {}}).size(), 1);
}

void TestPlan::changesAreHeldByTheirSteps()
{
    PlanWorld world;
    world.profile.steps[1].checklist = {u"a"_s};
    world.profile.steps[3].checklist = {u"b"_s};
    const RouteState &checkout = world.state.bridge.value.routes.constFirst();
    const auto against = [&](int percent) {
        QStringList subjects;
        for (const PlanObstacle &one :
             planAgainst(world.inputs(), checkout, {u"checkout"_s, {}, percent, {}, {}}))
            subjects.append(one.subject);
        return subjects;
    };
    QCOMPARE(against(30), QStringList{u"a"_s}); // smaller than planned is on the way to that step
    QCOMPARE(against(50), QStringList{u"a"_s});
    QCOMPARE(against(60), (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(against(100), (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(against(5), QStringList());
}

void TestPlan::legacyMustStay_data()
{
    using Spoil = std::function<void(PlanWorld &)>;
    QTest::addColumn<Spoil>("spoil");
    QTest::addColumn<QStringList>("why");
    const auto row = [](const char *name, const Spoil &spoil, const QStringList &why) {
        QTest::newRow(name) << spoil << why;
    };
    row("everybody is on new, nothing waits", [](PlanWorld &) {}, {});
    row("a share", [](PlanWorld &w) { w.state.bridge.value.routes[1].percent = 99; }, {u"route search"_s});
    row("a mode", [](PlanWorld &w) { w.state.bridge.value.routes[0].mode = Mode::CompareNew; },
        {u"route checkout"_s});
    row("an old picture", [](PlanWorld &w) { w.state.bridge.quality = Quality::Stale; }, {u"bridge "_s});
    row("an order", [](PlanWorld &w) { w.state.orders.value.legacyOpen = 1; }, {u"orders 1"_s});
    row("late orders", [](PlanWorld &w) { w.state.orders.quality = Quality::Late; }, {u"orders "_s});
    row("orders not known", [](PlanWorld &w) { w.state.orders.quality = Quality::Lost; }, {u"orders "_s});
    row("a gate", [](PlanWorld &w) { w.decommissionGate(GateState::Unknown); }, {u"gate parity"_s});
    row("a gate that passes", [](PlanWorld &w) { w.decommissionGate(GateState::Open); }, {});
    row("a gate that somebody set aside",
        [](PlanWorld &w) {
            w.decommissionGate(GateState::Locked);
            w.gates[u"checkout"_s][0].overriddenBy = u"ann"_s;
        },
        {u"gate parity"_s});
    row("a gate that locks other acts",
        [](PlanWorld &w) { w.gates[u"checkout"_s] = {PlanWorld::gate(u"p95"_s, GateState::Locked)}; }, {});
}

void TestPlan::legacyMustStay()
{
    QFETCH(const std::function<void(PlanWorld &)>, spoil);
    QFETCH(const QStringList, why);
    PlanWorld world;
    EndpointSpec orders;
    orders.kind = EndpointKind::Orders;
    world.profile.endpoints = {orders};
    world.state.orders.quality = Quality::Live;
    for (RouteState &route : world.state.bridge.value.routes) {
        route.mode = Mode::New;
        route.percent = 100;
    }
    spoil(world);
    QStringList found;
    const QList<DecommissionObstacle> obstacles = decommissionObstacles(
        world.profile, world.state, [&world](const QString &route) { return world.gates.value(route); });
    for (const DecommissionObstacle &one : obstacles)
        found.append(decommissionKindName(one.kind) + u' ' + one.subject);
    QCOMPARE(found, why);
}

void TestPlan::announcementFromTheDayBefore()
{
    PlanWorld world;
    world.profile.planStart = QDate(2026, 3, 3);
    world.profile.steps[0].percent = 20; // next, on 3 March
    world.profile.steps[0].announcement = u"tomorrow"_s;
    QCOMPARE(world.view().announcement(planTime(u"2026-03-01T23:59:59Z"_s)), QString());
    QCOMPARE(world.view().announcement(planTime(u"2026-03-02T00:00:00Z"_s)), u"tomorrow"_s);
}

void TestPlan::aBridgeThatIsNotLiveProvesNothing()
{
    PlanWorld world;
    world.state.bridge.quality = Quality::Stale;
    const PlanView view = world.view();
    QVERIFY(!view.known);
    QCOMPARE(view.next, -1);
    QCOMPARE(view.steps[0].state, PlanStepState::Unknown);
    QVERIFY(!view.end.isValid());
}

void TestPlan::decisionsLiveInTheJournal()
{
    ControlBench bench;
    PlanStep step = PlanWorld::step(1, 25, {u"checkout"_s});
    step.checklist = {u"support informed"_s};
    bench.profile.steps = {step};
    bench.start();
    QTRY_VERIFY(bench.isReady());
    ForwardAct *act = bench.control->forward(u"checkout"_s);
    act->setDraft(toPercent(u"checkout"_s, 25));
    QTRY_COMPARE(kindsOf(act->blockers()), QStringList{u"plan-not-met"_s});
    const auto decide = [&bench, &step](const QString &item, bool go, const QString &reason) {
        std::optional<Result<PlanDecision>> result;
        QObject receiver;
        whenDone(bench.control->plan().decide(planStepKey(step), item, go, reason), &receiver,
                 [&result](const Result<PlanDecision> &r) { result = r; });
        return QTest::qWaitFor([&result] { return result.has_value(); }) && *result;
    };
    QVERIFY(!decide(u"something else"_s, true, {}));
    QVERIFY(!decide(u"support informed"_s, false, u" "_s));
    QVERIFY(decide(u"support informed"_s, true, {}));
    QCOMPARE(bench.control->plan().view().steps[0].checklist[0].decision->by, u"ann"_s);
    QCOMPARE(kindsOf(act->blockers()), QStringList());
    bench.crash();
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QTRY_VERIFY(bench.control->plan().view().steps[0].checklist[0].isGo());
}

QTEST_GUILESS_MAIN(TestPlan)
#include "tst_plan.moc"
