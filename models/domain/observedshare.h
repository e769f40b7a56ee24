// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/signal.h"

namespace interlock {

/// The share of a route's requests that reached new (compared or answered) over a signal's window, in percent
/// 0 … 100.
struct ObservedShare
{
    double percent = 0;
    double tolerance = 0;         ///< half width in percent points, see observedShare()
    double requestsPerSecond = 0; ///< both sides together
    double newPerSecond = 0;      ///< requests that reached new; the rollback's clock stops at 0
    double rulePercent = 0;       ///< what rules add: share of requests that a rule sent to new
    double sampleSize = 0;        ///< n behind the tolerance: users, or requests when users are not known

    friend bool operator==(const ObservedShare &, const ObservedShare &) = default;
};

/// Rates of one route out of which the observed share is made.
struct RouteTraffic
{
    double legacyPerSecond = 0;
    double newPerSecond = 0; ///< reached new: side "new" and side "both"
    std::optional<double> rulePerSecond;
    std::optional<double> activeUsers;
    int windowSeconds = 30;
};

/// Observed share with the tolerance of a sticky split: three standard deviations of a binomial share with n
/// users
/// (`sqrt(p(1-p)/n)`, n = active users or, unknown, the window's requests), at least 0.5 points. No value
/// when there was no traffic at all: that is "no data", not 0.
[[nodiscard]] std::optional<ObservedShare> observedShare(const RouteTraffic &traffic, int expectedPercent);

/// The share that should be observed when @p commandedPercent of the users that no rule takes are sent to new
/// and rules add @p rulePercent of the requests.
[[nodiscard]] double expectedObservedPercent(int commandedPercent, double rulePercent);

/// True when traffic agrees with what was commanded, within the tolerance.
[[nodiscard]] bool agrees(const ObservedShare &observed, int commandedPercent);

} // namespace interlock
