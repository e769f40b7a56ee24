// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/changecalendar.h"

#include <algorithm>
#include <QTimeZone>

namespace interlock {

namespace {

constexpr int daysLookedAhead = 366;

const Freeze *freezeOn(const ChangeCalendar &calendar, const QDate &date)
{
    for (const Freeze &freeze : calendar.freezes) {
        if (freeze.from <= date && date <= freeze.to)
            return &freeze;
    }
    return nullptr;
}

bool isInWindow(const ChangeWindow &window, const QDate &date, const QTime &time)
{
    const bool today = window.days.contains(date.dayOfWeek());
    const bool yesterday = window.days.contains(date.addDays(-1).dayOfWeek());
    if (window.from < window.to)
        return today && time >= window.from && time < window.to;
    return (today && time >= window.from) || (yesterday && time < window.to);
}

/// From UTC to local is always certain; the other way is not on two days of the year.
bool isOpenAt(const ChangeCalendar &calendar, const QTimeZone &zone, const QDateTime &at)
{
    const QDateTime local = at.toTimeZone(zone);
    if (freezeOn(calendar, local.date()))
        return false;
    return calendar.windows.isEmpty() ||
           std::ranges::any_of(calendar.windows, [&local](const ChangeWindow &window) {
               return isInWindow(window, local.date(), local.time());
           });
}

/// Every moment of the local day @p date at which something may begin or end, in UTC.
QList<QDateTime> edgesOf(const ChangeCalendar &calendar, const QTimeZone &zone, const QDate &date)
{
    QList<QTime> times{QTime(0, 0)};
    for (const ChangeWindow &window : calendar.windows)
        times << window.from << window.to;
    QList<QDateTime> edges;
    for (const QTime &time : std::as_const(times)) {
        // A skipped time has no moment of its own: the clock's jump is the edge then, found below. A repeated
        // one has two: both offsets are tried.
        const QDateTime naive(date, time, Qt::UTC);
        for (const int offset : {zone.offsetFromUtc(naive.addDays(-1)), zone.offsetFromUtc(naive.addDays(1))})
            edges << naive.addSecs(-offset);
    }
    const QDateTime dayStart(date, QTime(0, 0), Qt::UTC);
    const QList<QTimeZone::OffsetData> jumps =
        zone.hasTransitions() ? zone.transitions(dayStart.addDays(-1), dayStart.addDays(2))
                              : QList<QTimeZone::OffsetData>();
    for (const QTimeZone::OffsetData &jump : jumps)
        edges << jump.atUtc;
    std::ranges::sort(edges);
    return edges;
}

} // namespace

CalendarVerdict verdictAt(const ChangeCalendar &calendar, const QDateTime &at)
{
    const QTimeZone zone(calendar.timeZone);
    CalendarVerdict verdict;
    if (!zone.isValid() || !at.isValid())
        return verdict; // a zone that is not there proves nothing
    verdict.open = isOpenAt(calendar, zone, at);
    verdict.frozenBy = freezeOn(calendar, at.toTimeZone(zone).date());
    return verdict;
}

QDateTime nextChangeAfter(const ChangeCalendar &calendar, const QDateTime &at)
{
    const QTimeZone zone(calendar.timeZone);
    if (!zone.isValid() || !at.isValid())
        return {};
    const QDate today = at.toTimeZone(zone).date();
    const bool open = isOpenAt(calendar, zone, at);
    for (int day = 0; day <= daysLookedAhead; ++day) {
        const QList<QDateTime> edges = edgesOf(calendar, zone, today.addDays(day));
        for (const QDateTime &edge : edges) {
            if (edge > at && isOpenAt(calendar, zone, edge) != open)
                return edge;
        }
    }
    return {};
}

} // namespace interlock
