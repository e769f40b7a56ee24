// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/sync/controlapisync.h"
#include "tests/fakes/faultyserver.h"
#include "tests/fakes/waited.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(interlock::FaultyReply)

namespace {

QUuid key()
{
    return QUuid(u"{01234567-89ab-4def-8123-456789abcdef}"_s);
}

QByteArray pipelineJson()
{
    return R"({"id":"orders-back","title":"Orders, new to legacy","direction":"back",
"kind":"outbox","state":"running","lagSeconds":0.8,"lagEvents":12,"eventsPerSecond":41.5,"errorsTotal":3,
"conflictsTotal":5,"conflictsOpen":1,"lastEventAt":"2026-03-02T08:14:59.900Z","retainedUntil":"2026-03-09T08:15:00.000Z",
"progress":{"done":120000,"total":480000},
"tables":[{"name":"orders","lagSeconds":0.8,"rowsPerSecond":12.0,"errorsTotal":0}]})";
}

QByteArray pipelinesJson(const QByteArray &pipelines)
{
    return R"({"at":"2026-03-02T08:15:00.120Z","pipelines":[)" + pipelines + "]}";
}

QByteArray pipelineWith(const QByteArray &from, const QByteArray &to)
{
    if (!pipelineJson().contains(from))
        qFatal("the pipeline has no %s", from.constData());
    return QByteArray(pipelineJson()).replace(from, to);
}

EndpointSpec specAt(const QList<QUrl> &urls)
{
    EndpointSpec spec;
    spec.urls = urls;
    spec.connectTimeout = std::chrono::seconds(20);
    spec.totalTimeout = std::chrono::seconds(20);
    return spec;
}

enum class Verb { Read, Command, WriteMark, ReadMark, Action };

QString ask(ControlApiSync &sync, Verb verb)
{
    switch (verb) {
    case Verb::Read:
        return kindOf(waited(sync.read()));
    case Verb::Command:
        return kindOf(waited(sync.command(u"orders-back"_s, PipelineCommand::Pause, key())));
    case Verb::WriteMark:
        return kindOf(waited(sync.writeMark(SyncDirection::Back, u"m1"_s, key())));
    case Verb::ReadMark:
        return kindOf(waited(sync.readMark(u"m1"_s)));
    case Verb::Action:
        return kindOf(waited(sync.action(key())));
    }
    return {};
}

} // namespace

class TestControlApiSync final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheContractsExample();
    void keepsWhatIsAbsentAbsent();
    void namesWhatIsWrong_data();
    void namesWhatIsWrong();
    void survivesFaultsInEveryVerb_data();
    void survivesFaultsInEveryVerb();
    void commandsAndReadsBack_data();
    void commandsAndReadsBack();
    void writesAndReadsMarks();
    void asksWhatBecameOfACommand_data();
    void asksWhatBecameOfACommand();
    void sendsNothingThatIsWrong();
    void endsWhenDestroyed();
};

void TestControlApiSync::readsTheContractsExample()
{
    FaultyServer server;
    server.setReply(FaultyReply::json(pipelinesJson(pipelineJson())));
    ControlApiSync sync(specAt({server.url()}), {});

    const Result<PipelinesSnapshot> snapshot = waited(sync.read());

    QVERIFY2(snapshot.has_value(), qPrintable(snapshot ? QString() : snapshot.error().detail));
    PipelineState expected;
    expected.id = u"orders-back"_s;
    expected.title = u"Orders, new to legacy"_s;
    expected.direction = SyncDirection::Back;
    expected.kind = u"outbox"_s;
    expected.state = PipelineRunState::Running;
    expected.lagSeconds = 0.8;
    expected.lagEvents = 12;
    expected.eventsPerSecond = 41.5;
    expected.errorsTotal = 3;
    expected.conflictsTotal = 5;
    expected.conflictsOpen = 1;
    expected.lastEventAt = QDateTime(QDate(2026, 3, 2), QTime(8, 14, 59, 900), Qt::UTC);
    expected.retainedUntil = QDateTime(QDate(2026, 3, 9), QTime(8, 15), Qt::UTC);
    expected.progressDone = 120000;
    expected.progressTotal = 480000;
    expected.tables = {{u"orders"_s, 0.8, 12.0, 0}};
    QCOMPARE(snapshot->pipelines, QList{expected});
    QCOMPARE(snapshot->at, QDateTime(QDate(2026, 3, 2), QTime(8, 15, 0, 120), Qt::UTC));
}

