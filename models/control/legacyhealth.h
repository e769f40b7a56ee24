// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/migrationstate.h"

namespace interlock {

/// How legacy does after everybody was sent back to it. Unknown: no live figure says anything.
enum class LegacyHealth { Healthy, Unhealthy, Unknown };

struct LegacyVerdict
{
    LegacyHealth health = LegacyHealth::Unknown;
    QString detail; ///< the figures that decided, untranslated
};

/// Judges legacy's live error rates and response times, sampled after @p since, by the profile's limits of
/// the new system. Pure.
[[nodiscard]] LegacyVerdict legacyHealth(const Profile &profile, const MigrationState &state,
                                         MonotonicTime since);

/// "healthy", "unhealthy", "unknown".
[[nodiscard]] QString legacyHealthName(LegacyHealth health);

} // namespace interlock
