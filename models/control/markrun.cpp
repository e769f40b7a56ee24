// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/markrun.h"

#include <algorithm>

namespace interlock {

namespace {
double markSeconds(MonotonicTime::duration duration)
{
    return std::chrono::duration<double>(duration).count();
}
} // namespace

void MarkRun::sent(MonotonicTime at)
{
    *this = MarkRun();
    m_sentAt = at;
}

void MarkRun::claims(double seconds)
{
    m_claimedLeast = std::min(m_claimedLeast.value_or(seconds), seconds);
    m_claimedMost = std::max(m_claimedMost.value_or(seconds), seconds);
}

double MarkRun::atLeast() const
{
    if (!m_writtenAt || m_missingAt <= *m_writtenAt)
        return 0;
    return markSeconds(m_missingAt - *m_writtenAt);
}

double MarkRun::atMost() const
{
    return m_arrivedAt ? markSeconds(*m_arrivedAt - m_sentAt) : 0;
}

bool MarkRun::agrees(double toleranceSeconds) const
{
    if (m_claimedMost && atLeast() > *m_claimedMost + toleranceSeconds)
        return false;
    return !m_arrivedAt || !m_claimedLeast || *m_claimedLeast <= atMost() + toleranceSeconds;
}

} // namespace interlock
