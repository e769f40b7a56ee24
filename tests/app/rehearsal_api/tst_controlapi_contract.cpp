// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/rehearsal_api/apifixture.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

namespace interlock::rehearsal::test {

using namespace Qt::StringLiterals;

/// The published description and the server say the same.
class ControlApiContractTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void descriptionAndServerNameTheSameEndpoints();
    void everyDescribedEndpointIsAnswered();
    void theDescriptionIsServed_data();
    void theDescriptionIsServed();
    void servicesThatAreNotThereAreNotFound();
};

namespace {
QByteArray publishedContract()
{
    QFile file(QStringLiteral(INTERLOCK_SOURCE_DIR "/resources/contract/control-api-v1.openapi.json"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList describedEndpoints()
{
    QStringList names;
    const QJsonObject paths =
        QJsonDocument::fromJson(publishedContract()).object().value("paths"_L1).toObject();
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        const QJsonObject operations = path->toObject();
        for (auto method = operations.begin(); method != operations.end(); ++method) {
            const QJsonArray scopes = method->toObject().value("x-interlock-scopes"_L1).toArray();
            QStringList scopeNames;
            for (const auto &scope : scopes)
                scopeNames.append(scope.toString());
            scopeNames.sort();
            names.append(method.key().toUpper() + u' ' + path.key() + u' ' + scopeNames.join(u'+'));
        }
    }
    names.sort();
    return names;
}
} // namespace

void ControlApiContractTest::descriptionAndServerNameTheSameEndpoints()
{
    ApiFixture f;
    QStringList served;
    for (const ApiEndpoint &endpoint : f.api.endpoints()) {
        QStringList scopeNames;
        for (const Scope scope : endpoint.scopes)
            scopeNames.append(scopeName(scope));
        scopeNames.sort();
        served.append(QString::fromLatin1(endpoint.method) + u' ' + endpoint.pattern + u' ' +
                      scopeNames.join(u'+'));
    }
    served.sort();
    QVERIFY(served.size() > 10);
    QCOMPARE(served, describedEndpoints());
}

void ControlApiContractTest::everyDescribedEndpointIsAnswered()
{
    ApiFixture f;
    const QStringList described = describedEndpoints();
    QVERIFY(!described.isEmpty());
    for (const QString &endpoint : described) {
        if (endpoint.startsWith(u"GET /v1/events"_s))
            continue; // has no end; tst_controlapi_events
        const QString path = endpoint.section(u' ', 1, 1)
                                 .replace(u"{id}"_s, u"x"_s)
                                 .replace(u"{key}"_s, u"x"_s)
                                 .replace(u"{mark}"_s, u"x"_s);
        const WebAnswer answer = f.send(endpoint.section(u' ', 0, 0).toLatin1(), path, "ann");
        const bool found = answer.status == 200 || answer.status == 400 ||
                           (answer.status == 404 && !answer.body.contains("nothing at this path"));
        QVERIFY2(found, qPrintable(endpoint));
    }
}

void ControlApiContractTest::theDescriptionIsServed_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("json") << u"/v1/openapi.json"_s << QByteArray("application/json");
    QTest::newRow("yaml") << u"/v1/openapi.yaml"_s << QByteArray("application/yaml");
}

void ControlApiContractTest::theDescriptionIsServed()
{
    QFETCH(const QString, path);
    QFETCH(const QByteArray, type);
    ApiFixture f;
    const WebAnswer answer = f.get(path);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Content-Type"), type);
    QVERIFY(!answer.body.isEmpty());
    QCOMPARE(answer.body, publishedContract());
    QCOMPARE(answer.json().value("openapi"_L1).toString(), u"3.1.0"_s);
}

void ControlApiContractTest::servicesThatAreNotThereAreNotFound()
{
    ApiFixture f;
    ControlApi alone(f.api.config(), {}, &f.clock);
    ControlApiServer server(&alone);
    QVERIFY(server.start());
    const QUrl base(u"http://127.0.0.1:%1"_s.arg(server.port()));
    const Extra headers{{"Authorization", "Bearer ann"}};
    for (const QString &path :
         {u"/v1/state"_s, u"/v1/pipelines"_s, u"/v1/parity/pairs"_s, u"/v1/parity/rules"_s})
        QCOMPARE(f.client.send("GET", base.resolved(QUrl(path)), headers).status, 404);
    QCOMPARE(f.client.send("GET", base.resolved(QUrl(u"/v1/whoami"_s)), headers).status, 200);
}

} // namespace interlock::rehearsal::test

QTEST_GUILESS_MAIN(interlock::rehearsal::test::ControlApiContractTest)
#include "tst_controlapi_contract.moc"
