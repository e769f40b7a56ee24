// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/bridge/controlapibridge.h"
#include "models/endpoints/parity/controlapiparity.h"
#include "models/endpoints/sync/controlapisync.h"
#include "tests/app/rehearsal_api/apifixture.h"
#include "tests/fakes/waited.h"

#include <QSignalSpy>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using rehearsal::ControlApiServer;
using rehearsal::test::ApiFixture;

namespace {

EndpointSpec specAt(const QList<QUrl> &urls)
{
    EndpointSpec spec;
    spec.urls = urls;
    spec.connectTimeout = std::chrono::seconds(20);
    spec.totalTimeout = std::chrono::seconds(20);
    return spec;
}

PreparedChange changeOf(const BridgeState &state, int percent, const QString &actor)
{
    PreparedChange change;
    change.change.routeId = u"checkout"_s;
    change.change.percent = percent;
    change.change.reason = u"plan"_s;
    change.expectedRevision = state.revision;
    change.epoch = state.epoch;
    change.key = QUuid::createUuid();
    change.actor = actor;
    return change;
}

RollbackOrder orderOf(const QStringList &routes, quint64 epoch, const QString &actor)
{
    return {routes, epoch, u"errors"_s, QUuid::createUuid(), actor};
}

} // namespace

/// The drivers against the rehearsal's own Control API, over real connections.
class TestControlApiDrivers final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsStateAndIdentity();
    void raisesAShare();
    void twoConsolesConflict();
    void lostReplyHappensOnce();
    void silentBridgeIsSettledByKey();
    void rollsBackOnAllPathsAndLatches();
    void rollsBackWithOnePathDead();
    void namesMissingScopes_data();
    void namesMissingScopes();
    void releaseByTwoPeople();
    void pushesChangesAndComesBack();
    void steersPipelinesAndMarks();
    void readsParity();
};

void TestControlApiDrivers::readsStateAndIdentity()
{
    ApiFixture world;
    ControlApiBridge bridge(specAt({world.url({})}), u"oncall"_s);

    const Result<BridgeState> state = waited(bridge.read());
    const Result<Identity> identity = waited(bridge.identity());

    QVERIFY2(state.has_value(), qPrintable(state ? QString() : state.error().detail));
    QCOMPARE(state->routes, world.plane.state().routes);
    QCOMPARE(state->revision, world.plane.revision());
    QCOMPARE(state->capabilities.size(), 8);
    QVERIFY(identity.has_value());
    QCOMPARE(*identity, (Identity{u"otto"_s, {Scope::Read, Scope::Rollback}}));
    QCOMPARE(kindOf(waited(bridge.probe(bridge.rollbackPaths().constFirst().id))), u"good"_s);
}

void TestControlApiDrivers::raisesAShare()
{
    ApiFixture world;
    ControlApiBridge bridge(specAt({world.url({})}), u"ann"_s);
    const PreparedChange change = changeOf(*waited(bridge.read()), 50, u"ann"_s);

    const Result<BridgeState> dry = waited(bridge.dryRun(change));
    QCOMPARE(kindOf(dry), u"good"_s);
    QCOMPARE(world.route(u"checkout"_s).percent, 15);
    const Result<BridgeState> done = waited(bridge.apply(change));
    QCOMPARE(kindOf(done), u"good"_s);
    QCOMPARE(done->route(u"checkout")->percent, 50);
    QCOMPARE(done->route(u"checkout")->changedBy, u"ann"_s);
    QCOMPARE(done->revision, change.expectedRevision + 1);
    QCOMPARE(acknowledgement(*done).acknowledged, 0);
    world.plane.acknowledge(u"edge-1"_s, done->revision);
    QCOMPARE(acknowledgement(*waited(bridge.read())).acknowledged, 1);
    const Result<ActionStatus> action = waited(bridge.action(change.key));
    QCOMPARE(kindOf(action), u"good"_s);
    QCOMPARE(int(action->outcome), int(ActionOutcome::Accepted));
    QCOMPARE(action->revision, done->revision);
    QCOMPARE(int(waited(bridge.action(QUuid::createUuid()))->outcome), int(ActionOutcome::NeverArrived));
}

