// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/http/httpserver.h"
#include "app/rehearsal/http/jsonbody.h"
#include "app/rehearsal/http/metricsregistry.h"
#include "app/rehearsal/http/upstream.h"

#include <limits>
#include <QTcpSocket>
#include <QTest>

namespace interlock::rehearsal::test {

using namespace Qt::StringLiterals;

/// The small HTTP layer below bridge, API and stores.
class RehearsalHttpTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersKeepTheOrderOfTheirRequests();
    void aClientThatLeavesHurtsNobody();
    void theConnectionStaysOrClosesAsAsked_data();
    void theConnectionStaysOrClosesAsAsked();
    void tooLargeARequestIsRefusedWhileItComesIn();
    void garbageHurtsNobody_data();
    void garbageHurtsNobody();
    void aTakenPortIsAnError();
    void upstreamRunsManyAtOnce();
    void upstreamTellsWhyThereIsNoAnswer();
    void jsonDepths_data();
    void jsonDepths();
    void jsonLimits_data();
    void jsonLimits();
    void expositionIsWhatPrometheusReads();
};

namespace {
/// Keeps requests until it is told to answer them.
struct HoldingServer
{
    HoldingServer()
        : server(
              [this](const HttpRequest &request, const HttpReply &reply) {
                  requests.append(request);
                  replies.append(reply);
              },
              nullptr, 10'000)
    {
        if (!server.start())
            qFatal("no free port");
    }
    QList<HttpRequest> requests;
    QList<HttpReply> replies;
    HttpServer server;
};

QByteArray getRequest(const QByteArray &path, const QByteArray &headers = {})
{
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
}
} // namespace

void RehearsalHttpTest::answersKeepTheOrderOfTheirRequests()
{
    HoldingServer held;
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, held.server.port());
    socket.write(getRequest("/one"));
    QTRY_COMPARE(held.requests.size(), 1);
    socket.write(getRequest("/two?a=b%20c"));
    QTRY_COMPARE(held.requests.size(), 2);
    QCOMPARE(held.requests[0].path, u"/one"_s);
    QCOMPARE(held.requests[1].target, "/two?a=b%20c");
    QCOMPARE(held.requests[1].queryValue(u"a"_s), u"b c"_s);
    held.replies[1].send(textResponse(200, "text/plain", "second"));
    held.replies[0].send(textResponse(423, "text/plain", "first"));
    held.replies[0].send(textResponse(200, "text/plain", "ignored"));
    QByteArray got;
    QTRY_VERIFY((got += socket.readAll()).contains("second"));
    QVERIFY(got.startsWith("HTTP/1.1 423 "));
    QVERIFY(got.indexOf("first") < got.indexOf("second"));
    QVERIFY(!got.contains("ignored"));
}

void RehearsalHttpTest::aClientThatLeavesHurtsNobody()
{
    HoldingServer held;
    {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, held.server.port());
        socket.write(getRequest("/one"));
        QTRY_COMPARE(held.requests.size(), 1);
        socket.abort();
    }
    QTcpSocket other;
    other.connectToHost(QHostAddress::LocalHost, held.server.port());
    other.write(getRequest("/two"));
    QTRY_COMPARE(held.requests.size(), 2);
    held.replies[0].send(textResponse(200, "text/plain", "nobody hears it"));
    QCOMPARE(held.replies[0].openStream(), nullptr);
    held.replies[0].abort();
    held.replies[1].send(textResponse(200, "text/plain", "heard"));
    QByteArray got;
    QTRY_VERIFY((got += other.readAll()).contains("heard"));
    held.server.stop();
    held.replies[1].send(textResponse(200, "text/plain", "too late"));
}

void RehearsalHttpTest::theConnectionStaysOrClosesAsAsked_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<bool>("closes");
    QTest::newRow("as HTTP/1.1 does") << QByteArray() << false;
    QTest::newRow("close") << QByteArray("Connection: close\r\n") << true;
}

