// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/rehearsal_api/apifixture.h"

#include <QJsonArray>
#include <QTest>

Q_DECLARE_METATYPE(interlock::rehearsal::SideAnswer)

namespace interlock::rehearsal::test {

using namespace Qt::StringLiterals;

/// Series, pairs and rules.
class ControlApiParityTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void outcomes_data();
    void outcomes();
    void seriesAddUpAndLeaveGapsOut();
    void badQueries_data();
    void badQueries();
    void pairsComeOldestFirstByCursor();
    void aPageIsCutBefore4MiB();
    void equalPairsNeverPushOutDifferences();
    void rulesAreReplacedByRevision();
    void badRules_data();
    void badRules();
    void pairsAreComparedByTheSharedRules();
    void whatLegacyAnsweredAgainIsHandedOn();
};

namespace {
ParityPair pairOf(const QByteArray &legacy, const QByteArray &modern,
                  const QDateTime &at = QDateTime::currentDateTimeUtc())
{
    ParityPair pair;
    pair.at = at;
    pair.routeId = u"search"_s;
    pair.method = "GET";
    pair.path = "/search?q=a%20b";
    pair.legacy = {true, 200, 3, legacy};
    pair.modern = {true, 200, 4, modern};
    return pair;
}

QJsonArray pairList(const WebAnswer &answer)
{
    return answer.json().value("pairs"_L1).toArray();
}
} // namespace

void ControlApiParityTest::outcomes_data()
{
    QTest::addColumn<SideAnswer>("legacy");
    QTest::addColumn<SideAnswer>("modern");
    QTest::addColumn<PairOutcome>("outcome");
    const SideAnswer good{true, 200, 1, R"({"a":1,"b":[1,2]})"};
    const auto with = [](const QByteArray &body) { return SideAnswer{true, 200, 1, body}; };
    QTest::newRow("same bytes") << good << good << PairOutcome::Equal;
    QTest::newRow("other key order and number form")
        << good << with(R"({"b":[1.0,2],"a":1e0})") << PairOutcome::Equal;
    QTest::newRow("beyond 2^53") << with("[9007199254740993]") << with("[9007199254740992]")
                                 << PairOutcome::Different;
    QTest::newRow("other value") << good << with(R"({"a":2,"b":[1,2]})") << PairOutcome::Different;
    QTest::newRow("other order") << good << with(R"({"a":1,"b":[2,1]})") << PairOutcome::Different;
    QTest::newRow("other status") << good << SideAnswer{true, 404, 1, good.body} << PairOutcome::Different;
    QTest::newRow("no answer") << good << SideAnswer{false, 0, 3000, {}} << PairOutcome::Incomparable;
    QTest::newRow("no JSON, same bytes") << with("<p>") << with("<p>") << PairOutcome::Incomparable;
    QTest::newRow("cut off") << good << with(R"({"a":1,)") << PairOutcome::Incomparable;
    const QByteArray deep = QByteArray(33, '[') + QByteArray(33, ']');
    QTest::newRow("too deep") << with(deep) << with(deep) << PairOutcome::Incomparable;
    const QByteArray large = "[\"" + QByteArray(ParityStore::maxBodyBytes, 'x') + "\"]";
    QTest::newRow("too large") << with(large) << with(large) << PairOutcome::Incomparable;
}

void ControlApiParityTest::outcomes()
{
    QFETCH(const SideAnswer, legacy);
    QFETCH(const SideAnswer, modern);
    QFETCH(const PairOutcome, outcome);
    ApiFixture f;
    ParityPair pair = pairOf({}, {});
    pair.legacy = legacy;
    pair.modern = modern;
    QCOMPARE(f.parity.add(pair), outcome);
    const QJsonObject shown = pairList(f.get(u"/v1/parity/pairs"_s)).at(0).toObject();
    QCOMPARE(shown.value("outcome"_L1).toString(), outcomeName(outcome));
    QCOMPARE(shown.value("new"_L1).toObject().contains("body"_L1), modern.answered); // missing is never empty
}

