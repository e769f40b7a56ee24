// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/rehearsal_api/apifixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

namespace interlock::rehearsal::test {

using namespace Qt::StringLiterals;

/// State, changes, rollback and latch.
class ControlApiChangesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stateIsWhole();
    void changesApplyOnceAndRaiseTheRevision();
    void aChangeThatChangesNothingLeavesTheRevision();
    void valuesThatAreNotAllowed_data();
    void valuesThatAreNotAllowed();
    void dryRunChecksAndChangesNothing_data();
    void dryRunChecksAndChangesNothing();
    void staleRevisionTellsTheState();
    void epochs_data();
    void epochs();
    void rollbackIsAtomicAndNamesUnknownRoutes_data();
    void rollbackIsAtomicAndNamesUnknownRoutes();
    void rollbackIsIdempotentAndTheHighestEpochWins();
    void malformedRollbacks_data();
    void malformedRollbacks();
    void latchStopsOnlyMoreToNew_data();
    void latchStopsOnlyMoreToNew();
    void latchRelease();
    void latchReleaseByTwoPeople();
    void rollbackForgetsWhoWantedTheRelease();
};

namespace {
QStringList textsOf(const QJsonValue &array)
{
    QStringList list;
    const QJsonArray items = array.toArray();
    for (const auto &item : items)
        list.append(item.toString());
    return list;
}

QJsonObject routeOf(const WebAnswer &answer, qsizetype index)
{
    return answer.json().value("routes"_L1).toArray().at(index).toObject();
}
} // namespace

void ControlApiChangesTest::stateIsWhole()
{
    ApiFixture f;
    f.plane.acknowledge(u"edge-2"_s, 1);
    const WebAnswer answer = f.get(u"/v1/state"_s);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("ETag"), "\"1\"");
    QCOMPARE(answer.header("Content-Type"), "application/json");
    const QJsonObject state = answer.json();
    QCOMPARE(state.value("revision"_L1).toString(), u"1"_s);
    QCOMPARE(state.value("epoch"_L1).toInt(-1), 1);
    QCOMPARE(state.value("latched"_L1), QJsonValue(false));
    QCOMPARE(state.value("at"_L1).toString(), u"2026-03-02T08:00:00.000Z"_s);
    QCOMPARE(textsOf(state.value("capabilities"_L1)),
             QStringList({u"atomic-rollback"_s, u"dry-run"_s, u"events"_s, u"instances"_s, u"latch"_s,
                          u"modes"_s, u"percent"_s, u"rules"_s}));
    const QJsonArray instances = state.value("instances"_L1).toArray();
    QCOMPARE(instances.size(), 2);
    QCOMPARE(instances.at(0).toObject().value("revision"_L1).toString(), u"0"_s);
    QCOMPARE(instances.at(1).toObject().value("revision"_L1).toString(), u"1"_s);
    const QJsonObject route = routeOf(answer, 0);
    QCOMPARE(route.value("id"_L1).toString(), u"checkout"_s);
    QCOMPARE(route.value("layer"_L1).toString(), u"write"_s);
    QCOMPARE(route.value("mode"_L1).toString(), u"new"_s);
    QCOMPARE(route.value("percent"_L1).toInt(-1), 15);
    const QJsonObject rule = route.value("rules"_L1).toArray().at(0).toObject();
    QCOMPARE(rule, QJsonObject({{u"id"_s, u"staff"_s},
                                {u"title"_s, u"Staff always new"_s},
                                {u"to"_s, u"new"_s},
                                {u"enabled"_s, false}}));
    QVERIFY(!state.contains("unknownRoutes"_L1));
    QVERIFY(!state.contains("waitingFor"_L1));
}

