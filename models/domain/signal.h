// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/reading.h"
#include "models/domain/result.h"
#include "models/domain/route.h"

#include <QMap>

namespace interlock {

/// How a signal is computed from counters, gauges and histograms; compiled to PromQL or computed from a
/// scraped exposition, with the same meaning in both.
enum class SignalKind {
    Gauge, ///< the sum of the matching series' latest values
    Rate,  ///< per-second increase of the matching counters over the window
    Ratio, ///< Rate(numerator labels) / Rate(labels); no denominator traffic is NaN, an absent numerator is 0
           ///< then
    Quantile, ///< quantile of a histogram (`_bucket` series) over the window
    PromQl    ///< raw PromQL of the profile; only from a Prometheus endpoint
};

/// What the console uses a signal for; Custom ones are only shown, limited and plotted.
enum class SignalMeaning {
    Custom,
    /// Rate by route and side reached ("legacy", "new", "both"). Of several such signals the one with the
    /// longest window gives the observed share, the one with the shortest the rollback's clock.
    Requests,
    RuleRequests, ///< Rate by route of requests that a rule sent to new: explains observed ≠ share
    ActiveUsers,  ///< Gauge by route: distinct users in the window, the n of the observed share's tolerance
    ErrorRate,    ///< Ratio 0 … 1, by side and possibly route
    P95,          ///< Quantile in seconds, by side and possibly route
};

/// One signal of the profile.
struct SignalSpec
{
    QString id;
    QString title;
    QString endpoint; ///< id of a metrics endpoint
    SignalMeaning meaning = SignalMeaning::Custom;
    SignalKind kind = SignalKind::Gauge;
    QString metric;                   ///< without `_bucket` for a quantile
    QMap<QString, QString> labels;    ///< exact matchers; a value that starts with "~" is an anchored regex
    QMap<QString, QString> numerator; ///< further matchers of a ratio's numerator
    double quantile = 0.95;           ///< 0 … 1
    int windowSeconds = 30;
    QString routeLabel;                ///< label whose value is the route id; empty: not split by route
    QString sideLabel;                 ///< label whose value is the side; empty: not split by side
    QMap<QString, QString> sideValues; ///< label value → "legacy" | "new" | "both"; identity when empty
    QString promQl;                    ///< only for kind PromQl
    QString unit; ///< shown beside the number: "%", "s", "req/s", …; ratio is shown in %
    std::optional<double> upperLimit; ///< in the signal's own unit; above it an alarm is raised
    std::optional<double> lowerLimit; ///< below it an alarm is raised

    friend bool operator==(const SignalSpec &, const SignalSpec &) = default;
};

/// Which system's traffic a sample is about. Both = it reached legacy and new (compare modes).
enum class SideReached { Legacy, New, Both };

/// One value of one series of a signal. An absent series has no SignalValue: missing is never 0.
struct SignalValue
{
    QString signalId;
    QString routeId;                 ///< empty when not split by route
    std::optional<SideReached> side; ///< absent when not split by side
    double value = 0;                ///< may be NaN: "no traffic", shown as no value
    qint64 sampleAgeMs = 0;          ///< true age of the newest sample behind it when it was received

    friend bool operator==(const SignalValue &, const SignalValue &) = default;
};

/// One poll of one metrics endpoint.
struct SignalSnapshot
{
    QDateTime at; ///< the server's clock; invalid when it did not say
    QList<SignalValue> values;
    QStringList warnings; ///< of the server, as plain text
    /// Signals that could not be computed, with the reason: their readings turn BAD, others are unharmed.
    QMap<QString, Error> failures;
};

/// One series of a range query: seconds since the epoch and values, oldest first; gaps are simply absent
/// samples.
struct SignalSeries
{
    QString signalId;
    QString routeId;
    std::optional<SideReached> side;
    QList<double> times;
    QList<double> values;
};

} // namespace interlock
