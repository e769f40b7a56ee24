// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/decommission.h"
#include "models/control/plan.h"

#include <QCoreApplication>

namespace interlock {

/// The plan in words. Plain text, safe to show.
class PlanText
{
    Q_DECLARE_TR_FUNCTIONS(interlock::PlanText)

public:
    /// "day 5 of 12 · step 3/4 · next: Checkout to 50 % · earliest Mon 09:00, locked by: soak"
    [[nodiscard]] static QString line(const PlanView &view, const Profile &profile);
    /// "Checkout, Cart to 50 %, compare-new"
    [[nodiscard]] static QString step(const PlanStepView &view, const Profile &profile);
    [[nodiscard]] static QString state(const PlanStepView &view);
    /// One sentence: why not now, and until when.
    [[nodiscard]] static QString obstacle(const PlanObstacle &obstacle);
    [[nodiscard]] static QString item(const PlanItem &item);
    /// One line: whether legacy may be switched off, and what speaks against it.
    [[nodiscard]] static QString legacy(const QList<DecommissionObstacle> &obstacles);
};

} // namespace interlock
