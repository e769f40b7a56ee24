// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/reading.h"
#include "models/domain/watchspec.h"

#include <QList>

namespace interlock {

/// What one look at a trigger's figure says: beyond the threshold, inside the hysteresis, good; nothing to
/// judge because there is no traffic; no live reading.
enum class TriggerVerdict { Over, Between, Good, NoTraffic, Missing };

/// Quiet: nothing is wrong. Counting: the limit is broken, not yet for long enough. Tripped: it has fired and
/// waits for the system to recover. Blind: there has been no live reading for a while.
enum class TriggerState { Quiet, Counting, Tripped, Blind };

/// What a look made of the trigger. Fired comes once for each time the limit was broken long enough.
enum class TriggerEvent { None, Fired, Recovered, TrafficEnded, WentBlind, SeesAgain };

/// The verdict of a reading. Only a LIVE reading is ever Over; NaN is "no traffic".
[[nodiscard]] TriggerVerdict triggerVerdict(const TriggerSpec &spec, const Reading<double> &reading);

/// The state machine of one trigger over one figure: pure, moved by looks with the monotonic time.
/// docs/triggers.md draws it.
///
/// Missing data stops the count and never fires; a look that comes late (nobody looked in between) starts
/// the count anew; a figure that keeps breaking the limit without holding it long enough is flapping().
class TriggerMachine final
{
public:
    using ms = std::chrono::milliseconds;
    static constexpr ms longestGap{5000};   ///< between two looks that count as one stretch
    static constexpr ms blindAfter{10'000}; ///< without a live reading
    static constexpr ms leastFlapWindow{60'000};
    static constexpr int flaps = 4; ///< so many starts of a count within the window without firing

    explicit TriggerMachine(const TriggerSpec &spec) : m_spec(spec) {}

    TriggerEvent look(TriggerVerdict verdict, MonotonicTime now);

    [[nodiscard]] TriggerState state() const { return m_state; }
    /// True from firing until recovered, also while blind in between.
    [[nodiscard]] bool tripped() const { return m_tripped; }
    [[nodiscard]] bool flapping() const { return m_flapping; }
    /// How long the limit has been broken, seen in live readings.
    [[nodiscard]] ms overFor() const { return m_over; }
    /// How long the figure has been good without a break.
    [[nodiscard]] ms goodFor() const { return m_good; }

private:
    [[nodiscard]] TriggerEvent miss(ms since);
    [[nodiscard]] TriggerEvent count(TriggerVerdict verdict, ms since);
    [[nodiscard]] TriggerEvent recover(TriggerVerdict verdict);
    void noteStart(MonotonicTime now);
    void forgetOldStarts(MonotonicTime now);

    TriggerSpec m_spec;
    TriggerState m_state = TriggerState::Quiet;
    bool m_tripped = false;
    bool m_flapping = false;
    bool m_looked = false;
    TriggerVerdict m_last = TriggerVerdict::Missing;
    MonotonicTime m_lastLook{};
    ms m_over{0};
    ms m_good{0};
    ms m_idle{0}; ///< without traffic
    ms m_missing{0};
    QList<MonotonicTime> m_starts; ///< of counts that did not fire
};

/// "quiet", "counting", "tripped", "blind".
[[nodiscard]] QString triggerStateName(TriggerState state);
/// "none", "fired", "recovered", "traffic-ended", "went-blind", "sees-again".
[[nodiscard]] QString triggerEventName(TriggerEvent event);

} // namespace interlock
