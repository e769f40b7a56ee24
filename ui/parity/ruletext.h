// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/rules.h"
#include "models/parity/store/rescorer.h"

#include <QCoreApplication>

namespace interlock {

/// Rules and what they would hide, in words. Plain text, safe to show.
class RuleText
{
    Q_DECLARE_TR_FUNCTIONS(interlock::RuleText)

public:
    /// What the op does beside its name: "missing", "± 0.01", "multiset".
    [[nodiscard]] static QString detail(const Rule &rule);
    /// "checkout · POST · 200 · NEW"; "everywhere".
    [[nodiscard]] static QString scope(const Rule &rule);
    /// "Hides 1,204 differences in 310 pairs on 2 routes: catalog 200, product 110"
    [[nodiscard]] static QString preview(const RescoreReport &report);
};

} // namespace interlock
