// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/bridge/controlapijson.h"
#include "models/endpoints/http/actionanswer.h"
#include "models/endpoints/http/jsonanswer.h"
#include "tests/models/endpoints/bridge/controlapiserver.h"

#include <QTest>

using namespace interlock;
using namespace interlock::controlapitest;
using namespace Qt::StringLiterals;

namespace {

HttpAnswer answerOf(int status, const QByteArray &body, const QByteArray &type = "application/json")
{
    HttpAnswer answer;
    answer.url = QUrl(u"http://bridge/v1/state"_s);
    answer.status = status;
    answer.body = body;
    answer.contentType = type;
    return answer;
}

QString kindOfReply(const BridgeReply &reply)
{
    return reply.state ? u"good"_s : errorKindName(reply.state.error().kind);
}

} // namespace

class TestControlApiJson final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheContractsExample();
    void namesWhatIsWrong_data();
    void namesWhatIsWrong();
    void toleratesWhatItDoesNotKnow_data();
    void toleratesWhatItDoesNotKnow();
    void readsActions_data();
    void readsActions();
    void readsReplies_data();
    void readsReplies();
    void writesTheSameBytes();
    void findsContradictions_data();
    void findsContradictions();
    void findsContradictionsOfRollbacks_data();
    void findsContradictionsOfRollbacks();
};

void TestControlApiJson::readsTheContractsExample()
{
    const Result<BridgeState> state = jsonAnswer(answerOf(200, stateJson()), bridgeStateFrom);

    QVERIFY2(state.has_value(), qPrintable(state ? QString() : state.error().detail));
    QCOMPARE(state->revision, quint64(17));
    QCOMPARE(state->epoch, quint64(3));
    QCOMPARE(state->latched, false);
    QCOMPARE(state->at, QDateTime(QDate(2026, 3, 2), QTime(8, 15, 0, 120), Qt::UTC));
    QCOMPARE(state->bridgeName, u"shop-bridge"_s);
    QCOMPARE(state->bridgeVersion, u"1.4.0"_s);
    QCOMPARE(state->capabilities.size(), 8);
    QCOMPARE(state->instances.size(), 2);
    QCOMPARE(state->instances.at(1).id, u"edge-2"_s);
    QCOMPARE(state->instances.at(1).revision, quint64(16));
    const RouteState checkout{u"checkout"_s,
                              u"Checkout"_s,
                              Layer::Write,
                              Mode::CompareNew,
                              15,
                              {{u"staff"_s, u"Staff always new"_s, Side::New, true}},
                              QDateTime(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC),
                              u"ann"_s};
    QCOMPARE(state->routes, QList{checkout});
    QCOMPARE(acknowledgement(*state).missing, QStringList{u"edge-2"_s});
}

void TestControlApiJson::namesWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("path");
    const auto row = [](const char *name, const char *from, const char *to, const QString &path) {
        QTest::newRow(name) << QByteArray(from) << QByteArray(to) << path;
    };
    row("revision missing", R"("revision":"17","epoch")", R"("epoch")", u"revision"_s);
    row("revision a number", R"("revision":"17","epoch")", R"("revision":17,"epoch")", u"revision"_s);
    row("revision twice", R"("epoch")", R"("revision":"18","epoch")", u"revision"_s);
    row("epoch as text", R"("epoch":3)", R"("epoch":"3")", u"epoch"_s);
    row("epoch negative", R"("epoch":3)", R"("epoch":-3)", u"epoch"_s);
    row("latched missing", R"("latched":false,)", "", u"latched"_s);
    row("latched as text", R"("latched":false)", R"("latched":"false")", u"latched"_s);
    row("latched null", R"("latched":false)", R"("latched":null)", u"latched"_s);
    row("at without zone", "08:15:00.120Z", "08:15:00.120", u"at"_s);
    row("capabilities an object", R"(["modes")", R"([{})", u"capabilities[0]"_s);
    row("instances missing", R"("instances")", R"("instanzen")", u"instances"_s);
    row("instance without id", R"({"id":"edge-1",)", "{", u"instances[0].id"_s);
    row("instance twice", "edge-2", "edge-1", u"instances[1].id"_s);
    row("instance's revision", R"("revision":"16")", R"("revision":"x")", u"instances[1].revision"_s);
    row("routes null", R"("routes":[)", R"("routes":null,"x":[)", u"routes"_s);
    row("route's id", R"("id":"checkout")", R"("id":"check out")", u"routes[0].id"_s);
    row("route's layer", R"("layer":"write")", R"("layer":"cache")", u"routes[0].layer"_s);
    row("route's mode", R"("mode":"compare-new")", R"("mode":"dual")", u"routes[0].mode"_s);
    row("percent as text", R"("percent":15)", R"("percent":"abc")", u"routes[0].percent"_s);
    row("percent 101", R"("percent":15)", R"("percent":101)", u"routes[0].percent"_s);
    row("percent 1.5", R"("percent":15)", R"("percent":1.5)", u"routes[0].percent"_s);
    row("percent missing", R"("percent":15,)", "", u"routes[0].percent"_s);
    row("rule's side", R"("to":"new")", R"("to":"both")", u"routes[0].rules[0].to"_s);
    row("rule's switch", R"("enabled":true)", R"("enabled":1)", u"routes[0].rules[0].enabled"_s);
    row("changedAt", "2026-03-02T08:00:00.000Z", "yesterday", u"routes[0].changedAt"_s);
    row("changedBy", R"("changedBy":"ann")", R"("changedBy":7)", u"routes[0].changedBy"_s);
}

