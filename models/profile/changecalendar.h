// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

namespace interlock {

/// Days and hours in which changes may be made, on the wall clock of the calendar's time zone. An end before
/// the start is on the next day.
struct ChangeWindow
{
    QList<int> days; ///< 1 = Monday … 7 = Sunday: the days on which it begins
    QTime from;
    QTime to; ///< not included; equal to @c from: the whole day

    friend bool operator==(const ChangeWindow &, const ChangeWindow &) = default;
};

/// Dates, both included, on which nothing may be changed.
struct Freeze
{
    QDate from;
    QDate to;
    QString reason;

    friend bool operator==(const Freeze &, const Freeze &) = default;
};

/// When forward changes are welcome. Without windows every hour is, frozen dates aside.
struct ChangeCalendar
{
    QByteArray timeZone{"UTC"}; ///< an IANA name that exists
    QList<ChangeWindow> windows;
    QList<Freeze> freezes;

    [[nodiscard]] bool isEmpty() const { return windows.isEmpty() && freezes.isEmpty(); }
    friend bool operator==(const ChangeCalendar &, const ChangeCalendar &) = default;
};

/// What a calendar says of one moment.
struct CalendarVerdict
{
    bool open = false;
    const Freeze *frozenBy = nullptr; ///< of the calendar asked
};

/// Pure; counts on the wall clock of the calendar's zone: a window from 09:00 opens at 09:00 on every day of
/// the year, an hour that the clock repeats is inside twice, one that it skips is not there. @p at is UTC.
[[nodiscard]] CalendarVerdict verdictAt(const ChangeCalendar &calendar, const QDateTime &at);

/// When it opens or closes next, in UTC; invalid when not within a year. Looks at every day until then: a
/// calendar that is open all year costs some milliseconds.
[[nodiscard]] QDateTime nextChangeAfter(const ChangeCalendar &calendar, const QDateTime &at);

} // namespace interlock