void RehearsalHttpTest::theConnectionStaysOrClosesAsAsked()
{
    QFETCH(const QByteArray, header);
    QFETCH(const bool, closes);
    HoldingServer held;
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, held.server.port());
    socket.write(getRequest("/one", header));
    QTRY_COMPARE(held.replies.size(), 1);
    held.replies[0].send(textResponse(200, "text/plain", "body"));
    QByteArray got;
    QTRY_VERIFY((got += socket.readAll()).endsWith("\r\n\r\nbody"));
    if (closes) {
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
    } else {
        socket.write(getRequest("/two"));
        QTRY_COMPARE(held.replies.size(), 2);
    }
}

void RehearsalHttpTest::tooLargeARequestIsRefusedWhileItComesIn()
{
    HoldingServer held;
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, held.server.port());
    socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n");
    socket.write(QByteArray(20'000, 'x'));
    QByteArray got;
    QTRY_VERIFY((got += socket.readAll()).startsWith("HTTP/1.1 413"));
    const qsizetype body = got.indexOf("\r\n\r\n") + 4;
    QVERIFY(parseJson(got.mid(body)));
    const QByteArray length = "Content-Length: " + QByteArray::number(got.size() - body) + "\r\n";
    QVERIFY(got.contains(length));
    QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(held.requests.size(), 0);
}

void RehearsalHttpTest::garbageHurtsNobody_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("no HTTP") << QByteArray("hello\r\n\r\n");
    QTest::newRow("zeros") << QByteArray(100, '\0');
    QTest::newRow("negative length") << QByteArray("POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\nx");
    QTest::newRow("endless line") << QByteArray("GET /" + QByteArray(20'000, 'a'));
    QTest::newRow("unknown method") << QByteArray("BREW / HTTP/1.1\r\n\r\n");
}

void RehearsalHttpTest::garbageHurtsNobody()
{
    QFETCH(const QByteArray, bytes);
    HoldingServer held;
    QTcpSocket bad;
    bad.connectToHost(QHostAddress::LocalHost, held.server.port());
    bad.write(bytes);
    QTRY_COMPARE(bad.bytesToWrite(), 0);
    QTcpSocket good;
    good.connectToHost(QHostAddress::LocalHost, held.server.port());
    good.write(getRequest("/good"));
    QTRY_VERIFY(!held.requests.isEmpty() && held.requests.last().path == u"/good");
    held.replies.last().send(textResponse(200, "text/plain", "fine"));
    QByteArray got;
    QTRY_VERIFY((got += good.readAll()).contains("fine"));
}

void RehearsalHttpTest::aTakenPortIsAnError()
{
    HoldingServer held;
    HttpServer other([](const HttpRequest &, const HttpReply &) {});
    const Result<quint16> started = other.start(held.server.port());
    QVERIFY(!started);
    QCOMPARE(started.error().kind, ErrorKind::Network);
    QVERIFY(started.error().where.contains(QString::number(held.server.port())));
    QCOMPARE(other.port(), 0);
}

void RehearsalHttpTest::upstreamRunsManyAtOnce()
{
    HoldingServer held;
    Upstream upstream(QUrl(u"http://127.0.0.1:%1"_s.arg(held.server.port())));
    int done = 0;
    for (int i = 0; i < 40; ++i) {
        HttpRequest request;
        request.method = "GET";
        request.target = "/slow";
        upstream.send(request, {}, std::chrono::seconds(60), [&done](const UpstreamAnswer &) { ++done; });
    }
    QTRY_COMPARE(held.requests.size(), 40); // one QNetworkAccessManager alone would stop at six
    QCOMPARE(done, 0);
    for (const HttpReply &reply : std::as_const(held.replies))
        reply.send(textResponse(200, "text/plain", "x"));
    QTRY_COMPARE(done, 40);
}

void RehearsalHttpTest::upstreamTellsWhyThereIsNoAnswer()
{
    HoldingServer held;
    const QUrl url(u"http://127.0.0.1:%1"_s.arg(held.server.port()));
    Upstream upstream(url);
    HttpRequest request;
    request.method = "GET";
    request.target = "/";
    std::optional<UpstreamAnswer> answer;
    upstream.send(request, {}, std::chrono::milliseconds(50),
                  [&answer](const UpstreamAnswer &got) { answer = got; });
    QTRY_VERIFY(answer);
    QVERIFY(!answer->answered);
    QCOMPARE(answer->response.status, 504);
    held.server.stop();
    answer.reset();
    upstream.send(request, {}, std::chrono::seconds(10),
                  [&answer](const UpstreamAnswer &got) { answer = got; });
    QTRY_VERIFY(answer);
    QVERIFY(!answer->answered);
    QCOMPARE(answer->response.status, 502);
}

void RehearsalHttpTest::jsonDepths_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("depth");
    QTest::newRow("scalar") << QByteArray("1") << 0;
    QTest::newRow("array") << QByteArray("[]") << 1;
    QTest::newRow("side by side") << QByteArray("[[],[],{}]") << 2;
    QTest::newRow("in text") << QByteArray(R"({"a":"[[[\"[["})") << 1;
}

void RehearsalHttpTest::jsonDepths()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, depth);
    QCOMPARE(jsonDepth(text), depth);
}

void RehearsalHttpTest::jsonLimits_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("good");
    const auto nested = [](int depth) -> QByteArray {
        return QByteArray(depth, '[') + QByteArray(depth, ']');
    };
    const auto large = [](qsizetype bytes) { return QByteArray("[\"" + QByteArray(bytes - 4, 'x') + "\"]"); };
    QTest::newRow("depth 32") << nested(32) << true;
    QTest::newRow("depth 33") << nested(33) << false;
    QTest::newRow("depth 100000") << nested(100'000) << false;
    QTest::newRow("4 MiB") << large(4 * 1024 * 1024) << true;
    QTest::newRow("4 MiB and a byte") << large(4 * 1024 * 1024 + 1) << false;
    QTest::newRow("cut off") << QByteArray(R"({"a":)") << false;
    QTest::newRow("empty") << QByteArray() << false;
    QTest::newRow("no UTF-8") << QByteArray("[\"\xff\"]") << false;
}

void RehearsalHttpTest::jsonLimits()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, good);
    const Result<QJsonDocument> document = parseJson(text);
    QCOMPARE(document.has_value(), good);
    if (!good)
        QCOMPARE(document.error().kind, ErrorKind::Input);
}

