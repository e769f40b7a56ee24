// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/gatebook.h"

#include <algorithm>

namespace interlock {

using std::chrono::milliseconds;
using std::chrono::seconds;

void GateBook::countHold(Entry &entry, const GateSpec &gate, const GateSample &sample, MonotonicTime now)
{
    const bool gap = entry.provenAt != MonotonicTime{} && now - entry.provenAt > gate.freshness;
    if (gap)
        entry.holdsSince = {};
    const bool moved = entry.counter && sample.counter && *entry.counter != *sample.counter;
    if (sample.counter)
        entry.counter = sample.counter;
    switch (sample.verdict) {
    case GateSample::Verdict::Holds:
        if (moved || entry.holdsSince == MonotonicTime{})
            entry.holdsSince = now;
        entry.provenAt = now;
        break;
    case GateSample::Verdict::Unknown:
        break; // a short gap proves nothing either way; a long one has started anew above
    case GateSample::Verdict::Fails:
    case GateSample::Verdict::NotApplicable:
        entry.holdsSince = {};
        entry.provenAt = {};
        break;
    }
}

GateState GateBook::stateOf(const Entry &entry, const GateSpec &gate, const GateSample &sample,
                            MonotonicTime now)
{
    switch (sample.verdict) {
    case GateSample::Verdict::Holds:
        return now - entry.holdsSince >= gate.hold ? GateState::Open : GateState::Waiting;
    case GateSample::Verdict::Fails:
        return GateState::Locked;
    case GateSample::Verdict::Unknown:
        return GateState::Unknown;
    case GateSample::Verdict::NotApplicable:
        return GateState::NotApplicable;
    }
    Q_UNREACHABLE();
}

void GateBook::advance(Entry &entry, const GateSpec &gate, const GateSample &sample,
                       const MigrationState &state)
{
    countHold(entry, gate, sample, state.now);
    const GateState next = stateOf(entry, gate, sample, state.now);
    if (!entry.known || next != entry.state)
        entry.since = state.wall;
    entry.known = true;
    entry.state = next;
}

QList<GateResult> GateBook::evaluate(const GateInputs &inputs, const QString &routeId)
{
    const MonotonicTime now = inputs.state.now;
    QList<GateResult> results;
    for (const GateSpec &gate : inputs.profile.gates) {
        if (!gate.concerns(routeId))
            continue;
        const GateSample sample = gateSample(gate, inputs, routeId);
        Entry &entry = m_entries[{gate.id, routeId}];
        advance(entry, gate, sample, inputs.state);
        GateResult result = sample.figures;
        result.state = entry.state;
        result.since = entry.since;
        if (entry.holdsSince != MonotonicTime{})
            result.held = std::chrono::duration_cast<seconds>(now - entry.holdsSince);
        if (entry.state == GateState::Waiting) {
            const auto left = std::chrono::ceil<milliseconds>(gate.hold - (now - entry.holdsSince));
            result.opensAt = inputs.state.wall.addMSecs(left.count());
        }
        results.append(result);
    }
    return results;
}

QList<GateState> GateBook::states(const GateInputs &inputs, const QString &routeId)
{
    QList<GateState> states;
    states.reserve(inputs.profile.gates.size());
    for (const GateSpec &gate : inputs.profile.gates) {
        if (!gate.concerns(routeId))
            continue;
        Entry &entry = m_entries[{gate.id, routeId}];
        advance(entry, gate, gateVerdict(gate, inputs, routeId, entry.places), inputs.state);
        states.append(entry.state);
    }
    return states;
}

QList<GateMemory> GateBook::memory(const Profile &profile, MonotonicTime now) const
{
    QList<GateMemory> list;
    for (auto it = m_entries.cbegin(); it != m_entries.cend(); ++it) {
        const GateSpec *gate = findGate(profile.gates, it.key().first, it.key().second);
        if (!gate || gate->hold == seconds(0) || it->holdsSince == MonotonicTime{} ||
            now - it->provenAt > gate->freshness)
            continue;
        list.append({it.key().first, it.key().second,
                     std::chrono::duration_cast<milliseconds>(it->provenAt - it->holdsSince), it->counter,
                     proofKey(*gate)});
    }
    return list;
}

void GateBook::recall(const QList<GateMemory> &memory, const Profile &profile, milliseconds ago,
                      MonotonicTime now)
{
    if (ago < milliseconds(0))
        return;
    for (const GateMemory &one : memory) {
        const GateSpec *gate = findGate(profile.gates, one.gateId, one.routeId);
        if (!gate || one.of != proofKey(*gate) || one.held < milliseconds(0))
            continue;
        Entry &entry = m_entries[{one.gateId, one.routeId}];
        if (entry.known)
            continue;
        entry.provenAt = now - ago;
        entry.holdsSince = entry.provenAt - one.held;
        entry.counter = one.counter;
    }
}

QString proofKey(const GateSpec &gate)
{
    const QString baseline = gate.baseline ? QString::number(*gate.baseline, 'g', 17) : QString();
    return QStringList{gateKindName(gate.kind),
                       QString::number(gate.threshold, 'g', 17),
                       gate.signal,
                       baseline,
                       QString::number(gate.leastPairs),
                       gate.expression.text}
        .join(u'|');
}

GateActs actsOf(const RouteState &route, const RouteChange &change)
{
    if (!isForward(route, change))
        return {};
    const RouteState after = applied(route, change);
    const int from = effectivePercent(route.mode, route.percent);
    const int to = effectivePercent(after.mode, after.percent);
    GateActs acts;
    if (after.mode > route.mode)
        acts.insert(GateAct::StepMode);
    if (to > from || !acts.contains(GateAct::StepMode))
        acts.insert(GateAct::RaiseShare); // a rule that sends more to new is one, too
    if (from == 0 && to > 0)
        acts.insert(GateAct::FirstStep);
    if (to == 100 && (from < 100 || after.mode > route.mode))
        acts.insert(GateAct::FullShare);
    return acts;
}

ShareLimit shareLimit(const QList<GateResult> &results, const RouteState &route)
{
    ShareLimit limit;
    if (route.mode == Mode::Legacy)
        return limit; // a share alone sends nobody to new in this mode
    const auto bind = [&limit](int percent, const QString &gateId) {
        if (percent < limit.percent)
            limit.gateIds.clear();
        if (percent <= limit.percent)
            limit.gateIds.append(gateId);
        limit.percent = std::min(limit.percent, percent);
    };
    for (const GateResult &result : results) {
        if (result.keeps(route.percent == 0 ? GateActs{GateAct::RaiseShare, GateAct::FirstStep}
                                            : GateActs{GateAct::RaiseShare}))
            bind(route.percent, result.gateId);
        else if (result.keeps({GateAct::FullShare}) && route.percent < 100)
            bind(99, result.gateId);
        const bool binds = result.severity == GateSeverity::Block && result.overriddenBy.isEmpty();
        if (binds && result.mayGoTo && *result.mayGoTo < 100)
            bind(*result.mayGoTo, result.gateId);
    }
    return limit;
}

QList<GateResult> gatesAgainst(const QList<GateResult> &results, const RouteState &route,
                               const RouteChange &change)
{
    const GateActs acts = actsOf(route, change);
    if (acts.isEmpty())
        return {};
    const RouteState after = applied(route, change);
    const int to = effectivePercent(after.mode, after.percent);
    QList<GateResult> against;
    for (const GateResult &result : results) {
        const bool binds = result.severity == GateSeverity::Block && result.overriddenBy.isEmpty();
        const bool tooFar = binds && result.mayGoTo && result.locks.intersects(acts) && to > *result.mayGoTo;
        if (result.keeps(acts) || tooFar)
            against.append(result);
    }
    return against;
}

} // namespace interlock
