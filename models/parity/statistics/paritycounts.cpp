// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/statistics/paritycounts.h"

namespace interlock {

namespace {
std::optional<double> partOfComparable(qint64 part, const ParityCounts &counts)
{
    if (counts.comparable() <= 0)
        return std::nullopt;
    return double(part) / double(counts.comparable());
}
} // namespace

ParityCounts &ParityCounts::operator+=(const ParityCounts &other)
{
    equal += other.equal;
    equalAfterRules += other.equalAfterRules;
    different += other.different;
    notComparable += other.notComparable;
    return *this;
}

std::optional<double> strictParity(const ParityCounts &counts)
{
    return partOfComparable(counts.equal, counts);
}

std::optional<double> effectiveParity(const ParityCounts &counts)
{
    return partOfComparable(counts.equal + counts.equalAfterRules, counts);
}

} // namespace interlock
