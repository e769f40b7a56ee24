// SPDX-License-Identifier: GPL-3.0-or-later
// HaProxyBridge against real HAProxy processes with real requests.
#include "models/endpoints/bridge/haproxybridge.h"
#include "tests/integration/servers/haproxyserver.h"

#include <cmath>
#include <QSignalSpy>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using test::HaProxyServer;

namespace {

constexpr int users = 3000;

QList<RouteState> board()
{
    return {RouteState{u"checkout"_s, u"Checkout"_s, Layer::Write, Mode::Legacy, 0, {}, {}, {}},
            RouteState{u"search"_s, u"Search"_s, Layer::Read, Mode::Legacy, 0, {}, {}, {}}};
}

EndpointSpec specOf(const QMap<QString, QString> &sockets, const QString &map)
{
    EndpointSpec spec;
    spec.id = u"bridge"_s;
    spec.driver = Driver::HaProxy;
    spec.sockets = sockets;
    spec.shareMap = map;
    spec.controlMap = map;
    spec.period = std::chrono::milliseconds(1000);
    spec.connectTimeout = std::chrono::milliseconds(20'000);
    spec.totalTimeout = std::chrono::milliseconds(20'000);
    return spec;
}

template<typename T>
Result<T> wait(const QFuture<Result<T>> &future)
{
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, patience))
        return fail(ErrorKind::Cancelled, u"the future did not end"_s);
    return future.result();
}

Result<BridgeState> change(BridgePort *bridge, const QString &route, std::optional<Mode> mode,
                           std::optional<int> percent)
{
    Result<BridgeState> now = wait(bridge->read());
    if (!now)
        return now;
    const RouteChange asked{route, mode, percent, {}, u"test"_s};
    return wait(bridge->apply({asked, now->revision, now->epoch, QUuid::createUuid(), u"ann"_s}));
}

RollbackOrder orderFor(const QStringList &routes, quint64 epoch)
{
    return {routes, epoch, u"test"_s, QUuid::createUuid(), u"ann"_s};
}

double percentNew(const QList<QByteArray> &sides)
{
    return 100.0 * double(sides.count("new")) / double(sides.size());
}

QString text(const Error &error)
{
    return errorKindName(error.kind) + u": "_s + error.where + u": "_s + error.detail;
}

} // namespace

#define VERIFY_RESULT(result)                                                                                \
    QVERIFY2((result).has_value(), (result) ? "" : qPrintable(text((result).error())))

class HaProxyReal final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sharesLand_data();
    void sharesLand();
    void usersStayOverRisingShares();
    void severalRoutesGoBackInOneGo();
    void rollbackEndsTrafficOnNew();
    void rollbackWorksWithoutItsRows();
    void reloadIsDetected();
    void reloadKeepsTheFile();
    void rowChangedByHandIsShown();
    void frozenWorkerTimesOut();
    void deadInstanceIsPartial();
    void weightsSplit();
    void otherConsoleConflicts();
    void actIsFoundByItsKey();
    void timeOfTheLastChangeOutlivesTheProgram();
    void latchHoldsAndIsReleased();
    void unknownMapIsNamed();
    void largeBoardIsWrittenWhole();
};

void HaProxyReal::sharesLand_data()
{
    QTest::addColumn<int>("percent");
    for (const int percent : {0, 15, 50, 100})
        QTest::addRow("%d %%", percent) << percent;
}

void HaProxyReal::sharesLand()
{
    QFETCH(const int, percent);
    HaProxyServer edge1;
    HaProxyServer edge2;
    QCOMPARE(edge1.start(), QString());
    QCOMPARE(edge2.start(), QString());
    HaProxyBridge bridge(
        specOf({{u"edge-1"_s, edge1.socketPath()}, {u"edge-2"_s, edge2.tcpAddress()}}, edge1.mapName()),
        u"ann"_s, board());

    const Result<BridgeState> state = change(&bridge, u"checkout"_s, Mode::New, percent);

    VERIFY_RESULT(state);
    QVERIFY(acknowledgement(*state).complete());
    QCOMPARE(state->revision, quint64(1));
    QCOMPARE(state->route(u"checkout"_s)->percent, percent);
    const QList<QByteArray> first = edge1.ask("checkout", users);
    const double p = percent / 100.0;
    const double tolerance = 3.0 * 100.0 * std::sqrt(p * (1 - p) / users);
    QVERIFY2(std::abs(percentNew(first) - percent) <= tolerance,
             qPrintable(QString::number(percentNew(first))));
    QCOMPARE(edge2.ask("checkout", users), first); // the same users on every instance
    QCOMPARE(edge1.ask("search", users).count("new"), qsizetype(0));
}

