// SPDX-License-Identifier: GPL-3.0-or-later
// The pure parts of the metrics drivers: PromQL, Prometheus' answers, the text exposition, rates and
// quantiles.
#include "models/endpoints/metrics/expositionwindow.h"
#include "models/endpoints/metrics/prometheusreply.h"
#include "models/endpoints/metrics/promql.h"

#include <cmath>
#include <limits>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

SignalSpec signalOf(SignalKind kind)
{
    SignalSpec spec;
    spec.id = u"s"_s;
    spec.kind = kind;
    spec.metric = u"m_total"_s;
    spec.windowSeconds = 30;
    return spec;
}

SignalSpec split(SignalSpec spec)
{
    spec.labels = {{u"job"_s, u"a\"b\\c\nd"_s}, {u"code"_s, u"~2..|3.."_s}};
    spec.numerator = {{u"code"_s, u"~5.."_s}};
    spec.routeLabel = u"route"_s;
    spec.sideLabel = u"side"_s;
    return spec;
}

} // namespace

class Metrics final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void promQl_data();
    void promQl();
    void promQlRefusesNames();
    void queryErrors_data();
    void queryErrors();
    void vectors();
    void brokenVectors_data();
    void brokenVectors();
    void queryRange();
    void brokenQueryRange_data();
    void brokenQueryRange();
    void exposition();
    void brokenExposition_data();
    void brokenExposition();
    void rates_data();
    void rates();
    void quantiles_data();
    void quantiles();
    void standingExporterAges();
    void endedSeriesHaveNoValue();
};

void Metrics::promQl_data()
{
    QTest::addColumn<SignalSpec>("spec");
    QTest::addColumn<QString>("expected");
    QTest::newRow("gauge") << signalOf(SignalKind::Gauge) << u"sum (m_total)"_s;
    QTest::newRow("rate") << signalOf(SignalKind::Rate) << u"sum (rate(m_total[30s]))"_s;
    QTest::newRow("escapes")
        << split(signalOf(SignalKind::Rate))
        << u"sum by (route, side) (rate(m_total{code=~\"2..|3..\",job=\"a\\\"b\\\\c\\nd\"}[30s]))"_s;
    SignalSpec ratio = signalOf(SignalKind::Ratio);
    ratio.numerator = {{u"code"_s, u"~5.."_s}};
    QTest::newRow("ratio") << ratio
                           << u"(sum (rate(m_total{code=~\"5..\"}[30s])) or 0 * sum (rate(m_total[30s]))) / "
                              "sum (rate(m_total[30s]))"_s;
    SignalSpec quantile = signalOf(SignalKind::Quantile);
    quantile.metric = u"d_seconds"_s;
    quantile.sideLabel = u"app"_s;
    QTest::newRow("quantile")
        << quantile << u"histogram_quantile(0.95, sum by (le, app) (rate(d_seconds_bucket[30s])))"_s;
    SignalSpec raw = signalOf(SignalKind::PromQl);
    raw.promQl = u"up"_s;
    QTest::newRow("raw") << raw << u"up"_s;
}

void Metrics::promQl()
{
    QFETCH(const SignalSpec, spec);
    QFETCH(const QString, expected);
    QCOMPARE(compilePromQl(spec).value_or(QString()), expected);
    const Result<QString> age = compileAgePromQl(spec);
    QCOMPARE(age.has_value(), spec.kind != SignalKind::PromQl);
    QVERIFY(!age || age->startsWith(u"time() - max "_s));
}

void Metrics::promQlRefusesNames()
{
    SignalSpec spec = signalOf(SignalKind::Rate);
    spec.metric = u"m) or vector(1"_s;
    QVERIFY(!compilePromQl(spec));
    spec = signalOf(SignalKind::Rate);
    spec.routeLabel = u"route) (up"_s;
    QVERIFY(!compilePromQl(spec));
    QCOMPARE(compilePromQl(spec).error().kind, ErrorKind::Input);
}

