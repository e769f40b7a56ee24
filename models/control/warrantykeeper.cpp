// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/warrantykeeper.h"

#include "models/control/actcontext.h"
#include "models/domain/whendone.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
constexpr int measuredLookedBack = 10'000; ///< entries, at the start
constexpr int measuredAtATime = 200;       ///< afterwards
constexpr qsizetype measuredKept = 10;     ///< the last rollbacks and drills that count

QString gapsText(const QList<WarrantyGap> &gaps)
{
    QStringList texts;
    for (const WarrantyGap &gap : gaps)
        texts.append(warrantyGapText(gap));
    return texts.join(u"; "_s);
}
} // namespace

WarrantyKeeper::WarrantyKeeper(ActContext &context, RollbackAct &act, QObject *parent)
    : QObject(parent), m_context(context), m_act(act)
{
    m_timer.setInterval(context.timings.probePeriod);
    connect(&m_timer, &QTimer::timeout, this, &WarrantyKeeper::followJournal);
    connect(&context.monitor, &Monitor::changed, this, &WarrantyKeeper::look);
    m_timer.start();
    followJournal();
}

Warranty WarrantyKeeper::statement() const
{
    return statedWarranty({m_context.profile, m_context.monitor.state(), m_act.paths(), m_times,
                           m_context.timings.dryRunProves});
}

WarrantyReading WarrantyKeeper::reading() const
{
    const Warranty warranty = statement();
    WarrantyReading reading;
    reading.holds = warranty.holds();
    reading.why = gapsText(warranty.gaps);
    // Its parts have their own freshness, and one that is too old is a gap: the statement itself is of now,
    // once every path has been tried at all.
    const QList<RollbackPathStatus> paths = m_act.paths();
    const bool tried = std::ranges::all_of(paths, [](const RollbackPathStatus &path) {
        const bool answered = path.provenAt.isValid() || !path.proofProblem.isEmpty();
        return path.probedAt.isValid() && (answered || !path.reachable);
    });
    reading.quality = tried ? Quality::Live : Quality::Never;
    return reading;
}

void WarrantyKeeper::look()
{
    const Warranty now = statement();
    raise(now);
    const bool moved =
        now.gaps != m_said.gaps || now.times != m_said.times || now.readyPaths != m_said.readyPaths;
    m_said = now;
    if (moved)
        Q_EMIT changed();
}

/// Only where the profile asks for the warranty: elsewhere nothing hangs on it.
void WarrantyKeeper::raise(const Warranty &warranty)
{
    const MonotonicTime now = m_context.clock.monotonic();
    if (warranty.holds() || !m_context.profile.warranty)
        m_lapsedSince = {};
    else if (m_lapsedSince == MonotonicTime{})
        m_lapsedSince = now;
    const bool lapsed =
        m_lapsedSince != MonotonicTime{} && now - m_lapsedSince >= m_context.timings.lapsedAfter;
    if (!lapsed && !std::exchange(m_raised, lapsed))
        return;
    m_raised = lapsed;
    Alarm alarm;
    alarm.kind = AlarmKind::WarrantyLapsed;
    alarm.priority = AlarmPriority::Alarm;
    alarm.subject = alarm.title = u"rollback"_s;
    alarm.detail = gapsText(warranty.gaps);
    alarm.active = lapsed;
    m_context.monitor.setAlarm(alarm);
}

/// Rollbacks and drills of every program that shares the journal.
void WarrantyKeeper::followJournal()
{
    if (std::exchange(m_reading, true))
        return;
    const int limit = m_lastNumber == 0 ? measuredLookedBack : measuredAtATime;
    whenDone(m_context.journal.read(limit), this, [this](const Result<QList<JournalEntry>> &entries) {
        m_reading = false;
        if (entries)
            takeEntries(*entries);
    });
}

void WarrantyKeeper::takeEntries(const QList<JournalEntry> &entries)
{
    bool any = false;
    for (const JournalEntry &entry : entries) {
        if (entry.number <= m_lastNumber)
            continue;
        m_lastNumber = entry.number;
        any = takeEntry(entry) || any;
    }
    if (!any)
        return;
    m_context.gates().ownEvidence = m_drills;
    Q_EMIT changed();
}

bool WarrantyKeeper::takeEntry(const JournalEntry &entry)
{
    const JournalRecord &record = entry.record;
    const bool drill = record.kind == JournalKind::Drill;
    const bool rollback = record.kind == JournalKind::Rollback && record.mark == JournalMark::Observed;
    if (!drill && !rollback)
        return false;
    if (const QJsonValue took = record.after.value("tookMs"_L1); took.isDouble() && took.toDouble() >= 0) {
        m_times.took.prepend(milliseconds(qint64(took.toDouble())));
        m_times.took = m_times.took.mid(0, measuredKept);
    }
    if (!drill)
        return true;
    m_times.lastDrillAt = entry.at;
    m_times.lastDrillPassed = record.after.value("passed"_L1).toBool();
    m_drills.append({EvidenceKind::Drill, record.after.value("scenario"_L1).toString(), entry.at,
                     m_times.lastDrillPassed, record.outcome});
    m_drills = m_drills.mid(std::max<qsizetype>(0, m_drills.size() - measuredKept));
    return true;
}

} // namespace interlock
