// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/alarmbook.h"
#include "models/control/controltimings.h"
#include "models/control/migrationstate.h"

namespace interlock {

/// What every rule says about the picture as it is. Pure; docs/acts.md lists limits, delays and deadbands.
/// @p running: how long the monitor has been asking.
[[nodiscard]] QList<AlarmCondition> alarmConditions(const Profile &profile, const MigrationState &state,
                                                    const ControlTimings &timings,
                                                    std::chrono::milliseconds running);

} // namespace interlock
