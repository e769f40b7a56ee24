// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/gate.h"

#include <QString>

namespace interlock {

/// Why a forward act is locked. `ui/` turns kind and members into one sentence: what it wants, what is, what
/// opens it.
enum class BlockerKind {
    ReadingNotLive,    ///< @c subject is the endpoint, @c quality its state
    Latched,           ///< the bridge is latched after a rollback
    NoScope,           ///< the token may not operate; @c subject is the actor
    NoCapability,      ///< the bridge cannot do it; @c subject is the capability
    ActUnsettled,      ///< another act is UNKNOWN; @c subject is its route
    RollbackRunning,   ///< a rollback is not settled
    NotOneStep,        ///< the mode would jump over a step; @c subject is the mode that comes next
    NothingToChange,   ///< the draft is what is there already
    UnknownRoute,      ///< the bridge does not know the route
    AlarmActive,       ///< an alarm locks forward acts; @c subject is its text
    JournalUnwritable, ///< the journal cannot be written
    NotAcknowledged,   ///< an instance has not acknowledged the present state; @c subject names it
    OutOfRange,        ///< percent outside 0 … 100
    NoReason,          ///< a reason is asked for and none was given
    RevisionMoved,     ///< the bridge changed while the act was armed; @c subject says who
    Expired,           ///< ARMED ran out
    PlanNotMet,        ///< @c subject is an item of the plan's checklist, @c detail a no-go's who and why
    NeedsApproval,     ///< a second person: @c subject is wanted, requested, declined, void, expired or
                       ///< unreachable; @c detail who or why
    GateLocked         ///< @c subject is the gate's id, @c gate all about it
};

struct Blocker
{
    BlockerKind kind = BlockerKind::ReadingNotLive;
    QString subject; ///< plain text from outside or an id; see the kind
    Quality quality = Quality::Live;
    QString detail;                   ///< untranslated further detail, may be empty
    std::optional<GateResult> gate{}; ///< GateLocked only

    friend bool operator==(const Blocker &, const Blocker &) = default;
};

/// Stable word of the kind for `--json` and logs.
[[nodiscard]] QString blockerKindName(BlockerKind kind);

} // namespace interlock