void ControlApiParityTest::seriesAddUpAndLeaveGapsOut()
{
    ApiFixture f;
    const QDateTime start = f.clock.wall(); // 08:00:00
    for (const int seconds : {5, 55, 65, 185}) {
        const QDateTime at = start.addSecs(seconds);
        f.parity.countEligible(u"search"_s, at);
        f.parity.countEligible(u"search"_s, at);
        f.parity.countMirrored(u"search"_s, at);
        f.parity.add(pairOf("{}", seconds == 55 ? "[]" : seconds == 65 ? "?" : "{}", at));
    }
    const QString query =
        u"/v1/parity/series?route=search&from=2026-03-02T08:00:00.000Z&to=2026-03-02T08:%1:00.000Z&step=60"_s;
    const QJsonArray series = f.get(query.arg(u"04"_s)).json().value("series"_L1).toArray();
    QCOMPARE(series.size(), 3); // 08:02 saw nothing: absent, not 0
    QCOMPARE(series.at(0).toObject(), QJsonObject({{u"t"_s, u"2026-03-02T08:00:00.000Z"_s},
                                                   {u"eligible"_s, 4},
                                                   {u"mirrored"_s, 2},
                                                   {u"compared"_s, 2},
                                                   {u"equal"_s, 1},
                                                   {u"different"_s, 1},
                                                   {u"ignored"_s, 0},
                                                   {u"incomparable"_s, 0}}));
    QCOMPARE(series.at(1).toObject().value("incomparable"_L1).toInt(), 1);
    QCOMPARE(series.at(1).toObject().value("compared"_L1).toInt(), 0);
    QCOMPARE(series.at(2).toObject().value("t"_L1).toString(), u"2026-03-02T08:03:00.000Z"_s);
    QCOMPARE(f.get(query.arg(u"03"_s)).json().value("series"_L1).toArray().size(), 2); // to is exclusive
    const WebAnswer unknown = f.get(QString(query.arg(u"04"_s)).replace(u"search"_s, u"nothing"_s));
    QCOMPARE(unknown.status, 200);
    QVERIFY(unknown.json().value("series"_L1).toArray().isEmpty());
}

void ControlApiParityTest::badQueries_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("status");
    const QString from = u"from=2026-03-02T08:00:00.000Z"_s;
    const QString to = u"to=2026-03-02T09:00:00.000Z"_s;
    const auto series = [](const QStringList &items) {
        return QString(u"/v1/parity/series?"_s + items.join(u'&'));
    };
    QTest::newRow("good series") << series({u"route=search"_s, from, to, u"step=60"_s}) << 200;
    QTest::newRow("no route") << series({from, to}) << 400;
    QTest::newRow("no from") << series({u"route=search"_s, to}) << 400;
    QTest::newRow("no to") << series({u"route=search"_s, from}) << 400;
    QTest::newRow("from without a zone")
        << series({u"route=search"_s, u"from=2026-03-02T08:00:00"_s, to}) << 400;
    QTest::newRow("from is no time") << series({u"route=search"_s, u"from=yesterday"_s, to}) << 400;
    QTest::newRow("step 0") << series({u"route=search"_s, from, to, u"step=0"_s}) << 400;
    QTest::newRow("step -60") << series({u"route=search"_s, from, to, u"step=-60"_s}) << 400;
    QTest::newRow("step 7") << series({u"route=search"_s, from, to, u"step=7"_s}) << 422;
    QTest::newRow("backwards") << series({u"route=search"_s, u"from=2026-03-02T10:00:00.000Z"_s, to}) << 422;
    QTest::newRow("a century") << series({u"route=search"_s, u"from=1926-03-02T10:00:00.000Z"_s, to}) << 422;
    QTest::newRow("pairs") << u"/v1/parity/pairs?route=&outcome=&after=&limit="_s << 200;
    QTest::newRow("unknown outcome") << u"/v1/parity/pairs?outcome=same"_s << 422;
    QTest::newRow("bad cursor") << u"/v1/parity/pairs?after=x"_s << 400;
    QTest::newRow("limit 0") << u"/v1/parity/pairs?limit=0"_s << 400;
}

