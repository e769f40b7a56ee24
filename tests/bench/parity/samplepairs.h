// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace interlock::bench {

struct SamplePair
{
    std::string legacy;
    std::string newer;
};

/// Orders of a shop, about @p bytes long each; new differs from legacy in one price, a time stamp and the
/// order of a few members.
[[nodiscard]] std::vector<SamplePair> orderPairs(std::size_t count, std::size_t bytes);
/// The same values with another writing: a space after each comma and colon of new. No part of both is the
/// same text.
[[nodiscard]] std::vector<SamplePair> spacedPairs(std::vector<SamplePair> pairs);
/// A list of @p count objects; every tenth is changed.
[[nodiscard]] SamplePair changedArray(int count);
/// A list of @p count objects with ids, in the opposite order; every hundredth is changed.
[[nodiscard]] SamplePair reversedArray(int count);
/// Twenty rules of all kinds that concern orders; under them the pairs of orderPairs() are equal.
[[nodiscard]] std::string twentyRules();

} // namespace interlock::bench