void HaProxyReal::usersStayOverRisingShares()
{
    HaProxyServer edge;
    QCOMPARE(edge.start(), QString());
    HaProxyBridge bridge(specOf({{u"edge-1"_s, edge.socketPath()}}, edge.mapName()), u"ann"_s, board());
    QList<QByteArray> before(users, "legacy");
    for (const int percent : {2, 15, 50, 99, 100}) {
        const Result<BridgeState> state = change(&bridge, u"checkout"_s, Mode::New, percent);
        VERIFY_RESULT(state);
        const QList<QByteArray> after = edge.ask("checkout", users);
        for (int user = 0; user < users; ++user)
            QVERIFY2(before[user] != "new" || after[user] == "new", "a user was moved back");
        before = after;
    }
    QCOMPARE(before.count("new"), qsizetype(users));
}

void HaProxyReal::severalRoutesGoBackInOneGo()
{
    HaProxyServer edge;
    QCOMPARE(
        edge.start("mode.checkout 3\ncheckout 5000\nmode.search 3\nsearch 5000\nmode.cart 3\ncart 10000\n"
                   "foreign-row 77\nrevision 5\n"),
        QString());
    HaProxyBridge bridge(specOf({{u"edge-1"_s, edge.socketPath()}}, edge.mapName()), u"ann"_s, board());
    VERIFY_RESULT(wait(bridge.read()));
    const QByteArray before = edge.command("show map");

    const auto state =
        wait(bridge.rollback(u"edge-1"_s, orderFor({u"checkout"_s, u"search"_s, u"nowhere"_s}, 4)));

    VERIFY_RESULT(state);
    QCOMPARE(state->unknownRoutes, QStringList{u"nowhere"_s});
    QVERIFY(acknowledgement(*state).complete());
    QCOMPARE(state->epoch, quint64(4));
    QVERIFY(state->latched);
    QVERIFY(before.contains("curr_ver=0"));
    QVERIFY(edge.command("show map").contains("curr_ver=1")); // one version: nobody saw half of it
    QCOMPARE(edge.ask("checkout", 300).count("new"), qsizetype(0));
    QCOMPARE(edge.ask("search", 300).count("new"), qsizetype(0));
    QCOMPARE(edge.ask("cart", 300).count("new"),
             qsizetype(300)); // known only from the map, and not asked for
    QVERIFY(edge.command("show map board.map").contains(" foreign-row 77\n"));
}

void HaProxyReal::rollbackEndsTrafficOnNew()
{
    HaProxyServer edge1;
    HaProxyServer edge2;
    const QByteArray map =
        "kill 0\nmode.checkout 3\ncheckout 10000\nmode.search 3\nsearch 10000\nrevision 9\nepoch 2\n";
    QCOMPARE(edge1.start(map), QString());
    QCOMPARE(edge2.start(map), QString());
    HaProxyBridge bridge(
        specOf({{u"edge-1"_s, edge1.socketPath()}, {u"edge-2"_s, edge2.tcpAddress()}}, edge1.mapName()),
        u"ann"_s, board());
    QCOMPARE(edge1.ask("checkout", 100).count("new"), qsizetype(100));
    const RollbackOrder order = orderFor({u"*"_s}, 3);

    const auto first =
        bridge.rollback(u"edge-1"_s, order); // never read before: it needs nothing but the path
    const auto second = bridge.rollback(u"edge-2"_s, order);
    VERIFY_RESULT(wait(first));
    const Result<BridgeState> state = wait(second);

    VERIFY_RESULT(state);
    QVERIFY(acknowledgement(*state).complete());
    QCOMPARE(state->revision, quint64(10));
    QCOMPARE(state->epoch, quint64(3));
    QVERIFY(state->latched);
    for (const HaProxyServer *edge : {&edge1, &edge2}) {
        QCOMPARE(edge->ask("checkout", 500).count("new"), qsizetype(0));
        QCOMPARE(edge->ask("search", 500).count("new"), qsizetype(0));
        QVERIFY(edge->command("show map board.map").contains(" kill 1\n"));
    }
    const Result<BridgeState> again = wait(bridge.rollback(u"edge-1"_s, order)); // a repeat changes nothing
    VERIFY_RESULT(again);
    QCOMPARE(again->revision, state->revision);
    QVERIFY(acknowledgement(*again).complete());
}