void RehearsalHttpTest::expositionIsWhatPrometheusReads()
{
    MetricsRegistry registry;
    MetricsRegistry::Family &counter = registry.counter("b_total", "Counted", {"route", "note"});
    counter.add({"a", "q\"\\\n"});
    counter.add({"a", "q\"\\\n"}, 2);
    QCOMPARE(&registry.counter("b_total", "again"), &counter);
    MetricsRegistry::Family &gauge = registry.gauge("a_bytes", "Level");
    registry.beforeScrape([&gauge] { gauge.set({}, 0.1); });
    registry.gauge("c", "Odd").set({}, std::numeric_limits<double>::quiet_NaN());
    MetricsRegistry::Histogram &histogram = registry.histogram("d_seconds", "Duration", {"app"}, {0.1, 1});
    for (const double value : {0.05, 0.1, 0.5, 7.0})
        histogram.observe({"new"}, value);
    QCOMPARE(registry.exposition(),
             "# HELP a_bytes Level\n# TYPE a_bytes gauge\na_bytes 0.10000000000000001\n"
             "# HELP b_total Counted\n# TYPE b_total counter\n"
             "b_total{route=\"a\",note=\"q\\\"\\\\\\n\"} 3\n"
             "# HELP c Odd\n# TYPE c gauge\nc NaN\n"
             "# HELP d_seconds Duration\n# TYPE d_seconds histogram\n"
             "d_seconds_bucket{app=\"new\",le=\"0.1\"} 2\n"
             "d_seconds_bucket{app=\"new\",le=\"1\"} 3\n"
             "d_seconds_bucket{app=\"new\",le=\"+Inf\"} 4\n"
             "d_seconds_sum{app=\"new\"} 7.6500000000000004\nd_seconds_count{app=\"new\"} 4\n");
    gauge.clear();
    QCOMPARE(counter.value({"nobody", ""}), 0.0);
}

} // namespace interlock::rehearsal::test

QTEST_GUILESS_MAIN(interlock::rehearsal::test::RehearsalHttpTest)
#include "tst_rehearsalhttp.moc"
