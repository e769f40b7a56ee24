// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/pairview.h"

#include <algorithm>
#include <set>

namespace interlock {

namespace {

constexpr qsizetype mostShownDifferences = 100'000;
/// Beyond it what each rule hides is not found out: a comparison for each rule would take too long.
constexpr qsizetype largestExplained = 16 * 1024 * 1024;

AnswerView answerView(const StoredPair &pair, const AnswerBodies &bodies, PairSide side)
{
    const bool legacy = side == PairSide::Legacy;
    const std::optional<QByteArray> &body = legacy ? bodies.legacy : bodies.newer;
    AnswerView view;
    if (body)
        view.body = std::string_view(body->constData(), std::size_t(body->size()));
    view.status = legacy ? pair.legacyStatus : pair.newerStatus;
    view.timedOut = (pair.flags & (legacy ? LegacyTimedOut : NewerTimedOut)) != 0;
    view.truncated = (pair.flags & (legacy ? LegacyTruncated : NewerTruncated)) != 0;
    return view;
}

PairResult compareStored(const PairWithBodies &stored, const std::shared_ptr<const RuleSet> &rules,
                         const CompareOptions &options)
{
    Comparer comparer(rules, options);
    return comparer.compare(answerView(stored.pair, *stored.bodies, PairSide::Legacy),
                            answerView(stored.pair, *stored.bodies, PairSide::New),
                            {stored.pair.route.toUtf8(), stored.pair.method});
}

/// What of @p strict is not in @p left.
std::vector<Difference> hiddenBetween(const PairResult &strict, const PairResult &left)
{
    std::set<std::pair<QByteArray, DifferenceKind>> still;
    for (const Difference &difference : left.differences)
        still.emplace(difference.path, difference.kind);
    std::vector<Difference> hidden;
    std::ranges::copy_if(strict.differences, std::back_inserter(hidden),
                         [&still](const Difference &difference) {
                             return !still.contains({difference.path, difference.kind});
                         });
    return hidden;
}

std::shared_ptr<const RuleSet> onlyRule(const RuleSet &rules, int index)
{
    std::vector<Rule> kept;
    for (std::size_t i = 0; i < rules.rules().size(); ++i) {
        const Rule &rule = rules.rules()[i];
        if (int(i) == index || rule.op == RuleOp::Mask)
            kept.push_back(rule);
    }
    return std::make_shared<const RuleSet>(std::move(kept));
}

std::vector<RuleInPair> explainRules(const PairWithBodies &stored, const PairView &view,
                                     const CompareOptions &options)
{
    std::vector<RuleInPair> explained;
    const auto size = [](const std::optional<QByteArray> &body) { return body ? body->size() : 0; };
    const bool explains = size(stored.bodies->legacy) + size(stored.bodies->newer) <= largestExplained;
    for (const RuleHits &hits : view.effective.ruleHits) {
        RuleInPair rule{hits.rule, hits.hits, {}, explains};
        if (explains) {
            const PairResult alone = compareStored(stored, onlyRule(*view.ruleSet, hits.rule), options);
            rule.hides = hiddenBetween(view.strict, alone);
        }
        explained.push_back(std::move(rule));
    }
    return explained;
}

} // namespace

PairView firstPairView(const PairWithBodies &pair, const std::shared_ptr<const RuleSet> &rules,
                       const CompareOptions &options, bool foldEqual)
{
    PairView view;
    view.pair = pair.pair;
    view.bodies = pair.bodies;
    view.ruleSet = rules;
    view.isComplete = !pair.bodies.has_value();
    if (pair.bodies)
        view.diff =
            std::make_shared<PairDiff>(pair.bodies->legacy, pair.bodies->newer, options.limits, foldEqual);
    return view;
}

PairView makePairView(const PairWithBodies &pair, const std::shared_ptr<const RuleSet> &rules,
                      const CompareOptions &options, bool foldEqual)
{
    PairView view = firstPairView(pair, rules, options, foldEqual);
    if (view.isComplete)
        return view;
    view.isComplete = true;
    CompareOptions all = options;
    all.maxDifferences = mostShownDifferences;
    view.strict = compareStored(pair, {}, all);
    view.effective = rules && !rules->isEmpty() ? compareStored(pair, rules, all) : view.strict;
    if (rules)
        view.rules = explainRules(pair, view, all);
    view.diff->applyRules(view.effective.differences);
    return view;
}

} // namespace interlock
