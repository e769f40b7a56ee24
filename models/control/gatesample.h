// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/gate.h"
#include "models/control/migrationstate.h"
#include "models/parity/statistics/paritygate.h"

#include <functional>

namespace interlock {

/// Everything a gate may look at, at one moment. References outlive it.
struct GateInputs
{
    const Profile &profile;
    const MigrationState &state;
    QList<Evidence> evidence;                ///< beside the profile's own: what the engine did itself
    std::optional<WarrantyReading> warranty; ///< absent: nobody states one
    /// What is known of a route's pairs where this program keeps them; empty, or nothing: it does not, and
    /// the endpoint's own counts are judged by the same test.
    std::function<std::optional<Reading<GateVerdict>>(const QString &routeId)> parity{};
};

/// Where the readings of a condition's signals stood last time, for one gate and route. Checked at each use:
/// a wrong guess costs a search, nothing else.
struct GatePlaces
{
    struct Place
    {
        bool known = false;
        QString routeId;
        qsizetype at = -1;
    };
    QList<Place> nodes;
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
/// Its verdict and counter alone, without the figures and words of a condition: cheap enough for hundreds of
/// gates a second.
[[nodiscard]] GateSample gateVerdict(const GateSpec &gate, const GateInputs &inputs, const QString &routeId,
                                     GatePlaces &places);

/// True when some users of the route reach new by its mode and share.
[[nodiscard]] bool reachesNew(const RouteStatus &route);

} // namespace interlock
