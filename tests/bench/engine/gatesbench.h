// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace interlock::bench {

/// Runs control and engine as `interlockctl watch` does, with @p gates conditions over @p signalCount signals
/// polled at 1 Hz, for @p seconds, and prints the CPU that took.
void benchGates(int gates, int signalCount, int seconds);

} // namespace interlock::bench
