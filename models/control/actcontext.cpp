// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/actcontext.h"

#include "models/domain/whendone.h"

#include <QDir>
#include <QFileInfo>

namespace interlock {

using namespace Qt::StringLiterals;

ActContext::ActContext(const Profile &theProfile, Ports &thePorts, Monitor &theMonitor, Journal &theJournal,
                       const Clock &theClock, const QString &intentFile, const ControlTimings &theTimings)
    : profile(theProfile),
      ports(thePorts),
      monitor(theMonitor),
      journal(theJournal),
      clock(theClock),
      timings(theTimings),
      intent(intentFile),
      m_gates(std::make_unique<GateKeeper>(
          *this, intentFile.isEmpty() ? QString() : QFileInfo(intentFile).dir().filePath(u"gates.json"_s))),
      m_plan(std::make_unique<PlanKeeper>(*this))
{
    m_journalRetry.setSingleShot(true);
    m_journalRetry.setInterval(timings.probePeriod);
    connect(&m_journalRetry, &QTimer::timeout, this, [this] {
        JournalRecord note = record(JournalKind::Session, JournalMark::Note, {});
        note.what = u"the journal can be written again"_s;
        write(note, this);
    });
    connect(&monitor, &Monitor::bridgeMoved, this,
            [this](const BridgeState &, const BridgeState &after) { sawEpoch(after.epoch); });
}

QString ActContext::actor() const
{
    const Reading<Identity> &identity = monitor.state().identity;
    return identity.hasValue() && !identity.value.actor.isEmpty() ? identity.value.actor : profile.actor;
}

JournalRecord ActContext::record(JournalKind kind, JournalMark mark, const QUuid &act) const
{
    JournalRecord result;
    result.kind = kind;
    result.mark = mark;
    result.act = act;
    result.actor = actor();
    result.environment = profile.environment.name;
    return result;
}

void ActContext::write(const JournalRecord &record, QObject *receiver, const Written &written)
{
    // Two receivers: the context keeps its books even when the act that asked is gone.
    const QFuture<Result<JournalEntry>> future = journal.append(record);
    whenDone(future, this, [this](const Result<JournalEntry> &entry) { noteWritten(entry); });
    if (written)
        whenDone(future, receiver, written);
}

void ActContext::noteWritten(const Result<JournalEntry> &entry)
{
    if (!entry)
        m_journalRetry.start();
    const bool was = std::exchange(m_journalWritable, entry.has_value());
    if (was == m_journalWritable && was)
        return;
    Alarm alarm;
    alarm.kind = AlarmKind::JournalFailed;
    alarm.priority = AlarmPriority::Alarm;
    alarm.subject = u"journal"_s;
    alarm.title = journal.fileName();
    alarm.locksForward = true;
    alarm.active = !m_journalWritable;
    if (!entry)
        alarm.detail = entry.error().detail;
    monitor.setAlarm(alarm);
    if (was != m_journalWritable)
        Q_EMIT changed();
}

InterlockView ActContext::view(const QString &exceptRoute) const
{
    return {
        profile,
        monitor.state(),
        monitor.alarms(),
        actor(),
        unsettled ? unsettled(exceptRoute) : QStringList(),
        rollbackRunning && rollbackRunning(),
        m_journalWritable,
        m_gates->results(exceptRoute),
        [this](const RouteState &route, const RouteChange &change) { return m_plan->against(route, change); },
        approvalBlockers};
}

Acknowledgement ActContext::acknowledged(const BridgeState &bridge, quint64 revision)
{
    if (bridge.capabilities.contains(Capability::Instances) || !bridge.instances.isEmpty())
        return acknowledgement(bridge, revision);
    Acknowledgement own;
    own.total = 1;
    own.acknowledged = bridge.revision >= revision ? 1 : 0;
    if (own.acknowledged == 0)
        own.missing.append(bridge.bridgeName);
    return own;
}

void ActContext::sawEpoch(quint64 epoch)
{
    m_highestEpoch = qMax(m_highestEpoch, epoch);
}

} // namespace interlock
