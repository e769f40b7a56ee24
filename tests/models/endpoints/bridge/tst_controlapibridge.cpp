// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/bridge/controlapibridge.h"
#include "tests/fakes/waited.h"
#include "tests/models/endpoints/bridge/controlapiserver.h"

#include <QSignalSpy>
#include <QTest>

using namespace interlock;
using namespace interlock::controlapitest;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(interlock::FaultyReply)

namespace {

QUuid otherKey()
{
    return QUuid(u"{21234567-89ab-4def-8123-456789abcdef}"_s);
}

enum class Verb { Read, Identity, DryRun, Apply, Action, Rollback, Probe, ReleaseLatch };

/// The kind of the answer to @p verb, "good" when there is no error.
QString ask(ControlApiBridge &bridge, Verb verb)
{
    const QString path = bridge.rollbackPaths().constFirst().id;
    switch (verb) {
    case Verb::Read:
        return kindOf(waited(bridge.read()));
    case Verb::Identity:
        return kindOf(waited(bridge.identity()));
    case Verb::DryRun:
        return kindOf(waited(bridge.dryRun(raiseTo25())));
    case Verb::Apply:
        return kindOf(waited(bridge.apply(raiseTo25())));
    case Verb::Action:
        return kindOf(waited(bridge.action(otherKey())));
    case Verb::Rollback:
        return kindOf(waited(bridge.rollback(path, rollbackAll())));
    case Verb::Probe:
        return kindOf(waited(bridge.probe(path)));
    case Verb::ReleaseLatch:
        return kindOf(waited(bridge.releaseLatch({4, u"fixed"_s, otherKey(), u"ann"_s})));
    }
    return {};
}

/// A bridge that does what it is asked.
FaultyReply goodBridge(const FaultyRequest &request)
{
    if (request.target == "/v1/whoami")
        return FaultyReply::json(whoamiJson());
    if (request.target.startsWith("/v1/actions/"))
        return FaultyReply::json(R"({"key":")" + request.target.mid(12) +
                                 R"(","status":"accepted","revision":"18","at":"2026-03-02T08:15:00.120Z"})");
    if (request.target == "/v1/rollback")
        return FaultyReply::json(stateJson(19, 0, "legacy", true, 4));
    if (request.verb == "PATCH" && !request.target.endsWith("?dryRun=true"))
        return FaultyReply::json(stateJson(18, 25));
    return FaultyReply::json(stateJson());
}

} // namespace

class TestControlApiBridge final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survivesFaultsInEveryVerb_data();
    void survivesFaultsInEveryVerb();
    void sendsWhatTheContractSays();
    void sendsNothingThatIsWrong();
    void believesNoSuccess_data();
    void believesNoSuccess();
    void showsTheConflict();
    void readsMoveOn();
    void changesDoNotMoveOn();
    void asksWhereTheActWent();
    void sendsTheSameKeyAgainOnly();
    void rollsBackOnEachPathAlone();
    void rollbackWaitsForNothing();
    void probeKeepsTheConnectionWarm();
    void namesUnknownRoutes();
    void releaseThatWaitsReadsTheState();
    void neverGoesBack();
    void notesAReload();
    void endsWhenDestroyed();
};