void HaProxyReal::rollbackWorksWithoutItsRows()
{
    HaProxyServer edge;
    QCOMPARE(edge.start("mode.checkout 3\ncheckout 10000\n"), QString());
    HaProxyBridge bridge(specOf({{u"edge-1"_s, edge.socketPath()}}, edge.mapName()), u"ann"_s, board());
    VERIFY_RESULT(wait(bridge.rollback(u"edge-1"_s, orderFor({u"*"_s}, 1))));
    QCOMPARE(edge.ask("checkout", 300).count("new"), qsizetype(0));
}

void HaProxyReal::reloadIsDetected()
{
    HaProxyServer edge1;
    HaProxyServer edge2;
    QCOMPARE(edge1.start(), QString());
    QCOMPARE(edge2.start(), QString());
    HaProxyBridge bridge(
        specOf({{u"edge-1"_s, edge1.socketPath()}, {u"edge-2"_s, edge2.socketPath()}}, edge1.mapName()),
        u"ann"_s, board());
    VERIFY_RESULT(change(&bridge, u"checkout"_s, Mode::New, 50));
    QVERIFY(edge1.reload());
    QVERIFY(edge2.reload());
    QCOMPARE(edge1.ask("checkout", 300).count("new"), qsizetype(0)); // the share is gone by itself

    const Result<BridgeState> state = wait(bridge.read());

    VERIFY_RESULT(state);
    QCOMPARE(state->revision, quint64(1)); // commanded is what was commanded, though no instance has it
    QCOMPARE(state->route(u"checkout"_s)->percent, 50);
    QCOMPARE(acknowledgement(*state).missing, QStringList({u"edge-1"_s, u"edge-2"_s}));
    QVERIFY2(state->instances[0].note.contains(u"reloaded"_s), qPrintable(state->instances[0].note));

    const Result<BridgeState> healed =
        change(&bridge, u"checkout"_s, Mode::New, 50); // the same again brings it back
    VERIFY_RESULT(healed);
    QVERIFY(acknowledgement(*healed).complete());
    QCOMPARE(edge1.ask("checkout", users).count("new"), edge2.ask("checkout", users).count("new"));
    QVERIFY(edge1.ask("checkout", 300).count("new") > 100);
}

void HaProxyReal::reloadKeepsTheFile()
{
    HaProxyServer edge(true);
    QCOMPARE(edge.start(), QString());
    HaProxyBridge bridge(specOf({{u"edge-1"_s, edge.socketPath()}}, edge.mapName()), u"ann"_s, board());
    VERIFY_RESULT(change(&bridge, u"checkout"_s, Mode::New, 100));
    QVERIFY(edge.reload());
    QCOMPARE(edge.ask("checkout", 100).count("new"), qsizetype(100));
    const Result<BridgeState> state = wait(bridge.read());
    VERIFY_RESULT(state);
    QVERIFY(acknowledgement(*state).complete());

    VERIFY_RESULT(wait(bridge.rollback(u"edge-1"_s, orderFor({u"*"_s}, 1))));
    QVERIFY(edge.reload());
    QCOMPARE(edge.ask("checkout", 100).count("new"), qsizetype(0)); // and a reload does not undo a rollback
}

