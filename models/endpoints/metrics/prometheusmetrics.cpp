// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/metrics/prometheusmetrics.h"

#include "models/domain/whendone.h"
#include "models/endpoints/metrics/promql.h"
#include "models/endpoints/metrics/signalplace.h"

#include <cmath>
#include <map>
#include <QUrlQuery>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype signalsAQuery = 12;
constexpr qint64 pointsAPiece = 10'900; // Prometheus refuses more than 11,000
constexpr int piecesAtOnce = 4;
constexpr qint64 greatestPiece = 64 * 1024 * 1024;
constexpr std::chrono::milliseconds pieceTimeout{30'000};

QString markLabel()
{
    return QStringLiteral("interlock");
}

/// What the first query error of a body or the status says; nothing for a good answer.
std::optional<Error> prometheusError(const HttpAnswer &answer, bool &ofTheQuery)
{
    const std::optional<Error> error = prometheusQueryError(answer);
    ofTheQuery = error.has_value();
    return error ? error : statusError(answer);
}
} // namespace

/// One read(): answers come in any order.
struct PrometheusMetrics::Round
{
    Answer<SignalSnapshot> answer;
    SignalSnapshot snapshot;
    int pending = 0;
    bool anyAnswer = false;
    Error lastError;
};

struct PrometheusMetrics::Piece
{
    qsizetype index = 0;
    qint64 from = 0;
    qint64 to = 0;
};

/// One history(): pieces in order of time, so that each series grows at its end.
struct PrometheusMetrics::Past
{
    Answer<QList<SignalSeries>> answer;
    QList<Piece> pieces;
    QList<QList<PrometheusSeries>> results;
    qsizetype next = 0;
    int pending = 0;
    qint64 step = 1;
    bool anyAnswer = false;
    Error lastError;
};

PrometheusMetrics::PrometheusMetrics(const EndpointSpec &spec, const QList<SignalSpec> &signalSpecs,
                                     const QString &token, QObject *parent)
    : MetricsPort(parent),
      m_spec(spec),
      m_client(HttpLimits{.connectTimeout = spec.connectTimeout, .totalTimeout = spec.totalTimeout}, token),
      m_historyClient(HttpLimits{spec.connectTimeout, pieceTimeout, greatestPiece}, token)
{
    for (const SignalSpec &signal : signalSpecs) {
        if (signal.endpoint != spec.id)
            continue;
        m_signals.append(signal);
        m_values.append(compilePromQl(signal));
        m_ages.append(compileAgePromQl(signal));
    }
}

PrometheusMetrics::~PrometheusMetrics() = default;

HttpRequest PrometheusMetrics::request(const QString &path,
                                       const QList<std::pair<QString, QString>> &form) const
{
    HttpRequest request;
    request.verb = "POST"; // a batch is longer than some proxies allow an address to be
    request.url = endpointUrl(m_spec.urls.value(m_url), path);
    for (const auto &[name, value] : form) {
        if (!request.body.isEmpty())
            request.body += '&';
        request.body += QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
    }
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    return request;
}

QString PrometheusMetrics::batchQuery(const QList<qsizetype> &batch) const
{
    if (m_signals.at(batch.constFirst()).kind == SignalKind::PromQl)
        return *m_values.at(batch.constFirst());
    QStringList parts{u"label_replace(vector(time()), \"interlock\", \"t\", \"\", \"\")"_s};
    for (const qsizetype index : batch) {
        const QString part = u"label_replace(%1, \"interlock\", \"%2\", \"\", \"\")"_s;
        const QString number = QString::number(index);
        parts << part.arg(*m_values.at(index), QString(u'v' + number))
              << part.arg(*m_ages.at(index), QString(u'a' + number));
    }
    return parts.join(u" or "_s);
}

QFuture<Result<SignalSnapshot>> PrometheusMetrics::read()
{
    const auto round = std::make_shared<Round>();
    QFuture<Result<SignalSnapshot>> future = round->answer.future();
    if (m_spec.urls.isEmpty()) {
        round->answer.deliver(fail(ErrorKind::Input, u"no address"_s, m_spec.id));
        return future;
    }
    QList<QList<qsizetype>> batches;
    QList<qsizetype> batch;
    for (qsizetype i = 0; i < m_signals.size(); ++i) {
        if (!m_values.at(i))
            round->snapshot.failures.insert(m_signals.at(i).id, m_values.at(i).error());
        else if (m_signals.at(i).kind == SignalKind::PromQl)
            batches.append(QList<qsizetype>{i});
        else
            batch.append(i);
        if (batch.size() == signalsAQuery)
            batches.append(std::exchange(batch, {}));
    }
    if (!batch.isEmpty())
        batches.append(batch);
    round->pending = 1;
    for (const QList<qsizetype> &each : std::as_const(batches))
        ask(round, each);
    round->anyAnswer = batches.isEmpty();
    settle(round);
    return future;
}

