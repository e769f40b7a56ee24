// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/alarm.h"
#include "models/domain/reading.h"

#include <optional>
#include <QMap>

namespace interlock {

/// What a rule says at one look: the limit is broken, kept with room to spare, or neither (inside the
/// deadband, or the data is missing). Missing data never clears.
enum class AlarmVerdict { Raise, Hold, Clear };

struct AlarmCondition
{
    Alarm alarm;
    AlarmVerdict verdict = AlarmVerdict::Hold;
    std::chrono::milliseconds onDelay{0}; ///< how long the limit must be broken without a break
};

/// Why an alarm was not shelved.
enum class ShelveFault {
    NotThere,    ///< there is no such alarm
    Highest,     ///< the highest priority is never shelved
    NoReason,    ///< a reason is needed
    WrongLength, ///< only 5, 15 or 60 minutes
};

/// The alarms, after ISA-18.2: raised after an on-delay, cleared after an off-delay. What is over and was not
/// acknowledged stays as Returned; only the lowest priority goes by itself. Acknowledging never clears.
class AlarmBook final
{
public:
    using ms = std::chrono::milliseconds;
    static constexpr int shelvingMinutes[] = {5, 15, 60};
    static constexpr ms rateWindow{600'000};
    static constexpr ms burstGap{10'000}; ///< alarms that come closer together than this are one burst
    static constexpr int burst = 3;       ///< so many make the first of them "first out"

    explicit AlarmBook(ms clearAfter) : m_clearAfter(clearAfter) {}

    /// Conditions that are not named stay as they are. True when an alarm came, went or changed its rank or
    /// state.
    bool update(const QList<AlarmCondition> &conditions, MonotonicTime now, const QDateTime &wall);
    /// Raised or withdrawn at once, from outside the readings. True when something changed.
    bool set(const Alarm &alarm, MonotonicTime now, const QDateTime &wall);
    bool acknowledge(AlarmKind kind, const QString &subject);
    /// Puts an alarm aside for @p minutes; it goes on locking what it locks, and comes back by itself. What
    /// is returned is why not.
    std::optional<ShelveFault> shelve(AlarmKind kind, const QString &subject, int minutes, const QString &why,
                                      MonotonicTime now, const QDateTime &wall);
    bool unshelve(AlarmKind kind, const QString &subject);
    /// Alarms of @p kind only follow from another one, or do so no more. True when one changed.
    bool suppress(AlarmKind kind, bool on);
    /// What there is to see: highest priority first, then the first of a burst, then newest first; what is
    /// shelved or suppressed comes last.
    [[nodiscard]] QList<Alarm> alarms() const;
    /// How many alarms were raised in the last ten minutes before @p now: more than a person can follow is a
    /// fault of the console.
    [[nodiscard]] int raisedLately(MonotonicTime now) const;

private:
    struct Entry
    {
        Alarm alarm;
        bool raised = false;
        bool suppressed = false;
        MonotonicTime brokenSince{}; ///< zero: not broken
        MonotonicTime clearSince{};
        MonotonicTime shelvedUntil{}; ///< zero: not shelved
    };
    using Key = std::pair<AlarmKind, QString>;

    bool raise(const Key &key, Entry &entry, const Alarm &alarm, MonotonicTime now, const QDateTime &wall);
    bool clear(Entry &entry);
    bool endShelving(MonotonicTime now);
    void noteRaise(const Key &key, MonotonicTime now);
    [[nodiscard]] static AlarmState stateOf(const Entry &entry);

    ms m_clearAfter;
    QMap<Key, Entry> m_entries;
    QList<MonotonicTime> m_raises; ///< of the last ten minutes
    QList<Key> m_burst;            ///< of the burst under way or last seen, in the order of their coming
};

} // namespace interlock