void HaProxyReal::rowChangedByHandIsShown()
{
    HaProxyServer edge;
    QCOMPARE(edge.start(), QString());
    HaProxyBridge bridge(specOf({{u"edge-1"_s, edge.socketPath()}}, edge.mapName()), u"ann"_s, board());
    VERIFY_RESULT(change(&bridge, u"checkout"_s, Mode::New, 15));
    QCOMPARE(edge.command("set map board.map checkout 9000"), QByteArray("\n"));
    const Result<BridgeState> state = wait(bridge.read());
    VERIFY_RESULT(state);
    QCOMPARE(state->route(u"checkout"_s)->percent, 15);
    QVERIFY(!state->instances[0].agrees);
    QVERIFY2(state->instances[0].note.contains(u"row checkout is 9000, commanded 1500"_s),
             qPrintable(state->instances[0].note));
}

void HaProxyReal::frozenWorkerTimesOut()
{
    HaProxyServer edge1;
    HaProxyServer edge2;
    QCOMPARE(edge1.start(), QString());
    QCOMPARE(edge2.start(), QString());
    HaProxyBridge bridge(
        specOf({{u"edge-1"_s, edge1.socketPath()}, {u"edge-2"_s, edge2.socketPath()}}, edge1.mapName()),
        u"ann"_s, board());
    VERIFY_RESULT(change(&bridge, u"checkout"_s, Mode::New, 50));
    EndpointSpec impatient =
        specOf({{u"edge-1"_s, edge1.socketPath()}, {u"edge-2"_s, edge2.socketPath()}}, edge1.mapName());
    impatient.connectTimeout = impatient.totalTimeout = std::chrono::milliseconds(500);
    HaProxyBridge givesUp(impatient, u"ann"_s, board());
    edge2.freezeWorker();

    const Result<BridgeState> dead = wait(givesUp.rollback(u"edge-2"_s, orderFor({u"*"_s}, 1)));
    const Result<Identity> probe = wait(givesUp.probe(u"edge-2"_s));
    const auto missing = [&givesUp] { // the other answers in time, if not on a busy machine's first read
        const Result<BridgeState> state = wait(givesUp.read());
        return state ? acknowledgement(*state).missing : QStringList();
    };

    QTRY_COMPARE(missing(), QStringList{u"edge-2"_s});
    QVERIFY(!dead);
    QCOMPARE(dead.error().kind, ErrorKind::Timeout);
    QVERIFY(!probe);
    QCOMPARE(probe.error().kind, ErrorKind::Timeout);
    edge2.thawWorker();
    const Result<Identity> up = wait(bridge.probe(u"edge-2"_s));
    VERIFY_RESULT(up);
    QCOMPARE(up->actor, u"ann"_s);
}

void HaProxyReal::deadInstanceIsPartial()
{
    HaProxyServer edge1;
    HaProxyServer edge2;
    QCOMPARE(edge1.start(), QString());
    QCOMPARE(edge2.start(), QString());
    HaProxyBridge bridge(
        specOf({{u"edge-1"_s, edge1.socketPath()}, {u"edge-2"_s, edge2.socketPath()}}, edge1.mapName()),
        u"ann"_s, board());
    VERIFY_RESULT(wait(bridge.read()));
    edge2.stop();

    const Result<BridgeState> state = change(&bridge, u"checkout"_s, Mode::New, 15);

    VERIFY_RESULT(state);
    QCOMPARE(acknowledgement(*state).acknowledged, 1);
    QCOMPARE(acknowledgement(*state).missing, QStringList{u"edge-2"_s});
    QVERIFY(!state->instances[1].note.isEmpty());
    edge1.stop();
    const Result<BridgeState> none = wait(bridge.read());
    QVERIFY(!none);
    QCOMPARE(none.error().kind, ErrorKind::Network);
}