void Metrics::queryErrors_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("isQueryError");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("400")
        << 400
        << QByteArray(
               R"({"status":"error","errorType":"bad_data","error":"invalid parameter \"query\": 1:6: parse error: unclosed left parenthesis"})")
        << true << ErrorKind::Input;
    QTest::newRow("422") << 422
                         << QByteArray(R"({"status":"error","errorType":"execution","error":"many-to-many"})")
                         << true << ErrorKind::Refused;
    QTest::newRow("503") << 503
                         << QByteArray(
                                R"({"status":"error","errorType":"timeout","error":"query timed out"})")
                         << true << ErrorKind::Timeout;
    QTest::newRow("404 text") << 404 << QByteArray("404 page not found") << false << ErrorKind::Input;
    QTest::newRow("503 of a proxy") << 503 << QByteArray("<html>busy</html>") << false << ErrorKind::Input;
    QTest::newRow("good") << 200 << QByteArray(R"({"status":"success"})") << false << ErrorKind::Input;
}

void Metrics::queryErrors()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const bool, isQueryError);
    QFETCH(const ErrorKind, kind);
    HttpAnswer answer;
    answer.status = status;
    answer.body = body;
    answer.contentType = "application/json";
    const std::optional<Error> error = prometheusQueryError(answer);
    QCOMPARE(error.has_value(), isQueryError);
    if (error)
        QCOMPARE(error->kind, kind);
}

void Metrics::vectors()
{
    const auto vector = parsePrometheusVector(
        R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"m","side":"modern"},)"
        R"("value":[1795238956.431,"0.0481203007518797"]},{"metric":{},"value":[1795238956,"NaN"]},)"
        R"({"metric":{"a":"1"},"value":[1795238956,"-Inf"]},{"metric":{"a":"2"},"value":[1795238956,"1e-05"]}]},)"
        R"("warnings":["remote_read: error sending request"]})");
    QVERIFY2(vector, vector ? "" : qPrintable(vector.error().detail));
    QCOMPARE(vector->warnings, QStringList{u"remote_read: error sending request"_s});
    QCOMPARE(vector->samples.size(), qsizetype(4));
    QCOMPARE(vector->samples[0].labels.value(u"side"_s), u"modern"_s);
    QCOMPARE(vector->samples[0].time, 1795238956.431);
    QCOMPARE(vector->samples[0].value, 0.0481203007518797);
    QVERIFY(std::isnan(vector->samples[1].value));
    QVERIFY(std::isinf(vector->samples[2].value) && vector->samples[2].value < 0);
    QCOMPARE(vector->samples[3].value, 1e-05);
    const auto scalar = parsePrometheusVector(
        R"({"status":"success","data":{"resultType":"scalar","result":[1795238956.469,"+Inf"]}})");
    QVERIFY(scalar);
    QVERIFY(std::isinf(scalar->samples[0].value));
    const auto empty =
        parsePrometheusVector(R"({"status":"success","data":{"resultType":"vector","result":[]}})");
    QVERIFY(empty && empty->samples.isEmpty());
}

void Metrics::brokenVectors_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("404 page not found");
    QTest::newRow("cut") << QByteArray(
        R"({"status":"success","data":{"resultType":"vector","result":[{"metric")");
    QTest::newRow("string") << QByteArray(
        R"({"status":"success","data":{"resultType":"string","result":[1,"x"]}})");
    QTest::newRow("no number") << QByteArray(
        R"({"status":"success","data":{"resultType":"scalar","result":[1,"0x10"]}})");
    QTest::newRow("number with a tail")
        << QByteArray(R"({"status":"success","data":{"resultType":"scalar","result":[1,"1 "]}})");
    QTest::newRow("not as text") << QByteArray(
        R"({"status":"success","data":{"resultType":"scalar","result":[1,2]}})");
    QTest::newRow("one part") << QByteArray(
        R"({"status":"success","data":{"resultType":"scalar","result":[1]}})");
    QTest::newRow("error") << QByteArray(R"({"status":"error","data":{"resultType":"vector","result":[]}})");
}

void Metrics::brokenVectors()
{
    QFETCH(const QByteArray, body);
    const auto vector = parsePrometheusVector(body, u"http://p"_s);
    QVERIFY(!vector);
    QCOMPARE(vector.error().kind, ErrorKind::Protocol);
}

void Metrics::queryRange()
{
    const auto series = parseQueryRange(
        R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{"route":"a\"b"},"values":)"
        R"([[1795238948,"0.0048"],[1795238949.5,"NaN"],[1795238951,"+Inf"]]},{"metric":{},"values":[]}]}})");
    QVERIFY2(series, series ? "" : qPrintable(series.error().detail));
    QCOMPARE(series->size(), qsizetype(2));
    QCOMPARE(series->at(0).labels.value(u"route"_s), u"a\"b"_s);
    QCOMPARE(series->at(0).times, QList<double>({1795238948, 1795238949.5, 1795238951}));
    QCOMPARE(series->at(0).values[0], 0.0048);
    QVERIFY(std::isnan(series->at(0).values[1]));
    QVERIFY(std::isinf(series->at(0).values[2]));
    QVERIFY(series->at(1).times.isEmpty());
}

