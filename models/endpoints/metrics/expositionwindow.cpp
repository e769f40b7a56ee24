// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/metrics/expositionwindow.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t greatestSeriesCount = 20'000;
constexpr qsizetype greatestSampleCount = 20'000;

/// The key of a series: labels in the order of their names, so that their order in the line does not matter.
QByteArray expositionKey(const ExpositionSample &sample)
{
    QList<std::pair<QByteArray, QByteArray>> labels = sample.labels;
    std::ranges::sort(labels);
    QByteArray key = sample.name;
    for (const auto &[name, value] : std::as_const(labels))
        key += '\n' + name + '=' + QByteArray(value).replace('\n', "\\n");
    return key;
}
} // namespace

std::optional<double> counterRate(const QList<TimedValue> &samples, qint64 nowMs, qint64 windowMs)
{
    const auto begin = std::ranges::find_if(
        samples, [&](const TimedValue &sample) { return sample.timeMs > nowMs - windowMs; });
    const auto count = samples.end() - begin;
    if (count < 2)
        return std::nullopt;
    const TimedValue first = *begin;
    const TimedValue last = samples.constLast();
    double increase = last.value - first.value;
    for (auto it = begin + 1; it != samples.end(); ++it) {
        if (it->value < (it - 1)->value)
            increase += (it - 1)->value; // restarted from 0
    }
    const double sampled = double(last.timeMs - first.timeMs) / 1000.0;
    if (sampled <= 0)
        return std::nullopt;
    const double average = sampled / double(count - 1);
    const double threshold = average * 1.1;
    double toStart = double(first.timeMs - (nowMs - windowMs)) / 1000.0;
    const double toEnd = double(nowMs - last.timeMs) / 1000.0;
    if (increase > 0 && first.value >= 0)
        toStart = std::min(toStart, sampled * (first.value / increase)); // a counter cannot have been below 0
    const double extrapolated =
        sampled + (toStart < threshold ? toStart : average / 2) + (toEnd < threshold ? toEnd : average / 2);
    return increase * (extrapolated / sampled) / (double(windowMs) / 1000.0);
}

double histogramQuantile(double quantile, QList<HistogramBucket> buckets)
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    if (std::isnan(quantile))
        return nan;
    if (quantile < 0 || quantile > 1)
        return quantile < 0 ? -std::numeric_limits<double>::infinity()
                            : std::numeric_limits<double>::infinity();
    std::ranges::sort(buckets, {}, &HistogramBucket::upper);
    if (buckets.size() < 2 || !std::isinf(buckets.constLast().upper))
        return nan;
    double highest = 0;
    for (HistogramBucket &bucket : buckets) { // scrapes are not atomic: counts may dip
        highest = std::max(highest, bucket.count);
        bucket.count = highest;
    }
    const double observations = buckets.constLast().count;
    if (observations == 0)
        return nan;
    double rank = quantile * observations;
    const auto at = std::find_if(buckets.cbegin(), buckets.cend() - 1,
                                 [rank](const HistogramBucket &bucket) { return bucket.count >= rank; });
    const qsizetype index = at - buckets.cbegin();
    if (index == buckets.size() - 1)
        return buckets.at(buckets.size() - 2).upper;
    if (index == 0 && buckets.constFirst().upper <= 0)
        return buckets.constFirst().upper;
    const double start = index == 0 ? 0.0 : buckets.at(index - 1).upper;
    const double before = index == 0 ? 0.0 : buckets.at(index - 1).count;
    const double inBucket = at->count - before;
    rank -= before;
    return start + (at->upper - start) * (rank / inBucket);
}

bool ExpositionWindow::Matcher::matches(const QMap<QString, QString> &labels) const
{
    const QString value = labels.value(label);
    return regex ? regex->match(value).hasMatch() : value == exact;
}

QList<ExpositionWindow::Matcher> ExpositionWindow::matchersOf(const QMap<QString, QString> &labels)
{
    QList<Matcher> matchers;
    for (auto it = labels.cbegin(); it != labels.cend(); ++it) {
        Matcher matcher{it.key(), it.value(), {}};
        if (it.value().startsWith(u'~'))
            matcher.regex = QRegularExpression(QRegularExpression::anchoredPattern(it.value().mid(1)));
        matchers.append(matcher);
    }
    return matchers;
}

ExpositionWindow::ExpositionWindow(const QList<SignalSpec> &signalSpecs)
{
    for (const SignalSpec &spec : signalSpecs) {
        const QString metric = spec.kind == SignalKind::Quantile ? spec.metric + u"_bucket"_s : spec.metric;
        m_signals.append({spec, metric.toUtf8(), matchersOf(spec.labels), matchersOf(spec.numerator)});
        m_longestWindowMs = std::max(m_longestWindowMs, spec.windowSeconds * qint64(1000));
    }
}

QSet<QByteArray> ExpositionWindow::names() const
{
    QSet<QByteArray> names;
    for (const Signal &signal : m_signals) {
        if (signal.spec.kind != SignalKind::PromQl)
            names.insert(signal.metric);
    }
    return names;
}

