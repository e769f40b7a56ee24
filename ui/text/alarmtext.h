// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/alarm.h"

#include <QCoreApplication>

namespace interlock {

/// An alarm in words: what is the case, what follows from it, and what to do. Plain text, safe to show.
class AlarmText
{
    Q_DECLARE_TR_FUNCTIONS(interlock::AlarmText)

public:
    [[nodiscard]] static QString cause(const Alarm &alarm);
    [[nodiscard]] static QString consequence(const Alarm &alarm);
    [[nodiscard]] static QString action(const Alarm &alarm);
    /// "7.4 s" with the alarm's unit.
    [[nodiscard]] static QString figure(double value, const QString &unit);
};

} // namespace interlock
