// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/comparer.h"
#include "models/parity/noise/noisefinder.h"
#include "models/parity/store/rescorer.h"

#include <atomic>
#include <map>

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
    /// That occurred, with the source time of their newest pair: a fixed one among them has to be opened
    /// again.
    std::map<GroupSignature, QDateTime, SignatureLess> groups;
    std::map<QString, GateVerdict> gates; ///< of all routes: another console may have restarted some
    qint64 rulesVersion = 0;              ///< of the rule set by which all stored pairs are judged now
    qint64 unmaskable = 0; ///< pairs whose bodies were not kept, because masks could not be applied to them
};

/// A look at what other rules would do, to be taken on any thread with a store of its own.
struct RulesPreview
{
    PairRules rules;
    RuleChange change = RuleChange::everything();
    PairJudgeFactory before; ///< judges by the rules in force; empty: only hits are counted

    /// Reads what @p store holds at one moment; changes nothing.
    [[nodiscard]] Result<RescoreReport> run(PairStore &store, const std::atomic_bool *stop) const;
};

/// Store, judging and gates of recorded pairs together. Synchronous; one thread, as PairStore. Consoles of
/// one computer may share the file: what another one has written is read before anything is counted onto it.
class PairKeeper final
{
    Q_DISABLE_COPY_MOVE(PairKeeper)

public:
    /// @p stop, set from any thread, ends judging again as Cancelled, also the one at the start.
    PairKeeper(const QString &fileName, const PairStoreLimits &limits, const PairRules &rules,
               const GateSettings &gates, const std::atomic_bool *stop = nullptr);

    [[nodiscard]] PairStore &store() { return m_store; }
    void close() { m_store.close(); }

    /// Judges, masks and stores a page, counts it in the gates; all or nothing. Bodies of equal pairs are not
    /// kept: no rule is ever asked about them.
    [[nodiscard]] Result<RecordReport> record(const TrafficPairPage &page);
    /// Puts other rules in force: stored pairs are judged again and the gates that the change touches
    /// restart, all or nothing. Rules that are in force already stay so without a new version.
    [[nodiscard]] Result<RescoreReport> setRules(const PairRules &rules, const QDateTime &at);
    /// What other rules would hide, without putting them in force; to be run later and elsewhere.
    [[nodiscard]] Result<RulesPreview> previewLater(const PairRules &rules);
    /// What each rule in force does in all stored pairs; to be run later and elsewhere.
    [[nodiscard]] Result<RulesPreview> hitsLater();
    /// A group was fixed at @p at: its route's gate restarts when the group had a part in what it counted, in
    /// an attempt that began before. Returns whether it did.
    [[nodiscard]] Result<bool> noteFixed(const GroupSignature &group, const QDateTime &at);
    /// Of every route that has one.
    [[nodiscard]] Result<std::map<QString, GateVerdict>> gates();
    /// Fields that legacy answered differently from itself, learnt from the pairs that it was asked twice
    /// for, also by earlier runs. Nothing is hidden by it: a person makes it a rule, or does not.
    [[nodiscard]] Result<std::vector<NoiseSuggestion>> noise();

private:
    template<typename T, typename Work>
    [[nodiscard]] Result<T> upToDate(Work work);
    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> readAnew();
    [[nodiscard]] Result<void> loadGates();
    [[nodiscard]] Result<RecordReport> recordNow(const TrafficPairPage &page);
    [[nodiscard]] Result<bool> noteFixedNow(const GroupSignature &group, const QDateTime &at);
    [[nodiscard]] Result<RescoreReport> putInForce(const PairRules &rules, const RuleChange &change,
                                                   const QDateTime &at);
    [[nodiscard]] Result<void> restartTouched(const RuleChange &change);
    [[nodiscard]] RuleChange changeTo(const PairRules &rules) const;
    [[nodiscard]] JudgedPair judge(PairJudge &judge, const TrafficPair &pair, RecordReport &report) const;
    [[nodiscard]] std::vector<GateUpdate> countInGates(const std::vector<JudgedPair> &batch);
    [[nodiscard]] ParityGate &gate(const QString &route);
    void learnNoise(const TrafficPair &pair, NoiseFinder &noise);
    [[nodiscard]] std::map<QString, GateVerdict> verdicts() const;

    PairStore m_store;
    PairRules m_rules;
    GateSettings m_gateSettings;
    const std::atomic_bool *m_stop;
    std::unique_ptr<PairJudge> m_judge;
    std::map<QString, ParityGate> m_gates;
    Comparer m_plain; ///< without rules
    NoiseFinder m_noise;
    qint64 m_rulesVersion = 0;
};

} // namespace interlock
