// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/control/gateworld.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// What holding needs, what a gap and a restart leave of it, and when a gate opens by itself.
class TestGateTimes final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdTimeAndFlapping();
    void aShortGapKeepsTheHoldALongOneDoesNot();
    void soakTellsWhenItOpens();
    void windowTellsWhenItOpens();
    void memoryShortensTheHold();
    void memoryOfAnotherConditionCountsForNothing();
};

void TestGateTimes::holdTimeAndFlapping()
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

void TestGateTimes::aShortGapKeepsTheHoldALongOneDoesNot()
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

void TestGateTimes::soakTellsWhenItOpens()
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

void TestGateTimes::windowTellsWhenItOpens()
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

void TestGateTimes::memoryShortensTheHold()
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

/// Five minutes under a looser limit prove nothing for the tighter one.
void TestGateTimes::memoryOfAnotherConditionCountsForNothing()
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

QTEST_GUILESS_MAIN(TestGateTimes)
#include "tst_gatetimes.moc"
