// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wiring/secrets.h"
#include "app/wiring/statepaths.h"
#include "models/endpoints/leaseport.h"
#include "models/endpoints/notifierport.h"
#include "models/endpoints/teamport.h"

#include <memory>
#include <vector>

namespace interlock {

/// The lease that the profile names: PostgreSQL, or a lock file (in the state folder when it has no place of
/// its own). @p program: what this process is called in it.
[[nodiscard]] std::unique_ptr<LeasePort> makeLease(const Profile &profile, const Secrets &secrets,
                                                   const StatePaths &paths, const QString &program);

/// One port a webhook; one whose address could not be read is made all the same and says so when it is used.
[[nodiscard]] std::vector<std::unique_ptr<NotifierPort>> makeNotifiers(const Profile &profile,
                                                                       const Secrets &secrets);

/// Where the people of this migration meet; null when the profile names no [team].
[[nodiscard]] std::unique_ptr<TeamPort> makeTeam(const Profile &profile, const Secrets &secrets,
                                                 const QString &program);

} // namespace interlock
