// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/alarm.h"
#include "models/control/migrationstate.h"
#include "models/journal/journalentry.h"

#include <QCoreApplication>

namespace interlock {

/// Translated words for the enums that screens show.
class Words
{
    Q_DECLARE_TR_FUNCTIONS(interlock::Words)

public:
    [[nodiscard]] static QString mode(Mode mode);
    /// What the mode does, as a sentence for tooltips.
    [[nodiscard]] static QString modeMeaning(Mode mode);
    [[nodiscard]] static QString layer(Layer layer);
    [[nodiscard]] static QString side(Side side); ///< "LEGACY", "NEW"
    [[nodiscard]] static QString direction(SyncDirection direction);
    [[nodiscard]] static QString pipelineState(PipelineRunState state);
    [[nodiscard]] static QString quality(Quality quality);
    [[nodiscard]] static QString endpointKind(EndpointKind kind);
    [[nodiscard]] static QString journalKind(JournalKind kind);
    [[nodiscard]] static QString journalMark(JournalMark mark);
    [[nodiscard]] static QString priority(AlarmPriority priority);
    /// The shape that goes with the word: ▲ ◆ ⬢.
    [[nodiscard]] static QString priorityShape(AlarmPriority priority);
};

} // namespace interlock
