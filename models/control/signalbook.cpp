// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/signalbook.h"

#include <algorithm>
#include <cmath>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
QString sideReachedName(std::optional<SideReached> side)
{
    if (!side)
        return {};
    switch (*side) {
    case SideReached::Legacy:
        return u"legacy"_s;
    case SideReached::New:
        return u"new"_s;
    case SideReached::Both:
        return u"both"_s;
    }
    Q_UNREACHABLE();
}

/// Age and quality of a figure made of several readings: the oldest and the worst.
template<typename T>
void inherit(Reading<T> &result, const Reading<double> &part)
{
    if (result.quality == Quality::Never) {
        result.quality = part.quality;
        result.receivedAt = part.receivedAt;
        result.ageAtReceipt = part.ageAtReceipt;
        result.sourceTime = part.sourceTime;
        result.problem = part.problem;
        return;
    }
    if (part.quality > result.quality)
        result.problem = part.problem;
    result.quality = worse(result.quality, part.quality);
    if (part.receivedAt - part.ageAtReceipt < result.receivedAt - result.ageAtReceipt) {
        result.receivedAt = part.receivedAt;
        result.ageAtReceipt = part.ageAtReceipt;
        result.sourceTime = part.sourceTime;
    }
}

bool isOutOfRange(const SignalSpec &spec, double value)
{
    return std::isinf(value) || (spec.kind == SignalKind::Rate && value < 0);
}

/// Sum of the readings that exist.
Reading<double> sumOf(std::initializer_list<const Reading<double> *> parts)
{
    Reading<double> sum;
    for (const Reading<double> *part : parts) {
        if (!part || part->quality == Quality::Never)
            continue;
        sum.value += part->value;
        inherit(sum, *part);
    }
    return sum;
}
} // namespace

SignalBook::SignalBook(const Profile &profile)
    : m_profile(profile), m_shareSignal(requestsSignal(profile, RequestsUse::Share))
{
    for (const SignalSpec &spec : profile.signalSpecs) {
        if (!m_specs.contains(spec.id))
            m_specs.insert(spec.id, &spec);
    }
}

const SignalSpec *SignalBook::spec(const QString &id) const
{
    return m_specs.value(id);
}

SignalReading &SignalBook::entry(const SignalValue &value)
{
    const std::pair place{value.signalId, std::pair{value.routeId, value.side ? int(*value.side) : -1}};
    const auto it = m_places.constFind(place);
    if (it != m_places.cend())
        return m_readings[*it];
    append({value.signalId, value.routeId, value.side, {}});
    return m_readings.last();
}

void SignalBook::append(const SignalReading &reading)
{
    Origin origin;
    origin.spec = spec(reading.signalId);
    for (qsizetype i = 0; origin.spec && i < m_profile.endpoints.size(); ++i) {
        if (m_profile.endpoints.at(i).id == origin.spec->endpoint)
            origin.endpoint = i;
    }
    if (origin.spec && origin.spec->meaning != SignalMeaning::Custom)
        m_meant.append(m_readings.size());
    m_places.insert({reading.signalId, {reading.routeId, reading.side ? int(*reading.side) : -1}},
                    m_readings.size());
    m_readings.append(reading);
    m_origins.append(origin);
}

void SignalBook::take(const QString &endpointId, const SignalSnapshot &snapshot, MonotonicTime now)
{
    for (const SignalValue &value : snapshot.values)
        takeValue(value, snapshot, now);
    for (const auto &[id, error] : snapshot.failures.asKeyValueRange()) {
        const SignalSpec *failed = spec(id);
        if (failed && failed->endpoint == endpointId)
            takeFailure(id, error, now);
    }
}

void SignalBook::takeValue(const SignalValue &value, const SignalSnapshot &snapshot, MonotonicTime now)
{
    const SignalSpec *known = spec(value.signalId);
    if (!known)
        return;
    Reading<double> &reading = entry(value).reading;
    reading.sourceTime = snapshot.at.isValid() ? snapshot.at.addMSecs(-value.sampleAgeMs) : QDateTime();
    reading.receivedAt = now;
    reading.ageAtReceipt = std::chrono::milliseconds(std::max<qint64>(0, value.sampleAgeMs));
    const bool bad = isOutOfRange(*known, value.value);
    if (!bad)
        reading.value = value.value;
    reading.quality = bad ? Quality::Bad : Quality::Live;
    reading.problem = bad ? u"out of range: %1"_s.arg(value.value) : QString();
}

/// A signal that cannot be computed turns all its series BAD; one that never had any gets a row of its own to
/// say so.
void SignalBook::takeFailure(const QString &signalId, const Error &error, MonotonicTime now)
{
    if (std::ranges::find(m_readings, signalId, &SignalReading::signalId) == m_readings.end())
        append({signalId, {}, {}, {}});
    for (SignalReading &reading : m_readings) {
        if (reading.signalId != signalId)
            continue;
        reading.reading.quality = Quality::Bad;
        reading.reading.receivedAt = now;
        reading.reading.problem = error.detail;
    }
}

