// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/alarmbook.h"

#include <algorithm>
#include <utility>

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
    alarm.shelvedUntil = before.shelvedUntil;
    alarm.shelvedWhy = before.shelvedWhy;
}

/// The lowest priority goes by itself; the others wait for somebody who has seen them.
bool waitsForAPerson(const Alarm &alarm)
{
    return alarm.priority != AlarmPriority::Attention && !alarm.acknowledged;
}
} // namespace

bool AlarmBook::raise(const Key &key, Entry &entry, const Alarm &alarm, MonotonicTime now,
                      const QDateTime &wall)
{
    const bool isNew = !entry.raised || !entry.alarm.active;
    const bool ranked =
        entry.alarm.priority != alarm.priority || entry.alarm.locksForward != alarm.locksForward;
    refreshAlarm(entry.alarm, alarm);
    if (entry.alarm.priority == AlarmPriority::Highest)
        entry.shelvedUntil = {}; // an alarm that has become the worst is seen
    if (isNew) {
        entry.raised = true;
        entry.alarm.active = true;
        entry.alarm.acknowledged = false;
        entry.alarm.since = wall;
        noteRaise(key, now);
    }
    return isNew || ranked;
}

bool AlarmBook::clear(Entry &entry)
{
    const bool was = entry.raised && entry.alarm.active;
    entry.alarm.active = false;
    entry.raised = entry.raised && waitsForAPerson(entry.alarm);
    return was;
}

bool AlarmBook::update(const QList<AlarmCondition> &conditions, MonotonicTime now, const QDateTime &wall)
{
    bool changed = endShelving(now);
    for (const AlarmCondition &condition : conditions) {
        const Key key{condition.alarm.kind, condition.alarm.subject};
        Entry &entry = m_entries[key];
        if (entry.raised && entry.alarm.active)
            refreshAlarm(entry.alarm, condition.alarm);
        switch (condition.verdict) {
        case AlarmVerdict::Raise:
            entry.clearSince = {};
            if (entry.brokenSince == MonotonicTime{})
                entry.brokenSince = now;
            if (now - entry.brokenSince >= condition.onDelay)
                changed = raise(key, entry, condition.alarm, now, wall) || changed;
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

bool AlarmBook::set(const Alarm &alarm, MonotonicTime now, const QDateTime &wall)
{
    const Key key{alarm.kind, alarm.subject};
    Entry &entry = m_entries[key];
    return alarm.active ? raise(key, entry, alarm, now, wall) : clear(entry);
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

std::optional<ShelveFault> AlarmBook::shelve(AlarmKind kind, const QString &subject, int minutes,
                                             const QString &why, MonotonicTime now, const QDateTime &wall)
{
    const auto it = m_entries.find({kind, subject});
    if (it == m_entries.end() || !it->raised)
        return ShelveFault::NotThere;
    if (it->alarm.priority == AlarmPriority::Highest)
        return ShelveFault::Highest;
    if (std::ranges::find(shelvingMinutes, minutes) == std::end(shelvingMinutes))
        return ShelveFault::WrongLength;
    if (why.trimmed().isEmpty())
        return ShelveFault::NoReason;
    it->shelvedUntil = now + std::chrono::minutes(minutes);
    it->alarm.shelvedUntil = wall.addSecs(qint64(minutes) * 60);
    it->alarm.shelvedWhy = why;
    return std::nullopt;
}

bool AlarmBook::unshelve(AlarmKind kind, const QString &subject)
{
    const auto it = m_entries.find({kind, subject});
    if (it == m_entries.end() || it->shelvedUntil == MonotonicTime{})
        return false;
    it->shelvedUntil = {};
    it->alarm.shelvedUntil = {};
    it->alarm.shelvedWhy.clear();
    return true;
}

/// Shelving ends by itself, by the monotonic clock: setting the wall clock back prolongs nothing.
bool AlarmBook::endShelving(MonotonicTime now)
{
    bool changed = false;
    for (auto it = m_entries.begin(); it != m_entries.end(); ++it) {
        const bool over = it->shelvedUntil != MonotonicTime{} && now >= it->shelvedUntil;
        changed = (over && unshelve(it.key().first, it.key().second)) || changed;
    }
    return changed;
}

bool AlarmBook::suppress(AlarmKind kind, bool on)
{
    bool changed = false;
    for (auto it = m_entries.begin(); it != m_entries.end(); ++it) {
        if (it.key().first == kind && std::exchange(it->suppressed, on) != on)
            changed = changed || it->raised;
    }
    return changed;
}

void AlarmBook::noteRaise(const Key &key, MonotonicTime now)
{
    if (m_raises.isEmpty() || now - m_raises.constLast() > burstGap)
        m_burst.clear();
    m_raises.removeIf([now](MonotonicTime then) { return now - then > rateWindow; });
    m_raises.append(now);
    if (!m_burst.contains(key))
        m_burst.append(key);
}

int AlarmBook::raisedLately(MonotonicTime now) const
{
    return int(
        std::ranges::count_if(m_raises, [now](MonotonicTime then) { return now - then <= rateWindow; }));
}

AlarmState AlarmBook::stateOf(const Entry &entry)
{
    if (!entry.raised)
        return AlarmState::Normal;
    if (entry.suppressed)
        return AlarmState::Suppressed;
    if (entry.shelvedUntil != MonotonicTime{})
        return AlarmState::Shelved;
    if (!entry.alarm.active)
        return AlarmState::Returned;
    return entry.alarm.acknowledged ? AlarmState::Acknowledged : AlarmState::Unacknowledged;
}

QList<Alarm> AlarmBook::alarms() const
{
    QList<Alarm> list;
    for (auto it = m_entries.cbegin(); it != m_entries.cend(); ++it) {
        if (!it->raised)
            continue;
        Alarm alarm = it->alarm;
        alarm.state = stateOf(*it);
        alarm.firstOut = m_burst.size() >= burst && m_burst.constFirst() == it.key();
        list.append(alarm);
    }
    const auto aside = [](const Alarm &alarm) {
        return alarm.state == AlarmState::Shelved || alarm.state == AlarmState::Suppressed;
    };
    std::ranges::stable_sort(list, [aside](const Alarm &a, const Alarm &b) {
        if (aside(a) != aside(b))
            return aside(b);
        if (a.priority != b.priority)
            return a.priority > b.priority;
        return a.firstOut != b.firstOut ? a.firstOut : a.since > b.since;
    });
    return list;
}

} // namespace interlock