void TestControlApiDrivers::twoConsolesConflict()
{
    ApiFixture world;
    ControlApiBridge anns(specAt({world.url({})}), u"ann"_s);
    ControlApiBridge bobs(specAt({world.url({})}), u"bob"_s);
    const BridgeState seen = *waited(anns.read());
    QCOMPARE(kindOf(waited(bobs.apply(changeOf(seen, 20, u"bob"_s)))), u"good"_s);
    const QSignalSpy conflicts(&anns, &BridgePort::conflictSeen);

    QCOMPARE(kindOf(waited(anns.apply(changeOf(seen, 50, u"ann"_s)))), u"conflict"_s);

    QCOMPARE(conflicts.size(), 1);
    const auto current = conflicts.at(0).at(0).value<BridgeState>();
    QCOMPARE(current.route(u"checkout")->changedBy, u"bob"_s);
    QCOMPARE(current.route(u"checkout")->percent, 20);
    QCOMPARE(world.route(u"checkout"_s).percent, 20);
}

void TestControlApiDrivers::lostReplyHappensOnce()
{
    ApiFixture world;
    ControlApiBridge bridge(specAt({world.url({})}), u"ann"_s);
    const PreparedChange change = changeOf(*waited(bridge.read()), 50, u"ann"_s);
    world.api.loseReplies(10); // also of what the transport sends again

    QCOMPARE(kindOf(waited(bridge.apply(change))), u"network"_s);

    world.api.loseReplies(0);
    QCOMPARE(int(waited(bridge.action(change.key))->outcome), int(ActionOutcome::Accepted));
    const BridgeState after = *waited(bridge.read());
    QCOMPARE(after.revision, change.expectedRevision + 1);
    QCOMPARE(after.route(u"checkout")->percent, 50);
}

void TestControlApiDrivers::silentBridgeIsSettledByKey()
{
    ApiFixture world;
    EndpointSpec spec = specAt({world.url({})});
    ControlApiBridge reader(spec, u"ann"_s);
    const PreparedChange change = changeOf(*waited(reader.read()), 50, u"ann"_s);
    spec.totalTimeout = std::chrono::milliseconds(150);
    ControlApiBridge hasty(spec, u"ann"_s);
    world.api.setSilent(true);

    QCOMPARE(kindOf(waited(hasty.apply(change))), u"timeout"_s);

    world.api.setSilent(false);
    QCOMPARE(int(waited(reader.action(change.key))->outcome), int(ActionOutcome::NeverArrived));
    QCOMPARE(world.route(u"checkout"_s).percent, 15);
}

void TestControlApiDrivers::rollsBackOnAllPathsAndLatches()
{
    ApiFixture world;
    ControlApiServer second(&world.api);
    const Result<quint16> port = second.start();
    QVERIFY(port.has_value());
    ControlApiBridge bridge(specAt({world.url({}), QUrl(u"http://127.0.0.1:%1"_s.arg(*port))}), u"ann"_s);
    const BridgeState before = *waited(bridge.read());
    const RollbackOrder order = orderOf({u"*"_s}, before.epoch + 1, u"ann"_s);
    const QList<RollbackPath> paths = bridge.rollbackPaths();

    const auto first = bridge.rollback(paths.at(0).id, order);
    const auto other = bridge.rollback(paths.at(1).id, order);
    const Result<BridgeState> state = waited(first);
    QCOMPARE(kindOf(state), u"good"_s);
    QCOMPARE(kindOf(waited(other)), u"good"_s);

    QCOMPARE(state->latched, true);
    QCOMPARE(state->epoch, before.epoch + 1);
    QCOMPARE(state->revision, before.revision + 1); // twice told, once done
    QCOMPARE(int(world.route(u"checkout"_s).mode), int(Mode::Legacy));
    PreparedChange raise = changeOf(*state, 50, u"ann"_s);
    raise.change.mode = Mode::New;
    const Result<BridgeState> refused = waited(bridge.apply(raise));
    QCOMPARE(kindOf(refused), u"refused"_s);
    QVERIFY2(refused.error().detail.startsWith(u"HTTP 423"), qPrintable(refused.error().detail));
    const Result<BridgeState> released =
        waited(bridge.releaseLatch({state->epoch, u"fixed"_s, QUuid::createUuid(), u"ann"_s}));
    QCOMPARE(kindOf(released), u"good"_s);
    QCOMPARE(released->latched, false);
}

