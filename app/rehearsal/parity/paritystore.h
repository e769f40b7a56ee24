// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/parity/paritypair.h"
#include "app/rehearsal/parity/parityseries.h"

#include <array>
#include <deque>
#include <map>

namespace interlock::rehearsal {

/// What a comparer knows: counters of every route and the latest pairs. One thread.
///
/// Pairs are kept by outcome, each kind with a limit of its own, so that a stream of equal pairs never pushes
/// out the differences.
class ParityStore final
{
public:
    /// A body over this size is cut and makes the pair incomparable: two of them fit into an answer of 4 MiB
    /// whatever they hold.
    static constexpr qsizetype maxBodyBytes = qsizetype(256) * 1024;

    explicit ParityStore(size_t maxPairsPerOutcome = 2000) : m_maxPairs(maxPairsPerOutcome) {}

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
    size_t m_maxPairs;
    quint64 m_lastSequence = 0;
    std::map<QString, ParitySeriesStore> m_series;
    std::map<quint64, ParityPair> m_pairs;
    std::array<std::deque<quint64>, 4> m_kept; ///< sequences by outcome, oldest first
};

} // namespace interlock::rehearsal
