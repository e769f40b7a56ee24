// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/alarm.h"
#include "models/domain/reading.h"

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

/// The alarms: raised after an on-delay, cleared after an off-delay, Highest ones kept until somebody has
/// seen them.
class AlarmBook final
{
public:
    explicit AlarmBook(std::chrono::milliseconds clearAfter) : m_clearAfter(clearAfter) {}

    /// Conditions that are not named stay as they are. True when an alarm came, went or changed its rank.
    bool update(const QList<AlarmCondition> &conditions, MonotonicTime now, const QDateTime &wall);
    /// Raised or withdrawn at once, from outside the readings. True when something changed.
    bool set(const Alarm &alarm, const QDateTime &wall);
    bool acknowledge(AlarmKind kind, const QString &subject);
    /// Highest priority first, then newest first.
    [[nodiscard]] QList<Alarm> alarms() const;

private:
    struct Entry
    {
        Alarm alarm;
        bool raised = false;
        MonotonicTime brokenSince{}; ///< zero: not broken
        MonotonicTime clearSince{};
    };
    using Key = std::pair<AlarmKind, QString>;

    bool raise(Entry &entry, const Alarm &alarm, const QDateTime &wall);
    bool clear(Entry &entry);

    std::chrono::milliseconds m_clearAfter;
    QMap<Key, Entry> m_entries;
};

} // namespace interlock