void TestControlApiJson::namesWhatIsWrong()
{
    QFETCH(const QByteArray, from);
    QFETCH(const QByteArray, to);
    QFETCH(const QString, path);

    const Result<BridgeState> state = jsonAnswer(answerOf(200, stateJsonWith(from, to)), bridgeStateFrom);

    QVERIFY(!state);
    QCOMPARE(state.error().kind, ErrorKind::Protocol);
    QVERIFY2(state.error().detail.startsWith(path + u": expected "), qPrintable(state.error().detail));
}

void TestControlApiJson::toleratesWhatItDoesNotKnow_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::newRow("unknown member") << QByteArray(R"("epoch")")
                                    << QByteArray(R"("moon":{"a":[null]},"epoch")");
    QTest::newRow("unknown capability")
        << QByteArray(R"(["modes",)") << QByteArray(R"(["modes","teleport",)");
    QTest::newRow("no bridge") << QByteArray(R"("bridge")") << QByteArray(R"("brücke")");
    QTest::newRow("no version") << QByteArray(R"(,"version":"1.4.0")") << QByteArray();
    QTest::newRow("no title") << QByteArray(R"("title":"Checkout",)") << QByteArray();
    QTest::newRow("never changed") << QByteArray(R"("changedBy":"ann")") << QByteArray(R"("changedBy":null)");
    QTest::newRow("HTML and bidi in a title")
        << QByteArray("Staff always new") << QByteArray("<b>\u202e</b>");
}

void TestControlApiJson::toleratesWhatItDoesNotKnow()
{
    QFETCH(const QByteArray, from);
    QFETCH(const QByteArray, to);

    const Result<BridgeState> state = jsonAnswer(answerOf(200, stateJsonWith(from, to)), bridgeStateFrom);

    QVERIFY2(state.has_value(), qPrintable(state ? QString() : state.error().detail));
}

void TestControlApiJson::readsActions_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("outcome"); // -1: an error
    QTest::addColumn<quint64>("revision");
    const QByteArray key = R"("key":"01234567-89ab-4def-8123-456789abcdef")";
    QTest::newRow("accepted")
        << QByteArray("{" + key + R"(,"status":"accepted","revision":"18","at":"2026-03-02T08:00:00Z"})")
        << int(ActionOutcome::Accepted) << quint64(18);
    QTest::newRow("rejected") << QByteArray("{" + key + R"(,"status":"rejected","revision":"17"})")
                              << int(ActionOutcome::Rejected) << quint64(17);
    QTest::newRow("pending") << QByteArray("{" + key + R"(,"status":"pending","revision":null,"at":null})")
                             << int(ActionOutcome::Pending) << quint64(0);
    QTest::newRow("unknown") << QByteArray("{" + key + R"(,"status":"unknown"})")
                             << int(ActionOutcome::Unknown) << quint64(0);
    QTest::newRow("another word") << QByteArray("{" + key + R"(,"status":"done"})") << -1 << quint64(0);
    QTest::newRow("no status") << QByteArray("{" + key + "}") << -1 << quint64(0);
    QTest::newRow("not a key") << QByteArray(R"({"key":"x","status":"accepted"})") << -1 << quint64(0);
}

void TestControlApiJson::readsActions()
{
    QFETCH(const QByteArray, json);
    QFETCH(const int, outcome);
    QFETCH(const quint64, revision);

    const Result<ActionStatus> status = jsonAnswer(answerOf(200, json), actionStatusFrom);

    QCOMPARE(status ? int(status->outcome) : -1, outcome);
    if (status)
        QCOMPARE(status->revision, revision);
}

void TestControlApiJson::readsReplies_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<quint64>("conflictRevision"); // 0: none
    const QByteArray stale = R"({"type":"https://x/stale-revision","title":"t","status":409,"state":)";
    QTest::newRow("200") << 200 << stateJson(18, 25) << u"good"_s << quint64(0);
    QTest::newRow("202 with the state")
        << 202 << stateJsonWith("{\"revision\"", "{\"waitingFor\":1,\"revision\"") << u"good"_s << quint64(0);
    QTest::newRow("202 that only waits")
        << 202 << QByteArray(R"({"waitingFor":1})") << u"good"_s << quint64(0);
    QTest::newRow("202 that waits for nobody")
        << 202 << QByteArray(R"({"waitingFor":0})") << u"protocol"_s << quint64(0);
    QTest::newRow("409 with the state")
        << 409 << QByteArray(stale + stateJson(19) + '}') << u"conflict"_s << quint64(19);
    QTest::newRow("409 without") << 409 << QByteArray(R"({"type":"https://x/stale-epoch"})") << u"conflict"_s
                                 << quint64(0);
    QTest::newRow("409 with a bad state")
        << 409 << QByteArray(stale + R"({"revision":3}})") << u"conflict"_s << quint64(0);
    QTest::newRow("409 with a list") << 409 << QByteArray("[1]") << u"conflict"_s << quint64(0);
    QTest::newRow("409 not JSON") << 409 << QByteArray("<html>") << u"conflict"_s << quint64(0);
    QTest::newRow("409 in progress") << 409 << QByteArray(R"({"type":"https://x/in-progress"})")
                                     << u"timeout"_s << quint64(0);
    QTest::newRow("423") << 423 << QByteArray("{}") << u"refused"_s << quint64(0);
}

void TestControlApiJson::readsReplies()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const QString, kind);
    QFETCH(const quint64, conflictRevision);

    const BridgeReply reply = bridgeReply(answerOf(status, body));

    QCOMPARE(kindOfReply(reply), kind);
    QCOMPARE(reply.conflict ? reply.conflict->revision : 0, conflictRevision);
}

