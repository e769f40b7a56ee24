// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/store/pairkeeper.h"

namespace interlock {

/// Judges by the bytes: equal, or equal after rules when the path of the difference (the first letter of
/// legacy's body) is among the ignored ones. Masks the word "secret".
class PlainJudge final : public PairJudge
{
public:
    explicit PlainJudge(QSet<QByteArray> ignored) : m_ignored(std::move(ignored)) {}

    PairVerdict judge(const TrafficPair &pair) override
    {
        PairVerdict verdict;
        if (!pair.legacy.body || !pair.newer.body)
            return verdict;
        if (*pair.legacy.body == *pair.newer.body) {
            verdict.outcome = PairOutcome::Equal;
            return verdict;
        }
        const QByteArray path = "/" + pair.legacy.body->left(1);
        if (m_ignored.contains(path)) {
            verdict.outcome = PairOutcome::EqualAfterRules;
            verdict.ruleHits = {{0, 1}};
            return verdict;
        }
        verdict.outcome = PairOutcome::Different;
        verdict.differences = 1;
        verdict.groups = {{pair.route.toUtf8(), path, DifferenceKind::Value, {}, {}}};
        return verdict;
    }

    std::optional<QByteArray> masked(const QByteArray &body, PairSide, const TrafficPair &) override
    {
        if (body.contains("unreadable"))
            return std::nullopt;
        return QByteArray(body).replace("secret", "#");
    }

private:
    QSet<QByteArray> m_ignored;
};

/// Rules that ignore @p paths, of one route or of all.
inline PairRules plainRules(const QSet<QByteArray> &paths, const QByteArray &route = {})
{
    std::vector<Rule> rules;
    QByteArray hash = "plain";
    for (const QByteArray &path : paths) {
        Rule rule;
        rule.path = path;
        if (!route.isEmpty())
            rule.route = route;
        rules.push_back(rule);
        hash += path + route;
    }
    PairRules made;
    made.judges = [paths] { return std::make_unique<PlainJudge>(paths); };
    made.rules = std::make_shared<const RuleSet>(std::move(rules));
    made.hash = hash;
    made.day = QDate(2026, 3, 2);
    return made;
}

/// What @p keeper says that other rules would do.
inline Result<RescoreReport> previewOf(PairKeeper &keeper, const PairRules &rules)
{
    return keeper.previewLater(rules).and_then(
        [&keeper](const RulesPreview &preview) { return preview.run(keeper.store(), nullptr); });
}

/// Pair @p number of @p route, that many seconds after eight.
inline TrafficPair plainPair(int number, const QByteArray &legacy, const QByteArray &newer,
                             const QString &route = QStringLiteral("cart"))
{
    TrafficPair pair;
    pair.id = QString::number(number);
    pair.at = QDateTime(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC).addSecs(number);
    pair.route = route;
    pair.method = "GET";
    pair.path = "/p/" + QByteArray::number(number);
    pair.legacy = {200, legacy, 3, false, false};
    pair.newer = {200, newer, 4, false, false};
    return pair;
}

} // namespace interlock
