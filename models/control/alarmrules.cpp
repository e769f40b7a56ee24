// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/alarmrules.h"

#include "models/control/signalbook.h"

#include <cmath>
#include <cstdlib>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
constexpr double deadband = 0.9; // an alarm clears below nine tenths of its limit
constexpr milliseconds skewLimit{2000};
constexpr milliseconds skewCleared{1500};

class AlarmRules final
{
public:
    AlarmRules(const Profile &profile, const MigrationState &state, const ControlTimings &timings,
               milliseconds running)
        : m_profile(profile), m_state(state), m_timings(timings), m_running(running)
    {
    }

    QList<AlarmCondition> all()
    {
        for (const EndpointHealth &health : m_state.endpoints) {
            endpointLost(health);
            clockSkew(health);
        }
        notAcknowledged();
        for (const RouteStatus &route : m_state.routes) {
            notObserved(route);
            routeLimits(route);
        }
        lag(SyncDirection::Forward, m_profile.limits.forwardLagSeconds);
        lag(SyncDirection::Back, m_profile.limits.backLagSeconds);
        for (const MarkedLag &marked : m_state.markedLags)
            lagDisagrees(marked);
        QList<const SignalSpec *> limited;
        for (const SignalSpec &spec : m_profile.signalSpecs) {
            if (spec.upperLimit || spec.lowerLimit)
                limited.append(&spec);
        }
        for (const SignalReading &signal : m_state.signalReadings) {
            for (const SignalSpec *spec : std::as_const(limited)) {
                if (spec->id == signal.signalId)
                    signalLimits(*spec, signal);
            }
        }
        return m_conditions;
    }

private:
    void add(const Alarm &alarm, AlarmVerdict verdict, milliseconds onDelay)
    {
        m_conditions.append({alarm, verdict, onDelay});
    }

    /// Over the limit, under it with room, or in between; a reading that is not live decides nothing, one
    /// that says "no traffic" (NaN) is under the limit.
    [[nodiscard]] static AlarmVerdict upper(const Reading<double> &reading, double limit)
    {
        if (!reading.isLive())
            return AlarmVerdict::Hold;
        if (std::isnan(reading.value))
            return AlarmVerdict::Clear;
        if (reading.value > limit)
            return AlarmVerdict::Raise;
        return reading.value <= limit * deadband ? AlarmVerdict::Clear : AlarmVerdict::Hold;
    }

    void endpointLost(const EndpointHealth &health)
    {
        Alarm alarm;
        alarm.kind = AlarmKind::EndpointLost;
        alarm.subject = health.id;
        alarm.title = health.title;
        const bool gates = health.kind == EndpointKind::Bridge || health.kind == EndpointKind::Metrics ||
                           health.kind == EndpointKind::Sync;
        alarm.priority = gates ? AlarmPriority::Alarm : AlarmPriority::Attention;
        alarm.locksForward = gates;
        alarm.unit = u"s"_s;
        const bool answered = health.quality != Quality::Never;
        const milliseconds silent =
            health.lastAnswerAt != MonotonicTime{}
                ? std::chrono::duration_cast<milliseconds>(m_state.now - health.lastAnswerAt)
                : m_running;
        alarm.value = double(silent.count()) / 1000.0;
        alarm.detail = health.problem;
        switch (health.quality) {
        case Quality::Live:
        case Quality::History:
            return add(alarm, AlarmVerdict::Clear, m_timings.endpointLostAfter);
        case Quality::Late:
            return add(alarm, AlarmVerdict::Hold, m_timings.endpointLostAfter);
        case Quality::Stale:
        case Quality::Lost:
        case Quality::Never:
        case Quality::Bad:
            break;
        }
        const bool failed = !health.problem.isEmpty();
        add(alarm, AlarmVerdict::Raise,
            answered || failed ? m_timings.endpointLostAfter : m_timings.neverAfter);
    }

