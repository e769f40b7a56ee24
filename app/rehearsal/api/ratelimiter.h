// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/clock.h"

#include <QHash>

namespace interlock::rehearsal {

/// A token bucket for each actor. One thread.
class RateLimiter final
{
public:
    /// @p perSecond 0 lets everything through; @p burst requests may come at once. @p clock outlives the
    /// limiter.
    RateLimiter(double perSecond, double burst, const Clock *clock);

    /// Takes one request; none when it may pass, else whole seconds to wait, at least 1.
    [[nodiscard]] std::optional<int> secondsToWait(const QString &actor);

private:
    struct Bucket
    {
        double tokens = 0;
        MonotonicTime at;
    };
    double m_perSecond;
    double m_burst;
    const Clock *m_clock;
    QHash<QString, Bucket> m_buckets;
};

} // namespace interlock::rehearsal