void PrometheusMetrics::ask(const RoundPtr &round, const QList<qsizetype> &batch)
{
    ++round->pending;
    const QString limit = QString::number(double(m_spec.totalTimeout.count()) / 1000.0) + u's';
    const HttpRequest query =
        request(u"/api/v1/query"_s, {{u"query"_s, batchQuery(batch)}, {u"timeout"_s, limit}});
    struct Outcome
    {
        Result<PrometheusVector> vector;
        bool ofTheQuery = false;
    };
    const auto parse = [](const Result<HttpAnswer> &answer) {
        if (!answer)
            return Outcome{tl::unexpected<Error>(answer.error()), false};
        bool ofTheQuery = false;
        if (const std::optional<Error> error = prometheusError(*answer, ofTheQuery))
            return Outcome{tl::unexpected<Error>(*error), ofTheQuery};
        return Outcome{parsePrometheusVector(answer->body, answer->url.toDisplayString(QUrl::RemoveQuery)),
                       false};
    };
    whenDone(m_client.ask(query, parse), this, [this, round, batch](const Outcome &outcome) {
        round->anyAnswer = round->anyAnswer || outcome.vector || outcome.ofTheQuery;
        // a status 400 may come as Protocol without its body; a timeout would only be repeated
        const bool refused =
            !outcome.vector && (outcome.ofTheQuery ? outcome.vector.error().kind != ErrorKind::Timeout
                                                   : outcome.vector.error().kind == ErrorKind::Protocol);
        if (refused && batch.size() > 1)
            askOneByOne(round, batch);
        else
            answered(round, batch, outcome.vector);
        settle(round);
    });
}

void PrometheusMetrics::askOneByOne(const RoundPtr &round, const QList<qsizetype> &batch)
{
    for (const qsizetype index : batch)
        ask(round, {index});
}

void PrometheusMetrics::answered(const RoundPtr &round, const QList<qsizetype> &batch,
                                 const Result<PrometheusVector> &vector)
{
    if (!vector) {
        round->lastError = vector.error();
        for (const qsizetype index : batch)
            round->snapshot.failures.insert(m_signals.at(index).id, vector.error());
        return;
    }
    for (const QString &warning : vector->warnings) {
        if (!round->snapshot.warnings.contains(warning))
            round->snapshot.warnings.append(warning);
    }
    if (!vector->samples.isEmpty())
        round->snapshot.at =
            QDateTime::fromMSecsSinceEpoch(qint64(vector->samples.constFirst().time * 1000), Qt::UTC);
    if (m_signals.at(batch.constFirst()).kind == SignalKind::PromQl)
        take(*round, batch.constFirst(), *vector);
    else
        takeBatch(*round, batch, *vector);
}

void PrometheusMetrics::takeBatch(Round &round, const QList<qsizetype> &batch,
                                  const PrometheusVector &vector) const
{
    QMap<QString, PrometheusVector> byMark;
    for (const PrometheusSample &sample : vector.samples)
        byMark[sample.labels.value(markLabel())].samples.append(sample);
    for (const qsizetype index : batch) {
        const SignalSpec &spec = m_signals.at(index);
        std::map<SignalPlace, double> ages;
        for (const PrometheusSample &sample : std::as_const(byMark[u'a' + QString::number(index)].samples)) {
            if (const std::optional<SignalPlace> place = signalPlace(spec, sample.labels))
                ages.emplace(*place, sample.value);
        }
        const qsizetype before = round.snapshot.values.size();
        take(round, index, byMark[u'v' + QString::number(index)]);
        for (qsizetype i = round.snapshot.values.size() - 1; i >= before; --i) {
            SignalValue &value = round.snapshot.values[i];
            const auto age = ages.find({value.routeId, value.side});
            if (age == ages.end())
                round.snapshot.values.removeAt(i); // its targets are gone
            else
                value.sampleAgeMs = qMax(qint64(0), std::llround(age->second * 1000));
        }
    }
}

void PrometheusMetrics::take(Round &round, qsizetype index, const PrometheusVector &vector) const
{
    const SignalSpec &spec = m_signals.at(index);
    std::map<SignalPlace, double> values;
    for (const PrometheusSample &sample : vector.samples) {
        const std::optional<SignalPlace> place = signalPlace(spec, sample.labels);
        if (!place) {
            const QString warning =
                u"signal %1: a series has no route or side that the profile knows"_s.arg(spec.id);
            if (!round.snapshot.warnings.contains(warning))
                round.snapshot.warnings.append(warning);
            continue;
        }
        if (std::isinf(sample.value)) {
            round.snapshot.failures.insert(spec.id,
                                           {ErrorKind::Protocol, u"the value is infinite"_s, spec.id});
            continue;
        }
        // several label values may mean one side: amounts add up, of the others the worse one is kept
        const auto [at, isNew] = values.emplace(*place, sample.value);
        if (!isNew && (spec.kind == SignalKind::Gauge || spec.kind == SignalKind::Rate))
            at->second += sample.value;
        else if (!isNew)
            at->second = std::fmax(at->second, sample.value);
    }
    for (const auto &[place, value] : values)
        round.snapshot.values.append({spec.id, place.routeId, place.side, value, 0});
}

