// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/store/pairjudge.h"
#include "models/parity/store/pairstore.h"
#include "models/parity/store/rulechange.h"

#include <atomic>
#include <functional>

namespace interlock {

/// What is to be judged again.
struct RescoreJob
{
    PairJudgeFactory judges; ///< by the new rules
    RuleChange change = RuleChange::everything();
    QByteArray hash; ///< of the new rules file
    QDateTime at;
    QDate day;                              ///< UTC, for expiry
    const std::atomic_bool *stop = nullptr; ///< set from any thread: ends as Cancelled, nothing changed
    /// What else belongs to the change: done in its transaction, all or nothing. May be empty.
    std::function<Result<void>()> within = {};
};

/// What judging again came to.
struct RescoreReport
{
    qint64 looked = 0;                ///< pairs compared again; those that cannot be read any more too
    qint64 skipped = 0;               ///< pairs that no changed rule can touch
    qint64 changed = 0;               ///< pairs with another outcome or other groups
    qint64 hidden = 0;                ///< differences fewer than by the rules before; only of a preview
    qint64 shown = 0;                 ///< differences more than before; only of a preview
    std::map<QString, qint64> routes; ///< changed pairs by route
    std::vector<qint64> examples;     ///< numbers of some changed pairs, oldest first
    std::map<int, qint64> ruleHits;   ///< by index in the rule set, of the pairs looked at
    StoredRuleSet rules;              ///< that holds now; version 0 of a preview
};

/// Judges the stored pairs again, on all cores, after the rules changed. Equal pairs are never read, nor
/// those of routes and methods that no changed rule names. A pair whose stored bodies are damaged is not
/// comparable from then on.
class Rescorer final
{
public:
    explicit Rescorer(PairStore *store) : m_store(store) {}

    /// All or nothing: every outcome is of one rule set at any time.
    [[nodiscard]] Result<RescoreReport> run(const RescoreJob &job);
    /// The same without changing anything, beside what judges of the rules @p before say: "hides 1,204
    /// differences on 2 routes". Without them nothing is said of what is hidden or shown.
    [[nodiscard]] Result<RescoreReport> preview(const RescoreJob &job, const PairJudgeFactory &before);

private:
    struct Row;
    struct Again;

    /// What became of some pairs.
    using Taker = std::function<Result<void>(const std::vector<Again> &)>;
    /// Reads and judges; @p take gets what was judged, in the order of the pairs, while others are judged.
    [[nodiscard]] Result<void> judgeAll(const RescoreJob &job, const PairJudgeFactory &before,
                                        const Taker &take, RescoreReport &report);
    [[nodiscard]] static std::vector<Again> judgeRows(std::vector<Row> rows, const RescoreJob &job,
                                                      const PairJudgeFactory &before);
    static void count(const std::vector<Again> &results, RescoreReport &report);
    [[nodiscard]] Result<void> write(const std::vector<Again> &results);

    PairStore *m_store;
};

} // namespace interlock
