// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/rehearsal_api/apifixture.h"

#include <QJsonDocument>
#include <QNetworkReply>
#include <QTest>

namespace interlock::rehearsal::test {

using namespace Qt::StringLiterals;

/// A key acts once, gives the same answer again, and tells what became of it.
class ControlApiKeysTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSameRequestActsOnceAndIsAnsweredAgain();
    void refusalsAreRememberedToo_data();
    void refusalsAreRememberedToo();
    void answersThatAreNotRemembered();
    void theSameKeyWithAnotherRequestIsRefused_data();
    void theSameKeyWithAnotherRequestIsRefused();
    void aLostAnswerIsSettledByKey();
    void aRequestInProgressIsAConflict();
    void aFailureIsUnknownAndMayBeTriedAgain();
    void keysAreForgottenAfterADay();
    void aRepeatIsNotJudgedByTheStateOfToday();
    void bothPortsShareTheKeys();

private:
    static QJsonObject action(ApiFixture &f, const QUuid &key)
    {
        return f.get(u"/v1/actions/"_s + key.toString(QUuid::WithoutBraces)).json();
    }
};

namespace {

QByteArray percent20()
{
    return R"({"percent":20,"reason":"r","actor":"ann"})";
}

} // namespace

void ControlApiKeysTest::theSameRequestActsOnceAndIsAnsweredAgain()
{
    ApiFixture f;
    const QUuid key = ApiFixture::newKey();
    const Extra headers = f.fresh(key);
    const WebAnswer first = f.send("PATCH", u"/v1/routes/checkout"_s, "ann", headers, percent20());
    QCOMPARE(first.status, 200);
    QCOMPARE(f.patch(u"checkout"_s, {{u"percent"_s, 5}}, "bob").status, 200);
    const WebAnswer again = f.send("PATCH", u"/v1/routes/checkout"_s, "ann", headers, percent20());
    QCOMPARE(again.status, 200);
    QCOMPARE(again.body, first.body);
    QCOMPARE(again.header("ETag"), first.header("ETag"));
    QCOMPARE(f.route(u"checkout"_s).percent, 5);
    QCOMPARE(f.plane.revision(), 3U);
    const QJsonObject status = action(f, key);
    QCOMPARE(status.value("status"_L1).toString(), u"accepted"_s);
    QCOMPARE(status.value("revision"_L1).toString(), u"2"_s);
    QCOMPARE(status.value("key"_L1).toString(), key.toString(QUuid::WithoutBraces));
    QCOMPARE(status.value("at"_L1).toString(), u"2026-03-02T08:00:00.000Z"_s);
}

void ControlApiKeysTest::refusalsAreRememberedToo_data()
{
    QTest::addColumn<QString>("route");
    QTest::addColumn<QByteArray>("ifMatch");
    QTest::addColumn<QByteArray>("epoch");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::newRow("404") << u"none"_s << QByteArray("\"2\"") << QByteArray("2") << percent20() << 404;
    QTest::newRow("409 revision") << u"checkout"_s << QByteArray("\"1\"") << QByteArray("2") << percent20()
                                  << 409;
    QTest::newRow("409 epoch") << u"checkout"_s << QByteArray("\"2\"") << QByteArray("1") << percent20()
                               << 409;
    QTest::newRow("422") << u"checkout"_s << QByteArray("\"2\"") << QByteArray("2")
                         << QByteArray(R"({"percent":101,"reason":"r","actor":"ann"})") << 422;
    QTest::newRow("423") << u"checkout"_s << QByteArray("\"2\"") << QByteArray("2") << percent20() << 423;
}

void ControlApiKeysTest::refusalsAreRememberedToo()
{
    QFETCH(const QString, route);
    QFETCH(const QByteArray, ifMatch);
    QFETCH(const QByteArray, epoch);
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    ApiFixture f;
    QCOMPARE(f.rollback({u"search"_s}, 2).status, 200); // revision 2, epoch 2, latched
    const QUuid key = ApiFixture::newKey();
    const Extra headers{
        {"If-Match", ifMatch}, {"Interlock-Epoch", epoch}, {"Idempotency-Key", ApiFixture::keyText(key)}};
    const WebAnswer first = f.send("PATCH", u"/v1/routes/"_s + route, "ann", headers, body);
    QCOMPARE(first.status, status);
    QCOMPARE(f.release(2).status, 200); // the state is another one now
    const WebAnswer again = f.send("PATCH", u"/v1/routes/"_s + route, "ann", headers, body);
    QCOMPARE(again.status, status);
    QCOMPARE(again.body, first.body);
    QCOMPARE(action(f, key).value("status"_L1).toString(), u"rejected"_s);
    QCOMPARE(action(f, key).value("revision"_L1).toString(), u"2"_s); // the one it met
}

