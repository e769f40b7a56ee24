// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/rehearsal_api/apifixture.h"

#include <QTest>

namespace interlock::rehearsal::test {

using namespace Qt::StringLiterals;

/// Who may do what, and which of several errors is answered.
class ControlApiPermissionsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTokenIsNeeded_data();
    void aTokenIsNeeded();
    void scopesAreNotImplied_data();
    void scopesAreNotImplied();
    void rollbackScopePatchesNothingMoreToNew_data();
    void rollbackScopePatchesNothingMoreToNew();
    void theActorIsTheTokensHolder_data();
    void theActorIsTheTokensHolder();
    void errorsComeInTheContractsOrder_data();
    void errorsComeInTheContractsOrder();
    void malformedRequests_data();
    void malformedRequests();
    void whoamiTellsActorAndScopes();
    void unknownPathsAndMethods();
    void tooManyRequestsWaitButRollbackDoesNot();
    void bodiesAreLimited();
};

namespace {

QByteArray goodPatch()
{
    return R"({"percent":20,"reason":"r","actor":"ann"})";
}

} // namespace

void ControlApiPermissionsTest::aTokenIsNeeded_data()
{
    QTest::addColumn<QByteArray>("authorization");
    QTest::addColumn<int>("status");
    QTest::newRow("none") << QByteArray() << 401;
    QTest::newRow("empty bearer") << QByteArray("Bearer ") << 401;
    QTest::newRow("unknown") << QByteArray("Bearer nobody") << 401;
    QTest::newRow("beginning of a token") << QByteArray("Bearer read") << 401;
    QTest::newRow("basic") << QByteArray("Basic cmVhZGVy") << 401;
    QTest::newRow("known") << QByteArray("Bearer reader") << 200;
    QTest::newRow("scheme in lower case") << QByteArray("bearer reader") << 200;
}

void ControlApiPermissionsTest::aTokenIsNeeded()
{
    QFETCH(const QByteArray, authorization);
    QFETCH(const int, status);
    ApiFixture f;
    const WebAnswer answer = f.send("GET", u"/v1/state"_s, {}, {{"Authorization", authorization}});
    QCOMPARE(answer.status, status);
    if (status == 401)
        QCOMPARE(answer.header("Content-Type"), "application/problem+json");
}

void ControlApiPermissionsTest::scopesAreNotImplied_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArrayList>("tokens");
    const QString mark = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const QString span = u"&from=2026-03-02T08:00:00.000Z&to=2026-03-02T09:00:00.000Z&step=60"_s;
    const QByteArrayList readers{"reader", "oncall", "operator", "ann"};
    const QByteArrayList rollers{"oncall", "ann", "rollback"};
    const QByteArrayList operators{"operator", "ann", "operate"};
    const QByteArrayList either = rollers + QByteArrayList{"operator", "operate"};
    for (const QString &path : {u"/v1/whoami"_s, u"/v1/state"_s, u"/v1/pipelines"_s, u"/v1/parity/pairs"_s,
                                u"/v1/parity/rules"_s, u"/v1/openapi.json"_s, u"/v1/openapi.yaml"_s,
                                QString(u"/v1/parity/series?route=checkout"_s + span)})
        QTest::newRow(qPrintable(u"GET "_s + path)) << QByteArray("GET") << path << QByteArray() << readers;
    const QByteArray who = R"("reason":"r")";
    QTest::newRow("rollback") << QByteArray("POST") << u"/v1/rollback"_s
                              << QByteArray(R"({"routes":["*"],"epoch":4,)" + who) << rollers;
    QTest::newRow("latch release") << QByteArray("POST") << u"/v1/latch/release"_s
                                   << QByteArray(R"({"epoch":4,)" + who) << operators;
    for (const QString &command : {u"pause"_s, u"resume"_s})
        QTest::newRow(qPrintable(command)) << QByteArray("POST") << u"/v1/pipelines/orders-back/"_s + command
                                           << QByteArray("{" + who) << operators;
    QTest::newRow("mark") << QByteArray("POST") << u"/v1/marks"_s
                          << QByteArray(R"({"direction":"back","mark":")" + mark.toLatin1() + "\"," + who)
                          << either;
    QTest::newRow("rules") << QByteArray("PUT") << u"/v1/parity/rules"_s << QByteArray(R"({"rule":[],)" + who)
                           << operators;
    QTest::newRow("patch forward") << QByteArray("PATCH") << u"/v1/routes/checkout"_s
                                   << QByteArray(R"({"percent":16,)" + who) << operators;
    QTest::newRow("patch back") << QByteArray("PATCH") << u"/v1/routes/checkout"_s
                                << QByteArray(R"({"percent":14,)" + who) << either;
}