void HaProxyReal::weightsSplit()
{
    HaProxyServer edge;
    QCOMPARE(edge.start(), QString());
    EndpointSpec spec = specOf({{u"edge-1"_s, edge.socketPath()}}, edge.mapName());
    spec.haproxyRoutes = {{u"checkout"_s, u"checkout"_s, {}, {}},
                          {u"weighted"_s, {}, u"be_weighted/legacy"_s, u"be_weighted/new"_s}};
    HaProxyBridge bridge(spec, u"ann"_s, board());
    for (const int percent : {0, 25, 100}) {
        const Result<BridgeState> state = change(&bridge, u"weighted"_s, Mode::New, percent);
        VERIFY_RESULT(state);
        QVERIFY(acknowledgement(*state).complete());
        QCOMPARE(state->route(u"weighted"_s)->percent, percent);
        // a consistent hash of few points is coarse: 28 % was measured for 25
        const double seen = percentNew(edge.ask("weighted", users));
        QVERIFY2(std::abs(seen - percent) <= (percent % 100 == 0 ? 0.0 : 8.0),
                 qPrintable(QString::number(seen)));
    }
    QCOMPARE(edge.command("set server be_weighted/legacy weight 50"), QByteArray("\n"));
    const Result<BridgeState> drifted = wait(bridge.read());
    VERIFY_RESULT(drifted);
    QVERIFY(!drifted->instances[0].agrees);
    VERIFY_RESULT(wait(bridge.rollback(u"edge-1"_s, orderFor({u"weighted"_s}, 1))));
    QCOMPARE(edge.ask("weighted", 300).count("new"), qsizetype(0));
}

void HaProxyReal::otherConsoleConflicts()
{
    HaProxyServer edge;
    QCOMPARE(edge.start(), QString());
    const EndpointSpec spec = specOf({{u"edge-1"_s, edge.socketPath()}}, edge.mapName());
    HaProxyBridge ann(spec, u"ann"_s, board());
    HaProxyBridge bob(spec, u"bob"_s, board());
    const Result<BridgeState> seen = wait(ann.read());
    VERIFY_RESULT(seen);
    VERIFY_RESULT(change(&bob, u"checkout"_s, Mode::CompareLegacy, 10));
    const QSignalSpy conflicts(&ann, &BridgePort::conflictSeen);
    const PreparedChange stale{
        {u"checkout"_s, Mode::New, 100, {}, {}}, seen->revision, seen->epoch, QUuid::createUuid(), u"ann"_s};

    const Result<BridgeState> dry = wait(ann.dryRun(stale));
    const Result<BridgeState> result = wait(ann.apply(stale));

    QVERIFY(!dry);
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Conflict);
    QVERIFY(result.error().detail.contains(u"stale-revision"_s));
    QCOMPARE(conflicts.size(), 2);
    QCOMPARE(edge.ask("checkout", 100).count("legacy"), edge.ask("checkout", 100).count("legacy"));
    const Result<BridgeState> now = wait(ann.read());
    VERIFY_RESULT(now);
    QCOMPARE(now->route(u"checkout"_s)->percent, 10);
}

void HaProxyReal::actIsFoundByItsKey()
{
    HaProxyServer edge;
    QCOMPARE(edge.start(), QString());
    const EndpointSpec spec = specOf({{u"edge-1"_s, edge.socketPath()}}, edge.mapName());
    HaProxyBridge bridge(spec, u"ann"_s, board());
    const PreparedChange act{{u"checkout"_s, Mode::New, 20, {}, {}}, 0, 0, QUuid::createUuid(), u"ann"_s};
    VERIFY_RESULT(wait(bridge.apply(act)));
    HaProxyBridge nextStart(spec, u"ann"_s, board());

    const Result<ActionStatus> known = wait(nextStart.action(act.key));
    const Result<ActionStatus> other = wait(nextStart.action(QUuid::createUuid()));

    VERIFY_RESULT(known);
    QCOMPARE(known->outcome, ActionOutcome::Accepted);
    QCOMPARE(known->revision, quint64(1));
    VERIFY_RESULT(other);
    QCOMPARE(other->outcome, ActionOutcome::NeverArrived);
    const Result<BridgeState> repeat = wait(nextStart.apply(act)); // happens exactly once
    VERIFY_RESULT(repeat);
    QCOMPARE(repeat->revision, quint64(1));
    edge.stop();
    const Result<ActionStatus> unreachable = wait(nextStart.action(act.key));
    QVERIFY(!unreachable);
}

