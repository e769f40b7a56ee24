// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/comparer.h"
#include "models/parity/store/pairkeeper.h"

namespace interlock {

/// The comparison engine as the store's judge. Statuses are compared and names of the rules' routes are the
/// pairs'; masks take the key of the whole run.
class EngineJudge final : public PairJudge
{
public:
    EngineJudge(std::shared_ptr<const RuleSet> rules, const CompareOptions &options);
    ~EngineJudge() override;

    [[nodiscard]] PairVerdict judge(const TrafficPair &pair) override;
    [[nodiscard]] std::optional<QByteArray> masked(const QByteArray &body, PairSide side,
                                                   const TrafficPair &pair) override;

private:
    Comparer m_comparer;
};

/// A recorded answer as the engine takes it; @p answer must outlive the view.
[[nodiscard]] AnswerView answerViewOf(const PairAnswer &answer);

/// The rules of a file for a PairKeeper or PairArchive; @p file is the file's text, for its hash. @p options'
/// day decides what has expired and must be valid.
[[nodiscard]] PairRules pairRules(std::shared_ptr<const RuleSet> rules, const QByteArray &file,
                                  CompareOptions options);

} // namespace interlock
