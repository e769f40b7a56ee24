// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/bridge/bridgeinstance.h"
#include "tests/app/rehearsal_api/webclient.h"

#include <cmath>
#include <QEventLoop>
#include <QNetworkReply>
#include <QTest>
#include <QTimer>

namespace interlock::rehearsal::test {

using namespace Qt::StringLiterals;

namespace {
/// A store that says who it is, and remembers what it was asked.
class FakeStore final
{
public:
    explicit FakeStore(const QByteArray &name)
        : m_name(name),
          m_server([this](const HttpRequest &request, const HttpReply &reply) { answer(request, reply); })
    {
        if (!m_server.start())
            qFatal("no free port");
    }

    [[nodiscard]] QUrl url() const { return QUrl(u"http://127.0.0.1:%1"_s.arg(m_server.port())); }
    void stop() { m_server.stop(); }

    HttpResponse response = textResponse(200, "application/json", R"({"total":"12.50"})");
    bool silent = false;
    QList<HttpRequest> requests;

private:
    void answer(const HttpRequest &request, const HttpReply &reply)
    {
        requests.append(request);
        if (silent)
            return;
        HttpResponse named = response;
        named.headers.emplaceBack("X-Store", m_name);
        reply.send(named);
    }

    QByteArray m_name;
    HttpServer m_server;
};

struct Traffic
{
    Traffic()
    {
        if (!edge1.start() || !edge2.start())
            qFatal("no free port");
    }

    static ControlPlaneConfig planeConfig()
    {
        ControlPlaneConfig config;
        const RuleConfig staff{{u"staff"_s, u"Staff"_s, Side::New, false}, RuleCondition::Staff};
        config.routes = {
            {u"catalog"_s, u"Catalog"_s, Layer::Read, {u"/catalog"_s}, {staff}, Mode::Legacy, 0}};
        return config;
    }
    static BridgeInstanceConfig edgeConfig(const QString &id, const FakeStore &legacy,
                                           const FakeStore &modern)
    {
        BridgeInstanceConfig config;
        config.id = id;
        config.legacyUrl = legacy.url();
        config.newUrl = modern.url();
        config.acknowledgeDelay = std::chrono::milliseconds(id == u"edge-1" ? 5 : 30);
        config.newTimeout = std::chrono::milliseconds(400);
        return config;
    }
    /// Commands it and waits until both edges route by it.
    bool set(Mode mode, int percent, bool staffToNew = false)
    {
        ChangeOrder order;
        order.change = {u"catalog"_s, mode, percent, {{u"staff"_s, staffToNew}}, {}};
        order.expectedRevision = plane.revision();
        order.epoch = plane.state().epoch;
        const bool done = plane.change(order).verdict == Verdict::Done;
        return done &&
               QTest::qWaitFor([this] { return acknowledgement(plane.state()).complete(); }, patience);
    }
    WebAnswer ask(const QByteArray &method, const QString &path, const Extra &headers = {},
                  const QByteArray &body = {})
    {
        return client.send(method, QUrl(u"http://127.0.0.1:%1%2"_s.arg(edge1.port()).arg(path)), headers,
                           body);
    }
    [[nodiscard]] double requests(const QByteArray &reached, const QByteArray &answeredBy,
                                  const QByteArray &code)
    {
        return registry.counter("bridge_requests_total", {})
            .value({"edge-1", "catalog", reached, answeredBy, code});
    }
    [[nodiscard]] ParityBucket counters() const
    {
        const QList<ParityBucket> buckets =
            parity.series(u"catalog"_s, clock.wall().addSecs(-60), clock.wall().addSecs(60), 86400);
        return buckets.isEmpty() ? ParityBucket() : buckets.first();
    }

