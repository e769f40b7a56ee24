// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/bridge/routingtable.h"

#include <cmath>
#include <QRandomGenerator>
#include <QTest>

namespace interlock::rehearsal::test {

using namespace Qt::StringLiterals;

/// Who answers a request, decided without a network.
class BridgeRoutingTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pathsFindTheirRoute_data();
    void pathsFindTheirRoute();
    void modesDecide_data();
    void modesDecide();
    void rulesDecide_data();
    void rulesDecide();
    void visitorsAreReadFromTheRequest_data();
    void visitorsAreReadFromTheRequest();
    void bucketsAreThoseOfHaProxy_data();
    void bucketsAreThoseOfHaProxy();
    void raisingAShareNeverMovesAUserBack();
    void sharesLandWithinTheirTolerance_data();
    void sharesLandWithinTheirTolerance();
};

namespace {
RoutingTable tableOf(Mode mode, int percent, const QList<RoutingRule> &rules = {})
{
    RoutedRoute route;
    route.state.id = u"shop"_s;
    route.state.mode = mode;
    route.state.percent = percent;
    route.state.rules = rules;
    route.prefixes = {u"/shop"_s};
    route.conditions = QList<RuleCondition>(rules.size(), RuleCondition::Staff);
    if (rules.size() > 1)
        route.conditions[1] = RuleCondition::LegacyTrouble;
    RoutingTable table;
    table.routes = {route};
    return table;
}

Visitor user(int number)
{
    Visitor visitor;
    visitor.userId = "user-" + QByteArray::number(number);
    return visitor;
}
} // namespace

void BridgeRoutingTest::pathsFindTheirRoute_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("route");
    QTest::newRow("itself") << u"/cart"_s << u"cart"_s;
    QTest::newRow("below") << u"/cart/items/3"_s << u"cart"_s;
    QTest::newRow("trailing slash") << u"/cart/"_s << u"cart"_s;
    QTest::newRow("only the same beginning") << u"/cartoon"_s << QString();
    QTest::newRow("second prefix") << u"/basket"_s << u"cart"_s;
    QTest::newRow("the longer prefix wins") << u"/cart/checkout/pay"_s << u"checkout"_s;
    QTest::newRow("no segment of it") << u"/cart/checkouts"_s << u"cart"_s;
    QTest::newRow("prefix with a slash") << u"/img/a.png"_s << u"images"_s;
    QTest::newRow("prefix with a slash, not itself") << u"/img"_s << QString();
    QTest::newRow("nothing") << u"/"_s << QString();
    QTest::newRow("case counts") << u"/Cart"_s << QString();
}

void BridgeRoutingTest::pathsFindTheirRoute()
{
    QFETCH(const QString, path);
    QFETCH(const QString, route);
    RoutingTable table;
    const auto add = [&table](const QString &id, const QStringList &prefixes) {
        RoutedRoute added;
        added.state.id = id;
        added.prefixes = prefixes;
        table.routes.append(added);
    };
    add(u"cart"_s, {u"/cart"_s, u"/basket"_s});
    add(u"checkout"_s, {u"/cart/checkout"_s});
    add(u"images"_s, {u"/img/"_s});
    const RoutedRoute *found = table.match(path);
    QCOMPARE(found == nullptr ? QString() : found->state.id, route);
    QCOMPARE(table.decide(path, user(1)).routeId, route);
}

void BridgeRoutingTest::modesDecide_data()
{
    QTest::addColumn<Mode>("mode");
    QTest::addColumn<int>("percent");
    QTest::addColumn<SideReached>("reached");
    QTest::addColumn<Side>("answeredBy");
    QTest::newRow("legacy") << Mode::Legacy << 100 << SideReached::Legacy << Side::Legacy;
    QTest::newRow("compare, return legacy")
        << Mode::CompareLegacy << 100 << SideReached::Both << Side::Legacy;
    QTest::newRow("compare, return new") << Mode::CompareNew << 100 << SideReached::Both << Side::New;
    QTest::newRow("new") << Mode::New << 100 << SideReached::New << Side::New;
    QTest::newRow("compare, return legacy, 0 %")
        << Mode::CompareLegacy << 0 << SideReached::Legacy << Side::Legacy;
    QTest::newRow("compare, return new, 0 %") << Mode::CompareNew << 0 << SideReached::Legacy << Side::Legacy;
    QTest::newRow("new, 0 %") << Mode::New << 0 << SideReached::Legacy << Side::Legacy;
}

