// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/parity/paritypair.h"
#include "models/domain/paritybucket.h"

#include <map>

namespace interlock::rehearsal {

/// Counters of one route in buckets of ten seconds, for a day.
class ParitySeriesStore final
{
public:
    static constexpr qint64 bucketSeconds = 10;

    void countEligible(const QDateTime &at) { ++bucket(at).eligible; }
    void countMirrored(const QDateTime &at) { ++bucket(at).mirrored; }
    void countOutcome(const QDateTime &at, PairOutcome outcome);

    /// Steps from the one that holds @p from up to @p to (exclusive), each stamped with its start, a multiple
    /// of
    /// @p stepSeconds since the epoch. A step in which nothing happened is absent. @p stepSeconds is a
    /// multiple of bucketSeconds.
    [[nodiscard]] QList<ParityBucket> buckets(const QDateTime &from, const QDateTime &to,
                                              qint64 stepSeconds) const;

private:
    ParityBucket &bucket(const QDateTime &at);

    std::map<qint64, ParityBucket> m_buckets; ///< by their start in seconds since the epoch
};

} // namespace interlock::rehearsal
