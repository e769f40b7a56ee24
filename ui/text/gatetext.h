// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/gate.h"
#include "models/control/gatebook.h"

#include <QCoreApplication>

namespace interlock {

/// A gate in words: shape and word of its state, and one sentence: what it wants, what is, since when, from
/// which reading with which age. Plain text, safe to show.
class GateText
{
    Q_DECLARE_TR_FUNCTIONS(interlock::GateText)

public:
    /// "✓", "✗", "?", "◷", "–", "⚠": never told by colour alone.
    [[nodiscard]] static QString shape(const GateResult &gate);
    [[nodiscard]] static QString word(const GateResult &gate);
    /// "error rate 0.02 % ≤ 0.1 %": the short form of a list.
    [[nodiscard]] static QString brief(const GateResult &gate);
    /// The whole sentence.
    [[nodiscard]] static QString sentence(const GateResult &gate);
    /// Why it locks and what opens it, for the list of locks.
    [[nodiscard]] static QString lock(const GateResult &gate);
    /// "may go to 15 % — held by soak, back lag"; empty when nothing holds the share.
    [[nodiscard]] static QString limit(const ShareLimit &limit, const QList<GateResult> &gates);
    /// The gate's title, or what its kind is called.
    [[nodiscard]] static QString title(const GateResult &gate);
};

} // namespace interlock