void TestControlApiBridge::survivesFaultsInEveryVerb_data()
{
    using Then = FaultyReply::Then;
    QTest::addColumn<int>("verb");
    QTest::addColumn<FaultyReply>("reply");
    QTest::addColumn<QString>("kind");
    const QList<std::pair<Verb, const char *>> verbs{
        {Verb::Read, "read"},     {Verb::Identity, "identity"},
        {Verb::DryRun, "dryRun"}, {Verb::Apply, "apply"},
        {Verb::Action, "action"}, {Verb::Rollback, "rollback"},
        {Verb::Probe, "probe"},   {Verb::ReleaseLatch, "releaseLatch"}};
    struct Fault
    {
        const char *name;
        FaultyReply reply;
        QString kind;
    };
    const FaultyReply state = FaultyReply::json(stateJson());
    const QList<Fault> faults{
        {"hang", FaultyReply::hang(), u"timeout"_s},
        {"hang after headers", state.headersOnly(Then::Hang), u"timeout"_s},
        {"reply lost", FaultyReply::closed(), u"network"_s},
        {"closed in the body", state.cut(state.bytes.size() - 9, Then::Close), u"network"_s},
        {"truncated", FaultyReply::json(stateJson().chopped(9)), u"protocol"_s},
        {"HTML", FaultyReply::typed("text/html", "<html>"), u"protocol"_s},
        {"empty object", FaultyReply::json("{}"), u"protocol"_s},
        {"list", FaultyReply::json("[]"), u"protocol"_s},
        {"huge", FaultyReply::hugeJson(), u"protocol"_s},
        {"endless", FaultyReply::endlessJson(), u"protocol"_s},
        {"deep", FaultyReply::json(FaultyReply::deepJson(33)), u"protocol"_s},
        {"compression bomb", FaultyReply::compressionBomb(), u"protocol"_s},
        {"redirect", FaultyReply::problem(302, "x", "Location: /y\r\n"), u"protocol"_s},
        {"400", FaultyReply::problem(400, "x"), u"protocol"_s},
        {"401", FaultyReply::problem(401, "x"), u"auth"_s},
        {"403", FaultyReply::problem(403, "x"), u"auth"_s},
        {"404", FaultyReply::problem(404, "x"), u"refused"_s},
        {"409", FaultyReply::problem(409, "x"), u"conflict"_s},
        {"422", FaultyReply::problem(422, "x"), u"refused"_s},
        {"423", FaultyReply::problem(423, "x"), u"refused"_s},
        {"429", FaultyReply::problem(429, "x", "Retry-After: 1\r\n"), u"server"_s},
        {"500", FaultyReply::problem(500, "x"), u"server"_s},
        {"503", FaultyReply::problem(503, "x"), u"server"_s}};
    for (const auto &[verb, verbName] : verbs) {
        for (const Fault &fault : faults) {
            // "Never arrived" is an answer, not an error.
            const bool isAnswer = verb == Verb::Action && qstrcmp(fault.name, "404") == 0;
            QTest::addRow("%s: %s", verbName, fault.name)
                << int(verb) << fault.reply << (isAnswer ? u"good"_s : fault.kind);
        }
    }
}

void TestControlApiBridge::survivesFaultsInEveryVerb()
{
    QFETCH(const int, verb);
    QFETCH(const FaultyReply, reply);
    QFETCH(const QString, kind);
    FaultyServer server;
    server.setReply(reply);
    EndpointSpec spec = specAt({server.url()});
    if (kind == "timeout"_L1)
        spec.totalTimeout = std::chrono::milliseconds(100);
    ControlApiBridge bridge(spec, u"s3cret"_s);

    QCOMPARE(ask(bridge, Verb(verb)), kind);

    server.setAnswer(goodBridge);
    if (kind != "timeout"_L1 && kind != "server"_L1) // it recovers
        QCOMPARE(ask(bridge, Verb(verb)), u"good"_s);
}

void TestControlApiBridge::sendsWhatTheContractSays()
{
    FaultyServer server;
    server.setAnswer(goodBridge);
    ControlApiBridge bridge(specAt({server.url(u"/base/"_s)}), u"s3cret"_s);
    server.setAnswer([](FaultyRequest request) {
        request.target.remove(0, 5);
        return goodBridge(request);
    });

    QCOMPARE(ask(bridge, Verb::DryRun), u"good"_s);
    QCOMPARE(ask(bridge, Verb::Apply), u"good"_s);
    QCOMPARE(ask(bridge, Verb::Rollback), u"good"_s);
    QCOMPARE(ask(bridge, Verb::ReleaseLatch), u"good"_s);
    QCOMPARE(ask(bridge, Verb::Action), u"good"_s);

    const QList<FaultyRequest> seen = server.requests();
    QCOMPARE(seen.size(), 5);
    QCOMPARE(seen[0].target, QByteArray("/base/v1/routes/checkout?dryRun=true"));
    QVERIFY(!seen[0].headers.contains("idempotency-key"));
    QCOMPARE(seen[1].verb, QByteArray("PATCH"));
    QCOMPARE(seen[1].target, QByteArray("/base/v1/routes/checkout"));
    QCOMPARE(seen[1].headers.value("if-match"), QByteArray("\"17\""));
    QCOMPARE(seen[1].headers.value("interlock-epoch"), QByteArray("3"));
    QCOMPARE(seen[1].headers.value("idempotency-key"), QByteArray("01234567-89ab-4def-8123-456789abcdef"));
    QCOMPARE(seen[1].body, changeBody(raiseTo25()));
    QCOMPARE(seen[2].target, QByteArray("/base/v1/rollback"));
    QVERIFY(!seen[2].headers.contains("if-match"));
    QCOMPARE(seen[2].headers.value("idempotency-key"), QByteArray("11234567-89ab-4def-8123-456789abcdef"));
    QCOMPARE(seen[3].target, QByteArray("/base/v1/latch/release"));
    QCOMPARE(seen[4].target, QByteArray("/base/v1/actions/21234567-89ab-4def-8123-456789abcdef"));
    for (const FaultyRequest &request : seen)
        QCOMPARE(request.headers.value("authorization"), QByteArray("Bearer s3cret"));
}

