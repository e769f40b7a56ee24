// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/http/httpclient.h"
#include "models/endpoints/http/jsonanswer.h"
#include "tests/fakes/faultyserver.h"
#include "tests/fakes/waited.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

using namespace interlock;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(interlock::FaultyReply)

namespace {

/// Time enough for a slow machine; short only where the time running out is what is tested.
HttpLimits patient()
{
    HttpLimits limits;
    limits.connectTimeout = std::chrono::seconds(20);
    limits.totalTimeout = std::chrono::seconds(20);
    return limits;
}

HttpRequest get(const FaultyServer &server)
{
    HttpRequest request;
    request.url = server.url(u"/v1/x"_s);
    return request;
}

/// The member "n", as a driver reads it.
Result<qint64> readN(const Result<HttpAnswer> &answer)
{
    return jsonAnswer(answer, [](const JsonReader &json) { return json.at(u"n").whole(0, 100); });
}

} // namespace

class TestHttpClient final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void turnsFaultsIntoErrors_data();
    void turnsFaultsIntoErrors();
    void saysThatNothingWasSent();
    void sendsTokenAndHeaders();
    void keepsTheTokenOutOfErrors_data();
    void keepsTheTokenOutOfErrors();
    void refusesUnsafeInput_data();
    void refusesUnsafeInput();
    void showsProblemAsPlainText();
    void keepsTheBodyOfAnError_data();
    void keepsTheBodyOfAnError();
    void honoursRetryAfter();
    void keepsTheConnection();
    void followsNoRedirect();
    void parsesLargeAnswersElsewhere();
    void endsWhenCancelled();
    void endsWhenDestroyed();
};

