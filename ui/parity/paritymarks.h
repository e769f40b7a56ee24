// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/paritydesk.h"
#include "models/journal/journalentry.h"
#include "widgets/plotmarks.h"

#include <QCoreApplication>

namespace interlock {

/// What happened beside the parity of the routes, as marks on the chart: releases (R), acts that changed mode
/// or share (A) and rule sets (§), each with its time.
class ParityMarks
{
    Q_DECLARE_TR_FUNCTIONS(interlock::ParityMarks)

public:
    /// Acts of the journal that were sent to the bridge, and rollbacks.
    [[nodiscard]] static QList<EventMark> ofActs(const QList<JournalEntry> &entries);
    [[nodiscard]] static QList<EventMark> ofReleases(const QList<LoggedRelease> &releases);
    /// All but the first, which is no change.
    [[nodiscard]] static QList<EventMark> ofRuleSets(const std::vector<StoredRuleSet> &sets);
    /// What the signs mean.
    [[nodiscard]] static QString legend();
};

} // namespace interlock