    ManualClock clock;
    FakeStore legacy{"legacy"};
    FakeStore modern{"new"};
    ControlPlane plane{planeConfig(), &clock};
    ParityStore parity;
    MetricsRegistry registry;
    BridgeMetrics metrics{&registry, &clock};
    BridgeInstance edge1{edgeConfig(u"edge-1"_s, legacy, modern), &plane, &parity, &metrics, &clock};
    BridgeInstance edge2{edgeConfig(u"edge-2"_s, legacy, modern), &plane, &parity, &metrics, &clock};
    WebClient client;
};
} // namespace

/// Real requests through real instances to two small stores.
class BridgeTrafficTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void modesDecideWhoAnswers_data();
    void modesDecideWhoAnswers();
    void requestsPassUnchanged();
    void answersPassUnchanged();
    void instancesAcknowledgeSeparately();
    void aDeafInstanceRoutesByTheOldState();
    void comparedPairsAreKept();
    void someComparedRequestsAreAskedOfLegacyTwice();
    void comparisonNeverDelaysOrChangesTheAnswer();
    void failuresAreNotHidden_data();
    void failuresAreNotHidden();
    void metricsTellWhatHappened();
    void sharesLandInRealTraffic_data();
    void sharesLandInRealTraffic();
    void instancesCloseAndOpenAgain();
};

void BridgeTrafficTest::modesDecideWhoAnswers_data()
{
    QTest::addColumn<Mode>("mode");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("answeredBy");
    QTest::addColumn<int>("legacyRequests");
    QTest::addColumn<int>("newRequests");
    for (const QByteArray &method : QByteArrayList{"POST", "PUT", "PATCH", "DELETE", "HEAD"}) {
        QTest::addRow("%s legacy", method.constData())
            << Mode::Legacy << method << QByteArray("legacy") << 1 << 0;
        QTest::addRow("%s compare-legacy", method.constData())
            << Mode::CompareLegacy << method << QByteArray("legacy") << 1 << 0;
        QTest::addRow("%s compare-new", method.constData())
            << Mode::CompareNew << method << QByteArray("new") << 0 << 1;
        QTest::addRow("%s new", method.constData()) << Mode::New << method << QByteArray("new") << 0 << 1;
    }
    QTest::newRow("GET legacy") << Mode::Legacy << QByteArray("GET") << QByteArray("legacy") << 1 << 0;
    QTest::newRow("GET compare-legacy")
        << Mode::CompareLegacy << QByteArray("GET") << QByteArray("legacy") << 1 << 1;
    QTest::newRow("GET compare-new") << Mode::CompareNew << QByteArray("GET") << QByteArray("new") << 1 << 1;
    QTest::newRow("GET new") << Mode::New << QByteArray("GET") << QByteArray("new") << 0 << 1;
}

void BridgeTrafficTest::modesDecideWhoAnswers()
{
    QFETCH(const Mode, mode);
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, answeredBy);
    QFETCH(const int, legacyRequests);
    QFETCH(const int, newRequests);
    Traffic t;
    QVERIFY(t.set(mode, 100));
    const WebAnswer answer =
        t.ask(method, u"/catalog/7"_s, {}, method.startsWith('P') ? QByteArray("{}") : QByteArray());
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("X-Store"), answeredBy);
    QCOMPARE(answer.header("X-Interlock-Answered-By"), answeredBy);
    QCOMPARE(answer.header("X-Interlock-Route"), "catalog");
    QCOMPARE(answer.header("X-Interlock-Instance"), "edge-1");
    QTRY_COMPARE(t.legacy.requests.size(), legacyRequests);
    QTRY_COMPARE(t.modern.requests.size(), newRequests);
    const QList<HttpRequest> &copies = answeredBy == "new" ? t.legacy.requests : t.modern.requests;
    for (const HttpRequest &copy : copies)
        QCOMPARE(copy.header("X-Interlock-Mirror"), "1");
}

