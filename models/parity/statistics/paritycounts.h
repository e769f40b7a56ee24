// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <QtGlobal>

namespace interlock {

/// What the pairs of a route, a time span or a group came to. Counts are never negative.
struct ParityCounts
{
    qint64 equal = 0;           ///< without any rule
    qint64 equalAfterRules = 0; ///< only because rules allow it
    qint64 different = 0;
    qint64 notComparable = 0; ///< never folded into equal

    [[nodiscard]] qint64 comparable() const { return equal + equalAfterRules + different; }
    [[nodiscard]] qint64 pairs() const { return comparable() + notComparable; }
    ParityCounts &operator+=(const ParityCounts &other);
    friend bool operator==(const ParityCounts &, const ParityCounts &) = default;
};

/// Equal without rules among what was comparable, 0 … 1; nothing when nothing was comparable.
[[nodiscard]] std::optional<double> strictParity(const ParityCounts &counts);
/// Equal, with or without rules, among what was comparable, 0 … 1; nothing when nothing was comparable. To be
/// shown beside the strict one, never alone.
[[nodiscard]] std::optional<double> effectiveParity(const ParityCounts &counts);

} // namespace interlock
