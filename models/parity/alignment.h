// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace interlock {

/// What two sequences are compared by: hashes that are the same for equal elements, and the last word.
struct SequencePair
{
    std::vector<std::uint64_t> left;
    std::vector<std::uint64_t> right;
    /// Asked only for elements with the same hash; empty = the hash decides.
    std::function<bool(std::size_t, std::size_t)> same;

    [[nodiscard]] bool equal(std::size_t i, std::size_t j) const
    {
        return left[i] == right[j] && (!same || same(i, j));
    }
};

using IndexPairs = std::vector<std::pair<std::size_t, std::size_t>>;

/// A longest common subsequence, in order (Myers). Bounded: sequences that differ in more than about 1500
/// elements are anchored at their unique elements first, and what is between anchors and still differs that
/// much stays unmatched.
[[nodiscard]] IndexPairs alignedPairs(const SequencePair &sequences);

/// As many equal pairs as there are, in any order, by left index. Linear when hashes decide; else bounded,
/// and what the bound leaves stays unmatched. @p exact: hashes under which the same hash means equal, to
/// begin with.
[[nodiscard]] IndexPairs matchedPairs(const SequencePair &sequences,
                                      const std::vector<std::uint64_t> &exactLeft,
                                      const std::vector<std::uint64_t> &exactRight);

} // namespace interlock
