// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <QtGlobal>

namespace interlock {

/// Both ends of an interval of a rate, 0 … 1.
struct RateBand
{
    double low = 0.0;
    double high = 1.0;

    friend bool operator==(const RateBand &, const RateBand &) = default;
};

/// Wilson's score interval of a rate seen @p hits times in @p n: two-sided 95 %, no continuity correction.
/// The band of the charts. Nothing at n = 0 or for counts that make no sense.
[[nodiscard]] std::optional<RateBand> wilsonBand(qint64 hits, qint64 n);

/// "True rate at most x": the exact one-sided upper bound (Clopper-Pearson) after @p mismatches in @p n
/// pairs, at @p confidence. Valid for one look at a number of pairs that was not chosen by its result; the
/// gate decides by SequentialTest instead. Nothing at n = 0 or for counts that make no sense.
[[nodiscard]] std::optional<double> greatestTrueRate(qint64 mismatches, qint64 n, double confidence = 0.95);

} // namespace interlock
