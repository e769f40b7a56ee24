// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/control/gateworld.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

/// Which gates a change meets, and how far the slider may go.
class TestGateActs final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void actsOfAChange_data();
    void actsOfAChange();
    void shareLimits();
    void largestStepBindsOneAct();
};

void TestGateActs::actsOfAChange_data()
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

void TestGateActs::actsOfAChange()
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

void TestGateActs::shareLimits()
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

void TestGateActs::largestStepBindsOneAct()
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

QTEST_GUILESS_MAIN(TestGateActs)
#include "tst_gateacts.moc"