void BridgeRoutingTest::modesDecide()
{
    QFETCH(const Mode, mode);
    QFETCH(const int, percent);
    QFETCH(const SideReached, reached);
    QFETCH(const Side, answeredBy);
    const RoutingTable table = tableOf(mode, percent);
    for (int i = 0; i < 200; ++i) {
        const RouteDecision decision = table.decide(u"/shop", user(i));
        QCOMPARE(decision.reached, reached);
        QCOMPARE(decision.answeredBy, answeredBy);
        QVERIFY(decision.ruleId.isEmpty());
    }
}

void BridgeRoutingTest::rulesDecide_data()
{
    QTest::addColumn<Mode>("mode");
    QTest::addColumn<int>("percent");
    QTest::addColumn<bool>("staffRule");
    QTest::addColumn<bool>("legacyRule");
    QTest::addColumn<bool>("isStaff");
    QTest::addColumn<bool>("hasTrouble");
    QTest::addColumn<SideReached>("reached");
    QTest::addColumn<QString>("rule");
    using enum SideReached;
    const QString staff = u"staff"_s;
    QTest::newRow("staff, rule on") << Mode::New << 0 << true << true << true << false << New << staff;
    QTest::newRow("staff, rule off") << Mode::New << 0 << false << true << true << false << Legacy
                                     << QString();
    QTest::newRow("not staff") << Mode::New << 0 << true << true << false << false << Legacy << QString();
    QTest::newRow("staff in compare")
        << Mode::CompareNew << 0 << true << true << true << false << Both << staff;
    QTest::newRow("staff, mode legacy")
        << Mode::Legacy << 100 << true << true << true << false << Legacy << QString();
    QTest::newRow("to legacy wins over the share")
        << Mode::New << 100 << true << true << false << true << Legacy << QString();
    QTest::newRow("to legacy wins over to new")
        << Mode::New << 100 << true << true << true << true << Legacy << QString();
    QTest::newRow("to legacy off") << Mode::New << 100 << true << false << false << true << New << QString();
}

void BridgeRoutingTest::rulesDecide()
{
    QFETCH(const Mode, mode);
    QFETCH(const int, percent);
    QFETCH(const bool, staffRule);
    QFETCH(const bool, legacyRule);
    QFETCH(const bool, isStaff);
    QFETCH(const bool, hasTrouble);
    QFETCH(const SideReached, reached);
    QFETCH(const QString, rule);
    const RoutingTable table =
        tableOf(mode, percent,
                {{u"staff"_s, {}, Side::New, staffRule}, {u"trouble"_s, {}, Side::Legacy, legacyRule}});
    Visitor visitor = user(1);
    visitor.staff = isStaff;
    visitor.legacyTrouble = hasTrouble;
    const RouteDecision decision = table.decide(u"/shop/x", visitor);
    QCOMPARE(decision.reached, reached);
    QCOMPARE(decision.ruleId, rule);
}

void BridgeRoutingTest::visitorsAreReadFromTheRequest_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("userId");
    QTest::addColumn<QString>("flags");
    QTest::newRow("header") << QByteArray("x-user-id") << QByteArray("u1") << QByteArray("u1") << QString();
    QTest::newRow("cookie") << QByteArray("Cookie") << QByteArray("a=b; uid=u2; c=d") << QByteArray("u2")
                            << QString();
    QTest::newRow("another cookie") << QByteArray("Cookie") << QByteArray("uuid=u2")
                                    << QByteArray("127.0.0.1") << QString();
    QTest::newRow("address") << QByteArray("Accept") << QByteArray("*/*") << QByteArray("127.0.0.1")
                             << QString();
    QTest::newRow("staff") << QByteArray("X-User-Group") << QByteArray("staff") << QByteArray("127.0.0.1")
                           << u"staff"_s;
    QTest::newRow("customer") << QByteArray("X-User-Group") << QByteArray("gold") << QByteArray("127.0.0.1")
                              << QString();
    QTest::newRow("mobile") << QByteArray("User-Agent") << QByteArray("Mozilla/5.0 (iPhone) Mobile/15E148")
                            << QByteArray("127.0.0.1") << u"mobile"_s;
    QTest::newRow("trouble cookie") << QByteArray("Cookie") << QByteArray("uid=u3; legacy_trouble=1")
                                    << QByteArray("u3") << u"trouble"_s;
    QTest::newRow("trouble header") << QByteArray("X-Legacy-Trouble") << QByteArray("1")
                                    << QByteArray("127.0.0.1") << u"trouble"_s;
}

