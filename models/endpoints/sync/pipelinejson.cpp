// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/sync/pipelinejson.h"

#include <limits>
#include <QSet>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostCount = std::numeric_limits<qint64>::max();

std::optional<double> optionalNumber(const JsonReader &json, QStringView name)
{
    const auto member = json.find(name);
    return member ? std::optional(member->number(0)) : std::nullopt;
}

std::optional<qint64> optionalCount(const JsonReader &json, QStringView name)
{
    const auto member = json.find(name);
    return member ? std::optional(member->whole(0, mostCount)) : std::nullopt;
}

QDateTime optionalTime(const JsonReader &json, QStringView name)
{
    const auto member = json.find(name);
    return member ? member->time() : QDateTime();
}

PipelineTable tableFrom(const JsonReader &json)
{
    return {json.at(u"name").text(), optionalNumber(json, u"lagSeconds"),
            optionalNumber(json, u"rowsPerSecond"), optionalCount(json, u"errorsTotal")};
}

} // namespace

PipelineState pipelineFrom(const JsonReader &json)
{
    PipelineState pipeline;
    pipeline.id = json.at(u"id").id();
    const auto title = json.find(u"title");
    pipeline.title = title ? title->text() : pipeline.id;
    pipeline.direction = json.at(u"direction").named(directionFromName, u"forward or back");
    const auto kind = json.find(u"kind");
    pipeline.kind = kind ? kind->text() : QString();
    pipeline.state =
        json.at(u"state").named(pipelineRunStateFromName, u"running, paused, failed, idle or done");
    pipeline.lagSeconds = optionalNumber(json, u"lagSeconds");
    pipeline.lagEvents = optionalCount(json, u"lagEvents");
    pipeline.eventsPerSecond = optionalNumber(json, u"eventsPerSecond");
    pipeline.errorsTotal = optionalCount(json, u"errorsTotal");
    pipeline.conflictsTotal = optionalCount(json, u"conflictsTotal");
    pipeline.conflictsOpen = optionalCount(json, u"conflictsOpen");
    pipeline.lastEventAt = optionalTime(json, u"lastEventAt");
    pipeline.retainedUntil = optionalTime(json, u"retainedUntil");
    if (const auto progress = json.find(u"progress")) {
        pipeline.progressDone = optionalCount(*progress, u"done");
        pipeline.progressTotal = optionalCount(*progress, u"total");
    }
    if (const auto tables = json.find(u"tables")) {
        for (const JsonReader &table : tables->items())
            pipeline.tables.append(tableFrom(table));
    }
    return pipeline;
}

PipelinesSnapshot pipelinesFrom(const JsonReader &json)
{
    PipelinesSnapshot snapshot;
    snapshot.at = json.at(u"at").time();
    QSet<QString> ids;
    for (const JsonReader &item : json.at(u"pipelines").items()) {
        const PipelineState pipeline = pipelineFrom(item);
        if (ids.contains(pipeline.id))
            item.at(u"id").wrong(u"each id only once");
        ids.insert(pipeline.id);
        snapshot.pipelines.append(pipeline);
    }
    return snapshot;
}

Mark markFrom(const JsonReader &json)
{
    return {json.at(u"mark").id(), optionalTime(json, u"writtenAt"), optionalTime(json, u"arrivedAt")};
}

} // namespace interlock