void ControlApiChangesTest::changesApplyOnceAndRaiseTheRevision()
{
    ApiFixture f;
    f.clock.advance(std::chrono::minutes(5));
    const WebAnswer answer = f.patch(u"checkout"_s, {{u"mode"_s, u"compare-new"_s},
                                                     {u"percent"_s, 25},
                                                     {u"rules"_s, QJsonObject{{u"staff"_s, true}}},
                                                     {u"aMemberNobodyKnows"_s, 1}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("ETag"), "\"2\"");
    const QJsonObject route = routeOf(answer, 0);
    QCOMPARE(route.value("mode"_L1).toString(), u"compare-new"_s);
    QCOMPARE(route.value("percent"_L1).toInt(), 25);
    QCOMPARE(route.value("rules"_L1).toArray().at(0).toObject().value("enabled"_L1), QJsonValue(true));
    QCOMPARE(route.value("changedBy"_L1).toString(), u"ann"_s);
    QCOMPARE(route.value("changedAt"_L1).toString(), u"2026-03-02T08:05:00.000Z"_s);
    QCOMPARE(routeOf(answer, 1).value("changedBy"_L1).toString(), u"bridge"_s);
    QCOMPARE(f.plane.revision(), 2U);
}

void ControlApiChangesTest::aChangeThatChangesNothingLeavesTheRevision()
{
    ApiFixture f;
    const QSignalSpy changed(&f.plane, &ControlPlane::changed);
    for (const QJsonObject &body : {QJsonObject{}, QJsonObject{{u"mode"_s, u"new"_s}, {u"percent"_s, 15}},
                                    QJsonObject{{u"rules"_s, QJsonObject{{u"staff"_s, false}}}}}) {
        const WebAnswer answer = f.patch(u"checkout"_s, body);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("ETag"), "\"1\"");
    }
    QCOMPARE(changed.size(), 0);
}

void ControlApiChangesTest::valuesThatAreNotAllowed_data()
{
    QTest::addColumn<QJsonObject>("body");
    QTest::addColumn<int>("status");
    QTest::newRow("percent 101") << QJsonObject{{u"percent"_s, 101}} << 422;
    QTest::newRow("percent -1") << QJsonObject{{u"percent"_s, -1}} << 422;
    QTest::newRow("percent huge") << QJsonObject{{u"percent"_s, 1e300}} << 422;
    QTest::newRow("percent 100") << QJsonObject{{u"percent"_s, 100}} << 200;
    QTest::newRow("percent 0") << QJsonObject{{u"percent"_s, 0}} << 200;
    QTest::newRow("percent 20.0") << QJsonObject{{u"percent"_s, 20.0}} << 200;
    QTest::newRow("mode") << QJsonObject{{u"mode"_s, u"newest"_s}} << 422;
    QTest::newRow("rule") << QJsonObject{{u"rules"_s, QJsonObject{{u"nobody"_s, true}}}} << 422;
    QTest::newRow("a good and a bad value")
        << QJsonObject{{u"mode"_s, u"legacy"_s}, {u"percent"_s, 101}} << 422;
}

void ControlApiChangesTest::valuesThatAreNotAllowed()
{
    QFETCH(const QJsonObject, body);
    QFETCH(const int, status);
    ApiFixture f;
    QCOMPARE(f.patch(u"checkout"_s, body).status, status);
    QCOMPARE(f.plane.revision(), status == 200 ? 2U : 1U);
    if (status != 200)
        QCOMPARE(f.route(u"checkout"_s).mode, Mode::New);
}

void ControlApiChangesTest::dryRunChecksAndChangesNothing_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("route");
    QTest::addColumn<int>("percent");
    QTest::addColumn<QByteArray>("ifMatch");
    QTest::addColumn<int>("status");
    QTest::newRow("good") << u"dryRun=true"_s << u"checkout"_s << 50 << QByteArray("\"1\"") << 200;
    QTest::newRow("bad share") << u"dryRun=true"_s << u"checkout"_s << 101 << QByteArray("\"1\"") << 422;
    QTest::newRow("stale") << u"dryRun=true"_s << u"checkout"_s << 50 << QByteArray("\"0\"") << 409;
    QTest::newRow("unknown route") << u"dryRun=true"_s << u"nothing"_s << 50 << QByteArray("\"1\"") << 404;
    QTest::newRow("neither true nor false")
        << u"dryRun=yes"_s << u"checkout"_s << 50 << QByteArray("\"1\"") << 400;
    QTest::newRow("false needs a key")
        << u"dryRun=false"_s << u"checkout"_s << 50 << QByteArray("\"1\"") << 400;
}

