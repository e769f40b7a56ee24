// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/parity/parityseries.h"

#include <QTimeZone>

namespace interlock::rehearsal {

namespace {
constexpr size_t maxParityBuckets = 24 * 3600 / size_t(ParitySeriesStore::bucketSeconds);

void addUp(ParityBucket *sum, const ParityBucket &bucket)
{
    sum->eligible += bucket.eligible;
    sum->mirrored += bucket.mirrored;
    sum->compared += bucket.compared;
    sum->equal += bucket.equal;
    sum->different += bucket.different;
    sum->ignored += bucket.ignored;
    sum->incomparable += bucket.incomparable;
}
} // namespace

ParityBucket &ParitySeriesStore::bucket(const QDateTime &at)
{
    const qint64 seconds = at.toSecsSinceEpoch();
    ParityBucket &found = m_buckets[seconds - seconds % bucketSeconds];
    if (m_buckets.size() > maxParityBuckets && &found != &m_buckets.begin()->second)
        m_buckets.erase(m_buckets.begin());
    return found;
}

void ParitySeriesStore::countOutcome(const QDateTime &at, PairOutcome outcome)
{
    ParityBucket &counts = bucket(at);
    if (outcome != PairOutcome::Incomparable)
        ++counts.compared;
    switch (outcome) {
    case PairOutcome::Equal:
        ++counts.equal;
        break;
    case PairOutcome::Ignored:
        ++counts.ignored;
        break;
    case PairOutcome::Different:
        ++counts.different;
        break;
    case PairOutcome::Incomparable:
        ++counts.incomparable;
        break;
    }
}

QList<ParityBucket> ParitySeriesStore::buckets(const QDateTime &from, const QDateTime &to,
                                               qint64 stepSeconds) const
{
    const qint64 first = from.toSecsSinceEpoch() - from.toSecsSinceEpoch() % stepSeconds;
    QList<ParityBucket> steps;
    for (auto it = m_buckets.lower_bound(first); it != m_buckets.end(); ++it) {
        const qint64 start = it->first - it->first % stepSeconds;
        if (start * 1000 >= to.toMSecsSinceEpoch())
            break;
        const QDateTime stamp = QDateTime::fromSecsSinceEpoch(start, Qt::UTC);
        if (steps.isEmpty() || steps.last().at != stamp)
            steps.append(ParityBucket{.at = stamp});
        addUp(&steps.last(), it->second);
    }
    return steps;
}

} // namespace interlock::rehearsal