void TestHttpClient::turnsFaultsIntoErrors_data()
{
    using Then = FaultyReply::Then;
    QTest::addColumn<FaultyReply>("reply");
    QTest::addColumn<QString>("kind");
    const FaultyReply good = FaultyReply::json(R"({"n":7})");
    QTest::newRow("good") << good << u"good"_s;
    QTest::newRow("good, byte by byte") << good.dripped(1) << u"good"_s;
    QTest::newRow("good, chunked") << FaultyReply::chunked({"{\"n\"", ":", "7}"}) << u"good"_s;
    QTest::newRow("vendor JSON") << FaultyReply::typed("application/vnd.x+json; charset=utf-8", R"({"n":7})")
                                 << u"good"_s;
    QTest::newRow("hang before headers") << FaultyReply::hang() << u"timeout"_s;
    QTest::newRow("hang in headers") << good.cut(20, Then::Hang) << u"timeout"_s;
    QTest::newRow("hang after headers") << good.headersOnly(Then::Hang) << u"timeout"_s;
    QTest::newRow("hang in the body") << good.cut(good.bytes.size() - 2, Then::Hang) << u"timeout"_s;
    FaultyReply slow = good.dripped(1);
    slow.dripPause = std::chrono::milliseconds(50);
    QTest::newRow("drips for too long") << slow << u"timeout"_s;
    QTest::newRow("endless headers") << FaultyReply::endlessHeaders() << u"timeout"_s;
    QTest::newRow("closed at once") << FaultyReply::closed() << u"network"_s;
    QTest::newRow("closed in headers") << good.cut(20, Then::Close) << u"network"_s;
    QTest::newRow("closed after headers") << good.headersOnly(Then::Close) << u"network"_s;
    QTest::newRow("closed in the body") << good.cut(good.bytes.size() - 2, Then::Close) << u"network"_s;
    QTest::newRow("reset in the body") << good.cut(good.bytes.size() - 2, Then::Reset) << u"network"_s;
    // Qt ends a chunked answer without its last chunk with an error or, now and then, without one: then the
    // JSON tells.
    const FaultyReply chunks = FaultyReply::chunked({"{\"n\":7", "      }"});
    QTest::newRow("closed between chunks")
        << chunks.cut(chunks.bytes.size() - 12, Then::Close) << u"network|protocol"_s;
    QTest::newRow("not HTTP") << FaultyReply{"SSH-2.0-OpenSSH\r\n\r\n", Then::Close, 0, {}, {}}
                              << u"network"_s;
    QTest::newRow("not JSON") << FaultyReply::json("<html>") << u"protocol"_s;
    QTest::newRow("empty") << FaultyReply::json("") << u"protocol"_s;
    QTest::newRow("truncated JSON") << FaultyReply::json(R"({"n":7)") << u"protocol"_s;
    QTest::newRow("bad UTF-8") << FaultyReply::json("{\"n\":7,\"t\":\"\xff\"}") << u"protocol"_s;
    QTest::newRow("JSON of the wrong shape") << FaultyReply::json("[7]") << u"protocol"_s;
    QTest::newRow("wrong media type") << FaultyReply::typed("text/html", R"({"n":7})") << u"protocol"_s;
    QTest::newRow("no media type")
        << FaultyReply{"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{\"n\":7}", {}, 0, {}, {}}
        << u"protocol"_s;
    QTest::newRow("deep") << FaultyReply::json(R"({"n":7,"x":)" + FaultyReply::deepJson(32) + '}')
                          << u"protocol"_s;
    QTest::newRow("very deep") << FaultyReply::json(FaultyReply::deepJson(1'000'000)) << u"protocol"_s;
    QTest::newRow("huge, told") << FaultyReply::hugeJson() << u"protocol"_s;
    QTest::newRow("huge, untold") << FaultyReply::endlessJson() << u"protocol"_s;
    QTest::newRow("compression bomb") << FaultyReply::compressionBomb() << u"protocol"_s;
    QTest::newRow("204 without a body")
        << FaultyReply{"HTTP/1.1 204 No Content\r\n\r\n", {}, 0, {}, {}} << u"protocol"_s;
    const QMap<int, QString> statuses{{301, u"protocol"_s}, {400, u"protocol"_s}, {401, u"auth"_s},
                                      {403, u"auth"_s},     {404, u"refused"_s},  {409, u"conflict"_s},
                                      {410, u"protocol"_s}, {422, u"refused"_s},  {423, u"refused"_s},
                                      {429, u"server"_s},   {500, u"server"_s},   {502, u"server"_s},
                                      {503, u"server"_s},   {599, u"server"_s}};
    for (auto it = statuses.constBegin(); it != statuses.constEnd(); ++it) {
        QTest::addRow("%d with a problem", it.key()) << FaultyReply::problem(it.key(), "why") << it.value();
        QTest::addRow("%d with HTML", it.key())
            << FaultyReply::typed("text/html", "<h1>x", it.key()) << it.value();
    }
}

void TestHttpClient::turnsFaultsIntoErrors()
{
    QFETCH(const FaultyReply, reply);
    QFETCH(const QString, kind);
    FaultyServer server;
    server.setReply(reply);
    HttpLimits limits = patient();
    if (kind == "timeout"_L1)
        limits.totalTimeout = std::chrono::milliseconds(200);
    HttpClient client(limits);

    const Result<qint64> result = waited(client.ask(get(server), readN));

    QVERIFY2(kind.split(u'|').contains(kindOf(result)), qPrintable(kindOf(result)));
    if (!result)
        QVERIFY(result.error().where.isEmpty() || result.error().where == server.url(u"/v1/x"_s).toString());
}

void TestHttpClient::saysThatNothingWasSent()
{
    FaultyServer server;
    const HttpRequest request = get(server);
    server.stop();
    HttpClient client(patient());

    const Result<HttpAnswer> result = waited(client.send(request));

    QCOMPARE(kindOf(result), u"network"_s);
    QVERIFY2(result.error().detail.endsWith(u"nothing was sent"), qPrintable(result.error().detail));
}