void TestControlApiSync::keepsWhatIsAbsentAbsent()
{
    FaultyServer server;
    server.setReply(FaultyReply::json(pipelinesJson(
        R"({"id":"a","direction":"forward","state":"idle","lagSeconds":null,"tables":[{"name":"t"}]})")));
    ControlApiSync sync(specAt({server.url()}), {});

    const Result<PipelinesSnapshot> snapshot = waited(sync.read());

    QVERIFY(snapshot.has_value());
    PipelineState expected;
    expected.id = u"a"_s;
    expected.title = u"a"_s;
    expected.tables = {{u"t"_s, {}, {}, {}}};
    QCOMPARE(snapshot->pipelines, QList{expected});
}

void TestControlApiSync::namesWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("path");
    const auto row = [](const char *name, const char *from, const char *to, const QString &path) {
        QTest::newRow(name) << QByteArray(from) << QByteArray(to) << path;
    };
    row("id missing", R"("id":"orders-back",)", "", u"pipelines[0].id"_s);
    row("direction", R"("back")", R"("sideways")", u"pipelines[0].direction"_s);
    row("state", R"("running")", R"("walking")", u"pipelines[0].state"_s);
    row("lag as text", R"("lagSeconds":0.8,"lagEvents")", R"("lagSeconds":"0.8","lagEvents")",
        u"pipelines[0].lagSeconds"_s);
    row("lag negative", R"("lagSeconds":0.8,"lagEvents")", R"("lagSeconds":-1,"lagEvents")",
        u"pipelines[0].lagSeconds"_s);
    row("events a fraction", R"("lagEvents":12)", R"("lagEvents":1.5)", u"pipelines[0].lagEvents"_s);
    row("errors negative", R"("errorsTotal":3)", R"("errorsTotal":-3)", u"pipelines[0].errorsTotal"_s);
    row("retainedUntil", "2026-03-09T08:15:00.000Z", "soon", u"pipelines[0].retainedUntil"_s);
    row("progress", R"("progress":{"done":120000,"total":480000})", R"("progress":0.25)",
        u"pipelines[0].progress"_s);
    row("table's name", R"({"name":"orders",)", "{", u"pipelines[0].tables[0].name"_s);
    row("tables", R"("tables":[)", R"("tables":7,"x":[)", u"pipelines[0].tables"_s);
}

void TestControlApiSync::namesWhatIsWrong()
{
    QFETCH(const QByteArray, from);
    QFETCH(const QByteArray, to);
    QFETCH(const QString, path);
    FaultyServer server;
    server.setReply(FaultyReply::json(pipelinesJson(pipelineWith(from, to))));
    ControlApiSync sync(specAt({server.url()}), {});

    const Result<PipelinesSnapshot> snapshot = waited(sync.read());

    QCOMPARE(kindOf(snapshot), u"protocol"_s);
    QVERIFY2(snapshot.error().detail.startsWith(path + u": expected "), qPrintable(snapshot.error().detail));
}