    void clockSkew(const EndpointHealth &health)
    {
        if (health.quality != Quality::Live)
            return;
        const milliseconds skew = std::chrono::abs(health.clockSkew);
        Alarm alarm;
        alarm.kind = AlarmKind::ClockSkew;
        alarm.subject = health.id;
        alarm.title = health.title;
        alarm.value = double(health.clockSkew.count()) / 1000.0;
        alarm.limit = double(skewLimit.count()) / 1000.0;
        alarm.unit = u"s"_s;
        const AlarmVerdict verdict = skew > skewLimit      ? AlarmVerdict::Raise
                                     : skew <= skewCleared ? AlarmVerdict::Clear
                                                           : AlarmVerdict::Hold;
        add(alarm, verdict, m_timings.limitAfter);
    }

    void notAcknowledged()
    {
        const Reading<BridgeState> &bridge = m_state.bridge;
        if (!bridge.isLive())
            return;
        for (const InstanceState &instance : bridge.value.instances) {
            Alarm alarm;
            alarm.kind = AlarmKind::NotAcknowledged;
            alarm.priority = AlarmPriority::Alarm;
            alarm.subject = instance.id;
            alarm.title = instance.id;
            alarm.value = double(instance.revision);
            alarm.limit = double(bridge.value.revision);
            alarm.detail = instance.note;
            alarm.locksForward = true;
            const bool there = instance.agrees && instance.revision >= bridge.value.revision;
            add(alarm, there ? AlarmVerdict::Clear : AlarmVerdict::Raise,
                std::chrono::seconds(m_profile.limits.acknowledgeSeconds));
        }
    }

    void notObserved(const RouteStatus &route)
    {
        Alarm alarm;
        alarm.kind = AlarmKind::NotObserved;
        alarm.priority = AlarmPriority::Alarm;
        alarm.subject = route.spec.id;
        alarm.title = route.spec.title;
        const RouteState &commanded = route.commanded.value;
        const int percent = effectivePercent(commanded.mode, commanded.percent);
        alarm.value = route.observed.value.percent;
        alarm.limit = expectedObservedPercent(percent, route.observed.value.rulePercent);
        alarm.unit = u"%"_s;
        alarm.locksForward = true;
        AlarmVerdict verdict = AlarmVerdict::Hold;
        if (route.observed.isLive() && route.commanded.isLive())
            verdict = route.observedAgrees ? AlarmVerdict::Clear : AlarmVerdict::Raise;
        add(alarm, verdict, std::chrono::seconds(m_profile.limits.observeSeconds));
    }

    void routeLimits(const RouteStatus &route)
    {
        Alarm alarm;
        alarm.kind = AlarmKind::ErrorRateOverLimit;
        alarm.priority = AlarmPriority::Alarm;
        alarm.subject = route.spec.id;
        alarm.title = route.spec.title;
        alarm.locksForward = true;
        alarm.value = 100.0 * route.errorRateNew.value;
        alarm.limit = 100.0 * m_profile.limits.errorRate;
        alarm.unit = u"%"_s;
        add(alarm, upper(route.errorRateNew, m_profile.limits.errorRate), m_timings.limitAfter);
        alarm.kind = AlarmKind::P95OverLimit;
        alarm.value = route.p95New.value;
        alarm.limit = m_profile.limits.p95Seconds;
        alarm.unit = u"s"_s;
        add(alarm, upper(route.p95New, m_profile.limits.p95Seconds), m_timings.limitAfter);
    }

