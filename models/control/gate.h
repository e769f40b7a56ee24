// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/reading.h"
#include "models/profile/gatespec.h"

namespace interlock {

/// What a gate is at this moment.
enum class GateState {
    Open,         ///< the condition has held for its time
    Waiting,      ///< the condition holds, its time is not over
    Locked,       ///< the condition does not hold
    Unknown,      ///< the evidence is missing, not live or too old: proves nothing, so it is locked
    NotApplicable ///< nothing to prove here: nobody of this route is on new yet
};

/// How `is` compares with `wants`.
enum class GateComparison { AtMost, AtLeast, Holds };

/// One evaluation of one gate for one route. `ui/text` and the command line make one sentence of it: what it
/// wants, what is, since when, from which reading with which age.
struct GateResult
{
    QString gateId;
    QString title; ///< of the profile, plain text
    QString routeId;
    GateKind kind = GateKind::Expression;
    GateSeverity severity = GateSeverity::Block;
    GateActs locks;
    bool never = false;
    GateState state = GateState::Unknown;
    GateComparison comparison = GateComparison::Holds;
    std::optional<double> is;    ///< in @c unit; absent: not known
    std::optional<double> wants; ///< in @c unit; absent: the gate has no figure
    QString unit;                ///< "%", "s", "h", "d", "×", "points" or empty
    QString condition;           ///< the text of an expression
    QString source;              ///< the reading it comes from, "error-rate of checkout on new"
    std::optional<std::chrono::milliseconds> age; ///< of that reading; absent: it has none
    Quality quality = Quality::Never;
    QString problem; ///< why it is locked or unknown, where the figures do not tell; untranslated detail
    QDateTime since; ///< wall clock: since when it is in this state, as far as this engine saw
    std::chrono::seconds held{0}; ///< how long the condition has held
    std::chrono::seconds hold{0}; ///< how long it must
    QDateTime opensAt;            ///< wall clock: when it can open at the earliest; invalid: nobody knows
    std::optional<int> mayGoTo;   ///< the highest share this gate allows at this moment; absent: no say in it
    QString overriddenBy;         ///< who has set it aside for the next act; empty: nobody
    QDateTime overriddenUntil;

    /// True when it holds nothing back, by evidence.
    [[nodiscard]] bool passes() const
    {
        return state == GateState::Open || state == GateState::NotApplicable;
    }
    /// True when it keeps any of @p acts from happening now.
    [[nodiscard]] bool keeps(const GateActs &acts) const
    {
        return !passes() && severity == GateSeverity::Block && overriddenBy.isEmpty() &&
               locks.intersects(acts);
    }

    friend bool operator==(const GateResult &, const GateResult &) = default;
};

/// A backup, drill or warranty statement of the engine itself. The warranty part fills it in.
struct WarrantyReading
{
    bool holds = false;
    Quality quality = Quality::Never;
    std::chrono::milliseconds age{0};
    QString why; ///< why it does not hold, plain text

    friend bool operator==(const WarrantyReading &, const WarrantyReading &) = default;
};

[[nodiscard]] QString gateStateName(GateState state);

} // namespace interlock
