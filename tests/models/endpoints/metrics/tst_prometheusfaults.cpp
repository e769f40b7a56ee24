// SPDX-License-Identifier: GPL-3.0-or-later
// PrometheusMetrics beside what a real Prometheus cannot be made to answer; the real one is in
// tests/integration/prometheus.
#include "models/endpoints/metrics/prometheusmetrics.h"
#include "tests/fakes/faultyserver.h"
#include "tests/fakes/waited.h"

#include <cmath>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(interlock::FaultyReply)

namespace {

SignalSpec gauge(const QString &id)
{
    SignalSpec spec;
    spec.id = id;
    spec.endpoint = u"metrics"_s;
    spec.kind = SignalKind::Gauge;
    spec.metric = id + u"_metric"_s;
    return spec;
}

EndpointSpec specAt(const QList<QUrl> &urls)
{
    EndpointSpec spec;
    spec.id = u"metrics"_s;
    spec.kind = EndpointKind::Metrics;
    spec.driver = Driver::Prometheus;
    spec.urls = urls;
    spec.connectTimeout = std::chrono::seconds(20);
    spec.totalTimeout = std::chrono::seconds(20);
    return spec;
}

/// The answer to a batch of both signals: value and age of each, marked as the driver asks for it.
FaultyReply vector(const QByteArray &users, const QByteArray &orders, const QByteArray &more = {})
{
    const auto sample = [](const QByteArray &mark, const QByteArray &value) -> QByteArray {
        return R"({"metric":{"interlock":")" + mark + R"("},"value":[1772438400,")" + value + "\"]}";
    };
    return FaultyReply::json(R"({"status":"success","data":{"resultType":"vector","result":[)" +
                             sample("v0", users) + ',' + sample("a0", "3") + ',' + sample("v1", orders) +
                             ',' + sample("a1", "4") + "]}" + more + '}');
}

FaultyReply queryError(int status, const QByteArray &type, const QByteArray &text)
{
    return FaultyReply::json(R"({"status":"error","errorType":")" + type + R"(","error":")" + text + "\"}",
                             status);
}

/// One driver with two signals at one faulty server.
struct Asked
{
    FaultyServer server;
    std::unique_ptr<PrometheusMetrics> metrics;

    explicit Asked(std::chrono::milliseconds limit = std::chrono::seconds(20))
    {
        EndpointSpec spec = specAt({server.url()});
        spec.totalTimeout = limit;
        metrics = std::make_unique<PrometheusMetrics>(
            spec, QList<SignalSpec>{gauge(u"users"_s), gauge(u"orders"_s)}, QString());
    }
};

} // namespace

class TestPrometheusFaults final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesCarryTheirAge();
    void warningsArePassedOn();
    void notANumberIsNoFigure();
    void endpointFaults_data();
    void endpointFaults();
    void refusedQueryFailsAlone_data();
    void refusedQueryFailsAlone();
    void timedOutQueryIsNotRepeated();
    void nextAddressIsAskedAfterAFault();
};

void TestPrometheusFaults::valuesCarryTheirAge()
{
    Asked asked;
    asked.server.setReply(vector("42", "7"));
    const Result<SignalSnapshot> snapshot = waited(asked.metrics->read());
    QVERIFY2(snapshot.has_value(), qPrintable(snapshot ? QString() : snapshot.error().detail));
    QCOMPARE(snapshot->values.size(), 2);
    QCOMPARE(snapshot->values.at(0).value, 42.0);
    QCOMPARE(snapshot->values.at(0).sampleAgeMs, qint64(3000));
    QCOMPARE(snapshot->values.at(1).value, 7.0);
    QCOMPARE(snapshot->values.at(1).sampleAgeMs, qint64(4000));
    QVERIFY(snapshot->failures.isEmpty());
}

void TestPrometheusFaults::warningsArePassedOn()
{
    Asked asked;
    asked.server.setReply(vector("42", "7", R"(,"warnings":["one store did not answer"])"));
    const Result<SignalSnapshot> snapshot = waited(asked.metrics->read());
    QVERIFY(snapshot.has_value());
    QCOMPARE(snapshot->warnings, QStringList{u"one store did not answer"_s});
    QCOMPARE(snapshot->values.size(), 2);
}

void TestPrometheusFaults::notANumberIsNoFigure()
{
    Asked asked;
    asked.server.setReply(vector("NaN", "+Inf"));
    const Result<SignalSnapshot> snapshot = waited(asked.metrics->read());
    QVERIFY(snapshot.has_value());
    QCOMPARE(snapshot->values.size(), 1);
    QVERIFY(std::isnan(snapshot->values.at(0).value));
    QCOMPARE(snapshot->failures.keys(), QStringList{u"orders"_s});
}

