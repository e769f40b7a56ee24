// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/journal/journalentry.h"

#include <chrono>

namespace interlock {

/// One drill of the journal. A time that was not measured is absent: it did not come to that.
struct DrillEntry
{
    using Took = std::optional<std::chrono::milliseconds>;

    QDateTime at; ///< when it ended
    QString scenario;
    QString alarm; ///< kind of the first alarm; empty: none
    QString actor;
    bool byOperator = false; ///< a person rolled back, not the drill
    bool passed = false;
    QString problem; ///< why it did not pass
    Took toAlarm;    ///< from the moment the fault was switched on, as the next two
    Took toAct;      ///< decided to roll back
    Took toObserved; ///< nothing reached new any more
    Took took;       ///< from the decision to observed

    friend bool operator==(const DrillEntry &, const DrillEntry &) = default;
};

/// Of the drills that passed; absent: none was measured.
struct DrillMedians
{
    int count = 0; ///< drills that passed
    DrillEntry::Took toAlarm;
    DrillEntry::Took toAct;
    DrillEntry::Took toObserved;
    DrillEntry::Took took;

    friend bool operator==(const DrillMedians &, const DrillMedians &) = default;
};

/// The drills among @p entries, newest first.
[[nodiscard]] QList<DrillEntry> drillsOf(const QList<JournalEntry> &entries);
/// The middle value; of an even number the mean of the two in the middle.
[[nodiscard]] DrillMedians mediansOf(const QList<DrillEntry> &drills);

} // namespace interlock
