// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/team/team.h"

#include <QCoreApplication>

namespace interlock {

/// The other people and their requests in words. Plain text, safe to show.
class TeamText
{
    Q_DECLARE_TR_FUNCTIONS(interlock::TeamText)

public:
    /// Who is on and what they are about to send, in one line.
    [[nodiscard]] static QString line(const Team &team);
    /// How loud that line is: somebody is about to send, nobody can be seen, or the shared journal is broken.
    [[nodiscard]] static bool isPressing(const Team &team);
    /// Everybody who is on, a line each.
    [[nodiscard]] static QString everybody(const Team &team);
    [[nodiscard]] static QString role(TeamRole role);
    [[nodiscard]] static QString state(ApprovalState state);
    /// "ben asks: Checkout: share 15 % → 25 % on prod (9 min left)".
    [[nodiscard]] static QString title(const Approval &approval);
    /// What is signed: the change, where the route is, every gate and the readings, a line each.
    [[nodiscard]] static QString evidence(const Approval &approval);
};

} // namespace interlock
