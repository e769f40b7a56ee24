// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/console/figures.h"

namespace interlock::bench {

/// The emergency rollback on a real HAProxy pair with traffic: from the confirmed act to the first byte on an
/// instance's socket, to the acknowledgement and to the traffic; whole, and with one of the two standing
/// still; beside socat on the same socket.
[[nodiscard]] QList<Figure> measureRollback(const Effort &effort);

} // namespace interlock::bench
