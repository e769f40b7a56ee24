// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/rules.h"

namespace interlock {

/// What is wrong with a rule set as JSON. May quote the set: show with visibleText().
struct RulesJsonProblem
{
    QString place; ///< JSON Pointer of the wrong key, or of the rule when one is missing
    QString text;

    friend bool operator==(const RulesJsonProblem &, const RulesJsonProblem &) = default;
};

/// A rule set as consoles share it.
struct SharedRuleSet
{
    RuleSet rules;
    QByteArray json; ///< `{"rule":[…]}`, its values as they stood
};

/// The rules of `{"rule":[…]}`: the keys of a rules file, dates as text, numbers exactly as they are written.
/// All or nothing; other members beside `rule` are left out.
[[nodiscard]] tl::expected<SharedRuleSet, RulesJsonProblem> rulesFromJson(const QByteArray &json);

} // namespace interlock