void BridgeTrafficTest::requestsPassUnchanged()
{
    Traffic t;
    const QByteArray body = R"({"note":"ü"})";
    const WebAnswer answer = t.ask("POST", u"/catalog/a%20b/%C3%BC?q=1%262&r="_s,
                                   {{"Cookie", "uid=u7; x=y"},
                                    {"X-User-Group", "staff"},
                                    {"Content-Type", "application/json"},
                                    {"User-Agent", "Phone Mobile"}},
                                   body);
    QCOMPARE(answer.status, 200);
    QCOMPARE(t.legacy.requests.size(), 1);
    const HttpRequest &request = t.legacy.requests[0];
    QCOMPARE(request.method, "POST");
    QCOMPARE(request.target, "/catalog/a%20b/%C3%BC?q=1%262&r=");
    QCOMPARE(request.body, body);
    QCOMPARE(request.header("Cookie"), "uid=u7; x=y");
    QCOMPARE(request.header("X-User-Group"), "staff");
    QCOMPARE(request.header("User-Agent"), "Phone Mobile");
    QCOMPARE(request.header("Content-Type"), "application/json");
    QCOMPARE(t.ask("GET", u"/nowhere"_s).header("X-Interlock-Route"),
             QByteArray()); // falls through to legacy
    QCOMPARE(t.legacy.requests.size(), 2);
}

void BridgeTrafficTest::answersPassUnchanged()
{
    Traffic t;
    for (const int status : {200, 201, 204, 302, 304, 404, 409, 500, 503}) {
        t.legacy.response = {status,
                             {{"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}, {"Location", "/elsewhere"}},
                             status == 204 || status == 304 ? QByteArray() : QByteArray("[1]")};
        const WebAnswer answer = t.ask("GET", u"/catalog"_s);
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.header("Set-Cookie"), "a=1\nb=2");
        QCOMPARE(answer.header("Location"), "/elsewhere");
        QCOMPARE(answer.body, t.legacy.response.body);
    }
}

void BridgeTrafficTest::instancesAcknowledgeSeparately()
{
    Traffic t;
    QCOMPARE(acknowledgement(t.plane.state()).acknowledged, 2); // as they start
    QList<QStringList> missing;
    QObject context;
    QObject::connect(&t.plane, &ControlPlane::changed, &context,
                     [&] { missing.append(acknowledgement(t.plane.state()).missing); });
    QVERIFY(t.set(Mode::New, 10));
    QCOMPARE(missing, QList<QStringList>({{u"edge-1"_s, u"edge-2"_s}, {u"edge-2"_s}, {}}));
}

void BridgeTrafficTest::aDeafInstanceRoutesByTheOldState()
{
    Traffic t;
    QVERIFY(t.set(Mode::New, 100));
    t.edge1.setDeaf(true);
    t.plane.rollback({u"*"_s}, 2, u"ann"_s);
    QTRY_COMPARE(t.edge2.revision(), t.plane.revision());
    QCOMPARE(acknowledgement(t.plane.state()).missing, QStringList{u"edge-1"_s});
    QCOMPARE(t.ask("GET", u"/catalog"_s).header("X-Store"), "new");
    t.edge1.setDeaf(false);
    QVERIFY(acknowledgement(t.plane.state()).complete());
    QCOMPARE(t.ask("GET", u"/catalog"_s).header("X-Store"), "legacy");
}

void BridgeTrafficTest::comparedPairsAreKept()
{
    Traffic t;
    QVERIFY(t.set(Mode::CompareLegacy, 100));
    t.modern.response.body = R"({"total":"12.49"})";
    QCOMPARE(t.ask("GET", u"/catalog/7?x=1"_s).body, R"({"total":"12.50"})");
    QTRY_COMPARE(t.parity.pairs({}).size(), 1);
    const ParityPair &pair = *t.parity.pairs({}).constFirst();
    QCOMPARE(pair.outcome, PairOutcome::Different);
    QCOMPARE(pair.routeId, u"catalog"_s);
    QCOMPARE(pair.method, "GET");
    QCOMPARE(pair.path, "/catalog/7?x=1");
    QCOMPARE(pair.legacy.body, R"({"total":"12.50"})");
    QCOMPARE(pair.modern.body, R"({"total":"12.49"})");
    QCOMPARE(pair.modern.status, 200);

    t.modern.response.body = t.legacy.response.body;
    QCOMPARE(t.ask("GET", u"/catalog/8"_s).status, 200);
    QCOMPARE(t.ask("POST", u"/catalog/8"_s, {}, "{}").status, 200);
    QTRY_COMPARE(t.parity.pairs({}).size(), 2);
    const ParityBucket counters = t.counters();
    QCOMPARE(counters.eligible, 2);
    QCOMPARE(counters.mirrored, 2);
    QCOMPARE(counters.compared, 2);
    QCOMPARE(counters.different, 1);
    QCOMPARE(counters.equal, 1);
}

void BridgeTrafficTest::someComparedRequestsAreAskedOfLegacyTwice()
{
    Traffic t;
    BridgeInstanceConfig config = Traffic::edgeConfig(u"edge-1"_s, t.legacy, t.modern);
    config.askTwiceEvery = 3;
    BridgeInstance sampling(config, &t.plane, &t.parity, &t.metrics, &t.clock);
    QVERIFY(sampling.start());
    QVERIFY(t.set(Mode::CompareNew, 100));
    const QUrl url(u"http://127.0.0.1:%1/catalog/1"_s.arg(sampling.port()));
    for (int i = 0; i < 6; ++i)
        QCOMPARE(t.client.send("GET", url, {}, {}).status, 200);
    QTRY_COMPARE(t.parity.pairs({}).size(), 6);
    QCOMPARE(t.legacy.requests.size(), 8);
    QCOMPARE(t.modern.requests.size(), 6);
    int twice = 0;
    for (const ParityPair *pair : t.parity.pairs({})) {
        twice += pair->legacyAgain ? 1 : 0;
        QVERIFY(!pair->legacyAgain || pair->legacyAgain->body == t.legacy.response.body);
    }
    QCOMPARE(twice, 2);
}

void BridgeTrafficTest::comparisonNeverDelaysOrChangesTheAnswer()
{
    Traffic t;
    QVERIFY(t.set(Mode::CompareLegacy, 100));
    t.modern.silent = true;
    const WebAnswer answer = t.ask("GET", u"/catalog"_s);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("X-Store"), "legacy");
    QCOMPARE(t.parity.pairs({}).size(), 0); // the answer was not held back for the comparison
    QTRY_COMPARE(t.parity.pairs({}).size(), 1);
    QCOMPARE(t.parity.pairs({}).constFirst()->outcome, PairOutcome::Incomparable);
    QCOMPARE(t.counters().incomparable, 1);
    QCOMPARE(t.counters().compared, 0);
    QCOMPARE(t.registry.counter("bridge_mirror_failures_total", {}).value({"edge-1", "catalog"}), 1.0);
}