void TestControlApiJson::writesTheSameBytes()
{
    PreparedChange change = raiseTo25();
    change.change.mode = Mode::New;
    change.change.rules = {{u"staff"_s, true}, {u"mobile"_s, false}};

    QCOMPARE(
        changeBody(change),
        QByteArray(
            R"({"actor":"ann","mode":"new","percent":25,"reason":"plan","rules":{"mobile":false,"staff":true}})"));
    QCOMPARE(changeBody(raiseTo25()), QByteArray(R"({"actor":"ann","percent":25,"reason":"plan"})"));
    QCOMPARE(rollbackBody(rollbackAll()),
             QByteArray(R"({"actor":"ann","epoch":4,"reason":"errors","routes":["*"]})"));
    QCOMPARE(releaseBody({4, u"fixed"_s, {}, u"ann"_s}),
             QByteArray(R"({"actor":"ann","epoch":4,"reason":"fixed"})"));
}

void TestControlApiJson::findsContradictions_data()
{
    QTest::addColumn<RouteChange>("asked");
    QTest::addColumn<bool>("agrees");
    const auto change = [](std::optional<Mode> mode, std::optional<int> percent,
                           const QMap<QString, bool> &rules) {
        return RouteChange{u"checkout"_s, mode, percent, rules, {}};
    };
    QTest::newRow("nothing") << change({}, {}, {}) << true;
    QTest::newRow("as asked") << change(Mode::CompareNew, 15, {{u"staff"_s, true}}) << true;
    QTest::newRow("percent") << change({}, 16, {}) << false;
    QTest::newRow("mode") << change(Mode::New, 15, {}) << false;
    QTest::newRow("rule off") << change({}, {}, {{u"staff"_s, false}}) << false;
    QTest::newRow("no such rule") << change({}, {}, {{u"mobile"_s, false}}) << false;
    QTest::newRow("no such route") << RouteChange{u"cart"_s, {}, 15, {}, {}} << false;
}

void TestControlApiJson::findsContradictions()
{
    QFETCH(const RouteChange, asked);
    QFETCH(const bool, agrees);
    const Result<BridgeState> state = jsonAnswer(answerOf(200, stateJson()), bridgeStateFrom);
    QVERIFY(state.has_value());
    PreparedChange change = raiseTo25();
    change.change = asked;

    QCOMPARE(contradiction(change, *state).isEmpty(), agrees);
}

void TestControlApiJson::findsContradictionsOfRollbacks_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QStringList>("routes");
    QTest::addColumn<bool>("agrees");
    const QStringList all{u"*"_s};
    const QStringList one{u"checkout"_s};
    QTest::newRow("done") << stateJson(18, 0, "legacy", true, 4) << all << true;
    QTest::newRow("done for one") << stateJson(18, 0, "legacy", true, 4) << one << true;
    QTest::newRow("higher epoch") << stateJson(18, 0, "legacy", true, 9) << all << true;
    QTest::newRow("another route only")
        << stateJson(18, 15, "new", true, 4) << QStringList{u"cart"_s} << true;
    QTest::newRow("mode stays") << stateJson(18, 0, "new", true, 4) << all << false;
    QTest::newRow("percent stays") << stateJson(18, 15, "legacy", true, 4) << one << false;
    QTest::newRow("lower epoch") << stateJson(18, 0, "legacy", true, 3) << all << false;
    QTest::newRow("not latched") << stateJson(18, 0, "legacy", false, 4) << all << false;
    QTest::newRow("has no latch") << stateJson(18, 0, "legacy", false, 4).replace(R"("latch",)", "") << all
                                  << true;
}

void TestControlApiJson::findsContradictionsOfRollbacks()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QStringList, routes);
    QFETCH(const bool, agrees);
    const Result<BridgeState> state = jsonAnswer(answerOf(200, json), bridgeStateFrom);
    QVERIFY(state.has_value());
    RollbackOrder order = rollbackAll();
    order.routes = routes;

    QCOMPARE(contradiction(order, *state).isEmpty(), agrees);
}

QTEST_GUILESS_MAIN(TestControlApiJson)
#include "tst_controlapijson.moc"