void PrometheusMetrics::settle(const RoundPtr &round)
{
    if (--round->pending > 0)
        return;
    if (round->anyAnswer) {
        round->answer.deliver(round->snapshot);
        return;
    }
    m_url = (m_url + 1) % m_spec.urls.size();
    round->answer.deliver(tl::unexpected<Error>(round->lastError));
}

// ---- the past

QFuture<Result<QList<SignalSeries>>> PrometheusMetrics::history(const QDateTime &from, const QDateTime &to,
                                                                std::chrono::seconds step)
{
    const auto past = std::make_shared<Past>();
    past->step = qMax(qint64(1), qint64(step.count()));
    past->lastError = Error{ErrorKind::Input, u"no address, or an empty time"_s, m_spec.id};
    const qint64 first = from.toSecsSinceEpoch();
    const qint64 last = to.toSecsSinceEpoch();
    const bool possible = from.isValid() && to.isValid() && !m_spec.urls.isEmpty();
    for (qsizetype index = 0; possible && index < m_signals.size(); ++index) {
        for (qint64 at = first; m_values.at(index) && at <= last; at += pointsAPiece * past->step)
            past->pieces.append({index, at, qMin(last, at + (pointsAPiece - 1) * past->step)});
    }
    past->results.resize(past->pieces.size());
    past->anyAnswer = possible && first <= last && past->pieces.isEmpty();
    QFuture<Result<QList<SignalSeries>>> future = past->answer.future();
    for (int i = 0; i < piecesAtOnce; ++i)
        nextPiece(past);
    return future;
}

void PrometheusMetrics::nextPiece(const PastPtr &past)
{
    if (past->next < past->pieces.size())
        askPiece(past, past->next++);
    else if (past->pending == 0)
        finishPast(past);
}

void PrometheusMetrics::askPiece(const PastPtr &past, qsizetype at)
{
    const Piece piece = past->pieces.at(at);
    ++past->pending;
    const HttpRequest query = request(u"/api/v1/query_range"_s, {{u"query"_s, *m_values.at(piece.index)},
                                                                 {u"start"_s, QString::number(piece.from)},
                                                                 {u"end"_s, QString::number(piece.to)},
                                                                 {u"step"_s, QString::number(past->step)}});
    const auto parse = [](const Result<HttpAnswer> &answer) -> Result<QList<PrometheusSeries>> {
        if (!answer)
            return tl::unexpected<Error>(answer.error());
        bool ofTheQuery = false;
        if (const std::optional<Error> error = prometheusError(*answer, ofTheQuery))
            return tl::unexpected<Error>(*error);
        return parseQueryRange(answer->body, answer->url.toDisplayString(QUrl::RemoveQuery));
    };
    whenDone(m_historyClient.ask(query, parse), this,
             [this, past, at](const Result<QList<PrometheusSeries>> &result) {
                 --past->pending;
                 past->anyAnswer = past->anyAnswer || result.has_value();
                 if (result)
                     past->results[at] = *result;
                 else
                     past->lastError = result.error();
                 nextPiece(past);
             });
}

void PrometheusMetrics::finishPast(const PastPtr &past) const
{
    if (!past->anyAnswer) {
        past->answer.deliver(tl::unexpected<Error>(past->lastError));
        return;
    }
    QList<SignalSeries> series;
    std::map<std::pair<qsizetype, SignalPlace>, qsizetype> known;
    for (qsizetype i = 0; i < past->pieces.size(); ++i) {
        const SignalSpec &spec = m_signals.at(past->pieces.at(i).index);
        for (const PrometheusSeries &piece : std::as_const(past->results[i])) {
            const std::optional<SignalPlace> place = signalPlace(spec, piece.labels);
            if (!place)
                continue;
            const auto [at, isNew] =
                known.emplace(std::pair(past->pieces.at(i).index, *place), series.size());
            if (isNew)
                series.append({spec.id, place->routeId, place->side, {}, {}});
            SignalSeries &whole = series[at->second];
            if (!whole.times.isEmpty() && !piece.times.isEmpty() &&
                piece.times.constFirst() <= whole.times.constLast())
                continue; // a second label value of the same side: times would go back
            whole.times += piece.times;
            whole.values += piece.values;
        }
    }
    past->answer.deliver(series);
}

} // namespace interlock
