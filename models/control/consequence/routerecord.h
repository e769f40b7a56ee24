// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profile/profile.h"

#include <chrono>

namespace interlock {

class SeriesHistory;

/// One minute of what was measured of a route; a minute in which nothing of it was measured is not there.
struct RecordedMinute
{
    qint64 at = 0;               ///< its beginning, milliseconds since the epoch
    double newLoad = 0;          ///< requests per second that reached new, every route's
    double routeRequests = 0;    ///< of this route, both sides together, per second
    double routeNew = 0;         ///< of this route, reached new, per second
    std::optional<double> p95{}; ///< of new for this route (or of new as a whole), seconds

    friend bool operator==(const RecordedMinute &, const RecordedMinute &) = default;
};

/// What the history knows of a route, oldest first.
struct RouteRecord
{
    QList<RecordedMinute> minutes;

    friend bool operator==(const RouteRecord &, const RouteRecord &) = default;
};

/// Minute by minute from @p from to @p to, means of the samples. Costs the samples of that span; not for
/// every mouse move.
[[nodiscard]] RouteRecord routeRecord(const Profile &profile, const SeriesHistory &history,
                                      const QString &routeId, const QDateTime &from, const QDateTime &to);

} // namespace interlock
