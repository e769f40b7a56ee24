// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/parity/paritystore.h"

namespace interlock::rehearsal {

namespace {
/// True when the body was over the limit.
bool cutBody(SideAnswer *side)
{
    const bool tooLong = side->body.size() > ParityStore::maxBodyBytes;
    if (tooLong)
        side->body.truncate(ParityStore::maxBodyBytes);
    return tooLong;
}
} // namespace

PairOutcome ParityStore::add(ParityPair pair)
{
    const bool legacyCut = cutBody(&pair.legacy);
    const bool modernCut = cutBody(&pair.modern);
    pair.outcome =
        legacyCut || modernCut ? PairOutcome::Incomparable : comparedOutcome(pair.legacy, pair.modern);
    pair.sequence = ++m_lastSequence;
    m_series[pair.routeId].countOutcome(pair.at, pair.outcome);

    const PairOutcome outcome = pair.outcome;
    std::deque<quint64> &kept = m_kept[size_t(outcome)];
    kept.push_back(pair.sequence);
    m_pairs.emplace(pair.sequence, std::move(pair));
    if (kept.size() > m_maxPairs) {
        m_pairs.erase(kept.front());
        kept.pop_front();
    }
    return outcome;
}

QList<ParityBucket> ParityStore::series(const QString &routeId, const QDateTime &from, const QDateTime &to,
                                        qint64 stepSeconds) const
{
    const auto it = m_series.find(routeId);
    return it == m_series.end() ? QList<ParityBucket>() : it->second.buckets(from, to, stepSeconds);
}

QList<const ParityPair *> ParityStore::pairs(const PairFilter &filter) const
{
    QList<const ParityPair *> found;
    for (auto it = m_pairs.upper_bound(filter.after); it != m_pairs.end() && found.size() < filter.limit;
         ++it) {
        const ParityPair &pair = it->second;
        if ((filter.routeId.isEmpty() || pair.routeId == filter.routeId) &&
            (!filter.outcome || pair.outcome == *filter.outcome))
            found.append(&pair);
    }
    return found;
}

} // namespace interlock::rehearsal