/// The soak gate counts from it, also in the next start and in another console.
void HaProxyReal::timeOfTheLastChangeOutlivesTheProgram()
{
    HaProxyServer edge;
    QCOMPARE(edge.start(), QString());
    const EndpointSpec spec = specOf({{u"edge-1"_s, edge.socketPath()}}, edge.mapName());
    HaProxyBridge ann(spec, u"ann"_s, board());
    HaProxyBridge bob(spec, u"bob"_s, board());
    VERIFY_RESULT(wait(bob.read()));
    const Result<BridgeState> changed = change(&ann, u"checkout"_s, Mode::CompareLegacy, 10);
    VERIFY_RESULT(changed);
    const QDateTime at = changed->route(u"checkout"_s)->changedAt;
    QVERIFY(at.isValid());

    HaProxyBridge nextStart(spec, u"ann"_s, board());
    for (HaProxyBridge *bridge : {&bob, &nextStart}) {
        const Result<BridgeState> seen = wait(bridge->read());
        VERIFY_RESULT(seen);
        const RouteState *checkout = seen->route(u"checkout"_s);
        QCOMPARE(checkout->changedAt.toSecsSinceEpoch(), at.toSecsSinceEpoch());
        QVERIFY(checkout->changedBy.isEmpty());
    }
    QCOMPARE(wait(ann.read())->route(u"checkout"_s)->changedBy, u"ann"_s);
}

void HaProxyReal::latchHoldsAndIsReleased()
{
    HaProxyServer edge;
    QCOMPARE(edge.start("mode.checkout 3\ncheckout 5000\n"), QString());
    HaProxyBridge bridge(specOf({{u"edge-1"_s, edge.socketPath()}}, edge.mapName()), u"ann"_s, board());
    const Result<BridgeState> back = wait(bridge.rollback(u"edge-1"_s, orderFor({u"*"_s}, 7)));
    VERIFY_RESULT(back);
    const Result<BridgeState> refused = change(&bridge, u"checkout"_s, Mode::New, 10);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    const Result<BridgeState> stale =
        wait(bridge.releaseLatch({6, u"test"_s, QUuid::createUuid(), u"ann"_s}));
    QVERIFY(!stale);
    QCOMPARE(stale.error().kind, ErrorKind::Conflict);

    const Result<BridgeState> free = wait(bridge.releaseLatch({7, u"test"_s, QUuid::createUuid(), u"ann"_s}));

    VERIFY_RESULT(free);
    QVERIFY(!free->latched);
    QVERIFY(acknowledgement(*free).complete());
    QCOMPARE(edge.ask("checkout", 300).count("new"), qsizetype(0)); // it moved nobody
    VERIFY_RESULT(change(&bridge, u"checkout"_s, Mode::New, 100));
    QCOMPARE(edge.ask("checkout", 300).count("new"), qsizetype(300));
}

void HaProxyReal::unknownMapIsNamed()
{
    HaProxyServer edge;
    QCOMPARE(edge.start(), QString());
    HaProxyBridge bridge(specOf({{u"edge-1"_s, edge.socketPath()}}, u"/nowhere.map"_s), u"ann"_s, board());
    const Result<BridgeState> state = wait(bridge.read());
    QVERIFY(!state);
    QVERIFY2(state.error().detail.contains(u"map /nowhere.map: Unknown map identifier"_s),
             qPrintable(text(state.error())));
}

void HaProxyReal::largeBoardIsWrittenWhole()
{
    HaProxyServer edge;
    QByteArray map;
    for (int i = 0; i < 3000; ++i)
        map += "override-of-somebody-else-" + QByteArray::number(i) + ' ' + QByteArray::number(i) + '\n';
    QCOMPARE(edge.start(map), QString());
    HaProxyBridge bridge(specOf({{u"edge-1"_s, edge.socketPath()}}, edge.mapName()), u"ann"_s, board());
    const Result<BridgeState> state = change(&bridge, u"checkout"_s, Mode::New, 100);
    VERIFY_RESULT(state);
    QVERIFY(acknowledgement(*state).complete());
    QVERIFY(edge.command("show map board.map").contains(" override-of-somebody-else-2999 2999\n"));
    QCOMPARE(edge.ask("checkout", 100).count("new"), qsizetype(100));
}

QTEST_GUILESS_MAIN(HaProxyReal)
#include "tst_haproxyreal.moc"
