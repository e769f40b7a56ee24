// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/trafficpair.h"
#include "models/parity/outcome.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace interlock {

/// What a comparison of one pair came to, as far as the store keeps it.
struct PairVerdict
{
    PairOutcome outcome = PairOutcome::NotComparable;
    qint64 differences = 0;
    std::vector<GroupSignature> groups; ///< each once
    std::vector<RuleHits> ruleHits;
};

/// Judges pairs by one rule set; one a thread. The comparison engine's is EngineJudge.
class PairJudge
{
public:
    PairJudge() = default;
    virtual ~PairJudge() = default;
    PairJudge(const PairJudge &) = delete;
    PairJudge &operator=(const PairJudge &) = delete;

    [[nodiscard]] virtual PairVerdict judge(const TrafficPair &pair) = 0;
    /// The body as it may be kept; nothing when it must not be.
    [[nodiscard]] virtual std::optional<QByteArray> masked(const QByteArray &body, PairSide side,
                                                           const TrafficPair &pair) = 0;
};

/// Makes a judge for one thread; called from any.
using PairJudgeFactory = std::function<std::unique_ptr<PairJudge>()>;

} // namespace interlock
