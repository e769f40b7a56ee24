// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/comparer.h"
#include "models/parity/noise/noisefinder.h"
#include "models/parity/store/rescorer.h"

#include <set>

namespace interlock {

/// The rule set in force, as a keeper needs it.
struct PairRules
{
    PairJudgeFactory judges;
    std::shared_ptr<const RuleSet>
        rules;       ///< what the judges judge by; empty: not known, every change is one of all
    QByteArray hash; ///< of the rules file; tells one version from another
    QDate day;       ///< UTC: rules that have expired by then do not apply
};

/// When pairs of a route came, by their source's clock; invalid: none did.
struct ComparedTimes
{
    QDateTime compared;  ///< the newest comparable one
    QDateTime different; ///< the newest different one
};

/// What a page of pairs came to.
struct RecordReport
{
    AppendReport stored;
    ParityCounts counts;                    ///< of all pairs of the page, repeated ones too
    std::map<QString, ParityCounts> routes; ///< the same by route
    std::map<QString, ComparedTimes> times; ///< by route, repeated pairs too
    std::map<int, qint64> ruleHits;         ///< by index in the rule set
    std::set<GroupSignature, SignatureLess>
        groups;                           ///< that occurred: a fixed one among them has to be opened again
    std::map<QString, GateVerdict> gates; ///< of the routes of the page
    QDateTime newestAt;                   ///< source time of the newest pair; invalid for an empty page
    qint64 unmaskable = 0; ///< pairs whose bodies were not kept, because masks could not be applied to them
};

/// A look at what other rules would do, to be taken on any thread with a store of its own.
struct RulesPreview
{
    PairRules rules;
    RuleChange change = RuleChange::everything();
    PairJudgeFactory before; ///< judges by the rules in force

    /// Reads what @p store holds at one moment; changes nothing.
    [[nodiscard]] Result<RescoreReport> run(PairStore &store, const std::atomic_bool *stop) const;
};

/// Store, judging and gates of recorded pairs together. Synchronous; one thread, as PairStore.
class PairKeeper final
{
    Q_DISABLE_COPY_MOVE(PairKeeper)

public:
    PairKeeper(const QString &fileName, const PairStoreLimits &limits, const PairRules &rules,
               const GateSettings &gates);

    [[nodiscard]] PairStore &store() { return m_store; }
    void close() { m_store.close(); }

    /// Judges, masks and stores a page, counts it in the gates; all or nothing. Bodies of equal pairs are not
    /// kept: no rule is ever asked about them.
    [[nodiscard]] Result<RecordReport> record(const TrafficPairPage &page);
    /// Puts other rules in force: stored pairs are judged again and the gates that the change touches
    /// restart.
    [[nodiscard]] Result<RescoreReport> setRules(const PairRules &rules, const QDateTime &at,
                                                 const std::atomic_bool *stop = nullptr);
    /// What other rules would hide, without putting them in force.
    [[nodiscard]] Result<RescoreReport> preview(const PairRules &rules,
                                                const std::atomic_bool *stop = nullptr);
    /// The same for later and elsewhere.
    [[nodiscard]] Result<RulesPreview> previewLater(const PairRules &rules);
    /// A group was fixed at @p at: its route's gate restarts when the group had a part in what it counted.
    /// Returns whether it did.
    [[nodiscard]] Result<bool> noteFixed(const GroupSignature &group, const QDateTime &at);
    /// Of every route that has one.
    [[nodiscard]] Result<std::map<QString, GateVerdict>> gates();
    /// Fields that legacy answered differently from itself, learnt from the pairs that it was asked twice
    /// for, also by earlier runs. Nothing is hidden by it: a person makes it a rule, or does not.
    [[nodiscard]] Result<std::vector<NoiseSuggestion>> noise();

private:
    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> loadGates();
    [[nodiscard]] Result<RescoreReport> putInForce(const PairRules &rules, const RuleChange &change,
                                                   const QDateTime &at, const std::atomic_bool *stop);
    [[nodiscard]] RuleChange changeTo(const PairRules &rules) const;
    [[nodiscard]] JudgedPair judge(PairJudge &judge, const TrafficPair &pair, RecordReport &report) const;
    [[nodiscard]] std::vector<GateUpdate> countInGates(const std::vector<JudgedPair> &batch);
    [[nodiscard]] ParityGate &gate(const QString &route);
    void learnNoise(const TrafficPair &pair, NoiseFinder &noise);
    [[nodiscard]] Result<void> restart(const QString &route, GateRestart why, const QDateTime &at);

    PairStore m_store;
    PairRules m_rules;
    GateSettings m_gateSettings;
    std::unique_ptr<PairJudge> m_judge;
    std::map<QString, ParityGate> m_gates;
    Comparer m_plain; ///< without rules
    NoiseFinder m_noise;
    bool m_begun = false;
};

} // namespace interlock