void Metrics::brokenQueryRange_data()
{
    QTest::addColumn<QByteArray>("body");
    const QByteArray head =
        R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":)";
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("vector") << QByteArray(
        R"({"status":"success","data":{"resultType":"vector","result":[]}})");
    QTest::newRow("cut") << head + R"([[1,"2"],[3,)";
    QTest::newRow("no text") << head + R"([[1,2]]}]}})";
    QTest::newRow("no number") << head + R"([[1,"x"]]}]}})";
    QTest::newRow("one part") << head + R"([[1]]}]}})";
    QTest::newRow("three parts") << head + R"([[1,"2","3"]]}]}})";
    QTest::newRow("no values") << QByteArray(
        R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{}}]}})");
}

void Metrics::brokenQueryRange()
{
    QFETCH(const QByteArray, body);
    const auto series = parseQueryRange(body, u"http://p"_s);
    QVERIFY(!series);
    QCOMPARE(series.error().kind, ErrorKind::Protocol);
}

void Metrics::exposition()
{
    const auto samples = parseExposition("# HELP m_total counts\n# TYPE m_total counter\n#\n\n  \t\n"
                                         "m_total{a=\"x\\\\y\\\"z\\n\", b = \"2\" ,} 1.5e3 1795238956431\n"
                                         "m_total 3\nother NaN\nm_total{}\t+Inf\r\nm_total{c=\"1\"}-4\n",
                                         {"m_total"});
    QVERIFY2(samples, samples ? "" : qPrintable(samples.error().detail));
    QCOMPARE(samples->size(), qsizetype(4));
    QCOMPARE(samples->at(0),
             (ExpositionSample{"m_total", {{"a", "x\\y\"z\n"}, {"b", "2"}}, 1500, 1795238956431}));
    QCOMPARE(samples->at(0).label("b"), QByteArray("2"));
    QVERIFY(std::isinf(samples->at(2).value));
    QCOMPARE(samples->at(3).value, -4.0);
    QVERIFY(parseExposition({}).value_or(QList<ExpositionSample>{{}}).isEmpty());
}

void Metrics::brokenExposition_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("cut") << QByteArray("m 1\nm 2") << u"line 2, column 4: expected a line end"_s;
    QTest::newRow("no value") << QByteArray("m\n") << u"line 1, column 2: expected a number"_s;
    QTest::newRow("bad value") << QByteArray("m 1\nm 1x\n") << u"line 2, column 3: expected a number"_s;
    QTest::newRow("two signs") << QByteArray("m +-1\n") << u"line 1, column 3: expected a number"_s;
    QTest::newRow("bad name") << QByteArray("1m 1\n") << u"line 1, column 1: expected the name of a metric"_s;
    QTest::newRow("name ends wrong") << QByteArray("m-x 1\n") << u"line 1, column 2: expected { or a blank"_s;
    QTest::newRow("open label") << QByteArray("m{a=\"1 1\n") << u"column 9: expected the closing quote"_s;
    QTest::newRow("escape") << QByteArray("m{a=\"\\t\"} 1\n") << u"after a backslash"_s;
    QTest::newRow("no quote") << QByteArray("m{a=1} 1\n") << u"line 1, column 5: expected a quoted value"_s;
    QTest::newRow("no comma") << QByteArray("m{a=\"1\"b=\"2\"} 1\n") << u"expected , or }"_s;
    QTest::newRow("time stamp") << QByteArray("m 1 1.5\n") << u"line 1, column 5: expected a time stamp"_s;
    QTest::newRow("more") << QByteArray("m 1 2 3\n") << u"line 1, column 7: expected the end of the line"_s;
    QTest::newRow("type") << QByteArray("# TYPE m meter\n") << u"expected counter, gauge"_s;
    QTest::newRow("html") << QByteArray("<html>\n") << u"line 1, column 1"_s;
}

