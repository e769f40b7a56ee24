// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/gate.h"
#include "models/control/migrationstate.h"

namespace interlock {

/// Everything a gate may look at, at one moment. References outlive it.
struct GateInputs
{
    const Profile &profile;
    const MigrationState &state;
    QList<Evidence> evidence;                ///< beside the profile's own: what the engine did itself
    std::optional<WarrantyReading> warranty; ///< absent: nobody states one
};

/// What the condition alone says now; time held is GateBook's.
struct GateSample
{
    enum class Verdict { Holds, Fails, Unknown, NotApplicable };

    Verdict verdict = Verdict::Unknown;
    GateResult figures;            ///< what the sample can tell; state, since and times are left to GateBook
    std::optional<qint64> counter; ///< SyncErrors: holds while it stands still
};

/// Pure: the same inputs give the same sample.
[[nodiscard]] GateSample gateSample(const GateSpec &gate, const GateInputs &inputs, const QString &routeId);

/// True when some users of the route reach new by its mode and share.
[[nodiscard]] bool reachesNew(const RouteStatus &route);

} // namespace interlock