void BridgeTrafficTest::failuresAreNotHidden_data()
{
    QTest::addColumn<Mode>("mode");
    QTest::addColumn<bool>("hangs");
    QTest::addColumn<int>("status");
    QTest::newRow("new hangs") << Mode::New << true << 504;
    QTest::newRow("new is gone") << Mode::New << false << 502;
    QTest::newRow("new hangs in compare") << Mode::CompareNew << true << 504;
    QTest::newRow("new is gone in compare") << Mode::CompareNew << false << 502;
}

void BridgeTrafficTest::failuresAreNotHidden()
{
    QFETCH(const Mode, mode);
    QFETCH(const bool, hangs);
    QFETCH(const int, status);
    Traffic t;
    QVERIFY(t.set(mode, 100));
    t.modern.silent = hangs;
    if (!hangs)
        t.modern.stop();
    const WebAnswer answer = t.ask("GET", u"/catalog"_s);
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.header("X-Interlock-Answered-By"), "new");
    const QByteArray reached = mode == Mode::New ? "new" : "both";
    QCOMPARE(t.requests(reached, "new", QByteArray::number(status)), 1.0);
    QCOMPARE(t.requests("legacy", "legacy", "200"), 0.0); // nothing fell back in silence
}

void BridgeTrafficTest::metricsTellWhatHappened()
{
    Traffic t;
    QVERIFY(t.set(Mode::New, 0, true));
    for (int i = 0; i < 3; ++i)
        QCOMPARE(t.ask("GET", u"/catalog"_s, {{"X-User-Id", "u" + QByteArray::number(i)}}).status, 200);
    QCOMPARE(t.ask("GET", u"/catalog"_s, {{"X-User-Id", "u1"}, {"X-User-Group", "staff"}}).header("X-Store"),
             "new");
    t.modern.response.status = 500;
    QCOMPARE(t.ask("GET", u"/catalog"_s, {{"X-User-Id", "u9"}, {"X-User-Group", "staff"}}).status, 500);
    const QByteArray text = t.registry.exposition();
    const auto has = [&text](const QByteArray &line) {
        return text.contains(QByteArray('\n' + line + '\n'));
    };
    QVERIFY2(
        has(R"(bridge_requests_total{instance="edge-1",route="catalog",reached="legacy",answered_by="legacy",code="200"} 3)"),
        text.constData());
    QVERIFY(has(
        R"(bridge_requests_total{instance="edge-1",route="catalog",reached="new",answered_by="new",code="200"} 1)"));
    QVERIFY(has(
        R"(bridge_requests_total{instance="edge-1",route="catalog",reached="new",answered_by="new",code="500"} 1)"));
    QVERIFY(has(R"(bridge_rule_requests_total{instance="edge-1",route="catalog",rule="staff"} 2)"));
    QVERIFY(has(R"(bridge_active_users{route="catalog"} 4)"));
    t.clock.advance(std::chrono::seconds(31));
    QVERIFY(t.registry.exposition().contains("\nbridge_active_users{route=\"catalog\"} 0\n"));
}

