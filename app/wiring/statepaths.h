// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profile/profile.h"

namespace interlock {

/// Where a migration's journal, rollback intent and parity data are kept.
struct StatePaths
{
    QString folder;
    QString journal;
    QString intent;
    QString pairs;  ///< recorded pairs
    QString rules;  ///< parity rules, for people to edit
    QString triage; ///< what was decided about groups of differences
};

/// The profile's state folder, or `$XDG_STATE_HOME/interlock/<migration>` (`~/.local/state` when the variable
/// is not an absolute path). Touches nothing.
[[nodiscard]] StatePaths statePaths(const Profile &profile);

/// Makes the folder, readable by its owner only when it is new. False when that failed: then the journal
/// cannot be written, which locks forward acts and never the rollback.
[[nodiscard]] bool makeStateFolder(const StatePaths &paths);

} // namespace interlock
