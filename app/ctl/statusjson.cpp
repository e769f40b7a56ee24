// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/sentences.h"
#include "app/ctl/statusreport.h"

#include <cmath>
#include <QJsonArray>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

QJsonValue timeValue(const QDateTime &time)
{
    return time.isValid() ? QJsonValue(time.toUTC().toString(Qt::ISODateWithMs)) : QJsonValue();
}

QJsonValue numberValue(double value)
{
    return std::isfinite(value) ? QJsonValue(value) : QJsonValue();
}

/// Quality and age, which every value has.
template<typename T>
QJsonObject readingJson(const Reading<T> &reading, MonotonicTime now)
{
    return {{u"quality"_s, qualityName(reading.quality)},
            {u"ageMs"_s, reading.hasValue() ? QJsonValue(qint64(reading.ageAt(now).count())) : QJsonValue()}};
}

QJsonObject figureJson(const Reading<double> &reading, MonotonicTime now)
{
    QJsonObject object = readingJson(reading, now);
    object.insert(u"value"_s, reading.hasValue() ? numberValue(reading.value) : QJsonValue());
    return object;
}

QJsonObject bridgeJson(const MigrationState &state)
{
    QJsonObject object = readingJson(state.bridge, state.now);
    if (!state.bridge.hasValue())
        return object;
    const BridgeState &bridge = state.bridge.value;
    QJsonArray instances;
    for (const InstanceState &instance : bridge.instances) {
        instances.append(QJsonObject{{u"id"_s, instance.id},
                                     {u"revision"_s, QString::number(instance.revision)},
                                     {u"agrees"_s, instance.agrees},
                                     {u"note"_s, instance.note}});
    }
    object.insert(u"name"_s, bridge.bridgeName);
    object.insert(u"version"_s, bridge.bridgeVersion);
    object.insert(u"revision"_s, QString::number(bridge.revision));
    object.insert(u"epoch"_s, qint64(bridge.epoch));
    object.insert(u"latched"_s, bridge.latched);
    object.insert(u"instances"_s, instances);
    return object;
}

QJsonObject identityJson(const MigrationState &state)
{
    QJsonObject object = readingJson(state.identity, state.now);
    QJsonArray scopes;
    for (const Scope scope : {Scope::Read, Scope::Rollback, Scope::Operate}) {
        if (state.identity.value.scopes.contains(scope))
            scopes.append(scopeName(scope));
    }
    object.insert(u"actor"_s, state.identity.value.actor);
    object.insert(u"scopes"_s, scopes);
    return object;
}

QJsonObject commandedJson(const RouteStatus &route, MonotonicTime now)
{
    QJsonObject object = readingJson(route.commanded, now);
    const RouteState &commanded = route.commanded.value;
    const bool known = route.commanded.hasValue();
    object.insert(u"mode"_s, known ? QJsonValue(modeName(commanded.mode)) : QJsonValue());
    object.insert(u"percent"_s, known ? QJsonValue(commanded.percent) : QJsonValue());
    object.insert(u"changedBy"_s, commanded.changedBy);
    object.insert(u"changedAt"_s, timeValue(commanded.changedAt));
    return object;
}

QJsonObject acknowledgedJson(const RouteStatus &route, MonotonicTime now)
{
    QJsonObject object = readingJson(route.acknowledged, now);
    const Acknowledgement &seen = route.acknowledged.value;
    const bool known = route.acknowledged.hasValue();
    object.insert(u"count"_s, known ? QJsonValue(seen.acknowledged) : QJsonValue());
    object.insert(u"total"_s, known ? QJsonValue(seen.total) : QJsonValue());
    object.insert(u"missing"_s, QJsonArray::fromStringList(seen.missing));
    return object;
}

QJsonObject observedJson(const RouteStatus &route, MonotonicTime now)
{
    QJsonObject object = readingJson(route.observed, now);
    const ObservedShare &share = route.observed.value;
    const bool known = route.observed.hasValue();
    const auto value = [known](double number) { return known ? numberValue(number) : QJsonValue(); };
    object.insert(u"percent"_s, value(share.percent));
    object.insert(u"tolerance"_s, value(share.tolerance));
    object.insert(u"rulePercent"_s, value(share.rulePercent));
    object.insert(u"requestsPerSecond"_s, value(share.requestsPerSecond));
    object.insert(u"newPerSecond"_s, value(share.newPerSecond));
    object.insert(u"agrees"_s, known ? QJsonValue(route.observedAgrees) : QJsonValue());
    return object;
}

QJsonArray routesJson(const MigrationState &state)
{
    QJsonArray routes;
    for (const RouteStatus &route : state.routes) {
        routes.append(QJsonObject{
            {u"id"_s, route.spec.id},
            {u"title"_s, route.spec.title},
            {u"layer"_s, layerName(route.spec.layer)},
            {u"commanded"_s, commandedJson(route, state.now)},
            {u"acknowledged"_s, acknowledgedJson(route, state.now)},
            {u"observed"_s, observedJson(route, state.now)},
            {u"errorRate"_s, QJsonObject{{u"legacy"_s, figureJson(route.errorRateLegacy, state.now)},
                                         {u"new"_s, figureJson(route.errorRateNew, state.now)}}},
            {u"p95Seconds"_s, QJsonObject{{u"legacy"_s, figureJson(route.p95Legacy, state.now)},
                                          {u"new"_s, figureJson(route.p95New, state.now)}}}});
    }
    return routes;
}