void BridgeTrafficTest::sharesLandInRealTraffic_data()
{
    QTest::addColumn<int>("percent");
    for (const int percent : {0, 15, 50, 100})
        QTest::newRow(QByteArray::number(percent).constData()) << percent;
}

void BridgeTrafficTest::sharesLandInRealTraffic()
{
    QFETCH(const int, percent);
    constexpr int users = 3000;
    constexpr int atOnce = 32;
    Traffic t;
    QVERIFY(t.set(Mode::New, percent));
    QNetworkAccessManager lanes[6];
    int sent = 0;
    int done = 0;
    QHash<QByteArray, int> answered;
    QObject context; // gone before what the answers count into
    const std::function<void()> next = [&] {
        if (sent == users)
            return;
        const BridgeInstance &edge = sent % 2 == 0 ? t.edge1 : t.edge2;
        QNetworkRequest request(QUrl(u"http://127.0.0.1:%1/catalog"_s.arg(edge.port())));
        request.setRawHeader("X-User-Id", "shopper-" + QByteArray::number(sent));
        QNetworkReply *reply = lanes[sent % 6].get(request);
        ++sent;
        QObject::connect(reply, &QNetworkReply::finished, &context,
                         [counts = &answered, count = &done, more = &next, reply] {
                             ++(*counts)[reply->rawHeader("X-Store")];
                             ++*count;
                             reply->deleteLater();
                             (*more)();
                         });
    };
    for (int i = 0; i < atOnce; ++i)
        next();
    QTRY_COMPARE_WITH_TIMEOUT(done, users, 60'000);
    const double p = percent / 100.0;
    QCOMPARE(answered.value("legacy") + answered.value("new"), users);
    QVERIFY(std::abs(answered.value("new") - users * p) <= 4 * std::sqrt(users * p * (1 - p)));
    QCOMPARE(t.modern.requests.size(), answered.value("new"));
}

void BridgeTrafficTest::instancesCloseAndOpenAgain()
{
    Traffic t;
    const quint16 port = t.edge1.port();
    QVERIFY(port != 0);
    QCOMPARE(t.ask("GET", u"/catalog"_s).status, 200);
    t.edge1.stop();
    QCOMPARE(t.edge1.port(), 0);
    const QUrl url(u"http://127.0.0.1:%1/catalog"_s.arg(port));
    QCOMPARE(t.client.send("GET", url).status, 0);
    const Result<quint16> again = t.edge1.start(port);
    QVERIFY2(again, again ? "" : qPrintable(again.error().detail));
    QCOMPARE(t.client.send("GET", url).status, 200);
}

} // namespace interlock::rehearsal::test

QTEST_GUILESS_MAIN(interlock::rehearsal::test::BridgeTrafficTest)
#include "tst_bridgetraffic.moc"
