// SPDX-License-Identifier: GPL-3.0-or-later
// What HAProxy answers, word for word, and what the rows of its maps mean.
#include "models/endpoints/bridge/haproxyboard.h"
#include "models/endpoints/bridge/haproxycall.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

EndpointSpec oneMap()
{
    EndpointSpec spec;
    spec.id = u"bridge"_s;
    spec.shareMap = spec.controlMap = spec.ruleMap = u"/run/board.map"_s;
    return spec;
}

QList<RouteState> board()
{
    return {RouteState{u"checkout"_s,
                       u"Checkout"_s,
                       Layer::Write,
                       Mode::Legacy,
                       0,
                       {RoutingRule{u"staff"_s, u"Staff always new"_s, Side::New, false}},
                       {},
                       {}}};
}

HaProxySnapshot snapshotOf(const QByteArray &rows)
{
    QByteArray block;
    for (const QByteArray &row : rows.split('\n')) {
        if (!row.isEmpty())
            block += "0x55f5 " + row + '\n';
    }
    HaProxySnapshot snapshot;
    snapshot.maps.insert(u"/run/board.map"_s, parseHaProxyMap(block).value_or(HaProxyRows()));
    return snapshot;
}

} // namespace

class HaProxyReply final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void blocks_data();
    void blocks();
    void mapsAndNumbers();
    void addresses_data();
    void addresses();
    void rowsMeanABoard();
    void killMeansLegacy();
    void foreignRowsStay();
    void differencesAreNamed();
    void actsAreForgotten();
    void wrongNamesAreRefused_data();
    void wrongNamesAreRefused();
};

void HaProxyReply::blocks_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("commands");
    QTest::addColumn<QByteArrayList>("expected"); // empty: an error
    QTest::newRow("success is one line end") << QByteArray("\n") << 1 << QByteArrayList{""};
    QTest::newRow("several") << QByteArray("\nentry not found.\n\n25 (initial 0)\n\n") << 3
                             << QByteArrayList{"", "entry not found.\n", "25 (initial 0)\n"};
    QTest::newRow("nothing at all") << QByteArray() << 1 << QByteArrayList{};
    QTest::newRow("cut") << QByteArray("\n0x55f5 checkout 2") << 2 << QByteArrayList{};
    QTest::newRow("cut at a line end") << QByteArray("\n0x55f5 checkout 2500\n") << 2 << QByteArrayList{};
    QTest::newRow("one too few") << QByteArray("\n") << 2 << QByteArrayList{};
    QTest::newRow("one too many") << QByteArray("\n\n") << 1 << QByteArrayList{};
}

void HaProxyReply::blocks()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const int, commands);
    QFETCH(const QByteArrayList, expected);
    const Result<QList<QByteArray>> result = haProxyBlocks(answer, commands);
    QCOMPARE(result.has_value(), !expected.isEmpty());
    QCOMPARE(result.value_or(QByteArrayList()), expected);
    if (!result)
        QCOMPARE(result.error().kind, ErrorKind::Protocol);
}

void HaProxyReply::mapsAndNumbers()
{
    const auto rows = parseHaProxyMap("0x55f5 checkout 2500\n0x55f6 vip a value with blanks\n");
    QVERIFY(rows);
    QCOMPARE(*rows, HaProxyRows({{"checkout", "2500"}, {"vip", "a value with blanks"}}));
    const auto unknown = parseHaProxyMap("Unknown map identifier. Please use #<id> or <file>.\n");
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().detail, u"Unknown map identifier. Please use #<id> or <file>."_s);
    QVERIFY(!parseHaProxyMap("Permission denied\n"));
    QCOMPARE(parseHaProxyWeight("25 (initial 0)\n").value_or(-1), 25);
    QVERIFY(!parseHaProxyWeight("No such server.\n"));
    QCOMPARE(parseHaProxyVersion("New version created: 7\n").value_or(0), quint64(7));
    QVERIFY(!parseHaProxyVersion("Permission denied\n"));
    const auto info =
        parseHaProxyInfo("Name: HAProxy\nVersion: 2.6.12-1+deb12u4\nPid: 11180\nUptime_sec: 42\n");
    QVERIFY(info);
    QCOMPARE(*info, (HaProxyInfo{11180, 42, u"2.6.12-1+deb12u4"_s}));
    QVERIFY(!parseHaProxyInfo("Name: HAProxy\n"));
    QCOMPARE(haProxyWord(u"/run/a b;c\\d.map"_s), QByteArray("/run/a\\ b\\;c\\\\d.map"));
    QCOMPARE(haProxyValue({{"a", "1"}, {"a", "2"}}, "a"),
             QByteArray("1")); // of duplicates the first one wins
}

void HaProxyReply::addresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port"); // -1: an error
    QTest::newRow("path") << u"/run/edge-1.sock"_s << QString() << 0;
    QTest::newRow("host") << u"127.0.0.1:18999"_s << u"127.0.0.1"_s << 18999;
    QTest::newRow("v6") << u"[::1]:18999"_s << u"::1"_s << 18999;
    QTest::newRow("no port") << u"edge-1"_s << QString() << -1;
    QTest::newRow("port 0") << u"edge-1:0"_s << QString() << -1;
    QTest::newRow("port too high") << u"edge-1:65536"_s << QString() << -1;
    QTest::newRow("no host") << u":18999"_s << QString() << -1;
    QTest::newRow("path too long") << u'/' + QString(107, u'x') << QString() << -1;
}

