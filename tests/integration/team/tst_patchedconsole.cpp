// SPDX-License-Identifier: GPL-3.0-or-later
// A console with its checks patched out still cannot write: the drivers are called with nothing before them,
// with the token of a viewer and of somebody on call, and every write must be turned down by the other side.
#include "models/endpoints/bridge/controlapibridge.h"
#include "models/endpoints/parity/controlapirules.h"
#include "models/endpoints/sync/controlapisync.h"
#include "tests/app/rehearsal_api/apifixture.h"
#include "tests/fakes/waited.h"
#include "tests/integration/team/teamworld.h"

#include <functional>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using rehearsal::test::ApiFixture;
using test::TeamWorld;

namespace {
/// Everything that a console of ours can send, as somebody.
struct PatchedConsole
{
    PatchedConsole(const ApiFixture &world, const QString &theToken, const QString &theActor)
        : bridge(spec(world), theToken),
          sync(spec(world), theToken),
          rules(spec(world), theToken),
          actor(theActor)
    {
    }

    static EndpointSpec spec(const ApiFixture &world)
    {
        EndpointSpec spec;
        spec.urls = {world.url({})};
        spec.connectTimeout = spec.totalTimeout = std::chrono::seconds(20);
        return spec;
    }
    [[nodiscard]] PreparedChange to(int percent)
    {
        const BridgeState now = *waited(bridge.read());
        PreparedChange change;
        change.change.routeId = u"checkout"_s;
        change.change.percent = percent;
        change.change.reason = u"because I can"_s;
        change.expectedRevision = now.revision;
        change.epoch = now.epoch;
        change.key = QUuid::createUuid();
        change.actor = actor;
        return change;
    }

    ControlApiBridge bridge;
    ControlApiSync sync;
    ControlApiRules rules;
    QString actor;
};

using Write = std::function<QString(PatchedConsole &)>;

struct WriteRow
{
    const char *name;
    Write write;
    bool onCallMay;
};

QList<WriteRow> allWrites()
{
    return {
        {"raise the share", [](PatchedConsole &c) { return kindOf(waited(c.bridge.apply(c.to(50)))); },
         false},
        {"raise the share as somebody else",
         [](PatchedConsole &c) {
             PreparedChange change = c.to(50);
             change.actor = u"ann"_s;
             return kindOf(waited(c.bridge.apply(change)));
         },
         false},
        {"step the mode of more users",
         [](PatchedConsole &c) {
             PreparedChange change = c.to(16);
             change.change.mode = Mode::New;
             return kindOf(waited(c.bridge.apply(change)));
         },
         false},
        {"dry run of more", [](PatchedConsole &c) { return kindOf(waited(c.bridge.dryRun(c.to(50)))); },
         false},
        {"release the latch",
         [](PatchedConsole &c) {
             return kindOf(waited(c.bridge.releaseLatch({99, u"on"_s, QUuid::createUuid(), c.actor})));
         },
         false},
        {"pause a pipeline",
         [](PatchedConsole &c) {
             return kindOf(
                 waited(c.sync.command(u"orders-back"_s, PipelineCommand::Pause, QUuid::createUuid())));
         },
         false},
        {"replace the parity rules",
         [](PatchedConsole &c) {
             const Result<SharedRules> now = waited(c.rules.read());
             return kindOf(waited(c.rules.replace(
                 {"{\"rule\":[]}", now ? now->revision : QByteArray("\"0\"")}, QUuid::createUuid())));
         },
         false},
        {"less to new", [](PatchedConsole &c) { return kindOf(waited(c.bridge.apply(c.to(5)))); }, true},
        {"roll back",
         [](PatchedConsole &c) {
             return kindOf(
                 waited(c.bridge.rollback(c.bridge.rollbackPaths().constFirst().id,
                                          {{u"*"_s}, 9, u"errors"_s, QUuid::createUuid(), c.actor})));
         },
         true},
    };
}
} // namespace