void ControlApiPermissionsTest::scopesAreNotImplied()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QString, path);
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArrayList, tokens);
    for (const QByteArray &token :
         QByteArrayList{"reader", "oncall", "operator", "ann", "rollback", "operate"}) {
        ApiFixture f;
        const QByteArray whole =
            body.isEmpty() ? body : body + R"(,"actor":")" + ApiFixture::actorOf(token) + "\"}";
        const WebAnswer answer = f.send(method, path, token, f.fresh(), whole);
        const QByteArray found = token + ": " + QByteArray::number(answer.status) + ' ' + answer.body;
        QVERIFY2(answer.status == (tokens.contains(token) ? 200 : 403), found.constData());
    }
}

void ControlApiPermissionsTest::rollbackScopePatchesNothingMoreToNew_data()
{
    // The route is checkout: mode new, 15 %, rules staff → new and trouble → legacy both off.
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<int>("status");
    QTest::newRow("lower share") << QByteArray(R"("percent":14)") << 200;
    QTest::newRow("same share") << QByteArray(R"("percent":15)") << 200;
    QTest::newRow("higher share") << QByteArray(R"("percent":16)") << 403;
    QTest::newRow("nothing") << QByteArray(R"("note":1)") << 200;
    QTest::newRow("mode back") << QByteArray(R"("mode":"compare-legacy")") << 200;
    QTest::newRow("mode to legacy with a higher share")
        << QByteArray(R"("mode":"legacy","percent":90)") << 200;
    QTest::newRow("rule to new on") << QByteArray(R"("rules":{"staff":true})") << 403;
    QTest::newRow("rule to new off again") << QByteArray(R"("rules":{"staff":false})") << 200;
    QTest::newRow("rule to legacy on") << QByteArray(R"("rules":{"trouble":true})") << 200;
    QTest::newRow("lower share, but a rule to new")
        << QByteArray(R"("percent":1,"rules":{"staff":true})") << 403;
    QTest::newRow("over 100") << QByteArray(R"("percent":101)") << 403;
    QTest::newRow("below 0") << QByteArray(R"("percent":-1)") << 422;
}

void ControlApiPermissionsTest::rollbackScopePatchesNothingMoreToNew()
{
    QFETCH(const QByteArray, change);
    QFETCH(const int, status);
    for (const QByteArray &dryRun : {QByteArray(), QByteArray("?dryRun=true")}) {
        ApiFixture f;
        const WebAnswer answer =
            f.send("PATCH", u"/v1/routes/checkout"_s + QString::fromLatin1(dryRun), "oncall", f.fresh(),
                   "{" + change + R"(,"reason":"r","actor":"otto"})");
        QCOMPARE(answer.status, status);
    }
}

void ControlApiPermissionsTest::theActorIsTheTokensHolder_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("patch") << QByteArray("PATCH") << u"/v1/routes/checkout"_s
                           << QByteArray(R"("percent":1,"reason":"r")");
    QTest::newRow("rollback") << QByteArray("POST") << u"/v1/rollback"_s
                              << QByteArray(R"("routes":["*"],"epoch":4,"reason":"r")");
    QTest::newRow("release") << QByteArray("POST") << u"/v1/latch/release"_s
                             << QByteArray(R"("epoch":4,"reason":"r")");
    QTest::newRow("pause") << QByteArray("POST") << u"/v1/pipelines/orders-back/pause"_s
                           << QByteArray(R"("reason":"r")");
    QTest::newRow("rules") << QByteArray("PUT") << u"/v1/parity/rules"_s << QByteArray(R"("rule":[])");
}

void ControlApiPermissionsTest::theActorIsTheTokensHolder()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QString, path);
    QFETCH(const QByteArray, body);
    ApiFixture f;
    QCOMPARE(f.send(method, path, "ann", f.fresh(), "{" + body + R"(,"actor":"bob"})").status, 403);
    QCOMPARE(f.plane.revision(), 1U);
    QCOMPARE(f.send(method, path, "ann", f.fresh(), "{" + body + R"(,"actor":"ann"})").status, 200);
}

