// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/statistics/binomialbounds.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>

namespace interlock {

namespace {
bool areBinomialCounts(qint64 hits, qint64 n)
{
    return n > 0 && hits >= 0 && hits <= n;
}
} // namespace

std::optional<RateBand> wilsonBand(qint64 hits, qint64 n)
{
    if (!areBinomialCounts(hits, n))
        return std::nullopt;
    static const double z = boost::math::quantile(boost::math::normal(), 0.975);
    const double count = double(n);
    const double rate = double(hits) / count;
    const double square = z * z / count;
    const double centre = (rate + square / 2.0) / (1.0 + square);
    const double half = z / (1.0 + square) * std::sqrt(rate * (1.0 - rate) / count + square / (4.0 * count));
    // at the ends the interval touches them exactly; the sums only come near
    return RateBand{hits == 0 ? 0.0 : std::max(0.0, centre - half),
                    hits == n ? 1.0 : std::min(1.0, centre + half)};
}

std::optional<double> greatestTrueRate(qint64 mismatches, qint64 n, double confidence)
{
    if (!areBinomialCounts(mismatches, n) || !(confidence > 0.0 && confidence < 1.0))
        return std::nullopt;
    if (mismatches == n)
        return 1.0;
    if (mismatches == 0) // the same in closed form
        return -std::expm1(std::log1p(-confidence) / double(n));
    return boost::math::ibeta_inv(double(mismatches) + 1.0, double(n - mismatches), confidence);
}

} // namespace interlock