void TestControlApiDrivers::rollsBackWithOnePathDead()
{
    ApiFixture world;
    ControlApiServer second(&world.api);
    const Result<quint16> port = second.start();
    QVERIFY(port.has_value());
    ControlApiBridge bridge(specAt({QUrl(u"http://127.0.0.1:%1"_s.arg(*port)), world.url({})}), u"oncall"_s);
    second.stop();
    const RollbackOrder order = orderOf({u"checkout"_s, u"basket"_s}, 9, u"otto"_s);

    const Result<BridgeState> dead = waited(bridge.rollback(bridge.rollbackPaths().at(0).id, order));
    const Result<BridgeState> alive = waited(bridge.rollback(bridge.rollbackPaths().at(1).id, order));

    QCOMPARE(kindOf(dead), u"network"_s);
    QVERIFY2(dead.error().detail.endsWith(u"nothing was sent"), qPrintable(dead.error().detail));
    QCOMPARE(kindOf(alive), u"good"_s);
    QCOMPARE(alive->unknownRoutes, QStringList{u"basket"_s});
    QCOMPARE(kindOf(waited(bridge.read())), u"good"_s); // reads moved on
}

void TestControlApiDrivers::namesMissingScopes_data()
{
    QTest::addColumn<QString>("token");
    QTest::addColumn<QString>("read");
    QTest::addColumn<QString>("apply");
    QTest::addColumn<QString>("rollback");
    QTest::newRow("reader") << u"reader"_s << u"good"_s << u"auth"_s << u"auth"_s;
    QTest::newRow("operator") << u"operator"_s << u"good"_s << u"good"_s << u"auth"_s;
    QTest::newRow("oncall") << u"oncall"_s << u"good"_s << u"auth"_s << u"good"_s;
    QTest::newRow("rollback only") << u"rollback"_s << u"auth"_s << u"auth"_s << u"good"_s;
    QTest::newRow("unknown") << u"nobody"_s << u"auth"_s << u"auth"_s << u"auth"_s;
    QTest::newRow("none") << QString() << u"auth"_s << u"auth"_s << u"auth"_s;
}

void TestControlApiDrivers::namesMissingScopes()
{
    QFETCH(const QString, token);
    ApiFixture world;
    ControlApiBridge bridge(specAt({world.url({})}), token);
    const QString actor = QString::fromUtf8(ApiFixture::actorOf(token.toUtf8()));

    QTEST(kindOf(waited(bridge.read())), "read");
    QTEST(kindOf(waited(bridge.apply(changeOf(world.plane.state(), 50, actor)))), "apply");
    const QString path = bridge.rollbackPaths().constFirst().id;
    QTEST(kindOf(waited(bridge.rollback(path, orderOf({u"*"_s}, 5, actor)))), "rollback");
}

void TestControlApiDrivers::releaseByTwoPeople()
{
    ApiFixture world(2);
    ControlApiBridge anns(specAt({world.url({})}), u"ann"_s);
    ControlApiBridge bobs(specAt({world.url({})}), u"bob"_s);
    const Result<BridgeState> latched =
        waited(anns.rollback(anns.rollbackPaths().constFirst().id, orderOf({u"*"_s}, 5, u"ann"_s)));
    QVERIFY(latched.has_value());

    const Result<BridgeState> waiting = waited(anns.releaseLatch({5, u"x"_s, QUuid::createUuid(), u"ann"_s}));
    QCOMPARE(kindOf(waiting), u"good"_s);
    QCOMPARE(waiting->waitingFor, 1);
    QCOMPARE(waiting->latched, true);
    const Result<BridgeState> released =
        waited(bobs.releaseLatch({5, u"x"_s, QUuid::createUuid(), u"bob"_s}));
    QCOMPARE(kindOf(released), u"good"_s);
    QCOMPARE(released->latched, false);
}

