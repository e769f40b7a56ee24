// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace interlock {

/// How `interlockctl` ends; the numbers are documented in docs/interlockctl.md and never change.
enum class ExitCode {
    Done = 0,        ///< observed, or acknowledged with --no-wait
    Difference = 1,  ///< an alarm or a difference is present
    Usage = 2,       ///< wrong command line, profile or other input
    Unreachable = 3, ///< the bridge cannot be reached
    Blocked = 4,     ///< an interlock forbids it; nothing was sent
    Conflict = 5,    ///< somebody else was first
    Rejected = 6,    ///< the bridge said no
    Unknown = 7      ///< sent, and not known whether it took effect
};

} // namespace interlock
