// SPDX-License-Identifier: GPL-3.0-or-later
// PrometheusMetrics against a real Prometheus, and ExpositionMetrics beside it on the same target.
#include "models/endpoints/metrics/expositionmetrics.h"
#include "models/endpoints/metrics/prometheusmetrics.h"
#include "tests/integration/servers/metricstarget.h"
#include "tests/integration/servers/prometheusserver.h"

#include <cmath>
#include <QElapsedTimer>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using test::MetricsTarget;
using test::PrometheusServer;

namespace {
/// Counters that grow evenly: legacy 60/s, new 40/s with every fourth failing, and a route without traffic.
/// Two thirds of the durations are below 0.1 s. The books carry the time of their sample, @p bookedAtMs.
QByteArray shopMetrics(double seconds, qint64 bookedAtMs)
{
    const auto number = [](double value) { return QByteArray::number(value, 'f', 3); };
    QByteArray text = "# TYPE requests_total counter\n";
    text += "requests_total{route=\"checkout\",side=\"legacy\",code=\"200\"} " + number(60 * seconds) + '\n';
    text += "requests_total{route=\"checkout\",side=\"modern\",code=\"200\"} " + number(30 * seconds) + '\n';
    text += "requests_total{route=\"checkout\",side=\"modern\",code=\"500\"} " + number(10 * seconds) + '\n';
    text += "requests_total{route=\"idle\",side=\"modern\",code=\"200\"} 7\n";
    text += "requests_total{route=\"checkout\",side=\"canary\",code=\"200\"} 7\n";
    text += "booked_orders 7 " + QByteArray::number(bookedAtMs) + '\n';
    text += "active_users{route=\"checkout\"} 42\nactive_users{route=\"idle\"} NaN\n";
    for (const auto &[le, rate] : {std::pair("0.1", 24.0), std::pair("0.5", 34.0), std::pair("+Inf", 36.0)})
        text += QByteArray("duration_seconds_bucket{side=\"modern\",le=\"") + le + "\"} " +
                number(rate * seconds) + '\n';
    return text;
}

SignalSpec signalOf(const QString &id, SignalKind kind, const QString &metric)
{
    SignalSpec spec;
    spec.id = id;
    spec.endpoint = u"metrics"_s;
    spec.kind = kind;
    spec.metric = metric;
    spec.windowSeconds = 10;
    return spec;
}

QList<SignalSpec> shopSignals()
{
    SignalSpec requests = signalOf(u"requests"_s, SignalKind::Rate, u"requests_total"_s);
    requests.routeLabel = u"route"_s;
    requests.sideLabel = u"side"_s;
    requests.sideValues = {{u"legacy"_s, u"legacy"_s}, {u"modern"_s, u"new"_s}};
    SignalSpec errors = requests;
    errors.id = u"errors"_s;
    errors.kind = SignalKind::Ratio;
    errors.numerator = {{u"code"_s, u"~5.."_s}};
    SignalSpec users = signalOf(u"users"_s, SignalKind::Gauge, u"active_users"_s);
    users.routeLabel = u"route"_s;
    SignalSpec p95 = signalOf(u"p95"_s, SignalKind::Quantile, u"duration_seconds"_s);
    p95.sideLabel = u"side"_s;
    p95.sideValues = requests.sideValues;
    return {requests, errors, users, p95, signalOf(u"missing"_s, SignalKind::Rate, u"nobody_counts_this"_s)};
}

EndpointSpec specOf(Driver driver, const QUrl &url)
{
    EndpointSpec spec;
    spec.id = u"metrics"_s;
    spec.kind = EndpointKind::Metrics;
    spec.driver = driver;
    spec.urls = {url};
    spec.connectTimeout = std::chrono::milliseconds(20'000);
    spec.totalTimeout = std::chrono::milliseconds(20'000);
    return spec;
}

template<typename T>
Result<T> wait(const QFuture<Result<T>> &future)
{
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, patience))
        return fail(ErrorKind::Cancelled, u"the future did not end"_s);
    return future.result();
}

QList<SignalValue> valuesOf(const SignalSnapshot &snapshot, const QString &id)
{
    QList<SignalValue> values;
    for (const SignalValue &value : snapshot.values) {
        if (value.signalId == id)
            values.append(value);
    }
    return values;
}

std::optional<SignalValue> valueAt(const SignalSnapshot &snapshot, const QString &id, const QString &route,
                                   std::optional<SideReached> side)
{
    for (const SignalValue &value : snapshot.values) {
        if (value.signalId == id && value.routeId == route && value.side == side)
            return value;
    }
    return std::nullopt;
}

/// Near enough to be no other figure of these: samples of a busy machine are taken at uneven times.
bool isNear(const std::optional<SignalValue> &value, double expected)
{
    return value && std::abs(value->value - expected) <= 0.2 * expected;
}

/// Both drivers have to come to this.
bool isAsExpected(const SignalSnapshot &snapshot)
{
    const auto empty = std::optional<SideReached>();
    const auto idle = valueAt(snapshot, u"errors"_s, u"idle"_s, SideReached::New);
    const auto none = valueAt(snapshot, u"errors"_s, u"checkout"_s, SideReached::Legacy);
    return isNear(valueAt(snapshot, u"requests"_s, u"checkout"_s, SideReached::Legacy), 60) &&
           isNear(valueAt(snapshot, u"requests"_s, u"checkout"_s, SideReached::New), 40) &&
           isNear(valueAt(snapshot, u"errors"_s, u"checkout"_s, SideReached::New), 0.25) && none &&
           none->value == 0                   // no failing counter at all, but traffic
           && idle && std::isnan(idle->value) // no traffic
           && isNear(valueAt(snapshot, u"users"_s, u"checkout"_s, empty), 42) &&
           isNear(valueAt(snapshot, u"p95"_s, {}, SideReached::New), 0.5) &&
           valuesOf(snapshot, u"missing"_s).isEmpty();
}

} // namespace

