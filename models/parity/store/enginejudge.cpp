// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/store/enginejudge.h"

#include <QCryptographicHash>

namespace interlock {

namespace {

PairScope scopeOf(const TrafficPair &pair)
{
    return {pair.route.toUtf8(), pair.method};
}

} // namespace

AnswerView answerViewOf(const PairAnswer &answer)
{
    AnswerView view;
    if (answer.body)
        view.body = std::string_view(answer.body->constData(), size_t(answer.body->size()));
    view.timedOut = answer.timedOut;
    view.truncated = answer.truncated;
    view.status = answer.status;
    return view;
}

EngineJudge::EngineJudge(std::shared_ptr<const RuleSet> rules, const CompareOptions &options)
    : m_comparer(std::move(rules), options)
{
}

EngineJudge::~EngineJudge() = default;

PairVerdict EngineJudge::judge(const TrafficPair &pair)
{
    const PairResult result =
        m_comparer.compare(answerViewOf(pair.legacy), answerViewOf(pair.newer), scopeOf(pair));
    PairVerdict verdict;
    verdict.outcome = result.outcome;
    verdict.differences = result.differenceCount;
    verdict.ruleHits = result.ruleHits;
    verdict.groups.reserve(result.groups.size());
    for (const DifferenceGroup &group : result.groups) {
        verdict.groups.push_back(group.signature);
        verdict.groups.back().route = pair.route.toUtf8();
    }
    return verdict;
}

std::optional<QByteArray> EngineJudge::masked(const QByteArray &body, PairSide side, const TrafficPair &pair)
{
    return m_comparer.masked(std::string_view(body.constData(), size_t(body.size())), side, scopeOf(pair));
}

PairRules pairRules(std::shared_ptr<const RuleSet> rules, const QByteArray &file, CompareOptions options)
{
    options.maxDifferences = 0; // groups are counted beyond it
    if (!options.maskKey)
        options.maskKey = std::make_shared<const MaskKey>();
    PairRules made;
    made.rules = rules;
    made.hash = QCryptographicHash::hash(file, QCryptographicHash::Sha256);
    made.day = options.today;
    made.judges = [rules = std::move(rules), options] {
        return std::make_unique<EngineJudge>(rules, options);
    };
    return made;
}

} // namespace interlock