void HaProxyReply::addresses()
{
    QFETCH(const QString, text);
    QFETCH(const QString, host);
    QFETCH(const int, port);
    const Result<HaProxyAddress> address = parseHaProxyAddress(u"edge-1"_s, text);
    QCOMPARE(address.has_value(), port >= 0);
    if (!address) {
        QCOMPARE(address.error().kind, ErrorKind::Input);
        QCOMPARE(address.error().where, u"edge-1"_s);
        return;
    }
    QCOMPARE(address->host, host);
    QCOMPARE(int(address->port), port);
    QCOMPARE(address->unixPath, port == 0 ? text : QString());
}

void HaProxyReply::rowsMeanABoard()
{
    const HaProxyConvention convention(oneMap(), board());
    QVERIFY(!convention.problem());
    const HaProxyBoard read = convention.board(snapshotOf(
        "kill 0\nlatched 1\nepoch 4\nrevision 17\nmode.checkout 2\ncheckout 1500\ncheckout.staff 1\n"
        "checkout.beta 1\nmode.cart 9\ncart 99999999999\nmode.bad/name 3\n"));
    QCOMPARE(read.revision, quint64(17));
    QCOMPARE(read.epoch, quint64(4));
    QVERIFY(read.latched);
    QVERIFY(!read.killed);
    QCOMPARE(read.routes.size(), qsizetype(2));
    const RouteState &checkout = read.routes[0];
    QCOMPARE(checkout.title, u"Checkout"_s);
    QCOMPARE(checkout.mode, Mode::CompareNew);
    QCOMPARE(checkout.percent, 15);
    QCOMPARE(checkout.rules.size(), qsizetype(2));
    QVERIFY(checkout.rules[0].enabled);
    QCOMPARE(checkout.rules[1].id, u"beta"_s);
    QCOMPARE(read.routes[1].id, u"cart"_s); // only in the map
    QCOMPARE(read.routes[1].mode, Mode::New);
    QCOMPARE(read.routes[1].percent, 100);
}

void HaProxyReply::killMeansLegacy()
{
    const HaProxyConvention convention(oneMap(), board());
    const HaProxyBoard read = convention.board(snapshotOf("kill 1\nmode.checkout 3\ncheckout 5000\n"));
    QVERIFY(read.killed);
    QVERIFY(read.latched);
    QCOMPARE(read.routes[0].mode, Mode::Legacy);
    QVERIFY(!convention.differences(read, snapshotOf("kill 1\nlatched 1\nmode.checkout 3\ncheckout 5000\n"))
                 .isEmpty());
}

void HaProxyReply::foreignRowsStay()
{
    const HaProxyConvention convention(oneMap(), board());
    const HaProxySnapshot before = snapshotOf("vip new user\nmode.checkout 0\nact.not-a-key 3\nvip other\n");
    HaProxyBoard target = convention.board(before);
    target.routes[0].mode = Mode::New;
    target.routes[0].percent = 50;
    target.revision = 18;
    const HaProxyRows rows = convention.rows(target, before).value(u"/run/board.map"_s);
    QCOMPARE(haProxyValue(rows, "mode.checkout"), QByteArray("3"));
    QCOMPARE(haProxyValue(rows, "checkout"), QByteArray("5000"));
    QCOMPARE(haProxyValue(rows, "revision"), QByteArray("18"));
    QCOMPARE(haProxyValue(rows, "checkout.staff"), QByteArray("0"));
    QCOMPARE(rows.count(HaProxyRow{"vip", "new user"}), qsizetype(1));
    QCOMPARE(rows.count(HaProxyRow{"vip", "other"}), qsizetype(1));
    HaProxySnapshot after;
    after.maps.insert(u"/run/board.map"_s, rows);
    QCOMPARE(convention.differences(target, after), QStringList());
    QCOMPARE(convention.board(after), target);
}

void HaProxyReply::differencesAreNamed()
{
    const HaProxyConvention convention(oneMap(), board());
    const HaProxyBoard commanded = convention.board(snapshotOf("mode.checkout 3\ncheckout 2500\n"));
    QCOMPARE(convention.differences(commanded, snapshotOf("kill 1\nmode.checkout 3\nmode.cart 3\n")),
             QStringList({u"row kill is 1, commanded 0"_s, u"row checkout is absent, commanded 2500"_s,
                          u"row mode.cart was added"_s}));
}

void HaProxyReply::actsAreForgotten()
{
    HaProxyBoard acts;
    const QUuid first = QUuid::createUuid();
    acts.remember(first);
    for (int i = 0; i < 64; ++i) {
        ++acts.revision;
        acts.remember(QUuid::createUuid());
    }
    QCOMPARE(acts.acts.size(), qsizetype(64));
    QVERIFY(!acts.act(first));
    QVERIFY(acts.act(acts.acts.constLast().key));
}

void HaProxyReply::wrongNamesAreRefused_data()
{
    QTest::addColumn<HaProxyRoute>("route");
    QTest::newRow("key means something else") << HaProxyRoute{u"checkout"_s, u"revision"_s, {}, {}};
    QTest::newRow("key of a mode") << HaProxyRoute{u"checkout"_s, u"mode.cart"_s, {}, {}};
    QTest::newRow("key with a blank") << HaProxyRoute{u"checkout"_s, u"a b"_s, {}, {}};
    QTest::newRow("one server only") << HaProxyRoute{u"checkout"_s, {}, {}, u"be/new"_s};
}

void HaProxyReply::wrongNamesAreRefused()
{
    QFETCH(const HaProxyRoute, route);
    EndpointSpec spec = oneMap();
    spec.haproxyRoutes = {route};
    const HaProxyConvention convention(spec, board());
    QVERIFY(convention.problem());
    QCOMPARE(convention.problem()->kind, ErrorKind::Input);
    QCOMPARE(convention.problem()->where, u"bridge"_s);
}

QTEST_GUILESS_MAIN(HaProxyReply)
#include "tst_haproxyreply.moc"
