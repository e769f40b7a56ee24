// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <QString>

namespace interlock::bench {

/// Milliseconds from the operator's confirmed act.
struct RollbackTimes
{
    std::optional<double> firstByte;    ///< the first of the paths' sockets got the kill row
    std::optional<double> lastByte;     ///< the last of the live paths' got it
    std::optional<double> acceptedLive; ///< every path that is alive has answered with a state on legacy
    std::optional<double> acknowledged; ///< every instance has it, by the bridge's own state
    std::optional<double> observed;     ///< nothing reaches new, by the metrics
    QString problem;                    ///< why something is missing
};

struct RollbackRoundOptions
{
    bool halfDead = false; ///< one of the two instances stands still (SIGSTOP) before the act
    bool observe = false;  ///< wait until the metrics say so
};

/// One rollback of everything on a fresh pair of HAProxy instances, through the product's control, journal,
/// driver and metrics.
[[nodiscard]] RollbackTimes rollBackOnce(const RollbackRoundOptions &options);

struct SocatTimes
{
    std::optional<double> firstByte;
    std::optional<double> answered;
    QString problem;
};

/// `echo "set map … kill 1" | socat` on one HAProxy's socket, from the start of the shell. @p rounds times.
[[nodiscard]] QList<SocatTimes> killBySocat(int rounds);

} // namespace interlock::bench
