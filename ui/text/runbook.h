// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profile/profile.h"

namespace interlock {

/// The runbook that @p profile names, as plain text: the file's first 64 KiB, or the profile's own words.
/// Says so when there is none or it cannot be read; where it is, is told all the same.
[[nodiscard]] QString runbookText(const Profile &profile);

} // namespace interlock