void ExpositionWindow::add(const QList<ExpositionSample> &scrape, qint64 nowMs)
{
    m_nowMs = nowMs;
    m_full = false;
    for (const ExpositionSample &sample : scrape) {
        const QByteArray key = expositionKey(sample);
        auto at = m_series.find(key);
        if (at == m_series.end()) {
            m_full = m_series.size() >= greatestSeriesCount;
            if (m_full)
                break;
            Series series;
            series.name = sample.name;
            for (const auto &[name, value] : sample.labels)
                series.labels.insert(QString::fromUtf8(name), QString::fromUtf8(value));
            at = m_series.emplace(key, series).first;
        }
        Series &series = at->second;
        series.lastScrapeMs = nowMs;
        const qint64 time = sample.timestampMs.value_or(nowMs);
        // the same time again is the same sample: an exporter that stands still
        if (series.samples.isEmpty() || time > series.samples.constLast().timeMs)
            series.samples.append({time, sample.value});
    }
    forget();
}

void ExpositionWindow::forget()
{
    for (auto it = m_series.begin(); it != m_series.end();) {
        QList<TimedValue> &samples = it->second.samples;
        const qsizetype kept =
            samples.cend() - std::find_if(samples.cbegin(), samples.cend(), [this](const TimedValue &sample) {
                return sample.timeMs > m_nowMs - m_longestWindowMs;
            });
        // one older sample stays: the latest value of a gauge with a time stamp of its own
        const qsizetype wanted = std::clamp(kept, qsizetype(1), greatestSampleCount);
        if (samples.size() > wanted)
            samples.remove(0, samples.size() - wanted);
        const bool ended = it->second.lastScrapeMs < m_nowMs - m_longestWindowMs;
        it = ended ? m_series.erase(it) : std::next(it);
    }
}

void ExpositionWindow::addTo(Sum &sum, const Signal &signal, const Series &series) const
{
    const bool isThere = series.lastScrapeMs == m_nowMs;
    if (isThere)
        sum.newestMs = std::max(sum.newestMs, series.samples.constLast().timeMs);
    const qint64 windowMs = signal.spec.windowSeconds * qint64(1000);
    if (signal.spec.kind == SignalKind::Gauge) {
        if (isThere)
            sum.value = sum.value.value_or(0.0) + series.samples.constLast().value;
        return;
    }
    const std::optional<double> rate = counterRate(series.samples, m_nowMs, windowMs);
    if (!rate)
        return;
    sum.value = sum.value.value_or(0.0) + *rate;
    if (signal.spec.kind == SignalKind::Quantile) {
        bool isNumber = false;
        const QString le = series.labels.value(u"le"_s);
        const double upper = le == u"+Inf" ? std::numeric_limits<double>::infinity() : le.toDouble(&isNumber);
        if (isNumber || std::isinf(upper))
            sum.buckets[upper] += *rate;
    }
    const bool counts = std::ranges::all_of(
        signal.numerator, [&series](const Matcher &matcher) { return matcher.matches(series.labels); });
    if (counts)
        sum.numerator = sum.numerator.value_or(0.0) + *rate;
}

std::optional<double> ExpositionWindow::valueOf(const Signal &signal, const Sum &sum)
{
    if (!sum.value)
        return std::nullopt;
    switch (signal.spec.kind) {
    case SignalKind::Gauge:
    case SignalKind::Rate:
        return sum.value;
    case SignalKind::Ratio:
        return sum.numerator.value_or(0.0) / *sum.value; // 0 / 0 is NaN: no traffic
    case SignalKind::Quantile: {
        QList<HistogramBucket> buckets;
        for (const auto &[upper, count] : sum.buckets)
            buckets.append({upper, count});
        return histogramQuantile(signal.spec.quantile, buckets);
    }
    case SignalKind::PromQl:
        break;
    }
    return std::nullopt;
}

SignalSnapshot ExpositionWindow::compute() const
{
    SignalSnapshot snapshot;
    if (m_full)
        snapshot.warnings << u"more than %1 series: the rest is left out"_s.arg(greatestSeriesCount);
    for (const Signal &signal : m_signals) {
        if (signal.spec.kind == SignalKind::PromQl) {
            snapshot.failures.insert(signal.spec.id,
                                     {ErrorKind::Input, u"raw PromQL needs a Prometheus"_s, signal.spec.id});
            continue;
        }
        std::map<SignalPlace, Sum> places;
        for (const auto &[key, series] : m_series) {
            const bool matches =
                series.name == signal.metric &&
                std::ranges::all_of(signal.matchers, [&series = series](const Matcher &matcher) {
                    return matcher.matches(series.labels);
                });
            const std::optional<SignalPlace> place =
                matches ? signalPlace(signal.spec, series.labels) : std::nullopt;
            if (place)
                addTo(places[*place], signal, series);
        }
        for (const auto &[place, sum] : places) {
            const std::optional<double> value = valueOf(signal, sum);
            if (value && sum.newestMs >= 0)
                snapshot.values.append({signal.spec.id, place.routeId, place.side, *value,
                                        std::max(qint64(0), m_nowMs - sum.newestMs)});
        }
    }
    return snapshot;
}

} // namespace interlock