void TestHttpClient::sendsTokenAndHeaders()
{
    FaultyServer server;
    server.setReply(FaultyReply::json("{}"));
    HttpClient client(patient(), u"s3cret\n"_s);
    HttpRequest request = get(server);
    request.verb = "PATCH";
    request.body = "{\"a\":1}";
    request.headers = {{"If-Match", "\"17\""}};

    QCOMPARE(kindOf(waited(client.send(request))), u"good"_s);

    const FaultyRequest seen = server.requests().value(0);
    QCOMPARE(seen.verb, QByteArray("PATCH"));
    QCOMPARE(seen.body, request.body);
    QCOMPARE(seen.headers.value("authorization"), QByteArray("Bearer s3cret"));
    QCOMPARE(seen.headers.value("if-match"), QByteArray("\"17\""));
    QCOMPARE(seen.headers.value("content-type"), QByteArray("application/json"));
    QCOMPARE(seen.headers.value("accept-encoding"), QByteArray("identity"));
    QVERIFY(!seen.headers.contains("cookie"));
}

void TestHttpClient::keepsTheTokenOutOfErrors_data()
{
    QTest::addColumn<FaultyReply>("reply");
    QTest::newRow("401 that repeats it") << FaultyReply::problem(401, "token s3cret is not known");
    QTest::newRow("not JSON") << FaultyReply::json("s3cret");
    QTest::newRow("wrong value") << FaultyReply::json(R"({"n":"s3cret"})");
    QTest::newRow("closed") << FaultyReply::closed();
}

void TestHttpClient::keepsTheTokenOutOfErrors()
{
    QFETCH(const FaultyReply, reply);
    FaultyServer server;
    server.setReply(reply);
    HttpClient client(patient(), u"s3cret"_s);

    const Result<qint64> result = waited(client.ask(get(server), readN));

    QVERIFY(!result);
    QVERIFY2(!result.error().detail.contains(u"s3cret"), qPrintable(result.error().detail));
    QVERIFY(!result.error().where.contains(u"s3cret"));
}

void TestHttpClient::refusesUnsafeInput_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::addColumn<QString>("token");
    QTest::newRow("no address") << QUrl() << QString();
    QTest::newRow("a file") << QUrl(u"file:///etc/passwd"_s) << QString();
    QTest::newRow("ftp") << QUrl(u"ftp://127.0.0.1/x"_s) << QString();
    QTest::newRow("line end in the token") << QUrl(u"http://127.0.0.1:1/"_s) << u"a\r\nX-Other: b"_s;
    QTest::newRow("umlaut in the token") << QUrl(u"http://127.0.0.1:1/"_s) << u"ü"_s;
}

void TestHttpClient::refusesUnsafeInput()
{
    QFETCH(const QUrl, url);
    QFETCH(const QString, token);
    HttpClient client(patient(), token);
    HttpRequest request;
    request.url = url;

    QCOMPARE(kindOf(waited(client.send(request))), u"input"_s);
}

void TestHttpClient::showsProblemAsPlainText()
{
    FaultyServer server;
    server.setReply(FaultyReply::problem(422, "<b>no</b>\\u202e\\u0000x"));
    HttpClient client(patient());

    const Result<qint64> result = waited(client.ask(get(server), readN));

    QCOMPARE(result.error().detail, u"HTTP 422, Problem: <b>no</b>⟨U+202E⟩⟨U+0000⟩x"_s);
}

void TestHttpClient::keepsTheBodyOfAnError_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {400, 401, 403, 404, 405, 409, 410, 418, 422, 429, 500, 501, 503})
        QTest::addRow("%d", status) << status;
}

void TestHttpClient::keepsTheBodyOfAnError()
{
    QFETCH(const int, status);
    FaultyServer server;
    server.setReply(FaultyReply::problem(status, "why"));
    HttpClient client(patient());

    const Result<qint64> result = waited(client.ask(get(server), readN));

    QVERIFY(!result);
    QCOMPARE(result.error().detail, u"HTTP %1, Problem: why"_s.arg(status));
}

