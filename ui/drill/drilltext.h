// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/drill/drilllist.h"

#include <QCoreApplication>

namespace interlock {

/// Drills in words. Plain text, safe to show.
class DrillText
{
    Q_DECLARE_TR_FUNCTIONS(interlock::DrillText)

public:
    /// "Error burst (error-burst)"; an unknown name as it is.
    [[nodiscard]] static QString fault(const QString &scenario);
    [[nodiscard]] static QString took(const DrillEntry::Took &took);
    /// "✓ passed", "✗ not passed: time is up"
    [[nodiscard]] static QString outcome(const DrillEntry &drill);
    [[nodiscard]] static QString by(const DrillEntry &drill);
    /// "3 drills passed; median: alarm after 1.2 s, …"
    [[nodiscard]] static QString medians(const DrillMedians &medians);
};

} // namespace interlock
