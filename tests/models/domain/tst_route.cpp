// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/route.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

class TestRoute final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesGoBothWays();
    void validIds_data();
    void validIds();
    void forward_data();
    void forward();
    void appliedKeepsTheRest();
};

void TestRoute::namesGoBothWays()
{
    for (const Mode mode : allModes)
        QCOMPARE(modeFromName(modeName(mode)), std::optional(mode));
    for (const Layer layer : allLayers)
        QCOMPARE(layerFromName(layerName(layer)), std::optional(layer));
    QCOMPARE(modeName(Mode::CompareLegacy), u"compare-legacy"_s);
    QCOMPARE(modeFromName(u"Legacy"), std::nullopt);
    QCOMPARE(sideFromName(u"both"), std::nullopt);
    QCOMPARE(layerFromName(u""), std::nullopt);
}

void TestRoute::validIds_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<bool>("valid");
    QTest::newRow("usual") << u"checkout"_s << true;
    QTest::newRow("all characters") << u"A-z_0.9:x"_s << true;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("longest") << QString(128, u'a') << true;
    QTest::newRow("too long") << QString(129, u'a') << false;
    QTest::newRow("space") << u"a b"_s << false;
    QTest::newRow("slash") << u"../x"_s << false;
    QTest::newRow("letters of elsewhere") << u"café"_s << false;
    QTest::newRow("line end") << u"a\n"_s << false;
}

void TestRoute::validIds()
{
    QFETCH(const QString, id);
    QTEST(isValidId(id), "valid");
}

void TestRoute::forward_data()
{
    QTest::addColumn<RouteState>("route");
    QTest::addColumn<RouteChange>("change");
    QTest::addColumn<bool>("forward");
    const auto at = [](Mode mode, int percent, bool staffToNew = false, bool blockedToLegacy = true) {
        RouteState state;
        state.mode = mode;
        state.percent = percent;
        state.rules = {{u"staff"_s, {}, Side::New, staffToNew},
                       {u"blocked"_s, {}, Side::Legacy, blockedToLegacy}};
        return state;
    };
    const auto change = [](std::optional<Mode> mode, std::optional<int> percent,
                           const QMap<QString, bool> &rules = {}) {
        RouteChange wanted;
        wanted.mode = mode;
        wanted.percent = percent;
        wanted.rules = rules;
        return wanted;
    };
    const auto none = std::nullopt;
    QTest::newRow("more share") << at(Mode::CompareNew, 15) << change(none, 16) << true;
    QTest::newRow("less share") << at(Mode::CompareNew, 15) << change(none, 14) << false;
    QTest::newRow("same") << at(Mode::CompareNew, 15) << change(none, 15) << false;
    QTest::newRow("a step up") << at(Mode::CompareLegacy, 15) << change(Mode::CompareNew, none) << true;
    QTest::newRow("a step down") << at(Mode::New, 15) << change(Mode::CompareNew, none) << false;
    QTest::newRow("down, but more share") << at(Mode::New, 15) << change(Mode::CompareNew, 20) << true;
    QTest::newRow("up, but less share")
        << at(Mode::CompareLegacy, 15) << change(Mode::CompareNew, 10) << true;
    QTest::newRow("out of legacy") << at(Mode::Legacy, 15) << change(Mode::CompareLegacy, none) << true;
    QTest::newRow("share in legacy reaches nobody") << at(Mode::Legacy, 0) << change(none, 50) << false;
    QTest::newRow("to legacy with any share") << at(Mode::New, 15) << change(Mode::Legacy, 100) << false;
    QTest::newRow("a rule to new on")
        << at(Mode::New, 15) << change(none, none, {{u"staff"_s, true}}) << true;
    QTest::newRow("a rule to new off")
        << at(Mode::New, 15, true) << change(none, none, {{u"staff"_s, false}}) << false;
    QTest::newRow("a rule to legacy off")
        << at(Mode::New, 15) << change(none, none, {{u"blocked"_s, false}}) << true;
    QTest::newRow("a rule to legacy on")
        << at(Mode::New, 15, false, false) << change(none, none, {{u"blocked"_s, true}}) << false;
    QTest::newRow("a rule in legacy reaches nobody")
        << at(Mode::Legacy, 0) << change(none, none, {{u"staff"_s, true}}) << false;
    QTest::newRow("a rule nobody knows")
        << at(Mode::New, 15) << change(none, none, {{u"x"_s, true}}) << false;
}

void TestRoute::forward()
{
    QFETCH(const RouteState, route);
    QFETCH(const RouteChange, change);
    QTEST(isForward(route, change), "forward");
}

void TestRoute::appliedKeepsTheRest()
{
    RouteState route;
    route.id = u"checkout"_s;
    route.percent = 15;
    route.rules = {{u"staff"_s, {}, Side::New, true}};
    RouteChange change;
    change.mode = Mode::CompareLegacy;
    RouteState expected = route;
    expected.mode = Mode::CompareLegacy;
    QCOMPARE(applied(route, change), expected);
    QCOMPARE(applied(route, {}), route);
    QCOMPARE(effectivePercent(Mode::Legacy, 70), 0);
    QCOMPARE(effectivePercent(Mode::CompareLegacy, 70), 70);
}

QTEST_GUILESS_MAIN(TestRoute)
#include "tst_route.moc"
