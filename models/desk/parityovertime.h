// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/statistics/paritycounts.h"
#include "models/tables/parity/paircolumns.h"

namespace interlock {

/// Pairs by route and stretch of time.
struct ParityOverTime
{
    struct Route
    {
        QString id;
        std::vector<ParityCounts> steps; ///< as many as the whole has
        ParityCounts total;
    };
    qint64 from = 0;   ///< start of the first step, ms since the epoch
    qint64 stepMs = 0; ///< a UTC day, an hour or a minute; 0 when there are no pairs
    int steps = 0;
    std::vector<Route> routes; ///< by id
    ParityCounts total;
    qint64 newestAt = 0; ///< of all pairs, ms since the epoch; 0 when there are none
};

/// Adds up @p pairs, each distinct one once, at the time it was first seen. Days when the pairs reach over
/// more than 36 hours, else hours, or minutes when it is under 90 of them; at most the newest @p maxSteps.
/// One pass.
[[nodiscard]] ParityOverTime parityOverTime(const PairColumns &pairs, int maxSteps = 60);

} // namespace interlock
