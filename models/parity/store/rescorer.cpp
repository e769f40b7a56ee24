// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/store/rescorer.h"

#include <algorithm>
#include <deque>
#include <QFuture>
#include <QtConcurrent>
#include <QThreadPool>

namespace interlock {

using namespace Qt::StringLiterals;

struct Rescorer::Row
{
    TrafficPair pair; ///< without bodies yet
    qint64 number = 0;
    PairOutcome outcome = PairOutcome::NotComparable;
    std::vector<GroupSignature> groups;
    QByteArray packed;
    bool judges = false; ///< else only its masks are made anew
};

struct Rescorer::Again
{
    qint64 number = 0;
    QString route;
    PairVerdict verdict;
    bool looked = false;
    bool changed = false;
    qint64 differencesBefore = 0;
    std::optional<std::optional<AnswerBodies>>
        bodies; ///< to be stored instead; nothing inside: to be dropped
};

namespace {

constexpr size_t rowsATask = 256;
constexpr qsizetype packedBytesATask = qsizetype{1} << 20;
constexpr size_t mostExamples = 20;

bool sameGroups(std::vector<GroupSignature> a, std::vector<GroupSignature> b)
{
    if (a.size() != b.size() || a == b)
        return a.size() == b.size();
    std::ranges::sort(a, SignatureLess());
    std::ranges::sort(b, SignatureLess());
    return a == b;
}

/// @p groups as the store names them beside @p stored, where some may have been too many to be kept apart.
std::vector<GroupSignature> asStored(const std::vector<GroupSignature> &groups,
                                     const std::vector<GroupSignature> &stored)
{
    const auto isStored = [&stored](const GroupSignature &group) {
        return std::ranges::find(stored, group) != stored.end();
    };
    std::vector<GroupSignature> named;
    for (const GroupSignature &group : groups) {
        const GroupSignature collecting = collectingGroup(group.route);
        const GroupSignature &name = !isStored(group) && isStored(collecting) ? collecting : group;
        if (name == group || std::ranges::find(named, name) == named.end())
            named.push_back(name);
    }
    return named;
}

/// The bodies masked by @p judge; nothing when one must not be kept.
std::optional<AnswerBodies> maskedBodies(PairJudge &judge, const TrafficPair &pair)
{
    AnswerBodies bodies;
    if (pair.legacy.body && !(bodies.legacy = judge.masked(*pair.legacy.body, PairSide::Legacy, pair)))
        return std::nullopt;
    if (pair.newer.body && !(bodies.newer = judge.masked(*pair.newer.body, PairSide::New, pair)))
        return std::nullopt;
    return bodies;
}

} // namespace

std::vector<Rescorer::Again> Rescorer::judgeRows(std::vector<Row> rows, const RescoreJob &job,
                                                 const PairJudgeFactory &before)
{
    const std::unique_ptr<PairJudge> judge = job.judges();
    const std::unique_ptr<PairJudge> judgeBefore = before ? before() : nullptr;
    std::vector<Again> results;
    results.reserve(rows.size());
    for (Row &row : rows) {
        if (job.stop && *job.stop)
            break;
        Again &again = results.emplace_back();
        again.number = row.number;
        again.route = row.pair.route;
        Result<AnswerBodies> bodies = unpackedAnswers(row.packed);
        if (!bodies) {
            again.looked = row.judges; // by no rules: not comparable, as the verdict is of itself
            again.changed = row.judges;
            if (job.change.masks)
                again.bodies.emplace(); // what cannot be read cannot be masked
            continue;
        }
        TrafficPair pair = std::move(row.pair);
        pair.legacy.body = std::move(bodies->legacy);
        pair.newer.body = std::move(bodies->newer);
        if (row.judges) {
            again.looked = true;
            again.verdict = judge->judge(pair);
            again.changed = again.verdict.outcome != row.outcome ||
                            !sameGroups(asStored(again.verdict.groups, row.groups), row.groups);
            if (judgeBefore)
                again.differencesBefore = judgeBefore->judge(pair).differences;
        }
        if (job.change.masks) {
            const std::optional<AnswerBodies> masked = maskedBodies(*judge, pair);
            if (!masked || masked->legacy != pair.legacy.body || masked->newer != pair.newer.body)
                again.bodies = masked;
        }
    }
    return results;
}

Result<void> Rescorer::judgeAll(const RescoreJob &job, const PairJudgeFactory &before, const Taker &take,
                                RescoreReport &report)
{
    const Result<PairStoreState> state = m_store->state();
    const Result<std::vector<StoredGroup>> stored = m_store->groups();
    if (!state || !stored)
        return tl::unexpected<Error>(!state ? state.error() : stored.error());
    QHash<quint32, GroupSignature> signatures;
    for (const StoredGroup &group : *stored)
        signatures.insert(group.id, group.signature);

    QThreadPool pool; // the global one may be waiting for us
    Result<void> taken;
    std::deque<QFuture<std::vector<Again>>> pending;
    std::vector<Row> rows;
    qsizetype packedBytes = 0;
    const auto takeOldest = [&] {
        const std::vector<Again> done = pending.front().takeResult();
        pending.pop_front();
        count(done, report);
        if (taken)
            taken = take(done);
    };
    const auto submit = [&] {
        if (rows.empty())
            return;
        pending.push_back(QtConcurrent::run(&pool, [&job, &before, batch = std::move(rows)]() mutable {
            return judgeRows(std::move(batch), job, before);
        }));
        rows = {};
        packedBytes = 0;
        while (pending.size() > 3 * size_t(pool.maxThreadCount()))
            takeOldest();
    };
    std::vector<PairOutcome> outcomes{PairOutcome::EqualAfterRules, PairOutcome::Different};
    if (job.change.masks)
        outcomes.insert(outcomes.end(), {PairOutcome::NotComparable, PairOutcome::Equal});
    const auto goesOn = [&] { return taken && !(job.stop && *job.stop); };
    const Result<void> read =
        job.change.isEmpty()
            ? Result<void>()
            : m_store->visitBodies(outcomes, [&](const StoredPair &pair, const QByteArray &packed) {
                  const bool isJudged =
                      pair.outcome == PairOutcome::EqualAfterRules || pair.outcome == PairOutcome::Different;
                  Row row;
                  row.judges = isJudged && job.change.touches(pair.route.toUtf8(), pair.method);
                  if (!row.judges && !job.change.masks)
                      return goesOn();
                  row.number = pair.number;
                  row.outcome = pair.outcome;
                  for (const quint32 id : pair.groups)
                      row.groups.push_back(signatures.value(id));
                  row.pair.route = pair.route;
                  row.pair.method = pair.method;
                  row.pair.legacy.status = pair.legacyStatus;
                  row.pair.newer.status = pair.newerStatus;
                  row.pair.legacy.timedOut = (pair.flags & LegacyTimedOut) != 0;
                  row.pair.newer.timedOut = (pair.flags & NewerTimedOut) != 0;
                  row.pair.legacy.truncated = (pair.flags & LegacyTruncated) != 0;
                  row.pair.newer.truncated = (pair.flags & NewerTruncated) != 0;
                  row.packed = packed;
                  packedBytes += packed.size();
                  rows.push_back(std::move(row));
                  if (rows.size() >= rowsATask || packedBytes >= packedBytesATask)
                      submit();
                  return goesOn();
              });
    submit();
    while (!pending.empty())
        takeOldest();
    if (!read || !taken)
        return !read ? read : taken;
    if (job.stop && *job.stop)
        return fail(ErrorKind::Cancelled, u"judging again was stopped"_s, m_store->fileName());
    report.skipped = state->pairs - report.looked;
    return {};
}

void Rescorer::count(const std::vector<Again> &results, RescoreReport &report)
{
    for (const Again &again : results) {
        if (!again.looked)
            continue;
        ++report.looked;
        for (const RuleHits &hits : again.verdict.ruleHits)
            report.ruleHits[hits.rule] += hits.hits;
        const qint64 fewer = again.differencesBefore - again.verdict.differences;
        report.hidden += std::max<qint64>(0, fewer);
        report.shown += std::max<qint64>(0, -fewer);
        if (!again.changed)
            continue;
        ++report.changed;
        ++report.routes[again.route];
        if (report.examples.size() < mostExamples)
            report.examples.push_back(again.number);
    }
}

Result<void> Rescorer::write(const std::vector<Again> &results)
{
    for (const Again &again : results) {
        if (again.changed) {
            if (Result<void> done =
                    m_store->setOutcome(again.number, again.verdict.outcome, again.verdict.groups);
                !done)
                return done;
        }
        if (again.bodies) {
            if (Result<void> done = m_store->setBodies(again.number, *again.bodies); !done)
                return done;
        }
    }
    return {};
}

Result<RescoreReport> Rescorer::run(const RescoreJob &job)
{
    RescoreReport report;
    const Result<void> done = m_store->transaction([&]() -> Result<void> {
        // Pairs that were read are written while those behind them are read and judged: the read never comes
        // back to them, and all of it is one transaction.
        const auto keep = [this](const std::vector<Again> &results) { return write(results); };
        if (Result<void> judged = judgeAll(job, {}, keep, report); !judged)
            return judged;
        if (Result<void> within = job.within ? job.within() : Result<void>(); !within)
            return within;
        return m_store->addRuleSet(job.hash, job.at, job.day).map([&](const StoredRuleSet &set) {
            report.rules = set;
        });
    });
    if (!done)
        return tl::unexpected<Error>(done.error());
    report.hidden = 0;
    report.shown = 0;
    return report;
}

Result<RescoreReport> Rescorer::preview(const RescoreJob &job, const PairJudgeFactory &before)
{
    RescoreReport report;
    const auto leave = [](const std::vector<Again> &) { return Result<void>(); };
    if (const Result<void> judged = judgeAll(job, before, leave, report); !judged)
        return tl::unexpected<Error>(judged.error());
    if (!before) {
        report.hidden = 0;
        report.shown = 0;
    }
    return report;
}

} // namespace interlock
