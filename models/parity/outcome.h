// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/difference.h"

#include <QByteArray>
#include <vector>

namespace interlock {

struct ParityCounts;

enum class PairOutcome { Equal, EqualAfterRules, Different, NotComparable };
enum class PairSide { Legacy, New };
enum class IncomparableReason { Timeout, Parse, Truncated, Absent, Size, Depth };

/// Why one side of a pair cannot be compared.
struct Incomparable
{
    PairSide side = PairSide::Legacy;
    IncomparableReason reason = IncomparableReason::Parse;
    int line = 0;   ///< 1-based within the document; 0 when no place is known
    int column = 0; ///< 1-based, in characters; 0 when no place is known

    friend bool operator==(const Incomparable &, const Incomparable &) = default;
};

/// What a rule did in one pair: differences hidden, values changed or values masked.
struct RuleHits
{
    int rule = 0; ///< index in the RuleSet
    qint64 hits = 0;

    friend bool operator==(const RuleHits &, const RuleHits &) = default;
};

/// How many differences of a pair have one signature.
struct DifferenceGroup
{
    GroupSignature signature;
    qint64 count = 0;

    friend bool operator==(const DifferenceGroup &, const DifferenceGroup &) = default;
};

struct PairResult
{
    PairOutcome outcome = PairOutcome::Equal;
    qint64 differenceCount = 0;          ///< never cut
    std::vector<Difference> differences; ///< at most CompareOptions::maxDifferences, in document order
    std::vector<DifferenceGroup> groups; ///< of all differences, as they came first
    std::vector<Incomparable> reasons;   ///< one for each side that cannot be compared
    std::vector<RuleHits> ruleHits;      ///< only rules with hits, by index
};

/// Counts @p n pairs that came to @p outcome.
void countOutcome(ParityCounts &counts, PairOutcome outcome, qint64 n = 1);
/// "equal", "equal-after-rules", "different", "not-comparable".
[[nodiscard]] QByteArray pairOutcomeName(PairOutcome outcome);
/// "legacy" or "new".
[[nodiscard]] QByteArray pairSideName(PairSide side);
/// "parse", "size", "depth", "absent", "truncated", "timeout".
[[nodiscard]] QByteArray incomparableReasonName(IncomparableReason reason);

} // namespace interlock