void SignalBook::age(MonotonicTime now, const std::function<bool(const QString &)> &linkUp)
{
    QList<bool> up;
    for (const EndpointSpec &endpoint : m_profile.endpoints)
        up.append(linkUp(endpoint.id));
    for (qsizetype i = 0; i < m_readings.size(); ++i) {
        const qsizetype endpoint = m_origins.at(i).endpoint;
        if (endpoint < 0)
            continue;
        // A sampled value is as old as the source's own interval before we ask: two periods make one here.
        const FreshnessRule rule{2 * m_profile.endpoints.at(endpoint).period};
        const Quality quality = qualityAt(m_readings.at(i).reading, rule, up.at(endpoint), now);
        if (quality != m_readings.at(i).reading.quality) // writing would copy what pictures share
            m_readings[i].reading.quality = quality;
    }
}

const Reading<double> *SignalBook::find(SignalMeaning meaning, const QString &routeId,
                                        std::optional<SideReached> side) const
{
    const Reading<double> *unsplit = nullptr;
    for (const qsizetype place : m_meant) {
        const SignalSpec *known = m_origins.at(place).spec;
        if (known->meaning != meaning || (meaning == SignalMeaning::Requests && known != m_shareSignal))
            continue;
        const SignalReading &reading = m_readings.at(place);
        const bool failedAsWhole =
            reading.reading.quality == Quality::Bad && reading.routeId.isEmpty() && !reading.side;
        if (reading.side != side && !failedAsWhole)
            continue;
        if (reading.routeId == routeId)
            return &reading.reading;
        if (reading.routeId.isEmpty() && (known->routeLabel.isEmpty() || failedAsWhole))
            unsplit = &reading.reading;
    }
    return unsplit;
}

Reading<ObservedShare> SignalBook::observed(const RouteStatus &route) const
{
    const QString &id = route.spec.id;
    const Reading<double> *legacy = find(SignalMeaning::Requests, id, SideReached::Legacy);
    const Reading<double> reachedNew = sumOf({find(SignalMeaning::Requests, id, SideReached::New),
                                              find(SignalMeaning::Requests, id, SideReached::Both)});
    Reading<ObservedShare> result;
    if (!legacy || legacy->quality == Quality::Never || reachedNew.quality == Quality::Never)
        return result; // one side has never been heard of: missing is never 0
    inherit(result, *legacy);
    inherit(result, reachedNew);
    RouteTraffic traffic;
    traffic.legacyPerSecond = legacy->value;
    traffic.newPerSecond = reachedNew.value;
    const Reading<double> *rules = find(SignalMeaning::RuleRequests, id, std::nullopt);
    if (rules && rules->isLive() && std::isfinite(rules->value))
        traffic.rulePerSecond = rules->value;
    const Reading<double> *users = find(SignalMeaning::ActiveUsers, id, std::nullopt);
    if (users && users->isLive() && std::isfinite(users->value))
        traffic.activeUsers = users->value;
    if (m_shareSignal)
        traffic.windowSeconds = m_shareSignal->windowSeconds;
    const RouteState &commanded = route.commanded.value;
    const auto share = observedShare(traffic, effectivePercent(commanded.mode, commanded.percent));
    if (share)
        result.value = *share;
    else if (result.quality == Quality::Live) {
        result = {};
        result.problem = u"no traffic"_s;
    }
    return result;
}

void SignalBook::fill(RouteStatus &route) const
{
    const auto figure = [&](SignalMeaning meaning, SideReached side) {
        const Reading<double> *reading = find(meaning, route.spec.id, side);
        return reading ? *reading : Reading<double>{};
    };
    route.observed = observed(route);
    const RouteState &commanded = route.commanded.value;
    // In mode legacy nobody is sent to new, whatever the rules say; what rules once sent must not explain
    // anything.
    if (commanded.mode == Mode::Legacy)
        route.observed.value.rulePercent = 0;
    route.observedAgrees = !route.observed.isLive() || !route.commanded.hasValue() ||
                           agrees(route.observed.value, effectivePercent(commanded.mode, commanded.percent));
    route.errorRateLegacy = figure(SignalMeaning::ErrorRate, SideReached::Legacy);
    route.errorRateNew = figure(SignalMeaning::ErrorRate, SideReached::New);
    route.p95Legacy = figure(SignalMeaning::P95, SideReached::Legacy);
    route.p95New = figure(SignalMeaning::P95, SideReached::New);
}

Reading<double> newSideRate(const Profile &profile, const MigrationState &state, const QString &routeId)
{
    const SignalSpec *requests = requestsSignal(profile, RequestsUse::RollbackClock);
    if (!requests)
        return {};
    const SignalReading *reached = state.signal(requests->id, routeId, SideReached::New);
    const SignalReading *both = state.signal(requests->id, routeId, SideReached::Both);
    return sumOf({reached ? &reached->reading : nullptr, both ? &both->reading : nullptr});
}

const SignalSpec *requestsSignal(const Profile &profile, RequestsUse use)
{
    const SignalSpec *chosen = nullptr;
    for (const SignalSpec &spec : profile.signalSpecs) {
        if (spec.meaning != SignalMeaning::Requests)
            continue;
        const bool better =
            chosen && (use == RequestsUse::Share ? spec.windowSeconds > chosen->windowSeconds
                                                 : spec.windowSeconds < chosen->windowSeconds);
        if (!chosen || better)
            chosen = &spec;
    }
    return chosen;
}

QString seriesKey(const QString &signalId, const QString &routeId, std::optional<SideReached> side)
{
    if (routeId.isEmpty() && !side)
        return signalId;
    return signalId % u'|' % routeId % u'|' % sideReachedName(side);
}

} // namespace interlock
