// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/parity/paritystore.h"

#include "models/parity/comparer.h"

namespace interlock::rehearsal {

namespace {

constexpr qsizetype noDifferencesKept = 0;

void cutBody(SideAnswer &side)
{
    side.truncated = side.truncated || side.body.size() > ParityStore::maxBodyBytes;
    side.body.truncate(ParityStore::maxBodyBytes);
}

AnswerView answerView(const SideAnswer &side)
{
    AnswerView view;
    view.timedOut = !side.answered;
    view.truncated = side.truncated;
    if (side.answered) {
        view.status = side.status;
        view.body = std::string_view(side.body.constData(), size_t(side.body.size()));
    }
    return view;
}

PairOutcome wireOutcome(interlock::PairOutcome outcome)
{
    switch (outcome) {
    case interlock::PairOutcome::Equal:
        return PairOutcome::Equal;
    case interlock::PairOutcome::EqualAfterRules:
        return PairOutcome::Ignored;
    case interlock::PairOutcome::Different:
        return PairOutcome::Different;
    case interlock::PairOutcome::NotComparable:
        return PairOutcome::Incomparable;
    }
    return PairOutcome::Incomparable;
}

} // namespace

ParityStore::ParityStore(const ParityRules *rules, size_t maxPairsPerOutcome)
    : m_rules(rules), m_maxPairs(maxPairsPerOutcome)
{
}

ParityStore::~ParityStore() = default;

interlock::Comparer &ParityStore::comparer(const QDate &day)
{
    const quint64 revision = m_rules != nullptr ? m_rules->revision() : 0;
    if (!m_comparer || revision != m_comparerRevision || day != m_comparerDay) {
        CompareOptions options;
        options.maxDifferences = noDifferencesKept;
        options.today = day;
        m_comparer = std::make_unique<interlock::Comparer>(
            m_rules != nullptr ? m_rules->set() : std::shared_ptr<const RuleSet>(), options);
        m_comparerRevision = revision;
        m_comparerDay = day;
    }
    return *m_comparer;
}

PairOutcome ParityStore::judged(const ParityPair &pair)
{
    const PairScope scope{pair.routeId.toUtf8(), pair.method};
    const PairResult result =
        comparer(pair.at.toUTC().date()).compare(answerView(pair.legacy), answerView(pair.modern), scope);
    return wireOutcome(result.outcome);
}

PairOutcome ParityStore::add(ParityPair pair)
{
    cutBody(pair.legacy);
    cutBody(pair.modern);
    if (pair.legacyAgain)
        cutBody(*pair.legacyAgain);
    pair.outcome = judged(pair);
    pair.sequence = ++m_lastSequence;
    m_series[pair.routeId].countOutcome(pair.at, pair.outcome);

    const PairOutcome outcome = pair.outcome;
    std::deque<quint64> &kept = m_kept[size_t(outcome)];
    kept.push_back(pair.sequence);
    m_pairs.emplace(pair.sequence, std::move(pair));
    if (kept.size() > m_maxPairs) {
        m_pairs.erase(kept.front());
        kept.pop_front();
    }
    return outcome;
}

QList<ParityBucket> ParityStore::series(const QString &routeId, const QDateTime &from, const QDateTime &to,
                                        qint64 stepSeconds) const
{
    const auto it = m_series.find(routeId);
    return it == m_series.end() ? QList<ParityBucket>() : it->second.buckets(from, to, stepSeconds);
}

QList<const ParityPair *> ParityStore::pairs(const PairFilter &filter) const
{
    QList<const ParityPair *> found;
    for (auto it = m_pairs.upper_bound(filter.after); it != m_pairs.end() && found.size() < filter.limit;
         ++it) {
        const ParityPair &pair = it->second;
        if ((filter.routeId.isEmpty() || pair.routeId == filter.routeId) &&
            (!filter.outcome || pair.outcome == *filter.outcome))
            found.append(&pair);
    }
    return found;
}

} // namespace interlock::rehearsal
