// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/api/ratelimiter.h"

#include <algorithm>
#include <cmath>

namespace interlock::rehearsal {

RateLimiter::RateLimiter(double perSecond, double burst, const Clock *clock)
    : m_perSecond(perSecond), m_burst(std::max(burst, 1.0)), m_clock(clock)
{
}

std::optional<int> RateLimiter::secondsToWait(const QString &actor)
{
    if (m_perSecond <= 0)
        return std::nullopt;
    const MonotonicTime now = m_clock->monotonic();
    if (!m_buckets.contains(actor))
        m_buckets.insert(actor, Bucket{m_burst, now});
    Bucket &bucket = m_buckets[actor];
    const double seconds = std::chrono::duration<double>(now - bucket.at).count();
    bucket.tokens = std::min(m_burst, bucket.tokens + seconds * m_perSecond);
    bucket.at = now;
    if (bucket.tokens < 1)
        return std::max(1, int(std::ceil((1 - bucket.tokens) / m_perSecond)));
    bucket.tokens -= 1;
    return std::nullopt;
}

} // namespace interlock::rehearsal
