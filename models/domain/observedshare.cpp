// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/observedshare.h"

#include <algorithm>
#include <cmath>

namespace interlock {

namespace {
constexpr double leastTolerance = 0.5; // percent points: rounding of whole percents
constexpr double standardDeviations =
    3.0; // 99.7 %: an alarm on noise would be a weekly event, not a daily one
} // namespace

std::optional<ObservedShare> observedShare(const RouteTraffic &traffic, int expectedPercent)
{
    const double all = traffic.legacyPerSecond + traffic.newPerSecond;
    if (!std::isfinite(all) || all <= 0)
        return std::nullopt;
    ObservedShare share;
    share.requestsPerSecond = all;
    share.newPerSecond = traffic.newPerSecond;
    share.percent = 100.0 * traffic.newPerSecond / all;
    share.rulePercent = std::clamp(100.0 * traffic.rulePerSecond.value_or(0.0) / all, 0.0, 100.0);
    const double requests = all * traffic.windowSeconds;
    share.sampleSize = std::max(1.0, std::min(traffic.activeUsers.value_or(requests), requests));
    const double p = expectedObservedPercent(expectedPercent, share.rulePercent) / 100.0;
    const double deviation = std::sqrt(p * (1.0 - p) / share.sampleSize);
    share.tolerance = std::max(leastTolerance, 100.0 * standardDeviations * deviation);
    return share;
}

double expectedObservedPercent(int commandedPercent, double rulePercent)
{
    return rulePercent + (100.0 - rulePercent) * commandedPercent / 100.0;
}

bool agrees(const ObservedShare &observed, int commandedPercent)
{
    const double expected = expectedObservedPercent(commandedPercent, observed.rulePercent);
    return std::abs(observed.percent - expected) <= observed.tolerance;
}

} // namespace interlock
