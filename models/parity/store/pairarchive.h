// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/store/pairkeeper.h"

#include <atomic>
#include <functional>
#include <memory>
#include <QFuture>
#include <QObject>

namespace interlock {

template<typename Store>
class StoreThread;

/// A pair with its bodies, for showing.
struct PairWithBodies
{
    StoredPair pair;
    std::optional<AnswerBodies> bodies; ///< nothing: not kept
};

/// PairKeeper on a thread of its own, so that nobody waits for the disk or for comparisons. Requests are
/// served in the caller's order. Futures end on the caller's thread through whenDone(); also when this object
/// is destroyed.
class PairArchive final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PairArchive)

public:
    PairArchive(const QString &fileName, const PairStoreLimits &limits, const PairRules &rules,
                const GateSettings &gates, QObject *parent = nullptr);
    /// Stops judging again and previews; what was asked to be recorded is still recorded, unless everything
    /// has to be judged again before.
    ~PairArchive() override;

    [[nodiscard]] QFuture<Result<RecordReport>> record(const TrafficPairPage &page);
    [[nodiscard]] QFuture<Result<RescoreReport>> setRules(const PairRules &rules);
    /// Beside everything else, on a thread and a connection of its own: recording does not wait for it.
    [[nodiscard]] QFuture<Result<RescoreReport>> preview(const PairRules &rules);
    /// What each rule in force does in all stored pairs; likewise beside everything else.
    [[nodiscard]] QFuture<Result<RescoreReport>> hits();
    [[nodiscard]] QFuture<Result<bool>> noteFixed(const GroupSignature &group, const QDateTime &at);
    [[nodiscard]] QFuture<Result<PairStoreState>> state();
    [[nodiscard]] QFuture<Result<StoredPair>> newest();
    [[nodiscard]] QFuture<Result<std::map<QString, GateVerdict>>> gates();
    [[nodiscard]] QFuture<Result<std::vector<StoredGroup>>> groups();
    /// Every rule set that was in force, oldest first.
    [[nodiscard]] QFuture<Result<std::vector<StoredRuleSet>>> ruleSets();
    /// Fields that legacy answers differently from itself (PairKeeper::noise).
    [[nodiscard]] QFuture<Result<std::vector<NoiseSuggestion>>> noise();
    /// At most @p limit pairs after @p number, oldest first.
    [[nodiscard]] QFuture<Result<std::vector<StoredPair>>> pairsAfter(qint64 number, int limit);
    [[nodiscard]] QFuture<Result<PairWithBodies>> pair(qint64 number);

Q_SIGNALS:
    /// After each stored page of this process, also an empty one: then it tells that the source was heard.
    void recorded(const interlock::RecordReport &report);
    /// After the rules changed: every outcome may be another one.
    void judgedAgain(const interlock::RescoreReport &report);

private:
    class Reader;
    [[nodiscard]] QFuture<Result<RescoreReport>>
    look(const std::function<Result<RulesPreview>(PairKeeper &)> &later);

    std::atomic_bool m_stop = false;  ///< looked at by what takes long, on both threads
    std::unique_ptr<Reader> m_reader; ///< outlives the worker, which gives it work
    std::unique_ptr<StoreThread<PairKeeper>> m_worker;
};

} // namespace interlock