void Metrics::brokenExposition()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, expected);
    const auto samples = parseExposition(text);
    QVERIFY(!samples);
    QCOMPARE(samples.error().kind, ErrorKind::Protocol);
    QVERIFY2(samples.error().detail.contains(expected), qPrintable(samples.error().detail));
}

void Metrics::rates_data()
{
    QTest::addColumn<QList<double>>("values"); // one a second, the last one now
    QTest::addColumn<double>("expected");      // below 0: no value
    QTest::newRow("none") << QList<double>() << -1.0;
    QTest::newRow("one") << QList<double>{5} << -1.0;
    QTest::newRow("even") << QList<double>{100, 110, 120, 130, 140, 150, 160, 170, 180, 190} << 10.0;
    QTest::newRow("still") << QList<double>{7, 7, 7, 7} << 0.0;
    QTest::newRow("restart") << QList<double>{100, 110, 120, 130, 140, 0, 10, 20, 30, 40}
                             << 40.0 * 2 / 9 * 10 / 10;
    QTest::newRow("born at zero is not extrapolated") << QList<double>{0, 10, 20} << 2.0;
}

void Metrics::rates()
{
    QFETCH(const QList<double>, values);
    QFETCH(const double, expected);
    QList<TimedValue> samples;
    for (qsizetype i = 0; i < values.size(); ++i)
        samples.append({1'000'000 - (values.size() - 1 - i) * 1000, values[i]});
    const std::optional<double> rate = counterRate(samples, 1'000'000, 10'000);
    QCOMPARE(rate.has_value(), expected >= 0);
    if (rate)
        QCOMPARE(*rate, expected);
}

void Metrics::quantiles_data()
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    QTest::addColumn<double>("quantile");
    QTest::addColumn<QList<double>>("counts"); // of the buckets 0.1, 0.5 and +Inf
    QTest::addColumn<double>("expected");
    QTest::newRow("first bucket") << 0.5 << QList<double>{10, 10, 10} << 0.05;
    QTest::newRow("second bucket") << 0.75 << QList<double>{10, 20, 20} << 0.3;
    QTest::newRow("beyond the last") << 0.95 << QList<double>{1, 2, 20} << 0.5;
    QTest::newRow("no traffic") << 0.95 << QList<double>{0, 0, 0} << std::nan("");
    QTest::newRow("counts dip") << 0.5 << QList<double>{10, 9, 10} << 0.05;
    QTest::newRow("out of range") << 1.5 << QList<double>{1, 2, 3} << infinity;
}

void Metrics::quantiles()
{
    QFETCH(const double, quantile);
    QFETCH(const QList<double>, counts);
    QFETCH(const double, expected);
    const double value = histogramQuantile(
        quantile, {{0.5, counts[1]}, {0.1, counts[0]}, {std::numeric_limits<double>::infinity(), counts[2]}});
    QCOMPARE(value, expected);
    QVERIFY(std::isnan(histogramQuantile(0.5, {{0.1, 1}, {0.5, 2}}))); // no bucket of +Inf
}

void Metrics::standingExporterAges()
{
    ExpositionWindow window({signalOf(SignalKind::Gauge)});
    QCOMPARE(window.names(), QSet<QByteArray>{"m_total"});
    window.add({{"m_total", {}, 5, 1'000'000}}, 1'002'000);
    QCOMPARE(window.compute().values.constFirst().sampleAgeMs, 2000);
    window.add({{"m_total", {}, 5, 1'000'000}}, 1'060'000); // answers, but says the old time again
    QCOMPARE(window.compute().values.constFirst().sampleAgeMs, 60'000);
    QCOMPARE(window.compute().values.constFirst().value, 5.0);
}

void Metrics::endedSeriesHaveNoValue()
{
    SignalSpec raw = signalOf(SignalKind::PromQl);
    raw.id = u"raw"_s;
    ExpositionWindow window({signalOf(SignalKind::Rate), raw});
    window.add({{"m_total", {}, 5, {}}}, 1'000'000);
    QVERIFY(window.compute().values.isEmpty());
    window.add({{"m_total", {}, 6, {}}}, 1'001'000);
    QCOMPARE(window.compute().values.size(), qsizetype(1));
    window.add({}, 1'002'000);
    QVERIFY(window.compute().values.isEmpty());
    QCOMPARE(window.compute().failures.keys(), QStringList{u"raw"_s});
}

QTEST_GUILESS_MAIN(Metrics)
#include "tst_metrics.moc"
