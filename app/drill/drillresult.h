// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/journal/journalentry.h"

#include <chrono>

namespace interlock {

/// What a drill measured, from the moment the fault was switched on; absent: it did not come to that.
struct DrillResult
{
    using Took = std::optional<std::chrono::milliseconds>;

    QString scenario;        ///< name of the fault
    QString alarm;           ///< kind of the first alarm
    Took toAlarm;            ///< the console raised it
    Took toAct;              ///< somebody decided to roll back
    Took toObserved;         ///< nothing reached new any more
    Took took;               ///< from the decision to observed: what the warranty counts
    bool byOperator = false; ///< a person at a console rolled back, not the drill
    QString problem;         ///< why it did not pass; empty when it did

    [[nodiscard]] bool passed() const { return problem.isEmpty() && toObserved.has_value(); }
};

/// The entry of the migration's journal that keeps it and feeds gate and warranty.
[[nodiscard]] JournalRecord drillRecord(const DrillResult &result, const QString &actor,
                                        const QString &environment);

} // namespace interlock
