// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/statistics/sequentialtest.h"

#include <algorithm>
#include <cmath>

namespace interlock {

SequentialTest::SequentialTest(const GateSettings &settings)
    : m_alpha(settings.alpha),
      m_logClean(std::log1p(-settings.q()) - std::log1p(-settings.p0)),
      m_logMismatch(std::log(settings.p0 / settings.q()))
{
}

double SequentialTest::logEvidence(qint64 clean, qint64 mismatches) const
{
    return double(clean) * m_logClean - double(mismatches) * m_logMismatch;
}

double SequentialTest::logThreshold(int attempt) const
{
    const double k = std::max(1, attempt);
    return std::log(k) + std::log(k + 1.0) - std::log(m_alpha);
}

bool SequentialTest::crosses(int attempt, qint64 clean, qint64 mismatches) const
{
    return logEvidence(clean, mismatches) >= logThreshold(attempt);
}

qint64 SequentialTest::cleanPairsToGo(int attempt, qint64 clean, qint64 mismatches) const
{
    const double missing = logThreshold(attempt) - logEvidence(clean, mismatches);
    qint64 toGo = std::max<qint64>(0, qint64(std::ceil(missing / m_logClean)));
    // the division may be off by one pair; crossing itself is what counts
    while (toGo > 0 && crosses(attempt, clean + toGo - 1, mismatches))
        --toGo;
    while (!crosses(attempt, clean + toGo, mismatches))
        ++toGo;
    return toGo;
}

} // namespace interlock