void ControlApiPermissionsTest::errorsComeInTheContractsOrder_data()
{
    // Every row leaves out one more of the faults, from the front of the order.
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QByteArray>("actor");
    QTest::addColumn<bool>("keyUsed");
    QTest::addColumn<QByteArray>("ifMatch");
    QTest::addColumn<QByteArray>("epoch");
    QTest::addColumn<QString>("route");
    QTest::addColumn<int>("percent");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("type");
    const auto row = [](const char *name, const QByteArray &token, const QByteArray &actor, bool keyUsed,
                        const QByteArray &ifMatch, const QByteArray &epoch, const QString &route, int percent,
                        int status, const QString &type) {
        QTest::newRow(name) << token << actor << keyUsed << ifMatch << epoch << route << percent << status
                            << type;
    };
    row("401", "nobody", "bob", true, "17", "0", u"none"_s, 101, 401, u"about:blank"_s);
    row("403 scope", "reader", "bob", true, "17", "0", u"none"_s, 101, 403, u"about:blank"_s);
    row("403 actor", "ann", "bob", true, "17", "0", u"none"_s, 101, 403, u"about:blank"_s);
    row("400", "ann", "ann", true, "17", "0", u"none"_s, 101, 400, u"about:blank"_s);
    row("key", "ann", "ann", true, "\"0\"", "0", u"none"_s, 101, 422, u"about:blank"_s);
    row("404", "ann", "ann", false, "\"0\"", "0", u"none"_s, 101, 404, u"about:blank"_s);
    row("stale epoch", "ann", "ann", false, "\"0\"", "0", u"checkout"_s, 101, 409, u"stale-epoch"_s);
    row("stale revision", "ann", "ann", false, "\"0\"", "9", u"checkout"_s, 101, 409, u"stale-revision"_s);
    row("422", "ann", "ann", false, {}, "9", u"checkout"_s, 101, 422, u"about:blank"_s);
    row("423", "ann", "ann", false, {}, "9", u"checkout"_s, 20, 423, u"about:blank"_s);
}

void ControlApiPermissionsTest::errorsComeInTheContractsOrder()
{
    QFETCH(const QByteArray, token);
    QFETCH(const QByteArray, actor);
    QFETCH(const bool, keyUsed);
    QFETCH(const QByteArray, ifMatch);
    QFETCH(const QByteArray, epoch);
    QFETCH(const QString, route);
    QFETCH(const int, percent);
    QFETCH(const int, status);
    QFETCH(const QString, type);
    ApiFixture f;
    const QUuid used = ApiFixture::newKey();
    QCOMPARE(f.rollback({u"search"_s}, 2, "ann", used).status, 200); // latched, epoch 2, checkout stays
    const QUuid key = keyUsed ? used : ApiFixture::newKey();
    const QByteArray tag = ifMatch.isEmpty() ? '"' + QByteArray::number(f.plane.revision()) + '"' : ifMatch;
    const QByteArray body =
        "{\"percent\":" + QByteArray::number(percent) + R"(,"reason":"r","actor":")" + actor + "\"}";
    const WebAnswer answer = f.send(
        "PATCH", u"/v1/routes/"_s + route, token,
        {{"If-Match", tag}, {"Interlock-Epoch", epoch}, {"Idempotency-Key", ApiFixture::keyText(key)}}, body);
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.problemType(), type);
    if (status == 409)
        QCOMPARE(answer.json().value("state"_L1).toObject().value("epoch"_L1).toInt(), 2);
}

void ControlApiPermissionsTest::malformedRequests_data()
{
    QTest::addColumn<QByteArray>("missingHeader");
    QTest::addColumn<Extra>("headers");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("no key") << QByteArray("Idempotency-Key") << Extra{} << goodPatch();
    QTest::newRow("no If-Match") << QByteArray("If-Match") << Extra{} << goodPatch();
    QTest::newRow("no epoch") << QByteArray("Interlock-Epoch") << Extra{} << goodPatch();
    QTest::newRow("key is no UUID") << QByteArray("Idempotency-Key") << Extra{{"Idempotency-Key", "mine"}}
                                    << goodPatch();
    QTest::newRow("If-Match without quotes")
        << QByteArray("If-Match") << Extra{{"If-Match", "1"}} << goodPatch();
    QTest::newRow("If-Match anything") << QByteArray("If-Match") << Extra{{"If-Match", "*"}} << goodPatch();
    QTest::newRow("If-Match is no number")
        << QByteArray("If-Match") << Extra{{"If-Match", "\"x\""}} << goodPatch();
    QTest::newRow("negative epoch") << QByteArray("Interlock-Epoch") << Extra{{"Interlock-Epoch", "-1"}}
                                    << goodPatch();
    const auto body = [](const char *name, const QByteArray &text) {
        QTest::newRow(name) << QByteArray() << Extra{} << text;
    };
    body("no JSON", "percent=20");
    body("empty", "");
    body("cut off", R"({"percent":20,"reason":"r","actor":"ann")");
    body("an array", "[]");
    body("percent is text", R"({"percent":"20","reason":"r","actor":"ann"})");
    body("percent is not whole", R"({"percent":1.5,"reason":"r","actor":"ann"})");
    body("percent is null", R"({"percent":null,"reason":"r","actor":"ann"})");
    body("mode is a number", R"({"mode":1,"reason":"r","actor":"ann"})");
    body("rules is a list", R"({"rules":["staff"],"reason":"r","actor":"ann"})");
    body("rule is text", R"({"rules":{"staff":"on"},"reason":"r","actor":"ann"})");
    body("no actor", R"({"percent":20,"reason":"r"})");
    body("actor is a number", R"({"percent":20,"reason":"r","actor":1})");
    body("no reason", R"({"percent":20,"actor":"ann"})");
    body("too deep", R"({"percent":20,"reason":"r","actor":"ann","x":)" + QByteArray(32, '[') +
                         QByteArray(32, ']') + '}');
    body("no UTF-8", "{\"percent\":20,\"reason\":\"\xff\",\"actor\":\"ann\"}");
}

