// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/metrics/expositiontext.h"
#include "models/endpoints/metrics/signalplace.h"

#include <map>
#include <QRegularExpression>

namespace interlock {

/// A sample of a series: milliseconds of the scraped side's clock, or of ours where it says none.
struct TimedValue
{
    qint64 timeMs = 0;
    double value = 0;
};

/// The upper bound of a histogram's bucket and the observations (or their rate) up to it.
struct HistogramBucket
{
    double upper = 0;
    double count = 0;
};

/// The per-second increase of a counter over the window that ends at @p nowMs, as Prometheus' rate() computes
/// it: a fall is a restart from 0, and the ends of the window are extrapolated to when samples come close to
/// them. No value from less than two samples.
[[nodiscard]] std::optional<double> counterRate(const QList<TimedValue> &samples, qint64 nowMs,
                                                qint64 windowMs);

/// Prometheus' histogram_quantile(): linear within a bucket; NaN without observations or without a bucket of
/// +Inf.
[[nodiscard]] double histogramQuantile(double quantile, QList<HistogramBucket> buckets);

/// The last samples of every series that the signals need, and the signals computed from them. Bounded:
/// samples older than the longest window go, and series beyond a limit are refused.
class ExpositionWindow final
{
public:
    explicit ExpositionWindow(const QList<SignalSpec> &signalSpecs);

    /// The names of the metrics to be kept from a scrape.
    [[nodiscard]] QSet<QByteArray> names() const;
    /// Takes a scrape made at @p nowMs. Series that are not in it have ended.
    void add(const QList<ExpositionSample> &scrape, qint64 nowMs);
    /// The signals as of the last scrape. A place whose every series has ended has no value.
    [[nodiscard]] SignalSnapshot compute() const;

private:
    struct Series
    {
        QByteArray name;
        QMap<QString, QString> labels;
        QList<TimedValue> samples;
        qint64 lastScrapeMs = 0;
    };
    struct Matcher
    {
        QString label;
        QString exact;
        std::optional<QRegularExpression> regex;

        [[nodiscard]] bool matches(const QMap<QString, QString> &labels) const;
    };
    struct Signal
    {
        SignalSpec spec;
        QByteArray metric;
        QList<Matcher> matchers;
        QList<Matcher> numerator;
    };
    /// What adds up at one place of one signal.
    struct Sum
    {
        std::optional<double> value;
        std::optional<double> numerator;
        std::map<double, double> buckets;
        qint64 newestMs = -1; ///< of the series that are still there; -1 when all have ended
    };

    [[nodiscard]] static QList<Matcher> matchersOf(const QMap<QString, QString> &labels);
    void forget();
    void addTo(Sum &sum, const Signal &signal, const Series &series) const;
    [[nodiscard]] static std::optional<double> valueOf(const Signal &signal, const Sum &sum);

    QList<Signal> m_signals;
    std::map<QByteArray, Series> m_series; ///< by name and labels
    qint64 m_nowMs = 0;
    qint64 m_longestWindowMs = 0;
    bool m_full = false;
};

} // namespace interlock
