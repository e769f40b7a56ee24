// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/gate.h"
#include "models/control/migrationstate.h"

#include <functional>

namespace interlock {

/// Why legacy may not be switched off yet.
struct DecommissionObstacle
{
    enum class Kind {
        Bridge, ///< which routes are where is not known; @c detail says why
        Route,  ///< @c subject still has users on legacy, or is compared with it
        Gate,   ///< the gate @c subject, which locks decommission, does not pass on @c routeId
        Orders  ///< orders placed on legacy still wait (@c subject: how many), or how many is not known
                ///< (empty)
    };

    Kind kind = Kind::Bridge;
    QString subject;
    QString routeId;
    QString detail;

    friend bool operator==(const DecommissionObstacle &, const DecommissionObstacle &) = default;
};

/// "bridge", "route", "gate", "orders".
[[nodiscard]] QString decommissionKindName(DecommissionObstacle::Kind kind);
/// Everything that still speaks against switching legacy off; empty: nothing that this migration measures.
/// Nobody here can switch it off: this is what the plan's last page and `interlockctl gates` say. An override
/// counts for one act and not for this. @p gates gives a route's results. Pure.
[[nodiscard]] QList<DecommissionObstacle>
decommissionObstacles(const Profile &profile, const MigrationState &state,
                      const std::function<QList<GateResult>(const QString &routeId)> &gates);

} // namespace interlock