void BridgeRoutingTest::visitorsAreReadFromTheRequest()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, value);
    QFETCH(const QByteArray, userId);
    QFETCH(const QString, flags);
    HttpRequest request;
    request.from = QHostAddress::LocalHost;
    request.headers = {{name, value}};
    const Visitor visitor = visitorOf(request);
    QCOMPARE(visitor.userId, userId);
    QCOMPARE(visitor.staff, flags == u"staff");
    QCOMPARE(visitor.mobile, flags == u"mobile");
    QCOMPARE(visitor.legacyTrouble, flags == u"trouble");
}

void BridgeRoutingTest::bucketsAreThoseOfHaProxy_data()
{
    // As HAProxy 2.6 answered for %[req.hdr(x-user-id),xxh32(7),mod(10000)].
    QTest::addColumn<QByteArray>("userId");
    QTest::addColumn<int>("bucket");
    QTest::newRow("user-1") << QByteArray("user-1") << 437;
    QTest::newRow("user-42") << QByteArray("user-42") << 1144;
    QTest::newRow("ann") << QByteArray("ann") << 4579;
    QTest::newRow("127.0.0.1") << QByteArray("127.0.0.1") << 6311;
    QTest::newRow("a") << QByteArray("a") << 2600;
    QTest::newRow("3f2504e0-4f89-11d3-9a0c-0305e82c3301")
        << QByteArray("3f2504e0-4f89-11d3-9a0c-0305e82c3301") << 1726;
    QTest::newRow("üser") << QByteArray("üser") << 2813;
}

void BridgeRoutingTest::bucketsAreThoseOfHaProxy()
{
    QFETCH(const QByteArray, userId);
    QFETCH(const int, bucket);
    QCOMPARE(userBucket(userId), bucket);
}

void BridgeRoutingTest::raisingAShareNeverMovesAUserBack()
{
    QRandomGenerator random(42);
    for (int i = 0; i < 500; ++i) {
        const Visitor visitor = user(int(random.bounded(1'000'000)));
        bool onNew = false;
        for (int percent = 0; percent <= 100; ++percent) {
            const bool reaches =
                tableOf(Mode::New, percent).decide(u"/shop", visitor).reached == SideReached::New;
            QVERIFY(reaches || !onNew);
            onNew = reaches;
        }
        QVERIFY(onNew);
    }
}

void BridgeRoutingTest::sharesLandWithinTheirTolerance_data()
{
    QTest::addColumn<int>("percent");
    for (const int percent : {0, 1, 2, 15, 50, 99, 100})
        QTest::newRow(QByteArray::number(percent).constData()) << percent;
}

void BridgeRoutingTest::sharesLandWithinTheirTolerance()
{
    QFETCH(const int, percent);
    constexpr int users = 20'000;
    const RoutingTable table = tableOf(Mode::New, percent);
    int onNew = 0;
    for (int i = 0; i < users; ++i)
        onNew += table.decide(u"/shop", user(i)).reached == SideReached::New ? 1 : 0;
    const double p = percent / 100.0;
    QVERIFY(std::abs(onNew - users * p) <= 4 * std::sqrt(users * p * (1 - p)));
}

} // namespace interlock::rehearsal::test

QTEST_GUILESS_MAIN(interlock::rehearsal::test::BridgeRoutingTest)
#include "tst_bridgerouting.moc"
