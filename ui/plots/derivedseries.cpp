// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/derivedseries.h"

#include <cmath>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

std::optional<double> splitPercent(const MigrationState &state)
{
    double all = 0;
    double fresh = 0;
    for (const RouteStatus &route : state.routes) {
        if (!route.observed.isLive())
            continue;
        all += route.observed.value.requestsPerSecond;
        fresh += route.observed.value.newPerSecond;
    }
    return all > 0 ? std::optional(100.0 * fresh / all) : std::nullopt;
}

std::optional<double> errorRate(const MigrationState &state, Side side)
{
    double weight = 0;
    double errors = 0;
    for (const RouteStatus &route : state.routes) {
        const Reading<double> &rate = side == Side::New ? route.errorRateNew : route.errorRateLegacy;
        if (!rate.isLive() || !route.observed.isLive() || !std::isfinite(rate.value))
            continue;
        const ObservedShare &traffic = route.observed.value;
        const double here =
            side == Side::New ? traffic.newPerSecond : traffic.requestsPerSecond - traffic.newPerSecond;
        weight += std::max(0.0, here);
        errors += std::max(0.0, here) * rate.value;
    }
    return weight > 0 ? std::optional(errors / weight) : std::nullopt;
}

std::optional<double> slowestP95(const MigrationState &state, Side side)
{
    std::optional<double> slowest;
    for (const RouteStatus &route : state.routes) {
        const Reading<double> &p95 = side == Side::New ? route.p95New : route.p95Legacy;
        if (p95.isLive() && std::isfinite(p95.value))
            slowest = std::max(slowest.value_or(p95.value), p95.value);
    }
    return slowest;
}

std::optional<ParityBucket> allParity(const MigrationState &state)
{
    std::optional<ParityBucket> sum;
    for (const RouteStatus &route : state.routes) {
        if (!route.parity.isLive())
            continue;
        if (!sum)
            sum = ParityBucket{};
        sum->eligible += route.parity.value.eligible;
        sum->compared += route.parity.value.compared;
        sum->equal += route.parity.value.equal + route.parity.value.ignored;
    }
    return sum;
}

} // namespace

DerivedSeries::DerivedSeries(QObject *parent) : QObject(parent) {}

void DerivedSeries::append(const QString &key, qint64 time, std::optional<double> value)
{
    if (value)
        m_history.append(key, time, *value);
}

void DerivedSeries::feed(const MigrationState &state)
{
    const qint64 second = state.wall.toSecsSinceEpoch();
    if (!state.wall.isValid() || second <= m_lastSecond)
        return;
    m_lastSecond = second;
    const qint64 time = second * 1000;
    const auto split = splitPercent(state);
    append(u"split|new"_s, time, split);
    append(u"split|legacy"_s, time, split ? std::optional(100.0 - *split) : std::nullopt);
    append(u"errors|legacy"_s, time, errorRate(state, Side::Legacy));
    append(u"errors|new"_s, time, errorRate(state, Side::New));
    append(u"p95|legacy"_s, time, slowestP95(state, Side::Legacy));
    append(u"p95|new"_s, time, slowestP95(state, Side::New));
    const auto parity = allParity(state);
    if (parity && parity->compared > 0)
        append(u"parity|equal"_s, time, 100.0 * double(parity->equal) / double(parity->compared));
    if (parity && parity->eligible > 0)
        append(u"parity|coverage"_s, time, 100.0 * double(parity->compared) / double(parity->eligible));
}

} // namespace interlock
