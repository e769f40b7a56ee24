// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace interlock::bench {

/// From the answer that breaks a trigger's limit (sustain time 0) to the rollback's first byte, @p rounds
/// times; prints median and worst. Journal and intent file are on the disk, the ports in memory.
void benchTrigger(int rounds);

} // namespace interlock::bench