void ControlApiKeysTest::answersThatAreNotRemembered()
{
    ApiFixture f;
    const QUuid key = ApiFixture::newKey();
    const Extra headers = f.fresh(key);
    QCOMPARE(f.send("PATCH", u"/v1/routes/checkout"_s, "nobody", headers, percent20()).status, 401);
    QCOMPARE(f.send("PATCH", u"/v1/routes/checkout"_s, "reader", headers, percent20()).status, 403);
    QCOMPARE(f.send("PATCH", u"/v1/routes/checkout"_s, "ann", headers, "{").status, 400);
    const QString path = u"/v1/actions/"_s + key.toString(QUuid::WithoutBraces);
    QCOMPARE(f.get(path).status, 404);
    QCOMPARE(f.get(u"/v1/actions/not-a-key"_s).status, 404);
    QCOMPARE(f.send("PATCH", u"/v1/routes/checkout"_s, "ann", headers, percent20()).status, 200);
    QCOMPARE(f.get(path).status, 200);
}

void ControlApiKeysTest::theSameKeyWithAnotherRequestIsRefused_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("other body") << QByteArray("PATCH") << u"/v1/routes/checkout"_s
                                << QByteArray(R"({"percent":21,"reason":"r","actor":"ann"})");
    QTest::newRow("other bytes") << QByteArray("PATCH") << u"/v1/routes/checkout"_s
                                 << QByteArray(percent20() + ' ');
    QTest::newRow("other path") << QByteArray("PATCH") << u"/v1/routes/search"_s << percent20();
    QTest::newRow("other act") << QByteArray("POST") << u"/v1/rollback"_s
                               << QByteArray(R"({"routes":["*"],"epoch":2,"reason":"r","actor":"ann"})");
}

void ControlApiKeysTest::theSameKeyWithAnotherRequestIsRefused()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QString, path);
    QFETCH(const QByteArray, body);
    ApiFixture f;
    const QUuid key = ApiFixture::newKey();
    QCOMPARE(f.send("PATCH", u"/v1/routes/checkout"_s, "ann", f.fresh(key), percent20()).status, 200);
    QCOMPARE(f.send(method, path, "ann", f.fresh(key), body).status, 422);
    QCOMPARE(f.plane.revision(), 2U);
    QCOMPARE(action(f, key).value("status"_L1).toString(), u"accepted"_s); // of the first
}

void ControlApiKeysTest::aLostAnswerIsSettledByKey()
{
    ApiFixture f;
    f.api.loseReplies(
        100); // Qt's client sends again by itself when a connection breaks: the key is what saves it
    const QUuid key = ApiFixture::newKey();
    const Extra headers = f.fresh(key);
    QCOMPARE(f.send("PATCH", u"/v1/routes/checkout"_s, "ann", headers, percent20()).status, 0);
    f.api.loseReplies(0);
    QCOMPARE(f.route(u"checkout"_s).percent, 20); // it acted all the same
    QCOMPARE(action(f, key).value("status"_L1).toString(), u"accepted"_s);
    QCOMPARE(action(f, key).value("revision"_L1).toString(), u"2"_s);
    QCOMPARE(f.send("PATCH", u"/v1/routes/checkout"_s, "ann", headers, percent20()).status, 200);
    QCOMPARE(f.plane.revision(), 2U);
}

