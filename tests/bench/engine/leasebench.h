// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace interlock::bench {

/// The child of benchLease(): holds the lease at @p where until it is killed. Returns the exit code.
[[nodiscard]] int holdLease(const QString &where);
/// From `kill -9` of the holder to another engine that has the lease, asking once a second as engines do:
/// a lock file and PostgreSQL, @p rounds each; prints median and worst.
void benchLease(int rounds);

} // namespace interlock::bench