void TestPrometheusFaults::endpointFaults_data()
{
    QTest::addColumn<FaultyReply>("reply");
    QTest::addColumn<QString>("kind");
    const FaultyReply good = vector("42", "7");
    QTest::newRow("503 of a proxy") << FaultyReply::typed("text/html", "<html>busy</html>", 503)
                                    << u"server"_s;
    QTest::newRow("401") << FaultyReply::typed("text/plain", "no", 401) << u"auth"_s;
    QTest::newRow("403") << FaultyReply::typed("text/plain", "no", 403) << u"auth"_s;
    QTest::newRow("a page") << FaultyReply::typed("text/html", "<html></html>") << u"protocol"_s;
    QTest::newRow("not JSON") << FaultyReply::json("{\"status\":") << u"protocol"_s;
    QTest::newRow("no result") << FaultyReply::json(R"({"status":"success","data":{}})") << u"protocol"_s;
    QTest::newRow("a matrix") << FaultyReply::json(
                                     R"({"status":"success","data":{"resultType":"matrix","result":[]}})")
                              << u"protocol"_s;
    QTest::newRow("value of a wrong type") << vector("4x2", "7") << u"protocol"_s;
    QTest::newRow("huge") << FaultyReply::hugeJson() << u"protocol"_s;
    QTest::newRow("deep") << FaultyReply::json(FaultyReply::deepJson(33)) << u"protocol"_s;
    QTest::newRow("truncated") << good.cut(good.bytes.size() - 20, FaultyReply::Then::Close) << u"network"_s;
    QTest::newRow("hangs") << FaultyReply::hang() << u"timeout"_s;
    QTest::newRow("closed") << FaultyReply::closed() << u"network"_s;
}

void TestPrometheusFaults::endpointFaults()
{
    QFETCH(const FaultyReply, reply);
    QFETCH(const QString, kind);
    Asked asked(kind == "timeout"_L1 ? std::chrono::milliseconds(100) : std::chrono::milliseconds(20'000));
    asked.server.setReply(reply);
    QCOMPARE(kindOf(waited(asked.metrics->read())), kind);
}

void TestPrometheusFaults::refusedQueryFailsAlone_data()
{
    QTest::addColumn<FaultyReply>("refusal");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("400") << queryError(400, "bad_data", "parse error") << ErrorKind::Input;
    QTest::newRow("422") << queryError(422, "execution", "many-to-many matching") << ErrorKind::Refused;
}

void TestPrometheusFaults::refusedQueryFailsAlone()
{
    QFETCH(const FaultyReply, refusal);
    QFETCH(const ErrorKind, kind);
    Asked asked;
    asked.server.setAnswer([refusal](const FaultyRequest &request) {
        return request.body.contains("orders_metric") ? refusal : vector("42", "7");
    });
    const Result<SignalSnapshot> snapshot = waited(asked.metrics->read());
    QVERIFY(snapshot.has_value());
    QCOMPARE(snapshot->failures.keys(), QStringList{u"orders"_s});
    QCOMPARE(snapshot->failures.value(u"orders"_s).kind, kind);
    QCOMPARE(snapshot->values.size(), 1);
    QCOMPARE(snapshot->values.at(0).signalId, u"users"_s);
}

void TestPrometheusFaults::timedOutQueryIsNotRepeated()
{
    Asked asked;
    asked.server.setReply(queryError(503, "timeout", "query timed out in expression evaluation"));
    const Result<SignalSnapshot> snapshot = waited(asked.metrics->read());
    QVERIFY(snapshot.has_value());
    QVERIFY(snapshot->values.isEmpty());
    QCOMPARE(snapshot->failures.keys(), (QStringList{u"orders"_s, u"users"_s}));
    QCOMPARE(snapshot->failures.value(u"users"_s).kind, ErrorKind::Timeout);
    QCOMPARE(asked.server.requests().size(), 1); // Prometheus is busy: asking again would make it worse
}

void TestPrometheusFaults::nextAddressIsAskedAfterAFault()
{
    FaultyServer broken;
    broken.setReply(FaultyReply::typed("text/html", "<html>busy</html>", 503));
    FaultyServer whole;
    whole.setReply(vector("42", "7"));
    PrometheusMetrics metrics(specAt({broken.url(), whole.url()}), {gauge(u"users"_s), gauge(u"orders"_s)},
                              {});
    QCOMPARE(kindOf(waited(metrics.read())), u"server"_s);
    const Result<SignalSnapshot> snapshot = waited(metrics.read());
    QVERIFY(snapshot.has_value());
    QCOMPARE(snapshot->values.size(), 2);
}

QTEST_GUILESS_MAIN(TestPrometheusFaults)
#include "tst_prometheusfaults.moc"
