// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QList>
#include <QString>

namespace interlock {

/// One step of a route's parity series (control-api-v1, Parity): compared = equal + ignored + different, and
/// coverage is compared / mirrored / eligible. `incomparable` is never counted as equal.
struct ParityBucket
{
    QDateTime at; ///< start of the step
    qint64 eligible = 0;
    qint64 mirrored = 0;
    qint64 compared = 0;
    qint64 equal = 0;
    qint64 different = 0;
    qint64 ignored = 0;
    qint64 incomparable = 0;

    friend bool operator==(const ParityBucket &, const ParityBucket &) = default;
};

struct ParitySeries
{
    QString routeId;
    QList<ParityBucket> buckets;

    friend bool operator==(const ParitySeries &, const ParitySeries &) = default;
};

/// All buckets of a series added up.
[[nodiscard]] ParityBucket total(const ParitySeries &series);

} // namespace interlock