void TestControlApiSync::survivesFaultsInEveryVerb_data()
{
    QTest::addColumn<int>("verb");
    QTest::addColumn<FaultyReply>("reply");
    QTest::addColumn<QString>("kind");
    const QList<std::pair<Verb, const char *>> verbs{{Verb::Read, "read"},
                                                     {Verb::Command, "command"},
                                                     {Verb::WriteMark, "writeMark"},
                                                     {Verb::ReadMark, "readMark"},
                                                     {Verb::Action, "action"}};
    for (const auto &[verb, name] : verbs) {
        const auto row = [v = int(verb), n = name](const char *fault, const FaultyReply &reply,
                                                   const QString &kind) {
            QTest::addRow("%s: %s", n, fault) << v << reply << kind;
        };
        row("hang", FaultyReply::hang(), u"timeout"_s);
        row("reply lost", FaultyReply::closed(), u"network"_s);
        row("truncated", FaultyReply::json("{\"at\":"), u"protocol"_s);
        row("empty object", FaultyReply::json("{}"), u"protocol"_s);
        row("HTML", FaultyReply::typed("text/html", "<html>"), u"protocol"_s);
        row("huge", FaultyReply::hugeJson(), u"protocol"_s);
        row("deep", FaultyReply::json(FaultyReply::deepJson(33)), u"protocol"_s);
        row("compression bomb", FaultyReply::compressionBomb(), u"protocol"_s);
        row("401", FaultyReply::problem(401, "x"), u"auth"_s);
        row("403", FaultyReply::problem(403, "x"), u"auth"_s);
        row("404", FaultyReply::problem(404, "x"), verb == Verb::Action ? u"good"_s : u"refused"_s);
        row("409", FaultyReply::problem(409, "x"), u"conflict"_s);
        row("422", FaultyReply::problem(422, "x"), u"refused"_s);
        row("429", FaultyReply::problem(429, "x"), u"server"_s);
        row("500", FaultyReply::problem(500, "x"), u"server"_s);
    }
}

void TestControlApiSync::survivesFaultsInEveryVerb()
{
    QFETCH(const int, verb);
    QFETCH(const FaultyReply, reply);
    QFETCH(const QString, kind);
    FaultyServer server;
    server.setReply(reply);
    EndpointSpec spec = specAt({server.url()});
    if (kind == "timeout"_L1)
        spec.totalTimeout = std::chrono::milliseconds(100);
    ControlApiSync sync(spec, {});

    QCOMPARE(ask(sync, Verb(verb)), kind);
}

void TestControlApiSync::commandsAndReadsBack_data()
{
    QTest::addColumn<int>("command");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("kind");
    const QByteArray paused = pipelineWith(R"("running")", R"("paused")");
    QTest::newRow("paused") << int(PipelineCommand::Pause) << paused << u"good"_s;
    QTest::newRow("pause ignored") << int(PipelineCommand::Pause) << pipelineJson() << u"protocol"_s;
    QTest::newRow("resumed") << int(PipelineCommand::Resume) << pipelineJson() << u"good"_s;
    QTest::newRow("resume ignored") << int(PipelineCommand::Resume) << paused << u"protocol"_s;
    QTest::newRow("retried, failed again")
        << int(PipelineCommand::Retry) << pipelineWith(R"("running")", R"("failed")") << u"good"_s;
    QTest::newRow("another pipeline")
        << int(PipelineCommand::Resume) << pipelineWith("orders-back", "carts-back") << u"protocol"_s;
}

void TestControlApiSync::commandsAndReadsBack()
{
    QFETCH(const int, command);
    QFETCH(const QByteArray, answer);
    QFETCH(const QString, kind);
    FaultyServer server;
    server.setReply(FaultyReply::json(answer));
    ControlApiSync sync(specAt({server.url()}), {});

    const Result<PipelineState> state =
        waited(sync.command(u"orders-back"_s, PipelineCommand(command), key()));

    QCOMPARE(kindOf(state), kind);
    QCOMPARE(server.requests().size(), 1);
    QCOMPARE(server.requests().at(0).verb, QByteArray("POST"));
    QCOMPARE(
        server.requests().at(0).target,
        QByteArray("/v1/pipelines/orders-back/" + pipelineCommandName(PipelineCommand(command)).toLatin1()));
    QCOMPARE(server.requests().at(0).headers.value("idempotency-key"),
             QByteArray("01234567-89ab-4def-8123-456789abcdef"));
}

