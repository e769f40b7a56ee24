// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wiring/secrets.h"
#include "models/endpoints/ports.h"

namespace interlock {

/// The drivers that the profile names. An endpoint whose secret could not be read is made without one: its
/// service then turns it down (Auth), and everything else works.
[[nodiscard]] Ports makePorts(const Profile &profile, const Secrets &secrets);

/// Who acts where the driver knows no identities: the profile's actor, or the login name.
[[nodiscard]] QString actorOf(const Profile &profile);

} // namespace interlock
