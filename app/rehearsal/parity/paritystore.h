// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/parity/paritypair.h"
#include "app/rehearsal/parity/parityrules.h"
#include "app/rehearsal/parity/parityseries.h"

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <QDate>

namespace interlock {
class Comparer;
} // namespace interlock

namespace interlock::rehearsal {

/// What a comparer knows: counters of every route and the latest pairs. One thread. Pairs are compared by the
/// engine of models/parity under the shared rules.
///
/// Pairs are kept by outcome, each kind with a limit of its own, so that a stream of equal pairs never pushes
/// out the differences.
class ParityStore final
{
public:
    /// A body over this size is cut and makes the pair incomparable: two of them fit into an answer of 4 MiB
    /// whatever they hold.
    static constexpr qsizetype maxBodyBytes = qsizetype(256) * 1024;

    /// @p rules outlives the store and is asked for each pair; without it there are none.
    explicit ParityStore(const ParityRules *rules = nullptr, size_t maxPairsPerOutcome = 2000);
    ~ParityStore();
    Q_DISABLE_COPY_MOVE(ParityStore)

    /// A request that could have been compared.
    void countEligible(const QString &routeId, const QDateTime &at) { m_series[routeId].countEligible(at); }
    /// A request that was sent to both systems.
    void countMirrored(const QString &routeId, const QDateTime &at) { m_series[routeId].countMirrored(at); }
    /// Judges the pair, counts it at its time and keeps it. Returns what it came to.
    PairOutcome add(ParityPair pair);

    /// A route nobody has counted has no buckets.
    [[nodiscard]] QList<ParityBucket> series(const QString &routeId, const QDateTime &from,
                                             const QDateTime &to, qint64 stepSeconds) const;

    struct PairFilter
    {
        QString routeId; ///< empty: all
        std::optional<PairOutcome> outcome;
        quint64 after = 0; ///< sequence of the last pair already seen
        int limit = 500;
    };
    /// Oldest first; valid until the next add().
    [[nodiscard]] QList<const ParityPair *> pairs(const PairFilter &filter) const;

private:
    [[nodiscard]] interlock::Comparer &comparer(const QDate &day);
    [[nodiscard]] PairOutcome judged(const ParityPair &pair);

    const ParityRules *m_rules;
    size_t m_maxPairs;
    std::unique_ptr<interlock::Comparer> m_comparer; ///< of the rules' revision and the day
    quint64 m_comparerRevision = 0;
    QDate m_comparerDay;
    quint64 m_lastSequence = 0;
    std::map<QString, ParitySeriesStore> m_series;
    std::map<quint64, ParityPair> m_pairs;
    std::array<std::deque<quint64>, 4> m_kept; ///< sequences by outcome, oldest first
};

} // namespace interlock::rehearsal
