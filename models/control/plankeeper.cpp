// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/plankeeper.h"

#include "models/control/actcontext.h"
#include "models/domain/whendone.h"

#include <algorithm>
#include <QJsonArray>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr int decisionsLookedBack = 10'000; ///< at the start
constexpr int decisionsAtATime = 200;       ///< afterwards

bool hasChecklists(const Profile &profile)
{
    return std::ranges::any_of(profile.steps, [](const PlanStep &step) { return !step.checklist.isEmpty(); });
}

QStringList textList(const QJsonValue &value)
{
    QStringList list;
    const QJsonArray array = value.toArray();
    for (const QJsonValueConstRef one : array)
        list.append(one.toString());
    return list;
}

} // namespace

PlanKeeper::PlanKeeper(ActContext &context) : m_context(context)
{
    if (!hasChecklists(context.profile))
        return;
    m_timer.setInterval(context.timings.probePeriod);
    connect(&m_timer, &QTimer::timeout, this, &PlanKeeper::followJournal);
    m_timer.start();
    followJournal();
}

PlanInputs PlanKeeper::inputs() const
{
    return {m_context.profile, m_context.monitor.state(),
            [this](const QString &routeId) { return m_context.gates().results(routeId); }, m_decisions,
            !m_context.othersKnown || m_context.othersKnown()};
}

PlanView PlanKeeper::view() const
{
    return planView(inputs());
}

QList<PlanObstacle> PlanKeeper::against(const RouteState &route, const RouteChange &change) const
{
    return planAgainst(inputs(), route, change);
}

QFuture<Result<PlanDecision>> PlanKeeper::decide(const QString &stepKey, const QString &item, bool go,
                                                 const QString &reason)
{
    const QList<PlanStep> &steps = m_context.profile.steps;
    const bool known = std::ranges::any_of(steps, [&](const PlanStep &step) {
        return planStepKey(step) == stepKey && step.checklist.contains(item);
    });
    if (!known)
        return ready<Result<PlanDecision>>(fail(ErrorKind::Input, u"the plan has no such item"_s));
    if (!go && reason.trimmed().isEmpty())
        return ready<Result<PlanDecision>>(fail(ErrorKind::Input, u"a no-go needs a reason"_s));
    JournalRecord record = m_context.record(JournalKind::Plan, JournalMark::Note, {});
    record.what = (go ? u"Go: %1"_s : u"No-go: %1"_s).arg(item);
    record.reason = reason.trimmed();
    record.after = {{u"step"_s, stepKey}, {u"item"_s, item}, {u"go"_s, go}};
    QJsonArray answers;
    for (const PlanDecision &word : std::as_const(m_decisions)) {
        if (go && !word.go && word.stepKey == stepKey && word.item == item)
            answers.append(word.key());
    }
    if (!answers.isEmpty())
        record.after.insert(u"answers"_s, answers);
    auto promise = std::make_shared<QPromise<Result<PlanDecision>>>();
    promise->start();
    m_context.write(record, this, [this, promise](const Result<JournalEntry> &entry) {
        if (entry) {
            takeEntry(*entry);
            promise->addResult(m_decisions.constLast());
        } else {
            promise->addResult(tl::unexpected(entry.error()));
        }
        promise->finish();
        Q_EMIT changed();
        Q_EMIT m_context.changed();
    });
    return promise->future();
}

void PlanKeeper::followJournal()
{
    if (std::exchange(m_reading, true))
        return;
    const int limit = m_lastNumber == 0 ? decisionsLookedBack : decisionsAtATime;
    whenDone(m_context.journal.read(limit), this, [this](const Result<QList<JournalEntry>> &entries) {
        m_reading = false;
        if (entries)
            takeEntries(*entries);
    });
}

void PlanKeeper::takeEntries(const QList<JournalEntry> &entries)
{
    const qsizetype before = m_decisions.size();
    for (const JournalEntry &entry : entries) {
        if (entry.number > m_lastNumber)
            takeEntry(entry);
    }
    if (!entries.isEmpty())
        m_lastNumber = std::max(m_lastNumber, entries.constLast().number);
    if (m_decisions.size() == before)
        return;
    Q_EMIT changed();
    Q_EMIT m_context.changed();
}

void PlanKeeper::takeShared(const JournalEntry &entry)
{
    if (entry.record.kind != JournalKind::Plan)
        return;
    takeEntry(entry);
    std::ranges::stable_sort(m_decisions, {}, &PlanDecision::at);
    Q_EMIT changed();
    Q_EMIT m_context.changed();
}

void PlanKeeper::takeEntry(const JournalEntry &entry)
{
    const JournalRecord &record = entry.record;
    if (record.kind != JournalKind::Plan || !record.after.contains("item"_L1))
        return; // a plan that was changed is nobody's word on an item
    const PlanDecision decision{record.after.value("step"_L1).toString(),
                                record.after.value("item"_L1).toString(),
                                record.after.value("go"_L1).toBool(),
                                record.actor,
                                record.reason,
                                entry.at,
                                textList(record.after.value("answers"_L1))};
    if (m_decisions.isEmpty() || !(m_decisions.constLast() == decision))
        m_decisions.append(decision);
}

} // namespace interlock