void ControlApiParityTest::badQueries()
{
    QFETCH(const QString, path);
    QFETCH(const int, status);
    ApiFixture f;
    QCOMPARE(f.get(path).status, status);
}

void ControlApiParityTest::pairsComeOldestFirstByCursor()
{
    ApiFixture f;
    const QJsonObject nothing = f.get(u"/v1/parity/pairs"_s).json();
    QVERIFY(nothing.contains("next"_L1));
    for (int i = 0; i < 5; ++i) {
        const QByteArray body = "[" + QByteArray::number(i) + "]";
        f.parity.add(pairOf(body, i % 2 == 0 ? QByteArray("[]") : body));
    }
    QString cursor = nothing.value("next"_L1).toString();
    QStringList bodies;
    for (int page = 0; page < 4; ++page) {
        const WebAnswer answer =
            f.get(u"/v1/parity/pairs?route=search&outcome=different&limit=1&after=%1"_s.arg(cursor));
        QCOMPARE(answer.status, 200);
        cursor = answer.json().value("next"_L1).toString();
        for (const QJsonArray pairs = pairList(answer); const auto pair : pairs)
            bodies.append(pair.toObject().value("legacy"_L1).toObject().value("body"_L1).toString());
    }
    QCOMPARE(bodies, QStringList({u"[0]"_s, u"[2]"_s, u"[4]"_s}));
    QVERIFY(pairList(f.get(u"/v1/parity/pairs?route=checkout"_s)).isEmpty());
    const QJsonObject first = pairList(f.get(u"/v1/parity/pairs"_s)).at(0).toObject();
    QCOMPARE(first.value("request"_L1).toObject(),
             QJsonObject({{u"method"_s, u"GET"_s}, {u"path"_s, u"/search?q=a%20b"_s}}));
    QCOMPARE(first.value("legacy"_L1).toObject(),
             QJsonObject({{u"status"_s, 200}, {u"ms"_s, 3}, {u"body"_s, u"[0]"_s}}));
}

void ControlApiParityTest::aPageIsCutBefore4MiB()
{
    ApiFixture f;
    const QByteArray large =
        "[\"" + QByteArray(200'000, '"') + "\"]"; // each quote takes two bytes when written
    for (int i = 0; i < 12; ++i)
        f.parity.add(pairOf(large, "[]"));
    QString cursor = u"0"_s;
    int seen = 0;
    int pages = 0;
    for (qsizetype got = 1; got > 0; ++pages) {
        const WebAnswer answer = f.get(u"/v1/parity/pairs?after=%1"_s.arg(cursor));
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.body.size() < 4 * 1024 * 1024);
        got = pairList(answer).size();
        seen += int(got);
        cursor = answer.json().value("next"_L1).toString();
    }
    QCOMPARE(seen, 12);
    QVERIFY(pages > 2);
}

void ControlApiParityTest::equalPairsNeverPushOutDifferences()
{
    ParityStore store(nullptr, 10);
    store.add(pairOf("[1]", "[2]"));
    for (int i = 0; i < 50; ++i)
        store.add(pairOf("[1]", "[1]"));
    QCOMPARE(store.pairs({}).size(), 11);
    QCOMPARE(store.pairs({{}, PairOutcome::Different, 0, 500}).size(), 1);
    QCOMPARE(store.pairs({{}, {}, 3, 500}).constFirst()->sequence, 42U); // what is gone is passed over
}