void ControlApiChangesTest::dryRunChecksAndChangesNothing()
{
    QFETCH(const QString, query);
    QFETCH(const QString, route);
    QFETCH(const int, percent);
    QFETCH(const QByteArray, ifMatch);
    QFETCH(const int, status);
    ApiFixture f;
    const QByteArray body = "{\"percent\":" + QByteArray::number(percent) + R"(,"reason":"r","actor":"ann"})";
    const WebAnswer answer = f.send("PATCH", u"/v1/routes/%1?%2"_s.arg(route, query), "ann",
                                    {{"If-Match", ifMatch}, {"Interlock-Epoch", "1"}}, body);
    QCOMPARE(answer.status, status);
    QCOMPARE(f.plane.revision(), 1U);
    if (status == 200)
        QCOMPARE(routeOf(answer, 0).value("percent"_L1).toInt(), 15); // the state as it is
}

void ControlApiChangesTest::staleRevisionTellsTheState()
{
    ApiFixture f;
    const Extra old = f.fresh();
    QCOMPARE(f.patch(u"checkout"_s, {{u"percent"_s, 16}}, "bob").status, 200);
    const WebAnswer answer =
        f.send("PATCH", u"/v1/routes/checkout"_s, "ann", old, R"({"percent":20,"reason":"r","actor":"ann"})");
    QCOMPARE(answer.status, 409);
    QCOMPARE(answer.problemType(), u"stale-revision"_s);
    const QJsonObject state = answer.json().value("state"_L1).toObject();
    QCOMPARE(state.value("revision"_L1).toString(), u"2"_s);
    QCOMPARE(state.value("routes"_L1).toArray().at(0).toObject().value("changedBy"_L1).toString(), u"bob"_s);
    QCOMPARE(f.route(u"checkout"_s).percent, 16);
}

void ControlApiChangesTest::epochs_data()
{
    QTest::addColumn<QByteArray>("epoch");
    QTest::addColumn<int>("status");
    QTest::newRow("lower") << QByteArray("4") << 409;
    QTest::newRow("the bridge's") << QByteArray("5") << 200;
    QTest::newRow("higher") << QByteArray("6") << 200;
}

void ControlApiChangesTest::epochs()
{
    QFETCH(const QByteArray, epoch);
    QFETCH(const int, status);
    ApiFixture f;
    QCOMPARE(f.rollback({u"search"_s}, 5).status, 200);
    Extra headers = f.fresh();
    headers[1].second = epoch;
    const WebAnswer answer = f.send("PATCH", u"/v1/routes/checkout"_s, "ann", headers,
                                    R"({"percent":3,"reason":"r","actor":"ann"})");
    QCOMPARE(answer.status, status);
    QCOMPARE(f.plane.state().epoch, 5U); // a higher one is accepted and does not raise it
    if (status == 409)
        QCOMPARE(answer.problemType(), u"stale-epoch"_s);
}

void ControlApiChangesTest::rollbackIsAtomicAndNamesUnknownRoutes_data()
{
    QTest::addColumn<QStringList>("routes");
    QTest::addColumn<QStringList>("unknown");
    QTest::addColumn<bool>("checkoutMoves");
    QTest::addColumn<bool>("searchMoves");
    QTest::newRow("all") << QStringList{u"*"_s} << QStringList() << true << true;
    QTest::newRow("one") << QStringList{u"checkout"_s} << QStringList() << true << false;
    QTest::newRow("known and unknown") << QStringList{u"x"_s, u"search"_s, u"no route!"_s, u"x"_s}
                                       << QStringList{u"x"_s, u"no route!"_s} << false << true;
    QTest::newRow("only unknown") << QStringList{u"x"_s} << QStringList{u"x"_s} << false << false;
    QTest::newRow("all and unknown") << QStringList{u"*"_s, u"x"_s} << QStringList{u"x"_s} << true << true;
}