QJsonObject ordersJson(const MigrationState &state)
{
    QJsonObject object = readingJson(state.orders, state.now);
    const bool known = state.orders.hasValue();
    const auto count = [known](qint64 number) { return known ? QJsonValue(number) : QJsonValue(); };
    object.insert(u"legacyOpen"_s, count(state.orders.value.legacyOpen));
    object.insert(u"newOpen"_s, count(state.orders.value.newOpen));
    object.insert(u"overdue"_s, count(state.orders.value.overdue));
    object.insert(u"lastDueAt"_s, timeValue(state.orders.value.lastDueAt));
    return object;
}

QJsonValue tookMs(const std::optional<milliseconds> &took)
{
    return took ? QJsonValue(qint64(took->count())) : QJsonValue();
}

QJsonObject warrantyJson(const Warranty &warranty)
{
    QJsonArray gaps;
    for (const WarrantyGap &gap : warranty.gaps) {
        gaps.append(QJsonObject{{u"kind"_s, warrantyGapName(gap.kind)},
                                {u"subject"_s, gap.subject},
                                {u"text"_s, warrantyGapText(gap)}});
    }
    return {
        {u"holds"_s, warranty.holds()},
        {u"gaps"_s, gaps},
        {u"medianMs"_s, tookMs(warranty.times.median())},
        {u"worstMs"_s, tookMs(warranty.times.worst())},
        {u"lastDrillAt"_s, timeValue(warranty.times.lastDrillAt)},
        {u"strandedOrders"_s, warranty.stranded ? QJsonValue(*warranty.stranded) : QJsonValue()},
        {u"logReachSeconds"_s, warranty.reach ? QJsonValue(qint64(warranty.reach->count())) : QJsonValue()}};
}

QJsonObject rollbackJson(const StatusPicture &picture)
{
    QJsonArray paths;
    for (const RollbackPathStatus &status : picture.paths) {
        paths.append(QJsonObject{{u"id"_s, status.path.id},
                                 {u"title"_s, status.path.title},
                                 {u"reachable"_s, status.reachable},
                                 {u"problem"_s, status.problem},
                                 {u"provenAt"_s, timeValue(status.provenAt)},
                                 {u"dryRunProblem"_s, status.proofProblem}});
    }
    return {{u"readiness"_s, rollbackReadinessName(picture.readiness)},
            {u"paths"_s, paths},
            {u"warranty"_s, warrantyJson(picture.warranty)}};
}

QJsonArray alarmsJson(const QList<Alarm> &alarms)
{
    QJsonArray array;
    for (const Alarm &alarm : alarms) {
        array.append(QJsonObject{{u"kind"_s, alarmKindName(alarm.kind)},
                                 {u"priority"_s, alarmPriorityName(alarm.priority)},
                                 {u"subject"_s, alarm.subject},
                                 {u"title"_s, alarm.title},
                                 {u"value"_s, numberValue(alarm.value)},
                                 {u"limit"_s, numberValue(alarm.limit)},
                                 {u"unit"_s, alarm.unit},
                                 {u"detail"_s, alarm.detail},
                                 {u"since"_s, timeValue(alarm.since)},
                                 {u"locksForward"_s, alarm.locksForward},
                                 {u"text"_s, alarmSentence(alarm)}});
    }
    return array;
}

QString endpointKindWord(EndpointKind kind)
{
    switch (kind) {
    case EndpointKind::Bridge:
        return u"bridge"_s;
    case EndpointKind::Sync:
        return u"sync"_s;
    case EndpointKind::Metrics:
        return u"metrics"_s;
    case EndpointKind::Orders:
        return u"orders"_s;
    case EndpointKind::Parity:
        return u"parity"_s;
    }
    return {};
}

QJsonArray endpointsJson(const MigrationState &state)
{
    QJsonArray array;
    for (const EndpointHealth &endpoint : state.endpoints) {
        const bool answered = endpoint.lastAnswerAt != MonotonicTime{};
        const auto age = std::chrono::duration_cast<milliseconds>(state.now - endpoint.lastAnswerAt);
        array.append(QJsonObject{
            {u"id"_s, endpoint.id},
            {u"title"_s, endpoint.title},
            {u"kind"_s, endpointKindWord(endpoint.kind)},
            {u"quality"_s, qualityName(endpoint.quality)},
            {u"ageMs"_s, answered ? QJsonValue(qint64(age.count())) : QJsonValue()},
            {u"roundTripMs"_s, answered ? QJsonValue(qint64(endpoint.roundTrip.count())) : QJsonValue()},
            {u"clockSkewMs"_s, answered ? QJsonValue(qint64(endpoint.clockSkew.count())) : QJsonValue()},
            {u"problem"_s, endpoint.problem}});
    }
    return array;
}

} // namespace

QJsonObject statusJson(const StatusPicture &picture)
{
    const MigrationState &state = picture.state;
    return {{u"migration"_s, picture.profile.migration},
            {u"environment"_s, picture.profile.environment.name},
            {u"at"_s, timeValue(state.wall)},
            {u"bridge"_s, bridgeJson(state)},
            {u"identity"_s, identityJson(state)},
            {u"rollback"_s, rollbackJson(picture)},
            {u"routes"_s, routesJson(state)},
            {u"lagSeconds"_s,
             QJsonObject{{u"forward"_s, figureJson(state.worstLag(SyncDirection::Forward), state.now)},
                         {u"back"_s, figureJson(state.worstLag(SyncDirection::Back), state.now)}}},
            {u"orders"_s, ordersJson(state)},
            {u"endpoints"_s, endpointsJson(state)},
            {u"alarms"_s, alarmsJson(picture.alarms)}};
}

} // namespace interlock
