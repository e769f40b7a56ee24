// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/bridgestate.h"
#include "models/domain/pipeline.h"
#include "models/domain/result.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

class TestBridgeState final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acknowledgement_data();
    void acknowledgement();
    void routeById();
    void names();
};

void TestBridgeState::acknowledgement_data()
{
    QTest::addColumn<QList<InstanceState>>("instances");
    QTest::addColumn<quint64>("wanted");
    QTest::addColumn<int>("acknowledged");
    QTest::addColumn<bool>("complete");
    const auto at = [](const QString &id, quint64 revision, bool agrees = true) {
        return InstanceState{id, revision, {}, agrees, {}};
    };
    using Instances = QList<InstanceState>;
    QTest::newRow("none") << Instances{} << quint64(0) << 0 << false;
    QTest::newRow("all") << Instances{at(u"a"_s, 17), at(u"b"_s, 17)} << quint64(0) << 2 << true;
    QTest::newRow("one behind") << Instances{at(u"a"_s, 17), at(u"b"_s, 16)} << quint64(0) << 1 << false;
    QTest::newRow("one disagrees") << Instances{at(u"a"_s, 17), at(u"b"_s, 17, false)} << quint64(0) << 1
                                   << false;
    QTest::newRow("an older revision is enough")
        << Instances{at(u"a"_s, 16), at(u"b"_s, 17)} << quint64(16) << 2 << true;
}

void TestBridgeState::acknowledgement()
{
    QFETCH(const QList<InstanceState>, instances);
    QFETCH(const quint64, wanted);
    QFETCH(const int, acknowledged);
    BridgeState state;
    state.revision = 17;
    state.instances = instances;
    const Acknowledgement result = interlock::acknowledgement(state, wanted);
    QCOMPARE(result.acknowledged, acknowledged);
    QCOMPARE(result.total, int(instances.size()));
    QCOMPARE(result.missing.size(), instances.size() - acknowledged);
    QTEST(result.complete(), "complete");
}

void TestBridgeState::routeById()
{
    BridgeState state;
    RouteState route;
    route.id = u"checkout"_s;
    state.routes = {route};
    QCOMPARE(state.route(u"checkout"), &std::as_const(state).routes.constFirst());
    QCOMPARE(state.route(u"Checkout"), nullptr);
    QCOMPARE(state.route(u""), nullptr);
}

void TestBridgeState::names()
{
    QCOMPARE(capabilityFromName(capabilityName(Capability::AtomicRollback)),
             std::optional(Capability::AtomicRollback));
    QCOMPARE(capabilityFromName(u"x"), std::nullopt);
    QCOMPARE(scopeFromName(u"operate"), std::optional(Scope::Operate));
    QCOMPARE(pipelineRunStateFromName(u"failed"), std::optional(PipelineRunState::Failed));
    QCOMPARE(directionFromName(u"back"), std::optional(SyncDirection::Back));
    QCOMPARE(pipelineCommandName(PipelineCommand::Retry), u"retry"_s);
    QCOMPARE(errorKindName(ErrorKind::Refused), u"refused"_s);
}

QTEST_GUILESS_MAIN(TestBridgeState)
#include "tst_bridgestate.moc"