void ControlApiPermissionsTest::malformedRequests()
{
    QFETCH(const QByteArray, missingHeader);
    QFETCH(const Extra, headers);
    QFETCH(const QByteArray, body);
    ApiFixture f;
    Extra all = f.fresh();
    all.removeIf([&](const auto &header) { return header.first == missingHeader; });
    const WebAnswer answer = f.send("PATCH", u"/v1/routes/checkout"_s, "ann", all + headers, body);
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.header("Content-Type"), "application/problem+json");
    QVERIFY(!answer.json().value("detail"_L1).toString().isEmpty());
    QCOMPARE(f.plane.revision(), 1U);
}

void ControlApiPermissionsTest::whoamiTellsActorAndScopes()
{
    ApiFixture f;
    const WebAnswer answer = f.get(u"/v1/whoami"_s, "oncall");
    QCOMPARE(answer.body, R"({"actor":"otto","scopes":["read","rollback"]})");
}

void ControlApiPermissionsTest::unknownPathsAndMethods()
{
    ApiFixture f;
    QCOMPARE(f.get(u"/v1/nothing"_s).status, 404);
    QCOMPARE(f.get(u"/v1/state/"_s).status, 404);
    QCOMPARE(f.get(u"/v1/nothing"_s, "nobody").status, 401);
    const WebAnswer answer = f.send("DELETE", u"/v1/parity/rules"_s, "ann");
    QCOMPARE(answer.status, 405);
    QCOMPARE(answer.header("Allow"), "GET, PUT");
}

void ControlApiPermissionsTest::tooManyRequestsWaitButRollbackDoesNot()
{
    ControlApiConfig config;
    config.requestsPerSecond = 0.5;
    config.burst = 2;
    ApiFixture f(1, config);
    QCOMPARE(f.get(u"/v1/state"_s).status, 200);
    QCOMPARE(f.get(u"/v1/state"_s).status, 200);
    const QUuid key = ApiFixture::newKey();
    const WebAnswer refused = f.patch(u"checkout"_s, {{u"percent"_s, 20}}, "ann", key);
    QCOMPARE(refused.status, 429);
    QCOMPARE(refused.header("Retry-After"), "2");
    QCOMPARE(f.get(u"/v1/state"_s, "bob").status, 200); // somebody else is not held up
    QCOMPARE(f.rollback({u"*"_s}, 2).status, 200);
    f.clock.advance(std::chrono::seconds(2));
    QCOMPARE(f.get(u"/v1/actions/"_s + QString::fromLatin1(ApiFixture::keyText(key))).status, 404);
}

void ControlApiPermissionsTest::bodiesAreLimited()
{
    ApiFixture f;
    const QByteArray body =
        R"({"percent":20,"actor":"ann","reason":")" + QByteArray(5 * 1024 * 1024, 'x') + "\"}";
    const int status = f.send("PATCH", u"/v1/routes/checkout"_s, "ann", f.fresh(), body).status;
    QVERIFY2(status == 413 || status == 0,
             QByteArray::number(status).constData()); // the cut may overtake the answer
    QCOMPARE(f.plane.revision(), 1U);
    QCOMPARE(f.get(u"/v1/state"_s).status, 200);
}

} // namespace interlock::rehearsal::test

QTEST_GUILESS_MAIN(interlock::rehearsal::test::ControlApiPermissionsTest)
#include "tst_controlapi_permissions.moc"
