// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/store/rulechange.h"

#include <algorithm>
#include <tuple>

namespace interlock {

namespace {

/// Whether both do the same; the record of why does not count.
bool doTheSame(const Rule *a, const Rule *b)
{
    const auto what = [](const Rule &rule) {
        return std::tie(rule.op, rule.path, rule.route, rule.method, rule.status, rule.side, rule.what,
                        rule.as, rule.value, rule.replace, rule.map, rule.abs, rule.rel, rule.decimals,
                        rule.ms, rule.shape, rule.order, rule.key, rule.entity, rule.legacy, rule.newer);
    };
    return what(*a) == what(*b) && a->regex == b->regex;
}

std::vector<const Rule *> applying(const RuleSet &set, const QDate &day)
{
    std::vector<const Rule *> rules;
    for (const Rule &rule : set.rules()) {
        if (!rule.expired(day))
            rules.push_back(&rule);
    }
    return rules;
}

} // namespace

RuleChange RuleChange::everything()
{
    return {{Scope{}}, true};
}

bool RuleChange::touches(const QByteArray &route, const QByteArray &method) const
{
    return std::ranges::any_of(scopes, [&](const Scope &scope) {
        return (!scope.route || *scope.route == route) &&
               (!scope.method || method.isEmpty() || scope.method->compare(method, Qt::CaseInsensitive) == 0);
    });
}

RuleChange ruleChange(const RuleSet &before, const QDate &dayBefore, const RuleSet &after,
                      const QDate &dayAfter)
{
    const std::vector<const Rule *> old = applying(before, dayBefore);
    const std::vector<const Rule *> now = applying(after, dayAfter);
    // The order of rules has a meaning, so what lies between the equal heads and tails has changed.
    const auto heads = std::ranges::mismatch(old, now, doTheSame);
    const auto shortest = std::min(std::distance(heads.in1, old.end()), std::distance(heads.in2, now.end()));
    qptrdiff tail = 0;
    while (tail < shortest && doTheSame(*(old.end() - 1 - tail), *(now.end() - 1 - tail)))
        ++tail;
    RuleChange change;
    const auto add = [&change](const Rule *rule) {
        // a form may open what masks did not reach before, as JSON within a text
        if (rule->op == RuleOp::Mask || rule->op == RuleOp::Normalise)
            change.masks = true;
        change.scopes.push_back({rule->route, rule->method});
    };
    std::for_each(heads.in1, old.end() - tail, add);
    std::for_each(heads.in2, now.end() - tail, add);
    return change;
}

} // namespace interlock