void ControlApiKeysTest::aRequestInProgressIsAConflict()
{
    ApiFixture f;
    f.sync.hold();
    const QUuid key = ApiFixture::newKey();
    QNetworkAccessManager manager;
    QNetworkRequest request(f.url(u"/v1/pipelines/orders-back/pause"_s));
    request.setRawHeader("Authorization", "Bearer ann");
    request.setRawHeader("Idempotency-Key", ApiFixture::keyText(key));
    const std::unique_ptr<QNetworkReply> first(manager.sendCustomRequest(request, "POST", QByteArray()));
    QTRY_COMPARE(f.sync.commands, 1);
    QCOMPARE(action(f, key).value("status"_L1).toString(), u"pending"_s);
    const Extra headers{{"Idempotency-Key", ApiFixture::keyText(key)}};
    const WebAnswer meanwhile = f.send("POST", u"/v1/pipelines/orders-back/pause"_s, "ann", headers);
    QCOMPARE(meanwhile.status, 409);
    QCOMPARE(meanwhile.problemType(), u"in-progress"_s);
    f.sync.release();
    QTRY_VERIFY(first->isFinished());
    QCOMPARE(first->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 200);
    QCOMPARE(f.send("POST", u"/v1/pipelines/orders-back/pause"_s, "ann", headers).status,
             200); // now it is remembered
    QCOMPARE(f.sync.commands, 1);
    QCOMPARE(action(f, key).value("status"_L1).toString(), u"accepted"_s);
    QVERIFY(!action(f, key).contains("revision"_L1)); // a pipeline has none
}

void ControlApiKeysTest::aFailureIsUnknownAndMayBeTriedAgain()
{
    ApiFixture f;
    f.sync.broken = true;
    const QUuid key = ApiFixture::newKey();
    const Extra headers{{"Idempotency-Key", ApiFixture::keyText(key)}};
    QCOMPARE(f.send("POST", u"/v1/pipelines/orders-back/pause"_s, "ann", headers).status, 503);
    QCOMPARE(action(f, key).value("status"_L1).toString(), u"unknown"_s);
    f.sync.broken = false;
    QCOMPARE(f.send("POST", u"/v1/pipelines/orders-back/pause"_s, "ann", headers).status, 200);
    QCOMPARE(f.sync.commands, 2);
    QCOMPARE(action(f, key).value("status"_L1).toString(), u"accepted"_s);
}

void ControlApiKeysTest::keysAreForgottenAfterADay()
{
    ApiFixture f;
    const QUuid key = ApiFixture::newKey();
    const Extra headers = f.fresh(key);
    QCOMPARE(f.send("PATCH", u"/v1/routes/checkout"_s, "ann", headers, percent20()).status, 200);
    f.clock.advance(std::chrono::hours(24) - std::chrono::seconds(1));
    QCOMPARE(f.send("PATCH", u"/v1/routes/checkout"_s, "ann", headers, percent20()).status, 200);
    f.clock.advance(std::chrono::seconds(1));
    QCOMPARE(f.get(u"/v1/actions/"_s + key.toString(QUuid::WithoutBraces)).status, 404);
    QCOMPARE(f.send("PATCH", u"/v1/routes/checkout"_s, "ann", headers, percent20()).status,
             409); // acts anew: stale
}

void ControlApiKeysTest::aRepeatIsNotJudgedByTheStateOfToday()
{
    ApiFixture f;
    const QUuid key = ApiFixture::newKey();
    const Extra headers = f.fresh(key);
    const QByteArray body = R"({"percent":10,"reason":"r","actor":"otto"})";
    QCOMPARE(f.send("PATCH", u"/v1/routes/checkout"_s, "oncall", headers, body).status, 200);
    QCOMPARE(f.patch(u"checkout"_s, {{u"percent"_s, 5}}).status, 200);
    QCOMPARE(f.send("PATCH", u"/v1/routes/checkout"_s, "oncall", headers, body).status,
             200); // 10 > 5, and yet a repeat
    QCOMPARE(f.route(u"checkout"_s).percent, 5);
}

void ControlApiKeysTest::bothPortsShareTheKeys()
{
    ApiFixture f;
    ControlApiServer other(&f.api);
    QVERIFY(other.start());
    const Extra headers = f.fresh() + Extra{{"Authorization", "Bearer ann"}};
    const WebAnswer first = f.client.send("PATCH", f.url(u"/v1/routes/checkout"_s), headers, percent20());
    const QUrl second(u"http://127.0.0.1:%1/v1/routes/checkout"_s.arg(other.port()));
    const WebAnswer again = f.client.send("PATCH", second, headers, percent20());
    QCOMPARE(first.status, 200);
    QCOMPARE(again.body, first.body);
    QCOMPARE(f.plane.revision(), 2U);
}

} // namespace interlock::rehearsal::test

QTEST_GUILESS_MAIN(interlock::rehearsal::test::ControlApiKeysTest)
#include "tst_controlapi_keys.moc"
