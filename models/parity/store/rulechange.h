// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/rules.h"

namespace interlock {

/// Which stored pairs a change of the rules can touch. Pairs that are equal without rules and pairs that are
/// not comparable are never touched; of the others those of the routes and methods that a changed rule names.
struct RuleChange
{
    struct Scope
    {
        std::optional<QByteArray> route;  ///< nothing: every route
        std::optional<QByteArray> method; ///< nothing: every method
    };
    std::vector<Scope> scopes;
    bool masks = false; ///< what is kept must be masked anew

    /// A change that is not known: it may touch everything.
    [[nodiscard]] static RuleChange everything();
    [[nodiscard]] bool isEmpty() const { return scopes.empty() && !masks; }
    [[nodiscard]] bool touches(const QByteArray &route, const QByteArray &method) const;
};

/// From one rule set to the next, each as it applies on its day (UTC): a rule that has expired meanwhile is a
/// change too, an edited reason, owner or ticket is none.
[[nodiscard]] RuleChange ruleChange(const RuleSet &before, const QDate &dayBefore, const RuleSet &after,
                                    const QDate &dayAfter);

} // namespace interlock
