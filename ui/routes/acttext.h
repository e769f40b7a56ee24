// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/forwardact.h"

#include <QCoreApplication>

namespace interlock {

/// A guarded change of a route in words. Plain text, safe to show.
class ActText
{
    Q_DECLARE_TR_FUNCTIONS(interlock::ActText)

public:
    /// "Checkout 15 % → 50 %, compare-legacy → compare-new, rule “Staff” on"
    [[nodiscard]] static QString change(const RouteState &now, const RouteChange &change);
    /// Who moves, and whose answers they get.
    [[nodiscard]] static QString consequences(const RouteStatus &status, const RouteChange &change);
    /// Where the act is and what happens next.
    [[nodiscard]] static QString state(const ForwardAct &act, const RouteState &now,
                                       const QString &environment);
};

} // namespace interlock