void TestControlApiBridge::sendsNothingThatIsWrong()
{
    FaultyServer server;
    server.setAnswer(goodBridge);
    ControlApiBridge bridge(specAt({server.url()}), {});
    PreparedChange dots = raiseTo25();
    dots.change.routeId = u".."_s;
    PreparedChange slash = raiseTo25();
    slash.change.routeId = u"a/b"_s;
    PreparedChange over = raiseTo25();
    over.change.percent = 101;
    PreparedChange keyless = raiseTo25();
    keyless.key = {};

    for (const PreparedChange &change : {dots, slash, over, keyless})
        QCOMPARE(kindOf(waited(bridge.apply(change))), u"input"_s);
    QCOMPARE(kindOf(waited(bridge.rollback(u"nowhere"_s, rollbackAll()))), u"input"_s);
    QCOMPARE(kindOf(waited(bridge.probe(u"nowhere"_s))), u"input"_s);
    QCOMPARE(server.requests().size(), 0);
}

void TestControlApiBridge::believesNoSuccess_data()
{
    QTest::addColumn<int>("verb");
    QTest::addColumn<QByteArray>("state");
    QTest::newRow("apply ignored") << int(Verb::Apply) << stateJson(18, 15);
    QTest::newRow("route gone") << int(Verb::Apply) << stateJsonWith("checkout", "cart");
    QTest::newRow("rollback ignored") << int(Verb::Rollback) << stateJson(18, 15, "new", true, 4);
    QTest::newRow("rollback not latched") << int(Verb::Rollback) << stateJson(18, 0, "legacy", false, 4);
    QTest::newRow("release ignored") << int(Verb::ReleaseLatch) << stateJson(18, 0, "legacy", true, 4);
}

void TestControlApiBridge::believesNoSuccess()
{
    QFETCH(const int, verb);
    QFETCH(const QByteArray, state);
    FaultyServer server;
    server.setReply(FaultyReply::json(state));
    ControlApiBridge bridge(specAt({server.url()}), {});

    QCOMPARE(ask(bridge, Verb(verb)), u"protocol"_s);
}

