// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/alarm.h"
#include "models/control/blocker.h"
#include "models/control/migrationstate.h"
#include "models/control/plan.h"

namespace interlock {

/// What decides whether an act may go forward, as it is at this moment.
struct InterlockView
{
    const Profile &profile;
    const MigrationState &state;
    QList<Alarm> alarms;
    QString actor;
    QStringList unsettled; ///< routes of other acts that are under way or UNKNOWN
    bool rollbackRunning = false;
    bool journalWritable = true;
    QList<GateResult> gates{}; ///< of the route that is asked about
    /// What the plan still wants of a change; empty: there is none.
    std::function<QList<PlanObstacle>(const RouteState &, const RouteChange &)> plan{};
    /// What a second person's signature still lacks for a change; empty: nobody is asked.
    std::function<QList<Blocker>(const RouteState &, const RouteChange &)> approval{};
};

/// What locks any forward move of @p routeId, whatever the draft. Empty: free.
[[nodiscard]] QList<Blocker> forwardInterlocks(const InterlockView &view, const QString &routeId);

/// The gates that lock any forward move of @p routeId, whatever the draft. Empty: none does.
[[nodiscard]] QList<Blocker> gateInterlocks(const InterlockView &view, const QString &routeId);

/// What locks exactly this change. A change that sends less to new (isForward() is false) only needs a live
/// bridge that knows the route, a change to make, and a token that is not known to be without rights.
[[nodiscard]] QList<Blocker> changeBlockers(const InterlockView &view, const RouteChange &change);

/// The step that comes next after @p mode on the way to new; the mode itself when it is the last.
[[nodiscard]] Mode nextMode(Mode mode);

} // namespace interlock