    void lag(SyncDirection direction, double limit)
    {
        Alarm alarm;
        alarm.kind = AlarmKind::LagOverLimit;
        alarm.priority = AlarmPriority::Alarm;
        alarm.subject = directionName(direction);
        alarm.title = alarm.subject;
        alarm.limit = limit;
        alarm.unit = u"s"_s;
        alarm.locksForward = true;
        bool present = false;
        bool failed = false;
        for (const PipelineState &pipeline : m_state.pipelines.value.pipelines) {
            if (pipeline.direction != direction)
                continue;
            present = true;
            if (pipeline.state == PipelineRunState::Failed) {
                failed = true;
                alarm.detail = u"%1 has failed"_s.arg(pipeline.id);
            }
        }
        if (!present)
            return;
        const Reading<double> worst = m_state.worstLag(direction);
        alarm.value = worst.value;
        AlarmVerdict verdict = upper(worst, limit);
        if (m_state.pipelines.isLive() && (failed || (worst.hasValue() && worst.value > limit)))
            verdict = AlarmVerdict::Raise;
        add(alarm, verdict, m_timings.limitAfter);
    }

    void lagDisagrees(const MarkedLag &marked)
    {
        Alarm alarm;
        alarm.kind = AlarmKind::LagDisagrees;
        alarm.priority = AlarmPriority::Alarm;
        alarm.subject = directionName(marked.direction);
        alarm.title = alarm.subject;
        alarm.value = marked.seconds.value;
        alarm.limit = marked.claimed.value_or(0);
        alarm.unit = u"s"_s;
        alarm.detail = marked.problem;
        alarm.locksForward = true;
        const AlarmVerdict clear = marked.seconds.isLive() ? AlarmVerdict::Clear : AlarmVerdict::Hold;
        add(alarm, marked.agrees ? clear : AlarmVerdict::Raise, m_timings.limitAfter);
    }

    void signalLimits(const SignalSpec &spec, const SignalReading &signal)
    {
        Alarm alarm;
        alarm.kind = AlarmKind::SignalOutOfLimits;
        alarm.subject = seriesKey(signal.signalId, signal.routeId, signal.side);
        alarm.title = spec.title;
        alarm.unit = spec.unit;
        alarm.value = signal.reading.value;
        alarm.locksForward = true;
        const AlarmVerdict verdict = limitVerdict(spec, signal.reading, alarm);
        add(alarm, verdict, m_timings.limitAfter);
    }

    /// Also sets the alarm's limit to the one in question. A limited signal without data raises; NaN ("no
    /// traffic") breaks no limit.
    [[nodiscard]] static AlarmVerdict limitVerdict(const SignalSpec &spec, const Reading<double> &reading,
                                                   Alarm &alarm)
    {
        alarm.limit = spec.upperLimit.value_or(spec.lowerLimit.value_or(0.0));
        if (reading.quality == Quality::Bad || reading.quality == Quality::Lost) {
            alarm.detail = reading.problem.isEmpty() ? u"no data"_s : reading.problem;
            return AlarmVerdict::Raise;
        }
        if (!reading.isLive())
            return AlarmVerdict::Hold;
        if (std::isnan(reading.value))
            return AlarmVerdict::Clear;
        const bool over = spec.upperLimit && reading.value > *spec.upperLimit;
        const bool under = spec.lowerLimit && reading.value < *spec.lowerLimit;
        if (under && !over)
            alarm.limit = *spec.lowerLimit;
        if (over || under)
            return AlarmVerdict::Raise;
        const auto margin = [](double limit) { return std::abs(limit) * (1.0 - deadband); };
        const bool nearUpper = spec.upperLimit && reading.value > *spec.upperLimit - margin(*spec.upperLimit);
        const bool nearLower = spec.lowerLimit && reading.value < *spec.lowerLimit + margin(*spec.lowerLimit);
        return nearUpper || nearLower ? AlarmVerdict::Hold : AlarmVerdict::Clear;
    }

    const Profile &m_profile;
    const MigrationState &m_state;
    const ControlTimings &m_timings;
    milliseconds m_running;
    QList<AlarmCondition> m_conditions;
};
} // namespace

QList<AlarmCondition> alarmConditions(const Profile &profile, const MigrationState &state,
                                      const ControlTimings &timings, milliseconds running)
{
    return AlarmRules(profile, state, timings, running).all();
}

} // namespace interlock