void ControlApiChangesTest::rollbackIsAtomicAndNamesUnknownRoutes()
{
    QFETCH(const QStringList, routes);
    QFETCH(const QStringList, unknown);
    QFETCH(const bool, checkoutMoves);
    QFETCH(const bool, searchMoves);
    ApiFixture f;
    QCOMPARE(f.patch(u"search"_s, {{u"mode"_s, u"compare-legacy"_s}, {u"percent"_s, 50}}).status, 200);
    const QSignalSpy commanded(&f.plane, &ControlPlane::commanded);
    const WebAnswer answer = f.rollback(routes, 4, "oncall");
    QCOMPARE(answer.status, 200);
    QCOMPARE(commanded.size(), 1); // one step, whatever the number of routes
    const QJsonObject state = answer.json();
    QCOMPARE(state.value("latched"_L1), QJsonValue(true));
    QCOMPARE(state.value("epoch"_L1).toInt(), 4);
    QCOMPARE(textsOf(state.value("unknownRoutes"_L1)), unknown);
    QCOMPARE(f.route(u"checkout"_s).mode, checkoutMoves ? Mode::Legacy : Mode::New);
    QCOMPARE(f.route(u"checkout"_s).percent, checkoutMoves ? 0 : 15);
    QCOMPARE(f.route(u"checkout"_s).changedBy, checkoutMoves ? u"otto"_s : u"bridge"_s);
    QCOMPARE(f.route(u"search"_s).mode, searchMoves ? Mode::Legacy : Mode::CompareLegacy);
    QCOMPARE(f.route(u"search"_s).percent, searchMoves ? 0 : 50);
}

void ControlApiChangesTest::rollbackIsIdempotentAndTheHighestEpochWins()
{
    ApiFixture f;
    QCOMPARE(f.rollback({u"*"_s}, 4).header("ETag"), "\"2\"");
    QCOMPARE(f.rollback({u"*"_s}, 4).header("ETag"), "\"2\"");
    const WebAnswer higher = f.rollback({u"*"_s}, 6);
    QCOMPARE(higher.header("ETag"), "\"3\"");
    QCOMPARE(higher.json().value("epoch"_L1).toInt(), 6);
    QCOMPARE(f.release(6).status, 200);
    QCOMPARE(f.patch(u"checkout"_s, {{u"mode"_s, u"new"_s}, {u"percent"_s, 10}}).status, 200);
    const WebAnswer lower = f.rollback({u"*"_s}, 2); // acts all the same
    QCOMPARE(lower.status, 200);
    QCOMPARE(lower.json().value("epoch"_L1).toInt(), 6);
    QCOMPARE(lower.json().value("latched"_L1), QJsonValue(true));
    QCOMPARE(f.route(u"checkout"_s).mode, Mode::Legacy);
}

void ControlApiChangesTest::malformedRollbacks_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("no routes") << QByteArray(R"({"epoch":4,"reason":"r","actor":"ann"})");
    QTest::newRow("no route") << QByteArray(R"({"routes":[],"epoch":4,"reason":"r","actor":"ann"})");
    QTest::newRow("routes is text") << QByteArray(R"({"routes":"*","epoch":4,"reason":"r","actor":"ann"})");
    QTest::newRow("a route is a number")
        << QByteArray(R"({"routes":["*",1],"epoch":4,"reason":"r","actor":"ann"})");
    QTest::newRow("no epoch") << QByteArray(R"({"routes":["*"],"reason":"r","actor":"ann"})");
    QTest::newRow("epoch is text") << QByteArray(
        R"({"routes":["*"],"epoch":"4","reason":"r","actor":"ann"})");
    QTest::newRow("epoch is not whole")
        << QByteArray(R"({"routes":["*"],"epoch":4.5,"reason":"r","actor":"ann"})");
    QTest::newRow("epoch is negative")
        << QByteArray(R"({"routes":["*"],"epoch":-4,"reason":"r","actor":"ann"})");
    QTest::newRow("no actor") << QByteArray(R"({"routes":["*"],"epoch":4,"reason":"r"})");
}

void ControlApiChangesTest::malformedRollbacks()
{
    QFETCH(const QByteArray, body);
    ApiFixture f;
    QCOMPARE(f.send("POST", u"/v1/rollback"_s, "ann", f.fresh(), body).status, 400);
    QVERIFY(!f.plane.state().latched);
    const QByteArray good = R"({"routes":["*"],"epoch":4,"reason":"r","actor":"ann"})";
    QCOMPARE(f.send("POST", u"/v1/rollback"_s, "ann", {}, good).status, 400); // no key
    QVERIFY(!f.plane.state().latched);
}

