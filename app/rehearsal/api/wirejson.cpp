// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/api/wirejson.h"

#include <algorithm>
#include <QJsonArray>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {
template<typename List, typename Fn>
QJsonArray wireArray(const List &list, Fn &&each)
{
    QJsonArray array;
    for (const auto &item : list)
        array.append(each(item));
    return array;
}

QJsonArray sortedNames(QStringList names)
{
    std::ranges::sort(names);
    return QJsonArray::fromStringList(names);
}

QJsonObject wireInstance(const InstanceState &instance)
{
    return {{u"id"_s, instance.id},
            {u"revision"_s, QString::number(instance.revision)},
            {u"at"_s, wireTime(instance.at)}};
}

QJsonObject wireRule(const RoutingRule &rule)
{
    return {{u"id"_s, rule.id},
            {u"title"_s, rule.title},
            {u"to"_s, sideName(rule.to)},
            {u"enabled"_s, rule.enabled}};
}

QJsonObject wireRoute(const RouteState &route)
{
    return {{u"id"_s, route.id},
            {u"title"_s, route.title},
            {u"layer"_s, layerName(route.layer)},
            {u"mode"_s, modeName(route.mode)},
            {u"percent"_s, route.percent},
            {u"rules"_s, wireArray(route.rules, wireRule)},
            {u"changedAt"_s, wireTime(route.changedAt)},
            {u"changedBy"_s, route.changedBy}};
}

template<typename T>
void insertKnown(QJsonObject *object, const QString &name, const std::optional<T> &value)
{
    if (value)
        object->insert(name, *value);
}

void insertKnown(QJsonObject *object, const QString &name, const QDateTime &time)
{
    if (time.isValid())
        object->insert(name, wireTime(time));
}

QJsonObject wireTable(const PipelineTable &table)
{
    QJsonObject object{{u"name"_s, table.name}};
    insertKnown(&object, u"lagSeconds"_s, table.lagSeconds);
    insertKnown(&object, u"rowsPerSecond"_s, table.rowsPerSecond);
    insertKnown(&object, u"errorsTotal"_s, table.errorsTotal);
    return object;
}

QJsonObject wireSide(const SideAnswer &side)
{
    QJsonObject object{{u"ms"_s, side.ms}};
    if (!side.answered)
        return object;
    object.insert(u"status"_s, side.status);
    object.insert(u"body"_s, QString::fromUtf8(side.body));
    if (side.truncated)
        object.insert(u"truncated"_s, true);
    return object;
}
} // namespace

QString wireTime(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODateWithMs);
}

QJsonObject wireJson(const BridgeState &state)
{
    QStringList capabilities;
    for (const Capability capability : state.capabilities)
        capabilities.append(capabilityName(capability));
    QJsonObject object{
        {u"revision"_s, QString::number(state.revision)},
        {u"epoch"_s, qint64(state.epoch)},
        {u"latched"_s, state.latched},
        {u"at"_s, wireTime(state.at)},
        {u"bridge"_s, QJsonObject{{u"name"_s, state.bridgeName}, {u"version"_s, state.bridgeVersion}}},
        {u"capabilities"_s, sortedNames(capabilities)},
        {u"instances"_s, wireArray(state.instances, wireInstance)},
        {u"routes"_s, wireArray(state.routes, wireRoute)}};
    if (!state.unknownRoutes.isEmpty())
        object.insert(u"unknownRoutes"_s, QJsonArray::fromStringList(state.unknownRoutes));
    if (state.waitingFor > 0)
        object.insert(u"waitingFor"_s, state.waitingFor);
    return object;
}

QJsonObject wireJson(const Identity &identity)
{
    QStringList scopes;
    for (const Scope scope : identity.scopes)
        scopes.append(scopeName(scope));
    return {{u"actor"_s, identity.actor}, {u"scopes"_s, sortedNames(scopes)}};
}

QJsonObject wireJson(const PipelineState &pipeline)
{
    QJsonObject object{{u"id"_s, pipeline.id},
                       {u"title"_s, pipeline.title},
                       {u"direction"_s, directionName(pipeline.direction)},
                       {u"kind"_s, pipeline.kind},
                       {u"state"_s, pipelineRunStateName(pipeline.state)},
                       {u"tables"_s, wireArray(pipeline.tables, wireTable)}};
    insertKnown(&object, u"lagSeconds"_s, pipeline.lagSeconds);
    insertKnown(&object, u"lagEvents"_s, pipeline.lagEvents);
    insertKnown(&object, u"eventsPerSecond"_s, pipeline.eventsPerSecond);
    insertKnown(&object, u"errorsTotal"_s, pipeline.errorsTotal);
    insertKnown(&object, u"conflictsTotal"_s, pipeline.conflictsTotal);
    insertKnown(&object, u"conflictsOpen"_s, pipeline.conflictsOpen);
    insertKnown(&object, u"lastEventAt"_s, pipeline.lastEventAt);
    insertKnown(&object, u"retainedUntil"_s, pipeline.retainedUntil);
    QJsonObject progress;
    insertKnown(&progress, u"done"_s, pipeline.progressDone);
    insertKnown(&progress, u"total"_s, pipeline.progressTotal);
    if (!progress.isEmpty())
        object.insert(u"progress"_s, progress);
    return object;
}

QJsonObject wireJson(const PipelinesSnapshot &snapshot)
{
    return {{u"at"_s, wireTime(snapshot.at)},
            {u"pipelines"_s, wireArray(snapshot.pipelines,
                                       [](const PipelineState &pipeline) { return wireJson(pipeline); })}};
}

QJsonObject wireJson(const Mark &mark)
{
    return {{u"mark"_s, mark.mark},
            {u"writtenAt"_s, wireTime(mark.writtenAt)},
            {u"arrivedAt"_s, mark.arrivedAt.isValid() ? QJsonValue(wireTime(mark.arrivedAt)) : QJsonValue()}};
}

QJsonObject wireJson(const ParityBucket &bucket)
{
    return {{u"t"_s, wireTime(bucket.at)},    {u"eligible"_s, bucket.eligible},
            {u"mirrored"_s, bucket.mirrored}, {u"compared"_s, bucket.compared},
            {u"equal"_s, bucket.equal},       {u"different"_s, bucket.different},
            {u"ignored"_s, bucket.ignored},   {u"incomparable"_s, bucket.incomparable}};
}

QJsonObject wireJson(const ParityPair &pair)
{
    QJsonObject object{{u"id"_s, QString::number(pair.sequence)},
                       {u"at"_s, wireTime(pair.at)},
                       {u"route"_s, pair.routeId},
                       {u"outcome"_s, outcomeName(pair.outcome)},
                       {u"request"_s, QJsonObject{{u"method"_s, QString::fromUtf8(pair.method)},
                                                  {u"path"_s, QString::fromUtf8(pair.path)}}},
                       {u"legacy"_s, wireSide(pair.legacy)},
                       {u"new"_s, wireSide(pair.modern)}};
    if (pair.legacyAgain)
        object.insert(u"legacyAgain"_s, wireSide(*pair.legacyAgain));
    return object;
}

} // namespace interlock::rehearsal