class PrometheusReal final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void bothDriversAgree();
    void badQueriesFailAlone();
    void historyIsRead();
    void oldSampleShowsItsAge_data();
    void oldSampleShowsItsAge();
    void frozenPrometheusTimesOutAndComesBack();
    void endedTargetHasNoValue();

private:
    QElapsedTimer m_clock;
    const qint64 m_bookedAtMs = QDateTime::currentMSecsSinceEpoch() - 60'000;
    std::unique_ptr<MetricsTarget> m_target;
    PrometheusServer m_server;
};

void PrometheusReal::initTestCase()
{
    m_clock.start();
    m_target = std::make_unique<MetricsTarget>([this](const QByteArray &, const QByteArray &) {
        return MetricsTarget::Reply{200, shopMetrics(double(m_clock.elapsed()) / 1000.0, m_bookedAtMs),
                                    "text/plain; version=0.0.4"};
    });
    QCOMPARE(m_server.start({m_target->address()}), QString());
}

void PrometheusReal::bothDriversAgree()
{
    PrometheusMetrics prometheus(specOf(Driver::Prometheus, m_server.url()), shopSignals(), {});
    ExpositionMetrics exposition(specOf(Driver::Exposition, QUrl(u"http://"_s + m_target->address())),
                                 shopSignals(), {});
    const Result<SignalSnapshot> first = wait(exposition.read());
    QVERIFY(first);
    QVERIFY(valuesOf(*first, u"requests"_s).isEmpty()); // one sample makes no rate
    QVERIFY(!valuesOf(*first, u"users"_s).isEmpty());

    SignalSnapshot scraped;
    SignalSnapshot asked;
    const auto read = [](MetricsPort &port, SignalSnapshot &snapshot) {
        const Result<SignalSnapshot> result = wait(port.read());
        if (result)
            snapshot = *result;
        return result && isAsExpected(snapshot);
    };
    QTRY_VERIFY(read(exposition, scraped));
    QTRY_VERIFY(read(prometheus, asked));

    QVERIFY(scraped.failures.isEmpty());
    QVERIFY(asked.failures.isEmpty());
    QCOMPARE(asked.warnings.size(), qsizetype(2)); // side "canary", once a signal
    QVERIFY(asked.at.isValid());
    for (const SignalValue &value : std::as_const(asked.values))
        QVERIFY2(value.sampleAgeMs >= 0 && value.sampleAgeMs < 60'000, qPrintable(value.signalId));
    const auto users = valueAt(scraped, u"users"_s, u"idle"_s, {});
    QVERIFY(users && std::isnan(users->value));
}

void PrometheusReal::badQueriesFailAlone()
{
    QList<SignalSpec> specs = shopSignals();
    const auto addRaw = [&specs](const QString &id, const QString &promQl) {
        SignalSpec raw = signalOf(id, SignalKind::PromQl, {});
        raw.promQl = promQl;
        specs.append(raw);
    };
    addRaw(u"bad"_s, u"rate("_s);
    addRaw(u"many"_s, u"requests_total / on(route) requests_total"_s);
    addRaw(u"text"_s, u"\"text\""_s);
    addRaw(u"infinite"_s, u"vector(1) / 0"_s);
    addRaw(u"none"_s, u"scalar(vector(1)) / 0 * 0"_s);
    addRaw(u"good"_s, u"max(active_users{route=\"checkout\"})"_s);
    SignalSpec broken = signalOf(u"broken"_s, SignalKind::Quantile, u"duration_seconds"_s);
    broken.labels = {{u"side"_s, u"~(unclosed"_s}};
    specs.append(broken); // in one query with good ones, which must not suffer
    PrometheusMetrics prometheus(specOf(Driver::Prometheus, m_server.url()), specs, {});

    SignalSnapshot snapshot;
    const auto good = [&] { // when the last scrape went well
        snapshot = wait(prometheus.read()).value_or(SignalSnapshot());
        return !valuesOf(snapshot, u"good"_s).isEmpty() && !valuesOf(snapshot, u"users"_s).isEmpty();
    };
    QTRY_VERIFY(good());
    const QMap<QString, Error> &failures = snapshot.failures;
    QCOMPARE(failures.keys(), QStringList({u"bad"_s, u"broken"_s, u"infinite"_s, u"many"_s, u"text"_s}));
    QCOMPARE(failures[u"many"_s].kind, ErrorKind::Refused);
    QVERIFY2(failures[u"many"_s].detail.contains(u"many-to-many"_s), qPrintable(failures[u"many"_s].detail));
    QCOMPARE(valuesOf(snapshot, u"good"_s).size(), qsizetype(1));
    QCOMPARE(valuesOf(snapshot, u"good"_s).constFirst().value, 42.0);
    QCOMPARE(valuesOf(snapshot, u"none"_s).size(), qsizetype(1));
    QVERIFY(std::isnan(valuesOf(snapshot, u"none"_s).constFirst().value));
}

void PrometheusReal::historyIsRead()
{
    PrometheusMetrics prometheus(specOf(Driver::Prometheus, m_server.url()), shopSignals(), {});
    const QDateTime now = QDateTime::currentDateTimeUtc();
    // more than Prometheus gives at once: 20,000 s at one second
    const auto past = wait(prometheus.history(now.addSecs(-20'000), now, std::chrono::seconds(1)));
    QVERIFY2(past, past ? "" : qPrintable(past.error().detail));
    int users = 0;
    for (const SignalSeries &series : *past) {
        QCOMPARE(series.times.size(), series.values.size());
        QVERIFY(std::ranges::is_sorted(series.times));
        if (series.signalId == u"users" && series.routeId == u"checkout") {
            ++users;
            QVERIFY(!series.values.isEmpty());
            QCOMPARE(series.values.constLast(), 42.0);
            QVERIFY(series.times.constLast() <= double(now.toSecsSinceEpoch()));
        }
    }
    QCOMPARE(users, 1);
}

void PrometheusReal::oldSampleShowsItsAge_data()
{
    QTest::addColumn<bool>("throughPrometheus");
    QTest::newRow("Prometheus") << true;
    QTest::newRow("exposition") << false;
}

/// The answer is new, what it tells is old.
void PrometheusReal::oldSampleShowsItsAge()
{
    QFETCH(const bool, throughPrometheus);
    const QList<SignalSpec> books{signalOf(u"booked"_s, SignalKind::Gauge, u"booked_orders"_s)};
    PrometheusMetrics prometheus(specOf(Driver::Prometheus, m_server.url()), books, {});
    ExpositionMetrics exposition(specOf(Driver::Exposition, QUrl(u"http://"_s + m_target->address())), books,
                                 {});
    qint64 asked = 0;
    qint64 answered = 0;
    SignalSnapshot snapshot;
    const auto read = [&] {
        asked = QDateTime::currentMSecsSinceEpoch();
        snapshot = wait(throughPrometheus ? prometheus.read() : exposition.read()).value_or(SignalSnapshot());
        answered = QDateTime::currentMSecsSinceEpoch();
        return !snapshot.values.isEmpty();
    };
    QTRY_VERIFY(read());
    QCOMPARE(snapshot.values.size(), qsizetype(1));
    QCOMPARE(snapshot.values[0].value, 7.0);
    const qint64 age = snapshot.values[0].sampleAgeMs;
    constexpr qint64 rounding = 5;
    QVERIFY2(age >= asked - m_bookedAtMs - rounding, qPrintable(QString::number(age)));
    QVERIFY2(age <= answered - m_bookedAtMs + rounding, qPrintable(QString::number(age)));
    if (throughPrometheus)
        QVERIFY(snapshot.at.toMSecsSinceEpoch() >= asked - rounding);
}

void PrometheusReal::frozenPrometheusTimesOutAndComesBack()
{
    EndpointSpec impatient = specOf(Driver::Prometheus, m_server.url());
    impatient.totalTimeout = std::chrono::milliseconds(500);
    PrometheusMetrics giveUp(impatient, shopSignals(), {});
    m_server.freeze();
    const Result<SignalSnapshot> frozen = wait(giveUp.read());
    QVERIFY(!frozen);
    QCOMPARE(frozen.error().kind, ErrorKind::Timeout);
    m_server.thaw();
    PrometheusMetrics prometheus(specOf(Driver::Prometheus, m_server.url()), shopSignals(), {});
    const auto isBack = [&] {
        return !valuesOf(wait(prometheus.read()).value_or(SignalSnapshot()), u"users"_s).isEmpty();
    };
    QTRY_VERIFY(isBack());
}

void PrometheusReal::endedTargetHasNoValue()
{
    PrometheusMetrics prometheus(specOf(Driver::Prometheus, m_server.url()), shopSignals(), {});
    QTRY_VERIFY(!valuesOf(wait(prometheus.read()).value_or(SignalSnapshot()), u"requests"_s).isEmpty());
    m_target.reset(); // with its kept-alive connections
    const auto gone = [&] {
        const Result<SignalSnapshot> snapshot = wait(prometheus.read());
        return snapshot && snapshot->values.isEmpty();
    };
    QTRY_VERIFY(gone());
}

QTEST_GUILESS_MAIN(PrometheusReal)
#include "tst_prometheusreal.moc"
