// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/pairdiff.h"
#include "models/parity/comparer.h"
#include "models/parity/store/pairarchive.h"

namespace interlock {

/// What one rule does in a pair.
struct RuleInPair
{
    int rule = 0; ///< index in the rule set
    qint64 hits = 0;
    /// What it hides by itself: the differences that would count if it was the only rule beside the masks,
    /// less those.
    std::vector<Difference> hides;
    bool isExplained = true; ///< false: the pair is too large to find out what it hides
};

/// A stored pair opened for reading.
struct PairView
{
    /// False: only pair, bodies and diff are there yet, so that a huge pair is seen at once; what differs by
    /// the rules is still being found out.
    bool isComplete = true;
    StoredPair pair;
    std::optional<AnswerBodies> bodies; ///< nothing: not kept
    PairResult strict;                  ///< without rules
    PairResult effective;               ///< with them
    std::vector<RuleInPair> rules;      ///< those with hits
    std::shared_ptr<const RuleSet> ruleSet;
    std::shared_ptr<PairDiff> diff; ///< null when no body was kept
};

/// Differences are many: one pair is opened once and handed on. Whoever got it last may change it.
using PairViewPtr = std::shared_ptr<PairView>;

/// Bodies that together are longer are opened in two steps.
constexpr qsizetype largestOpenedAtOnce = 256 * 1024;

/// The first step: lays out a pair without comparing it by the rules. @p foldEqual: what is equal is folded.
[[nodiscard]] PairView firstPairView(const PairWithBodies &pair, const std::shared_ptr<const RuleSet> &rules,
                                     const CompareOptions &options, bool foldEqual);
/// Compares and lays out a pair; takes as long as it takes, so not on the GUI thread.
[[nodiscard]] PairView makePairView(const PairWithBodies &pair, const std::shared_ptr<const RuleSet> &rules,
                                    const CompareOptions &options, bool foldEqual);

} // namespace interlock