void TestControlApiDrivers::pushesChangesAndComesBack()
{
    ApiFixture world;
    const quint16 port = world.server.port();
    const EventStreamTiming timing{std::chrono::seconds(20), std::chrono::seconds(20),
                                   std::chrono::milliseconds(1), std::chrono::milliseconds(20)};
    ControlApiBridge bridge(specAt({world.url({})}), u"ann"_s, timing);
    const QSignalSpy states(&bridge, &BridgePort::stateArrived);
    const QSignalSpy ups(&bridge, &BridgePort::eventsUp);
    const auto newest = [&states] {
        return states.isEmpty() ? BridgeState{} : states.constLast().at(0).value<BridgeState>();
    };

    bridge.startEvents();
    QTRY_COMPARE(newest().revision, world.plane.revision());
    QCOMPARE(ups.constLast().at(0).toBool(), true);
    QCOMPARE(kindOf(waited(bridge.apply(changeOf(world.plane.state(), 50, u"ann"_s)))), u"good"_s);
    QTRY_COMPARE(newest().revision, world.plane.revision());
    world.plane.acknowledge(u"edge-1"_s, world.plane.revision());
    QTRY_COMPARE(acknowledgement(newest()).acknowledged, 1);

    world.server.stop();
    QTRY_COMPARE(ups.constLast().at(0).toBool(), false);
    world.plane.acknowledge(u"edge-2"_s, world.plane.revision());
    QVERIFY(world.server.start(port).has_value());
    QTRY_COMPARE(ups.constLast().at(0).toBool(), true);
    QTRY_COMPARE(acknowledgement(newest()).acknowledged, 2);
}

void TestControlApiDrivers::steersPipelinesAndMarks()
{
    ApiFixture world;
    world.sync.pipeline.id = u"orders-back"_s;
    world.sync.pipeline.title = u"Orders"_s;
    world.sync.pipeline.direction = SyncDirection::Back;
    world.sync.pipeline.state = PipelineRunState::Running;
    world.sync.pipeline.lagSeconds = 0.8;
    ControlApiSync sync(specAt({world.url({})}), u"ann"_s);
    const QString mark = QUuid::createUuid().toString(QUuid::WithoutBraces);

    const Result<PipelinesSnapshot> snapshot = waited(sync.read());
    QVERIFY2(snapshot.has_value(), qPrintable(snapshot ? QString() : snapshot.error().detail));
    QCOMPARE(snapshot->pipelines, QList{world.sync.pipeline});
    const auto paused = waited(sync.command(u"orders-back"_s, PipelineCommand::Pause, QUuid::createUuid()));
    QCOMPARE(kindOf(paused), u"good"_s);
    QCOMPARE(int(world.sync.pipeline.state), int(PipelineRunState::Paused));
    QCOMPARE(kindOf(waited(sync.command(u"orders-back"_s, PipelineCommand::Retry, QUuid::createUuid()))),
             u"refused"_s);
    QCOMPARE(kindOf(waited(sync.command(u"carts"_s, PipelineCommand::Pause, QUuid::createUuid()))),
             u"refused"_s);
    QCOMPARE(kindOf(waited(sync.writeMark(SyncDirection::Back, mark, QUuid::createUuid()))), u"good"_s);
    QCOMPARE(waited(sync.readMark(mark))->arrivedAt.isValid(), false);
    QCOMPARE(kindOf(waited(sync.readMark(QUuid::createUuid().toString(QUuid::WithoutBraces)))), u"refused"_s);
}

void TestControlApiDrivers::readsParity()
{
    ApiFixture world;
    const QDateTime at(QDate(2026, 3, 2), QTime(8, 0, 5), Qt::UTC);
    for (int i = 0; i < 3; ++i)
        world.parity.countEligible(u"checkout"_s, at);
    world.parity.countMirrored(u"checkout"_s, at);
    rehearsal::ParityPair pair;
    pair.at = at;
    pair.routeId = u"checkout"_s;
    pair.legacy = {true, 200, 12, R"({"price":1})"};
    pair.modern = {true, 200, 9, R"({"price":2})"};
    world.parity.add(pair);
    ControlApiParity parity(specAt({world.url({})}), u"ann"_s);

    const Result<ParitySeries> series =
        waited(parity.series(u"checkout"_s, at.addSecs(-60), at.addSecs(60), std::chrono::seconds(60)));

    QVERIFY2(series.has_value(), qPrintable(series ? QString() : series.error().detail));
    const ParityBucket sum = total(*series);
    QCOMPARE(sum.eligible, 3);
    QCOMPARE(sum.compared, 1);
    QCOMPARE(sum.different, 1);
}

QTEST_GUILESS_MAIN(TestControlApiDrivers)
#include "tst_controlapi_drivers.moc"
