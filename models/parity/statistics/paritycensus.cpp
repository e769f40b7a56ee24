// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/statistics/paritycensus.h"

#include <algorithm>
#include <cmath>

namespace interlock {

namespace {
std::optional<double> shareOf(qint64 part, qint64 whole)
{
    if (whole <= 0)
        return std::nullopt;
    return double(part) / double(whole);
}
} // namespace

ParityCoverage parityCoverage(qint64 compared, qint64 mirrored, qint64 eligible)
{
    return {shareOf(compared, mirrored), shareOf(compared, eligible)};
}

std::optional<double> percentToShow(double ratio, int decimals, bool census)
{
    if (ratio >= 1.0)
        return census ? std::optional(100.0) : std::nullopt;
    const double scale = std::pow(10.0, decimals);
    // 0.9997 × 100 is a hair below 99.97: what differs by rounding of doubles only is not cut
    const double cut = std::floor(ratio * 100.0 * scale * (1.0 + 1e-14)) / scale;
    return std::min(cut, 100.0 - 1.0 / scale);
}

} // namespace interlock
