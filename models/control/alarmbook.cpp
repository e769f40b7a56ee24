// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/alarmbook.h"

#include <algorithm>

namespace interlock {

namespace {
/// New figures, old history of the alarm.
void refreshAlarm(Alarm &alarm, const Alarm &now)
{
    const Alarm before = alarm;
    alarm = now;
    alarm.since = before.since;
    alarm.active = before.active;
    alarm.acknowledged = before.acknowledged;
}
} // namespace

bool AlarmBook::raise(Entry &entry, const Alarm &alarm, const QDateTime &wall)
{
    const bool isNew = !entry.raised || !entry.alarm.active;
    const bool ranked =
        entry.alarm.priority != alarm.priority || entry.alarm.locksForward != alarm.locksForward;
    refreshAlarm(entry.alarm, alarm);
    if (isNew) {
        entry.raised = true;
        entry.alarm.active = true;
        entry.alarm.acknowledged = false;
        entry.alarm.since = wall;
    }
    return isNew || ranked;
}

bool AlarmBook::clear(Entry &entry)
{
    const bool was = entry.raised && entry.alarm.active;
    entry.alarm.active = false;
    entry.raised =
        entry.raised && entry.alarm.priority == AlarmPriority::Highest && !entry.alarm.acknowledged;
    return was;
}

bool AlarmBook::update(const QList<AlarmCondition> &conditions, MonotonicTime now, const QDateTime &wall)
{
    bool changed = false;
    for (const AlarmCondition &condition : conditions) {
        Entry &entry = m_entries[{condition.alarm.kind, condition.alarm.subject}];
        if (entry.raised && entry.alarm.active)
            refreshAlarm(entry.alarm, condition.alarm);
        switch (condition.verdict) {
        case AlarmVerdict::Raise:
            entry.clearSince = {};
            if (entry.brokenSince == MonotonicTime{})
                entry.brokenSince = now;
            if (now - entry.brokenSince >= condition.onDelay)
                changed = raise(entry, condition.alarm, wall) || changed;
            break;
        case AlarmVerdict::Hold:
            break; // neither proof nor disproof: what was counted so far stands
        case AlarmVerdict::Clear:
            entry.brokenSince = {};
            if (entry.clearSince == MonotonicTime{})
                entry.clearSince = now;
            if (now - entry.clearSince >= m_clearAfter)
                changed = clear(entry) || changed;
            break;
        }
    }
    return changed;
}

bool AlarmBook::set(const Alarm &alarm, const QDateTime &wall)
{
    Entry &entry = m_entries[{alarm.kind, alarm.subject}];
    return alarm.active ? raise(entry, alarm, wall) : clear(entry);
}

bool AlarmBook::acknowledge(AlarmKind kind, const QString &subject)
{
    const auto it = m_entries.find({kind, subject});
    if (it == m_entries.end() || !it->raised || it->alarm.acknowledged)
        return false;
    it->alarm.acknowledged = true;
    it->raised = it->alarm.active;
    return true;
}

QList<Alarm> AlarmBook::alarms() const
{
    QList<Alarm> list;
    for (const Entry &entry : m_entries) {
        if (entry.raised)
            list.append(entry.alarm);
    }
    std::ranges::stable_sort(list, [](const Alarm &a, const Alarm &b) {
        return a.priority != b.priority ? a.priority > b.priority : a.since > b.since;
    });
    return list;
}

} // namespace interlock