void TestHttpClient::honoursRetryAfter()
{
    FaultyServer server;
    server.setReply(FaultyReply::problem(429, "slow down", "Retry-After: 30\r\n"));
    HttpClient client(patient());
    HttpRequest post = get(server);
    post.verb = "POST";

    QCOMPARE(kindOf(waited(client.send(get(server)))), u"good"_s);
    const Result<HttpAnswer> second = waited(client.send(get(server)));
    QCOMPARE(kindOf(second), u"server"_s);
    QVERIFY2(second.error().detail.startsWith(u"the server asked to wait"),
             qPrintable(second.error().detail));
    QCOMPARE(server.requests().size(), 1);
    QCOMPARE(kindOf(waited(client.send(post))), u"good"_s);
    QCOMPARE(server.requests().size(), 2);
}

void TestHttpClient::keepsTheConnection()
{
    FaultyServer server;
    server.setReply(FaultyReply::json("{}"));
    HttpClient client(patient());

    for (int i = 0; i < 3; ++i)
        QCOMPARE(kindOf(waited(client.send(get(server)))), u"good"_s);

    QCOMPARE(server.connections(), 1);
}

void TestHttpClient::followsNoRedirect()
{
    FaultyServer server;
    server.setReply(FaultyReply::typed("text/plain", "", 302, "Location: /elsewhere\r\n"));
    HttpClient client(patient(), u"s3cret"_s);

    QCOMPARE(kindOf(waited(client.ask(get(server), readN))), u"protocol"_s);
    QCOMPARE(server.requests().size(), 1);
}

void TestHttpClient::parsesLargeAnswersElsewhere()
{
    FaultyServer server;
    HttpLimits limits;
    limits.totalTimeout = std::chrono::seconds(20);
    HttpClient client(limits);
    const auto parse = [gui = QThread::currentThread()](const Result<HttpAnswer> &answer) -> Result<bool> {
        return answer.map([gui](const HttpAnswer &) { return QThread::currentThread() == gui; });
    };

    server.setReply(FaultyReply::json(QByteArray(64 * 1024, ' ')));
    QCOMPARE(waited(client.ask(get(server), parse)), Result<bool>(true));
    server.setReply(FaultyReply::json(QByteArray(64 * 1024 + 1, ' ')));
    QCOMPARE(waited(client.ask(get(server), parse)), Result<bool>(false));
}

void TestHttpClient::endsWhenCancelled()
{
    FaultyServer server;
    server.setReply(FaultyReply::hang());
    HttpLimits limits;
    limits.totalTimeout = std::chrono::minutes(10);
    HttpClient client(limits);
    QFuture<Result<qint64>> future = client.ask(get(server), readN);
    QTRY_COMPARE(server.requests().size(), 1);

    future.cancel();

    QTRY_VERIFY(future.isFinished());
    QCOMPARE(future.resultCount(), 0);
    QTRY_COMPARE(client.children().size(), 0); // nothing is left of the exchange
}

void TestHttpClient::endsWhenDestroyed()
{
    FaultyServer server;
    server.setReply(FaultyReply::hang());
    HttpLimits limits;
    limits.totalTimeout = std::chrono::minutes(10);
    auto client = std::make_unique<HttpClient>(limits);
    const QFuture<Result<qint64>> asked = client->ask(get(server), readN);
    const QFuture<Result<HttpAnswer>> sent = client->send(get(server));
    QTRY_COMPARE(server.requests().size(), 2);

    client.reset();

    QVERIFY(asked.isFinished());
    QCOMPARE(kindOf(asked.result()), u"cancelled"_s);
    QCOMPARE(kindOf(sent.result()), u"cancelled"_s);
}

QTEST_GUILESS_MAIN(TestHttpClient)
#include "tst_httpclient.moc"