class TestPatchedConsole final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bridgeAndSync_data();
    void bridgeAndSync();
    void database_data();
    void database();
};

void TestPatchedConsole::bridgeAndSync_data()
{
    QTest::addColumn<QString>("token");
    QTest::addColumn<QString>("actor");
    QTest::addColumn<int>("row");
    QTest::addColumn<bool>("may");
    const QList<WriteRow> writes = allWrites();
    for (int i = 0; i < writes.size(); ++i) {
        const WriteRow &row = writes.at(i);
        QTest::addRow("viewer: %s", row.name)
            << u"reader"_s << QString::fromUtf8(ApiFixture::actorOf("reader")) << i << false;
        QTest::addRow("on call: %s", row.name)
            << u"oncall"_s << QString::fromUtf8(ApiFixture::actorOf("oncall")) << i << row.onCallMay;
    }
}

void TestPatchedConsole::bridgeAndSync()
{
    QFETCH(const QString, token);
    QFETCH(const QString, actor);
    QFETCH(const int, row);
    QFETCH(const bool, may);
    ApiFixture world;
    PatchedConsole console(world, token, actor);
    const BridgeState before = world.plane.state();
    const QString answer = allWrites().at(row).write(console);
    QCOMPARE(answer, may ? u"good"_s : u"auth"_s);
    if (may)
        return;
    const BridgeState after = world.plane.state();
    QCOMPARE(after.routes, before.routes);
    QCOMPARE(after.revision, before.revision);
    QCOMPARE(after.epoch, before.epoch);
    QCOMPARE(world.sync.commands, 0);
}

void TestPatchedConsole::database_data()
{
    QTest::addColumn<QString>("account");
    QTest::addColumn<bool>("rollbackMay");
    QTest::newRow("viewer") << u"vera"_s << false;
    QTest::newRow("on call") << u"olaf"_s << true;
}

/// The same at PostgreSQL: TeamPort with nothing before it. What SQL alone can do is in tst_teamschema.
void TestPatchedConsole::database()
{
    QFETCH(const QString, account);
    QFETCH(const bool, rollbackMay);
    TeamWorld world;
    QCOMPARE(world.start(), QString());
    const auto ann = world.team(u"ann"_s);
    const auto patched = world.team(account);
    ApprovalRequest request;
    request.routeId = u"checkout"_s;
    request.evidence = "{}";
    request.actor = u"ann"_s;
    request.validFor = std::chrono::minutes(5);
    QCOMPARE(kindOf(waited(patched->request(request))), u"auth"_s);
    const Result<Approval> asked = waited(ann->request(request));
    QCOMPARE(kindOf(asked), u"good"_s);
    for (const ApprovalStep step :
         {ApprovalStep::Approve, ApprovalStep::Decline, ApprovalStep::Void, ApprovalStep::Use})
        QCOMPARE(kindOf(waited(
                     patched->step(asked->id, step, asked->digest, QUuid::createUuid(), u"ben"_s, u"x"_s))),
                 u"auth"_s);
    LocalChain chain;
    const auto recorded = [&](JournalKind kind) {
        return waited(patched->record({chain.note(u"forged"_s, kind)})).value_or(QList<Recording>{});
    };
    const QList<Recording> refused{Recording::Refused};
    QCOMPARE(recorded(JournalKind::Forward), refused);
    QCOMPARE(recorded(JournalKind::Override), refused);
    QCOMPARE(recorded(JournalKind::LatchRelease), refused);
    QCOMPARE(recorded(JournalKind::Rollback), rollbackMay ? QList<Recording>{Recording::Recorded} : refused);
    QCOMPARE(world.value("select count(*) from interlock_console.journal"), rollbackMay ? u"1"_s : u"0"_s);
    QCOMPARE(waited(ann->approvals())->constFirst().state, ApprovalState::Requested);
}

QTEST_GUILESS_MAIN(TestPatchedConsole)
#include "tst_patchedconsole.moc"