void TestControlApiSync::writesAndReadsMarks()
{
    FaultyServer server;
    server.setAnswer([](const FaultyRequest &request) {
        return FaultyReply::json(
            request.verb == "POST"
                ? R"({"mark":"m1","writtenAt":"2026-03-02T08:15:00.120Z","arrivedAt":null})"
                : R"({"mark":"m1","writtenAt":"2026-03-02T08:15:00.120Z",
                                         "arrivedAt":"2026-03-02T08:15:01.000Z"})");
    });
    ControlApiSync sync(specAt({server.url()}), {});

    const Result<Mark> written = waited(sync.writeMark(SyncDirection::Back, u"m1"_s, key()));
    const Result<Mark> arrived = waited(sync.readMark(u"m1"_s));

    QVERIFY(written.has_value() && arrived.has_value());
    QVERIFY(!written->arrivedAt.isValid());
    QCOMPARE(arrived->arrivedAt, QDateTime(QDate(2026, 3, 2), QTime(8, 15, 1), Qt::UTC));
    QCOMPARE(server.requests().at(0).body, QByteArray(R"({"direction":"back","mark":"m1"})"));
    QCOMPARE(server.requests().at(1).target, QByteArray("/v1/marks/m1"));
    QCOMPARE(kindOf(waited(sync.readMark(u"m2"_s))), u"protocol"_s); // another mark's answer
}

void TestControlApiSync::asksWhatBecameOfACommand_data()
{
    QTest::addColumn<FaultyReply>("reply");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("outcome");
    const auto told = [](const char *status) {
        return FaultyReply::json(R"({"key":"01234567-89ab-4def-8123-456789abcdef","status":")" +
                                 QByteArray(status) + R"("})");
    };
    QTest::newRow("accepted") << told("accepted") << u"good"_s << int(ActionOutcome::Accepted);
    QTest::newRow("rejected") << told("rejected") << u"good"_s << int(ActionOutcome::Rejected);
    QTest::newRow("pending") << told("pending") << u"good"_s << int(ActionOutcome::Pending);
    QTest::newRow("unknown") << told("unknown") << u"good"_s << int(ActionOutcome::Unknown);
    QTest::newRow("404") << FaultyReply::problem(404, "x") << u"good"_s << int(ActionOutcome::NeverArrived);
    QTest::newRow("a word of its own") << told("done") << u"protocol"_s << 0;
    QTest::newRow("another key")
        << FaultyReply::json(R"({"key":"11111111-89ab-4def-8123-456789abcdef","status":"accepted"})")
        << u"protocol"_s << 0;
}

void TestControlApiSync::asksWhatBecameOfACommand()
{
    QFETCH(const FaultyReply, reply);
    FaultyServer server;
    server.setReply(reply);
    ControlApiSync sync(specAt({server.url()}), {});
    const Result<ActionStatus> status = waited(sync.action(key()));
    QTEST(kindOf(status), "kind");
    QCOMPARE(server.requests().at(0).verb, QByteArray("GET"));
    QCOMPARE(server.requests().at(0).target, QByteArray("/v1/actions/01234567-89ab-4def-8123-456789abcdef"));
    if (!status)
        return;
    QTEST(int(status->outcome), "outcome");
}

void TestControlApiSync::sendsNothingThatIsWrong()
{
    FaultyServer server;
    ControlApiSync sync(specAt({server.url()}), {});

    QCOMPARE(kindOf(waited(sync.command(u"a/b"_s, PipelineCommand::Pause, key()))), u"input"_s);
    QCOMPARE(kindOf(waited(sync.command(u".."_s, PipelineCommand::Pause, key()))), u"input"_s);
    QCOMPARE(kindOf(waited(sync.command(u"a"_s, PipelineCommand::Pause, {}))), u"input"_s);
    QCOMPARE(kindOf(waited(sync.writeMark(SyncDirection::Back, u""_s, key()))), u"input"_s);
    QCOMPARE(kindOf(waited(sync.readMark(u"../x"_s))), u"input"_s);
    QCOMPARE(server.requests().size(), 0);
}

void TestControlApiSync::endsWhenDestroyed()
{
    FaultyServer server;
    server.setReply(FaultyReply::hang());
    auto sync = std::make_unique<ControlApiSync>(specAt({server.url()}), QString());
    const auto read = sync->read();
    const auto command = sync->command(u"a"_s, PipelineCommand::Pause, key());
    QTRY_COMPARE(server.requests().size(), 2);

    sync.reset();

    QCOMPARE(kindOf(waited(read)), u"cancelled"_s);
    QCOMPARE(kindOf(waited(command)), u"cancelled"_s);
}

QTEST_GUILESS_MAIN(TestControlApiSync)
#include "tst_controlapisync.moc"