void ControlApiParityTest::rulesAreReplacedByRevision()
{
    ApiFixture f;
    const WebAnswer empty = f.get(u"/v1/parity/rules"_s);
    QCOMPARE(empty.body, R"({"rule":[]})");
    const QByteArray rules = R"({"rule":[{"expires":"2026-12-31","op":"ignore","path":"/items/*/price"}]})";
    Extra headers{{"If-Match", empty.header("ETag")},
                  {"Idempotency-Key", ApiFixture::keyText(ApiFixture::newKey())}};
    const WebAnswer put = f.send("PUT", u"/v1/parity/rules"_s, "ann", headers, rules);
    QCOMPARE(put.status, 200);
    QCOMPARE(put.body, rules);
    QVERIFY(put.header("ETag") != empty.header("ETag"));
    QCOMPARE(f.get(u"/v1/parity/rules"_s).body, rules);
    QCOMPARE(f.send("PUT", u"/v1/parity/rules"_s, "ann", headers, rules).body, rules); // a repeat
    headers[1].second = ApiFixture::keyText(ApiFixture::newKey());
    const WebAnswer stale = f.send("PUT", u"/v1/parity/rules"_s, "ann", headers, R"({"rule":[]})");
    QCOMPARE(stale.status, 409);
    QCOMPARE(stale.problemType(), u"stale-revision"_s);
}

void ControlApiParityTest::badRules_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::newRow("no rule") << QByteArray("{}") << 400;
    QTest::newRow("rule is an object") << QByteArray(R"({"rule":{}})") << 400;
    QTest::newRow("no op") << QByteArray(R"({"rule":[{"path":"/a"}]})") << 400;
    QTest::newRow("unknown op") << QByteArray(R"({"rule":[{"op":"hide","path":"/a"}]})") << 422;
    QTest::newRow("unknown key") << QByteArray(R"({"rule":[{"op":"mask","path":"/a","pth":"/b"}]})") << 422;
    QTest::newRow("bad path") << QByteArray(R"({"rule":[{"op":"mask","path":"a"}]})") << 422;
    QTest::newRow("bad date") << QByteArray(R"({"rule":[{"op":"mask","path":"/a","expires":"2026-02-30"}]})")
                              << 422;
}

void ControlApiParityTest::badRules()
{
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    ApiFixture f;
    const WebAnswer answer = f.send("PUT", u"/v1/parity/rules"_s, "ann", f.fresh(), body);
    QCOMPARE(answer.status, status);
    QCOMPARE(f.rules.revision(), 1U);
}

void ControlApiParityTest::pairsAreComparedByTheSharedRules()
{
    ApiFixture f;
    const QDateTime at = f.clock.wall();
    QCOMPARE(f.parity.add(pairOf(R"({"p":"12.50","t":1})", R"({"p":12.5,"t":2})", at)),
             PairOutcome::Different);
    const QByteArray rules = R"({"rule":[{"as":"number","op":"normalise","path":"/p"},)"
                             R"({"op":"ignore","path":"/t","route":"search"}]})";
    QCOMPARE(f.send("PUT", u"/v1/parity/rules"_s, "ann", f.fresh(), rules).status, 200);
    QCOMPARE(f.parity.add(pairOf(R"({"p":"12.50","t":1})", R"({"p":12.5,"t":2})", at)), PairOutcome::Ignored);
    QCOMPARE(f.parity.add(pairOf(R"({"p":"12.50"})", R"({"p":12.49})", at)), PairOutcome::Different);
    ParityPair other = pairOf(R"({"t":1})", R"({"t":2})", at);
    other.routeId = u"checkout"_s;
    QCOMPARE(f.parity.add(other), PairOutcome::Different); // the rule is another route's
}

void ControlApiParityTest::whatLegacyAnsweredAgainIsHandedOn()
{
    ApiFixture f;
    ParityPair pair = pairOf("[1]", "[1]");
    f.parity.add(pair);
    pair.legacyAgain = SideAnswer{true, 200, 7, "[2]", false};
    QCOMPARE(f.parity.add(pair), PairOutcome::Equal); // noise is not a difference between the systems
    const QJsonArray pairs = pairList(f.get(u"/v1/parity/pairs"_s));
    QVERIFY(!pairs.at(0).toObject().contains("legacyAgain"_L1));
    QCOMPARE(pairs.at(1).toObject().value("legacyAgain"_L1).toObject(),
             QJsonObject({{u"status"_s, 200}, {u"ms"_s, 7}, {u"body"_s, u"[2]"_s}}));
}

} // namespace interlock::rehearsal::test

QTEST_GUILESS_MAIN(interlock::rehearsal::test::ControlApiParityTest)
#include "tst_controlapi_parity.moc"