void TestControlApiBridge::showsTheConflict()
{
    FaultyServer server;
    server.setReply(
        FaultyReply::json(R"({"type":"https://x/stale-revision","state":)" + stateJson(19, 50) + '}', 409));
    ControlApiBridge bridge(specAt({server.url()}), {});
    const QSignalSpy conflicts(&bridge, &BridgePort::conflictSeen);

    QCOMPARE(ask(bridge, Verb::Apply), u"conflict"_s);

    QCOMPARE(conflicts.size(), 1);
    const auto current = conflicts.at(0).at(0).value<BridgeState>();
    QCOMPARE(current.revision, quint64(19));
    QCOMPARE(current.routes.constFirst().percent, 50);
    QCOMPARE(server.requests().size(), 1); // never tried again by itself
}

void TestControlApiBridge::readsMoveOn()
{
    FaultyServer first;
    FaultyServer second;
    first.setReply(FaultyReply::problem(503, "down"));
    second.setAnswer(goodBridge);
    ControlApiBridge bridge(specAt({first.url(), second.url()}), {});

    QCOMPARE(ask(bridge, Verb::Read), u"good"_s);
    QCOMPARE(first.requests().size(), 1);
    QCOMPARE(ask(bridge, Verb::Read), u"good"_s); // and stay there
    QCOMPARE(first.requests().size(), 1);
    second.stop();
    first.setAnswer(goodBridge);
    QCOMPARE(ask(bridge, Verb::Read), u"good"_s);
    first.stop();
    QCOMPARE(ask(bridge, Verb::Read), u"network"_s);
}

void TestControlApiBridge::changesDoNotMoveOn()
{
    FaultyServer first;
    FaultyServer second;
    first.setReply(FaultyReply::problem(503, "down"));
    second.setAnswer(goodBridge);
    ControlApiBridge bridge(specAt({first.url(), second.url()}), {});

    QCOMPARE(ask(bridge, Verb::Apply), u"server"_s);
    QCOMPARE(ask(bridge, Verb::ReleaseLatch), u"server"_s);

    QCOMPARE(second.requests().size(), 0);
}

void TestControlApiBridge::asksWhereTheActWent()
{
    FaultyServer first;
    FaultyServer second;
    first.setReply(FaultyReply::closed());
    second.setReply(FaultyReply::problem(404, "never heard of it"));
    ControlApiBridge bridge(specAt({first.url(), second.url()}), {});
    QCOMPARE(ask(bridge, Verb::Apply), u"network"_s);
    const QUuid key = raiseTo25().key;

    // The second one's "never arrived" says nothing about an act that went to the first.
    QCOMPARE(kindOf(waited(bridge.action(key))), u"network"_s);
    QVERIFY(second.count("GET", "/v1/actions/") == 1);
    second.setAnswer(goodBridge);
    const Result<ActionStatus> known = waited(bridge.action(key));
    QCOMPARE(kindOf(known), u"good"_s);
    QCOMPARE(int(known->outcome), int(ActionOutcome::Accepted));
    first.setReply(FaultyReply::problem(404, "never heard of it"));
    const Result<ActionStatus> never = waited(bridge.action(key));
    QCOMPARE(kindOf(never), u"good"_s);
    QCOMPARE(int(never->outcome), int(ActionOutcome::NeverArrived));
}

void TestControlApiBridge::sendsTheSameKeyAgainOnly()
{
    // The change is made and the reply lost on a kept-alive connection: the transport may send the same bytes
    // again, which the key makes harmless. Another key never appears.
    FaultyServer server;
    server.setAnswer(goodBridge);
    ControlApiBridge bridge(specAt({server.url()}), {});
    QCOMPARE(ask(bridge, Verb::Read), u"good"_s);
    server.setReply(FaultyReply::closed());

    QCOMPARE(ask(bridge, Verb::Apply), u"network"_s);

    QVERIFY(server.count("PATCH", "/v1/routes/checkout") >= 1);
    for (const FaultyRequest &request : server.requests()) {
        if (request.verb == "PATCH") {
            QCOMPARE(request.headers.value("idempotency-key"),
                     QByteArray("01234567-89ab-4def-8123-456789abcdef"));
            QCOMPARE(request.body, changeBody(raiseTo25()));
        }
    }
}

void TestControlApiBridge::rollsBackOnEachPathAlone()
{
    FaultyServer dead;
    FaultyServer alive;
    dead.setReply(FaultyReply::hang());
    alive.setAnswer(goodBridge);
    ControlApiBridge bridge(specAt({dead.url(), alive.url()}), {});
    const QList<RollbackPath> paths = bridge.rollbackPaths();
    QCOMPARE(paths.size(), 2);
    QCOMPARE(paths.at(1).title, alive.url().toString());

    const QFuture<Result<BridgeState>> hanging = bridge.rollback(paths.at(0).id, rollbackAll());
    const Result<BridgeState> done = waited(bridge.rollback(paths.at(1).id, rollbackAll()));

    QCOMPARE(kindOf(done), u"good"_s);
    QCOMPARE(done->latched, true);
    QVERIFY(!hanging.isFinished());
    QTRY_COMPARE(dead.count("POST", "/v1/rollback"), 1);
    QCOMPARE(alive.count("POST", "/v1/rollback"), 1);
}

void TestControlApiBridge::rollbackWaitsForNothing()
{
    // Reads that hang take all connections of theirs; the rollback has its own.
    FaultyServer server;
    server.setAnswer([](const FaultyRequest &request) {
        return request.verb == "GET" ? FaultyReply::hang() : goodBridge(request);
    });
    ControlApiBridge bridge(specAt({server.url()}), {});
    QList<QFuture<Result<BridgeState>>> reads;
    for (int i = 0; i < 12; ++i)
        reads.append(bridge.read());
    QTRY_VERIFY(server.count("GET", "/v1/state") >= 6);

    QCOMPARE(ask(bridge, Verb::Rollback), u"good"_s);
    for (const auto &read : std::as_const(reads))
        QVERIFY(!read.isFinished());
}

void TestControlApiBridge::probeKeepsTheConnectionWarm()
{
    FaultyServer server;
    server.setAnswer(goodBridge);
    ControlApiBridge bridge(specAt({server.url()}), {});

    QCOMPARE(ask(bridge, Verb::Probe), u"good"_s);
    QCOMPARE(ask(bridge, Verb::Rollback), u"good"_s);

    QCOMPARE(server.requests().size(), 2);
    QCOMPARE(server.requests().at(1).connection, server.requests().at(0).connection);
}

void TestControlApiBridge::namesUnknownRoutes()
{
    FaultyServer server;
    server.setAnswer(goodBridge);
    ControlApiBridge bridge(specAt({server.url()}), {});
    RollbackOrder order = rollbackAll();
    order.routes = QStringList{u"checkout"_s, u"basket"_s};

    const Result<BridgeState> state = waited(bridge.rollback(bridge.rollbackPaths().constFirst().id, order));

    QCOMPARE(kindOf(state), u"good"_s);
    QCOMPARE(state->unknownRoutes, QStringList{u"basket"_s});
}

void TestControlApiBridge::releaseThatWaitsReadsTheState()
{
    FaultyServer server;
    server.setAnswer([](const FaultyRequest &request) {
        return request.verb == "POST" ? FaultyReply::json(R"({"waitingFor":1})", 202)
                                      : FaultyReply::json(stateJson(18, 0, "legacy", true, 4));
    });
    ControlApiBridge bridge(specAt({server.url()}), {});

    const Result<BridgeState> state = waited(bridge.releaseLatch({4, u"fixed"_s, otherKey(), u"ann"_s}));

    QCOMPARE(kindOf(state), u"good"_s);
    QCOMPARE(state->waitingFor, 1);
    QCOMPARE(state->latched, true);
}

void TestControlApiBridge::neverGoesBack()
{
    // A read is asked, a change is made and answered, and only then the read's old answer comes.
    FaultyServer server;
    server.setAnswer([](const FaultyRequest &request) {
        return request.verb == "GET" ? FaultyReply::hang() : goodBridge(request);
    });
    ControlApiBridge bridge(specAt({server.url()}), {});
    const QFuture<Result<BridgeState>> read = bridge.read();
    QTRY_COMPARE(server.count("GET", "/v1/state"), 1);
    QCOMPARE(ask(bridge, Verb::Rollback), u"good"_s); // revision 19

    server.pushTo(0, FaultyReply::json(stateJson(17)).bytes);

    const Result<BridgeState> state = waited(read);
    QCOMPARE(kindOf(state), u"good"_s);
    QCOMPARE(state->revision, quint64(19));
}

void TestControlApiBridge::notesAReload()
{
    FaultyServer server;
    server.setReply(FaultyReply::json(stateJson(19)));
    ControlApiBridge bridge(specAt({server.url()}), {});
    QCOMPARE(ask(bridge, Verb::Read), u"good"_s);
    server.setReply(FaultyReply::json(stateJson(17)));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"went back from revision 19 to 17"_s));

    const Result<BridgeState> state = waited(bridge.read());

    QCOMPARE(kindOf(state), u"good"_s);
    QCOMPARE(state->revision, quint64(17));
    QCOMPARE(state->instances.constFirst().note, u"the bridge went back from revision 19 to 17"_s);
    QCOMPARE(waited(bridge.read())->instances.constFirst().note, QString()); // told once
}

void TestControlApiBridge::endsWhenDestroyed()
{
    FaultyServer server;
    server.setReply(FaultyReply::hang());
    auto bridge = std::make_unique<ControlApiBridge>(specAt({server.url()}), QString());
    const QString path = bridge->rollbackPaths().constFirst().id;
    const QList<QFuture<Result<BridgeState>>> states{
        bridge->read(), bridge->dryRun(raiseTo25()), bridge->apply(raiseTo25()),
        bridge->rollback(path, rollbackAll()), bridge->releaseLatch({4, u"x"_s, otherKey(), u"ann"_s})};
    const QFuture<Result<ActionStatus>> action = bridge->action(otherKey());
    const QFuture<Result<Identity>> probe = bridge->probe(path);
    QTRY_VERIFY(server.requests().size() >= 6);

    bridge.reset();

    for (const auto &state : states)
        QCOMPARE(kindOf(waited(state)), u"cancelled"_s);
    QCOMPARE(kindOf(waited(action)), u"cancelled"_s);
    QCOMPARE(kindOf(waited(probe)), u"cancelled"_s);
}

QTEST_GUILESS_MAIN(TestControlApiBridge)
#include "tst_controlapibridge.moc"
