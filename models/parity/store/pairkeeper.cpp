// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/store/pairkeeper.h"

#include "models/parity/store/enginejudge.h"
#include "models/parity/store/requestfingerprint.h"

#include <algorithm>

namespace interlock {

PairKeeper::PairKeeper(const QString &fileName, const PairStoreLimits &limits, const PairRules &rules,
                       const GateSettings &gates, const std::atomic_bool *stop)
    : m_store(fileName, limits), m_rules(rules), m_gateSettings(gates), m_stop(stop)
{
}

/// Runs @p work on what the store holds; again when another console of this computer wrote meanwhile.
template<typename T, typename Work>
Result<T> PairKeeper::upToDate(Work work)
{
    constexpr int mostTries = 5;
    for (int tries = 1;; ++tries) {
        Result<void> begun = begin();
        Result<T> result = begun ? work() : Result<T>(tl::unexpected<Error>(begun.error()));
        if (result || result.error().kind != ErrorKind::Conflict || tries == mostTries)
            return result;
    }
}

/// A store that is not watched may hold other things than we know: at the start, after a failure (then the
/// gates in memory are ahead of those on the disk), and after another console wrote.
Result<void> PairKeeper::begin()
{
    if (m_store.isWatching())
        return {};
    Result<void> read = m_store.watch().and_then([this] { return readAnew(); });
    if (!read)
        m_store.close();
    return read;
}

Result<void> PairKeeper::loadGates()
{
    const Result<std::vector<StoredGate>> stored = m_store.gates();
    if (!stored)
        return tl::unexpected<Error>(stored.error());
    m_gates.clear();
    for (const StoredGate &gate : *stored) {
        ParityGate &loaded =
            m_gates.emplace(gate.route, ParityGate(m_gateSettings, gate.record)).first->second;
        for (const auto &[fingerprint, isMismatch] : gate.requests)
            loaded.remember(fingerprint, isMismatch);
    }
    return {};
}

/// The gates as they were; and when the rules changed while we were away, everything is judged again.
Result<void> PairKeeper::readAnew()
{
    if (Result<void> loaded = loadGates(); !loaded)
        return loaded;
    const Result<PairStoreState> state = m_store.state();
    const Result<QByteArray> noise = m_store.noise();
    if (!state || !noise)
        return tl::unexpected<Error>(!state ? state.error() : noise.error());
    m_noise = NoiseFinder::fromBytes(*noise);
    m_rulesVersion = state->rules.version;
    const bool isSameFile = state->rules.version > 0 && state->rules.hash == m_rules.hash && m_rules.rules;
    const RuleChange change = isSameFile
                                  ? ruleChange(*m_rules.rules, state->rules.day, *m_rules.rules, m_rules.day)
                                  : RuleChange::everything();
    if (change.isEmpty())
        return {};
    return putInForce(m_rules, change, QDateTime::currentDateTimeUtc()).map([](const RescoreReport &) {});
}

JudgedPair PairKeeper::judge(PairJudge &judge, const TrafficPair &pair, RecordReport &report) const
{
    const PairVerdict verdict = judge.judge(pair);
    JudgedPair judged;
    judged.pair = pair;
    judged.fingerprint = requestFingerprint(pair);
    judged.contentKey = pairContentKey(pair);
    judged.outcome = verdict.outcome;
    judged.groups = verdict.groups;
    countOutcome(report.counts, verdict.outcome);
    countOutcome(report.routes[pair.route], verdict.outcome);
    ComparedTimes &times = report.times[pair.route];
    if (verdict.outcome != PairOutcome::NotComparable && !(times.compared > pair.at))
        times.compared = pair.at;
    if (verdict.outcome == PairOutcome::Different && !(times.different > pair.at))
        times.different = pair.at;
    for (const GroupSignature &group : verdict.groups) {
        QDateTime &newest = report.groups[group];
        if (!(newest > pair.at))
            newest = pair.at;
    }
    for (const RuleHits &hits : verdict.ruleHits)
        report.ruleHits[hits.rule] += hits.hits;
    if (verdict.outcome != PairOutcome::Equal && (pair.legacy.body || pair.newer.body)) {
        judged.keepsBodies = true;
        const auto mask = [&](std::optional<QByteArray> &body, PairSide side) {
            if (!body)
                return;
            body = judge.masked(*body, side, pair);
            judged.keepsBodies = judged.keepsBodies && body.has_value();
        };
        mask(judged.pair.legacy.body, PairSide::Legacy);
        mask(judged.pair.newer.body, PairSide::New);
        if (!judged.keepsBodies)
            ++report.unmaskable;
    }
    if (!judged.keepsBodies) {
        judged.pair.legacy.body.reset();
        judged.pair.newer.body.reset();
    }
    return judged;
}

ParityGate &PairKeeper::gate(const QString &route)
{
    return m_gates.try_emplace(route, m_gateSettings).first->second;
}

std::vector<GateUpdate> PairKeeper::countInGates(const std::vector<JudgedPair> &batch)
{
    std::map<QString, GateUpdate> updates;
    for (const JudgedPair &judged : batch) {
        if (judged.outcome == PairOutcome::NotComparable)
            continue;
        const bool isMismatch = judged.outcome == PairOutcome::Different;
        ParityGate &counting = gate(judged.pair.route);
        if (!counting.add(judged.fingerprint, isMismatch, judged.pair.at))
            continue;
        GateUpdate &update = updates[judged.pair.route];
        update.route = judged.pair.route;
        update.record = counting.record();
        update.requests.emplace_back(judged.fingerprint, isMismatch);
    }
    std::vector<GateUpdate> list;
    list.reserve(updates.size());
    for (auto &[route, update] : updates)
        list.push_back(std::move(update));
    return list;
}

Result<RecordReport> PairKeeper::record(const TrafficPairPage &page)
{
    return upToDate<RecordReport>([&] { return recordNow(page); });
}

Result<RecordReport> PairKeeper::recordNow(const TrafficPairPage &page)
{
    if (!m_judge)
        m_judge = m_rules.judges();
    RecordReport report;
    std::vector<JudgedPair> batch;
    batch.reserve(size_t(page.pairs.size()));
    for (const TrafficPair &pair : page.pairs)
        batch.push_back(judge(*m_judge, pair, report));
    const bool isNoisy =
        std::ranges::any_of(page.pairs, [](const TrafficPair &pair) { return pair.legacyAgain.has_value(); });
    NoiseFinder noise = m_noise;
    for (const TrafficPair &pair : page.pairs)
        learnNoise(pair, noise);
    const Result<AppendReport> appended =
        m_store.append(batch, page.next, countInGates(batch), isNoisy ? noise.toBytes() : QByteArray());
    if (!appended)
        return tl::unexpected<Error>(appended.error());
    m_noise = std::move(noise);
    report.stored = *appended;
    for (const auto &[route, counts] : report.routes)
        static_cast<void>(gate(route)); // also of one that nothing was comparable of yet
    report.gates = verdicts();
    report.rulesVersion = m_rulesVersion;
    return report;
}

Result<std::vector<NoiseSuggestion>> PairKeeper::noise()
{
    using Suggestions = std::vector<NoiseSuggestion>;
    return upToDate<Suggestions>([this]() -> Result<Suggestions> { return m_noise.suggestions(); });
}

void PairKeeper::learnNoise(const TrafficPair &pair, NoiseFinder &noise)
{
    if (!pair.legacyAgain)
        return;
    const auto groupsOf = [this,
                           &pair](const PairAnswer &other) -> std::optional<std::vector<GroupSignature>> {
        const PairResult result = m_plain.compare(answerViewOf(pair.legacy), answerViewOf(other), {});
        if (result.outcome == PairOutcome::NotComparable)
            return {};
        std::vector<GroupSignature> groups;
        groups.reserve(result.groups.size());
        for (const DifferenceGroup &group : result.groups)
            groups.push_back(group.signature);
        return groups;
    };
    // Both rates come from the same requests, so that they can be held against each other.
    const auto same = groupsOf(*pair.legacyAgain);
    const auto cross = groupsOf(pair.newer);
    if (same)
        noise.addSame(pair.route.toUtf8(), *same);
    if (same && cross)
        noise.addCross(pair.route.toUtf8(), *cross);
}

RuleChange PairKeeper::changeTo(const PairRules &rules) const
{
    if (!m_rules.rules || !rules.rules)
        return RuleChange::everything();
    return ruleChange(*m_rules.rules, m_rules.day, *rules.rules, rules.day);
}

Result<RescoreReport> PairKeeper::setRules(const PairRules &rules, const QDateTime &at)
{
    return upToDate<RescoreReport>([&]() -> Result<RescoreReport> {
        const RuleChange change = changeTo(rules);
        if (!change.isEmpty() || rules.hash != m_rules.hash)
            return putInForce(rules, change, at);
        m_rules = rules;
        m_judge.reset();
        return m_store.state().map([](const PairStoreState &state) {
            RescoreReport same;
            same.skipped = state.pairs;
            same.rules = state.rules;
            return same;
        });
    });
}

Result<RescoreReport> PairKeeper::putInForce(const PairRules &rules, const RuleChange &change,
                                             const QDateTime &at)
{
    Rescorer rescorer(&m_store);
    // Gates restart with the rules: none is ever open on what was judged by others.
    Result<RescoreReport> report = rescorer.run({rules.judges, change, rules.hash, at, rules.day, m_stop,
                                                 [this, &change] { return restartTouched(change); }});
    if (!report)
        return report; // with the store's connection the gates in memory end too
    m_rules = rules;
    m_judge.reset();
    m_rulesVersion = report->rules.version;
    return report;
}

Result<void> PairKeeper::restartTouched(const RuleChange &change)
{
    for (auto &[route, counting] : m_gates) {
        const bool isTouched =
            std::ranges::any_of(change.scopes, [&route = route](const RuleChange::Scope &scope) {
                return !scope.route || *scope.route == route.toUtf8();
            });
        if (!isTouched)
            continue;
        // what is fetched from now on was not looked at when the rule was made: it counts from the newest
        // pair on
        counting.restart(GateRestart::RuleChange, counting.verdict().lastPairAt);
        if (Result<void> written = m_store.writeGate({route, counting.record(), true, {}}); !written)
            return written;
    }
    return {};
}

Result<RulesPreview> PairKeeper::previewLater(const PairRules &rules)
{
    return upToDate<RulesPreview>([&]() -> Result<RulesPreview> {
        RulesPreview preview{rules, changeTo(rules), m_rules.judges};
        preview.change.masks = false; // nothing is written
        return preview;
    });
}

Result<RulesPreview> PairKeeper::hitsLater()
{
    return upToDate<RulesPreview>([&]() -> Result<RulesPreview> {
        RulesPreview hits{m_rules, RuleChange::everything(), {}};
        hits.change.masks = false;
        return hits;
    });
}

Result<RescoreReport> RulesPreview::run(PairStore &store, const std::atomic_bool *stop) const
{
    Result<RescoreReport> report;
    const Result<void> read = store.snapshot([&]() -> Result<void> {
        report = Rescorer(&store).preview({rules.judges, change, rules.hash, {}, rules.day, stop}, before);
        return {};
    });
    return read ? report : tl::unexpected<Error>(read.error());
}

Result<bool> PairKeeper::noteFixed(const GroupSignature &group, const QDateTime &at)
{
    return upToDate<bool>([&] { return noteFixedNow(group, at); });
}

Result<bool> PairKeeper::noteFixedNow(const GroupSignature &group, const QDateTime &at)
{
    const QString route = QString::fromUtf8(group.route);
    const auto it = m_gates.find(route);
    if (it == m_gates.end() || it->second.record().mismatches == 0)
        return false;
    const QDateTime since = it->second.record().startedAt;
    if (since.isValid() && at <= since)
        return false; // the attempt counts nothing from before the fix
    const Result<std::optional<quint32>> id = m_store.groupIdOf(group);
    if (!id)
        return tl::unexpected<Error>(id.error());
    if (!*id)
        return false;
    Result<bool> counted = m_store.occursSince(**id, since);
    if (!counted || !*counted)
        return counted;
    it->second.restart(GateRestart::Fix, at);
    return m_store.saveGate({route, it->second.record(), true, {}}).map([] { return true; });
}

std::map<QString, GateVerdict> PairKeeper::verdicts() const
{
    std::map<QString, GateVerdict> verdicts;
    for (const auto &[route, counting] : m_gates)
        verdicts.emplace(route, counting.verdict());
    return verdicts;
}

Result<std::map<QString, GateVerdict>> PairKeeper::gates()
{
    using Verdicts = std::map<QString, GateVerdict>;
    return upToDate<Verdicts>([this]() -> Result<Verdicts> { return verdicts(); });
}

} // namespace interlock
