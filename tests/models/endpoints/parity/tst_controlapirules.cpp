// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/parity/controlapirules.h"
#include "tests/fakes/faultyserver.h"
#include "tests/fakes/waited.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

EndpointSpec rulesSpec(const QUrl &url)
{
    EndpointSpec spec;
    spec.urls = {url};
    spec.connectTimeout = std::chrono::seconds(20);
    spec.totalTimeout = std::chrono::seconds(20);
    return spec;
}

FaultyReply rulesReply(const QByteArray &json, const QByteArray &headers = "ETag: \"7\"\r\n")
{
    return FaultyReply::typed("application/json", json, 200, headers);
}

} // namespace

class TestControlApiRules final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWithTheRevision();
    void replacesWhatWasRead();
    void anotherConsoleWasFirst();
    void wrongAnswersAreErrors_data();
    void wrongAnswersAreErrors();
    void sendsNothingThatIsWrong();
};

void TestControlApiRules::readsWithTheRevision()
{
    FaultyServer server;
    server.setReply(rulesReply("{\"rule\":[{\"op\":\"ignore\"}]}"));
    ControlApiRules rules(rulesSpec(server.url()), {});
    const Result<SharedRules> read = waited(rules.read());
    QVERIFY2(read.has_value(), qPrintable(read ? QString() : read.error().detail));
    QCOMPARE(read->json, QByteArray("{\"rule\":[{\"op\":\"ignore\"}]}"));
    QCOMPARE(read->revision, QByteArray("\"7\""));
    QCOMPARE(server.requests().at(0).target, QByteArray("/v1/parity/rules"));
}

void TestControlApiRules::replacesWhatWasRead()
{
    FaultyServer server;
    server.setReply(rulesReply("{\"rule\":[]}", "ETag: \"8\"\r\n"));
    ControlApiRules rules(rulesSpec(server.url()), {});
    const QUuid key = QUuid::createUuid();
    const Result<SharedRules> written = waited(rules.replace({"{\"rule\":[]}", "\"7\""}, key));
    QVERIFY2(written.has_value(), qPrintable(written ? QString() : written.error().detail));
    QCOMPARE(written->revision, QByteArray("\"8\""));
    const FaultyRequest sent = server.requests().at(0);
    QCOMPARE(sent.body, QByteArray("{\"rule\":[]}"));
    QCOMPARE(sent.headers.value("if-match"), QByteArray("\"7\""));
    QCOMPARE(sent.headers.value("idempotency-key"), key.toByteArray(QUuid::WithoutBraces));
}

void TestControlApiRules::anotherConsoleWasFirst()
{
    FaultyServer server;
    server.setReply(FaultyReply::problem(409, "revision 7 was expected, it is 9 now"));
    ControlApiRules rules(rulesSpec(server.url()), {});
    const Result<SharedRules> written =
        waited(rules.replace({"{\"rule\":[]}", "\"7\""}, QUuid::createUuid()));
    QCOMPARE(kindOf(written), u"conflict"_s);
    QVERIFY2(written.error().detail.contains(u"it is 9 now"_s), qPrintable(written.error().detail));
}

void TestControlApiRules::wrongAnswersAreErrors_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<QString>("detail");
    QTest::newRow("no ETag") << QByteArray("{\"rule\":[]}") << QByteArray() << u"no ETag"_s;
    QTest::newRow("no list") << QByteArray("{\"rule\":{}}") << QByteArray("ETag: \"1\"\r\n") << u"rule"_s;
    QTest::newRow("nothing") << QByteArray("{}") << QByteArray("ETag: \"1\"\r\n") << u"rule"_s;
}

void TestControlApiRules::wrongAnswersAreErrors()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QByteArray, headers);
    QFETCH(const QString, detail);
    FaultyServer server;
    server.setReply(rulesReply(json, headers));
    ControlApiRules rules(rulesSpec(server.url()), {});
    const Result<SharedRules> read = waited(rules.read());
    QCOMPARE(kindOf(read), u"protocol"_s);
    QVERIFY2(read.error().detail.contains(detail), qPrintable(read.error().detail));
}

void TestControlApiRules::sendsNothingThatIsWrong()
{
    FaultyServer server;
    ControlApiRules rules(rulesSpec(server.url()), {});
    QCOMPARE(kindOf(waited(rules.replace({"{}", {}}, QUuid::createUuid()))), u"input"_s);
    QCOMPARE(kindOf(waited(rules.replace({"{}", "\"1\""}, {}))), u"input"_s);
    QCOMPARE(server.requests().size(), 0);
}

QTEST_GUILESS_MAIN(TestControlApiRules)
#include "tst_controlapirules.moc"
