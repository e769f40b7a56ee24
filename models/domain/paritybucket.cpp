// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/paritybucket.h"

namespace interlock {

ParityBucket total(const ParitySeries &series)
{
    ParityBucket sum;
    for (const ParityBucket &bucket : series.buckets) {
        if (!sum.at.isValid())
            sum.at = bucket.at;
        sum.eligible += bucket.eligible;
        sum.mirrored += bucket.mirrored;
        sum.compared += bucket.compared;
        sum.equal += bucket.equal;
        sum.different += bucket.different;
        sum.ignored += bucket.ignored;
        sum.incomparable += bucket.incomparable;
    }
    return sum;
}

} // namespace interlock
