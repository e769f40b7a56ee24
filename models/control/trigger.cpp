// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/trigger.h"

#include "models/domain/namedenum.h"

#include <cmath>
#include <utility>

namespace interlock {

namespace {
using std::chrono::milliseconds;

constexpr EnumNames<TriggerState, 4> triggerStateNames{{{TriggerState::Quiet, u"quiet"},
                                                        {TriggerState::Counting, u"counting"},
                                                        {TriggerState::Tripped, u"tripped"},
                                                        {TriggerState::Blind, u"blind"}}};
constexpr EnumNames<TriggerEvent, 6> triggerEventNames{{{TriggerEvent::None, u"none"},
                                                        {TriggerEvent::Fired, u"fired"},
                                                        {TriggerEvent::Recovered, u"recovered"},
                                                        {TriggerEvent::TrafficEnded, u"traffic-ended"},
                                                        {TriggerEvent::WentBlind, u"went-blind"},
                                                        {TriggerEvent::SeesAgain, u"sees-again"}}};

/// The stretch of one verdict grows only between two looks that both say so.
void grow(milliseconds &stretch, TriggerVerdict wanted, TriggerVerdict last, TriggerVerdict now,
          milliseconds since)
{
    if (now != wanted)
        stretch = milliseconds(0);
    else if (last == wanted)
        stretch += since;
}
} // namespace

TriggerVerdict triggerVerdict(const TriggerSpec &spec, const Reading<double> &reading)
{
    if (!reading.isLive())
        return TriggerVerdict::Missing;
    const double value = reading.value;
    if (std::isnan(value))
        return TriggerVerdict::NoTraffic;
    if (spec.above ? value > spec.threshold : value < spec.threshold)
        return TriggerVerdict::Over;
    const bool good = spec.above ? value <= spec.clears : value >= spec.clears;
    return good ? TriggerVerdict::Good : TriggerVerdict::Between;
}

TriggerEvent TriggerMachine::look(TriggerVerdict verdict, MonotonicTime now)
{
    milliseconds since =
        m_looked ? std::chrono::duration_cast<milliseconds>(now - m_lastLook) : milliseconds(0);
    const bool gap = since > longestGap;
    if (gap) { // nobody looked: what was before proves nothing about the time between
        m_over = m_good = m_idle = milliseconds(0);
        m_last = TriggerVerdict::Missing;
        since = milliseconds(0);
    }
    m_looked = true;
    m_lastLook = now;
    forgetOldStarts(now);
    if (verdict != TriggerVerdict::Missing) {
        grow(m_good, TriggerVerdict::Good, m_last, verdict, since);
        grow(m_idle, TriggerVerdict::NoTraffic, m_last, verdict, since);
    }
    TriggerEvent event = TriggerEvent::None;
    if (verdict == TriggerVerdict::Missing) {
        event = miss(since);
    } else {
        const bool wasBlind = m_state == TriggerState::Blind;
        m_missing = milliseconds(0);
        if (wasBlind)
            m_state = m_tripped ? TriggerState::Tripped : TriggerState::Quiet;
        if (m_state == TriggerState::Quiet && verdict == TriggerVerdict::Over) {
            m_state = TriggerState::Counting;
            m_over = milliseconds(0);
            noteStart(now);
        }
        event = m_tripped ? recover(verdict) : count(verdict, since);
        if (event == TriggerEvent::None && wasBlind)
            event = TriggerEvent::SeesAgain;
    }
    m_last = verdict;
    return event;
}

/// Missing data: the count stands still, and is lost when it lasts.
TriggerEvent TriggerMachine::miss(milliseconds since)
{
    m_missing += since;
    if (m_missing < blindAfter)
        return TriggerEvent::None;
    m_over = m_good = m_idle = milliseconds(0);
    const bool was = std::exchange(m_state, TriggerState::Blind) == TriggerState::Blind;
    return was ? TriggerEvent::None : TriggerEvent::WentBlind;
}

TriggerEvent TriggerMachine::count(TriggerVerdict verdict, milliseconds since)
{
    switch (verdict) {
    case TriggerVerdict::Over:
        if (m_last == TriggerVerdict::Over)
            m_over += since;
        if (m_over < std::chrono::seconds(m_spec.sustainSeconds))
            return TriggerEvent::None;
        m_state = TriggerState::Tripped;
        m_tripped = true;
        m_flapping = false;
        m_starts.clear();
        return TriggerEvent::Fired;
    case TriggerVerdict::Good:
    case TriggerVerdict::NoTraffic:
        m_state = TriggerState::Quiet;
        m_over = milliseconds(0);
        return TriggerEvent::None;
    case TriggerVerdict::Between: // inside the hysteresis: neither proof nor disproof
    case TriggerVerdict::Missing:
        return TriggerEvent::None;
    }
    Q_UNREACHABLE();
}

TriggerEvent TriggerMachine::recover(TriggerVerdict verdict)
{
    const milliseconds wanted = std::chrono::seconds(m_spec.recoverSeconds);
    const bool good = verdict == TriggerVerdict::Good && m_good >= wanted;
    const bool idle = verdict == TriggerVerdict::NoTraffic && m_idle >= wanted;
    if (!good && !idle)
        return TriggerEvent::None;
    m_state = TriggerState::Quiet;
    m_tripped = false;
    m_over = milliseconds(0);
    return good ? TriggerEvent::Recovered : TriggerEvent::TrafficEnded;
}

void TriggerMachine::noteStart(MonotonicTime now)
{
    m_starts.append(now);
    m_flapping = m_flapping || m_starts.size() >= flaps;
}

void TriggerMachine::forgetOldStarts(MonotonicTime now)
{
    const milliseconds window =
        qMax<milliseconds>(leastFlapWindow, 4 * std::chrono::seconds(m_spec.sustainSeconds));
    m_starts.removeIf([&](MonotonicTime start) { return now - start > window; });
    m_flapping = m_flapping && !m_starts.isEmpty();
}

QString triggerStateName(TriggerState state)
{
    return enumName(triggerStateNames, state);
}
QString triggerEventName(TriggerEvent event)
{
    return enumName(triggerEventNames, event);
}

} // namespace interlock
