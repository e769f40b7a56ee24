// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/parityovertime.h"

#include <algorithm>

namespace interlock {

namespace {

constexpr qint64 minuteMs = 60'000;
constexpr qint64 hourMs = 60 * minuteMs;
constexpr qint64 dayMs = 24 * hourMs;

qint64 stepFor(qint64 span)
{
    if (span > 36 * hourMs)
        return dayMs;
    return span > 90 * minuteMs ? hourMs : minuteMs;
}

} // namespace

ParityOverTime parityOverTime(const PairColumns &pairs, int maxSteps)
{
    ParityOverTime made;
    if (pairs.size() == 0)
        return made;
    qint64 oldest = pairs.at(0);
    for (PairColumns::Row row = 0; row < pairs.size(); ++row) {
        oldest = std::min(oldest, pairs.at(row));
        made.newestAt = std::max(made.newestAt, pairs.at(row));
    }
    made.stepMs = stepFor(made.newestAt - oldest);
    const qint64 last = made.newestAt / made.stepMs;
    const qint64 first = std::max(oldest / made.stepMs, last - maxSteps + 1);
    made.from = first * made.stepMs;
    made.steps = int(last - first + 1);
    std::vector<int> places; // routeIndex() → place in the result
    for (PairColumns::Row row = 0; row < pairs.size(); ++row) {
        const qint64 step = pairs.at(row) / made.stepMs - first;
        if (step < 0)
            continue;
        const std::size_t route = pairs.routeIndex(row);
        if (places.size() <= route)
            places.resize(route + 1, -1);
        if (places[route] < 0) {
            places[route] = int(made.routes.size());
            made.routes.push_back({pairs.route(row), std::vector<ParityCounts>(std::size_t(made.steps)), {}});
        }
        countOutcome(made.routes[std::size_t(places[route])].steps[std::size_t(step)], pairs.outcome(row));
    }
    for (ParityOverTime::Route &route : made.routes) {
        for (const ParityCounts &counts : route.steps)
            route.total += counts;
        made.total += route.total;
    }
    std::ranges::sort(made.routes, {}, &ParityOverTime::Route::id);
    return made;
}

} // namespace interlock