void ControlApiChangesTest::latchStopsOnlyMoreToNew_data()
{
    // Latched by a rollback of search; checkout is still new at 15 %, its rules off.
    QTest::addColumn<QString>("route");
    QTest::addColumn<QJsonObject>("body");
    QTest::addColumn<int>("status");
    const QJsonObject staffOn{{u"rules"_s, QJsonObject{{u"staff"_s, true}}}};
    QTest::newRow("less") << u"checkout"_s << QJsonObject{{u"percent"_s, 10}} << 200;
    QTest::newRow("more") << u"checkout"_s << QJsonObject{{u"percent"_s, 16}} << 423;
    QTest::newRow("rule to new") << u"checkout"_s << staffOn << 423;
    QTest::newRow("rule to legacy") << u"checkout"_s
                                    << QJsonObject{{u"rules"_s, QJsonObject{{u"trouble"_s, true}}}} << 200;
    QTest::newRow("mode back") << u"checkout"_s << QJsonObject{{u"mode"_s, u"compare-new"_s}} << 200;
    QTest::newRow("out of legacy with nobody") << u"search"_s << QJsonObject{{u"mode"_s, u"new"_s}} << 200;
    QTest::newRow("out of legacy with some")
        << u"search"_s << QJsonObject{{u"mode"_s, u"compare-legacy"_s}, {u"percent"_s, 1}} << 423;
    QTest::newRow("share while legacy") << u"search"_s << QJsonObject{{u"percent"_s, 50}} << 200;
    QTest::newRow("nothing") << u"checkout"_s << QJsonObject{} << 200;
}

void ControlApiChangesTest::latchStopsOnlyMoreToNew()
{
    QFETCH(const QString, route);
    QFETCH(const QJsonObject, body);
    QFETCH(const int, status);
    ApiFixture f;
    QCOMPARE(f.rollback({u"search"_s}, 2).status, 200);
    QCOMPARE(f.patch(route, body).status, status);
    QVERIFY(f.plane.state().latched);
}

void ControlApiChangesTest::latchRelease()
{
    ApiFixture f;
    QCOMPARE(f.release(1).status, 200); // not latched
    QCOMPARE(f.plane.revision(), 1U);
    QCOMPARE(f.rollback({u"*"_s}, 4).status, 200);
    const WebAnswer stale = f.release(3);
    QCOMPARE(stale.status, 409);
    QCOMPARE(stale.problemType(), u"stale-epoch"_s);
    QVERIFY(f.plane.state().latched);
    const WebAnswer done = f.release(4);
    QCOMPARE(done.status, 200);
    QCOMPARE(done.json().value("latched"_L1), QJsonValue(false));
    QCOMPARE(f.route(u"checkout"_s).mode, Mode::Legacy); // moves no traffic
    QCOMPARE(f.patch(u"checkout"_s, {{u"mode"_s, u"new"_s}, {u"percent"_s, 1}}).status, 200);
}

void ControlApiChangesTest::latchReleaseByTwoPeople()
{
    ApiFixture f(2);
    QCOMPARE(f.rollback({u"*"_s}, 4).status, 200);
    for (int i = 0; i < 2; ++i) { // the same person twice is still one
        const WebAnswer waiting = f.release(4, "ann");
        QCOMPARE(waiting.status, 202);
        QCOMPARE(waiting.json().value("waitingFor"_L1).toInt(), 1);
        QCOMPARE(waiting.json().value("latched"_L1), QJsonValue(true));
    }
    const WebAnswer done = f.release(4, "bob");
    QCOMPARE(done.status, 200);
    QCOMPARE(done.json().value("latched"_L1), QJsonValue(false));
    QVERIFY(!done.json().contains("waitingFor"_L1));
}

void ControlApiChangesTest::rollbackForgetsWhoWantedTheRelease()
{
    ApiFixture f(2);
    QCOMPARE(f.rollback({u"*"_s}, 4).status, 200);
    QCOMPARE(f.release(4, "ann").status, 202);
    QCOMPARE(f.rollback({u"*"_s}, 5).status, 200);
    QCOMPARE(f.release(5, "bob").status, 202);
    QVERIFY(f.plane.state().latched);
}

} // namespace interlock::rehearsal::test

QTEST_GUILESS_MAIN(interlock::rehearsal::test::ControlApiChangesTest)
#include "tst_controlapi_changes.moc"
