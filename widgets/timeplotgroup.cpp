// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/timeplotgroup.h"

#include <algorithm>
#include <cmath>

namespace interlock {

namespace {

constexpr qint64 LeastSpan = 1000;
constexpr qint64 GreatestSpan = qint64(366) * 86'400'000;
constexpr qint64 StepsPerSpan = 64;

} // namespace

TimePlotGroup::TimePlotGroup(QObject *parent) : QObject(parent) {}

void TimePlotGroup::setNow(qint64 now)
{
    if (now == m_now)
        return;
    m_now = now;
    follow();
}

void TimePlotGroup::noteData(qint64 lastTime)
{
    if (lastTime > m_now)
        setNow(lastTime);
}

void TimePlotGroup::setSpan(qint64 milliseconds)
{
    m_liveSpan = std::clamp(milliseconds, LeastSpan, GreatestSpan);
    if (m_live)
        follow();
    else
        setRange(m_to - m_liveSpan, m_to);
}

void TimePlotGroup::goLive()
{
    m_liveSpan = std::clamp(m_to - m_from, LeastSpan, GreatestSpan);
    setLive(true);
    follow();
}

void TimePlotGroup::follow()
{
    if (!m_live)
        return;
    const qint64 step = std::max<qint64>(1, m_liveSpan / StepsPerSpan);
    const qint64 to = (m_now / step + 1) * step;
    setRange(to - m_liveSpan, to);
}

void TimePlotGroup::showRange(qint64 from, qint64 to)
{
    const qint64 span = std::clamp(to - from, LeastSpan, GreatestSpan);
    setLive(false);
    setRange(from, from + span);
}

void TimePlotGroup::pan(double share)
{
    const qint64 distance = std::llround(share * double(span()));
    showRange(m_from + distance, m_to + distance);
}

void TimePlotGroup::zoom(double factor, qint64 anchor)
{
    const auto newSpan = std::clamp(qint64(std::llround(double(span()) * factor)), LeastSpan, GreatestSpan);
    if (m_live) {
        setSpan(newSpan);
        return;
    }
    const double share = double(anchor - m_from) / double(span());
    const qint64 from = anchor - std::llround(share * double(newSpan));
    showRange(from, from + newSpan);
}

void TimePlotGroup::setRange(qint64 from, qint64 to)
{
    if (from == m_from && to == m_to)
        return;
    m_from = from;
    m_to = to;
    Q_EMIT rangeChanged();
}

void TimePlotGroup::setLive(bool live)
{
    if (live == m_live)
        return;
    m_live = live;
    Q_EMIT liveChanged(live);
}

void TimePlotGroup::setCursor(std::optional<qint64> time)
{
    if (time == m_cursor)
        return;
    m_cursor = time;
    Q_EMIT cursorChanged();
}

void TimePlotGroup::setEvents(const QList<EventMark> &events)
{
    m_events = events;
    Q_EMIT eventsChanged();
}

void TimePlotGroup::setUtc(bool utc)
{
    if (utc == m_utc)
        return;
    m_utc = utc;
    Q_EMIT clockChanged();
}

void TimePlotGroup::refresh()
{
    Q_EMIT refreshAsked();
}

} // namespace interlock
