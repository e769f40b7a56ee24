// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/bridge/controlapijson.h"

#include "models/endpoints/http/jsonanswer.h"

#include <limits>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 mostEpoch = 9007199254740991; // what every JSON library keeps exactly

void noteDuplicate(const JsonReader &json, QSet<QString> &ids, const QString &id)
{
    if (ids.contains(id))
        json.at(u"id").wrong(u"each id only once");
    ids.insert(id);
}

QString titleFrom(const JsonReader &json, const QString &otherwise)
{
    const auto title = json.find(u"title");
    return title ? title->text() : otherwise;
}

InstanceState instanceFrom(const JsonReader &json)
{
    InstanceState instance;
    instance.id = json.at(u"id").id();
    instance.revision = json.at(u"revision").decimal();
    instance.at = json.at(u"at").time();
    return instance;
}

RoutingRule ruleFrom(const JsonReader &json)
{
    RoutingRule rule;
    rule.id = json.at(u"id").id();
    rule.title = titleFrom(json, rule.id);
    rule.to = json.at(u"to").named(sideFromName, u"legacy or new");
    rule.enabled = json.at(u"enabled").flag();
    return rule;
}

RouteState routeFrom(const JsonReader &json)
{
    RouteState route;
    route.id = json.at(u"id").id();
    route.title = titleFrom(json, route.id);
    route.layer = json.at(u"layer").named(layerFromName, u"url, read, session or write");
    route.mode = json.at(u"mode").named(modeFromName, u"legacy, compare-legacy, compare-new or new");
    route.percent = int(json.at(u"percent").whole(0, 100));
    QSet<QString> ids;
    if (const auto rules = json.find(u"rules")) {
        for (const JsonReader &item : rules->items()) {
            route.rules.append(ruleFrom(item));
            noteDuplicate(item, ids, route.rules.constLast().id);
        }
    }
    // A route that was never changed has neither.
    if (const auto changedAt = json.find(u"changedAt"))
        route.changedAt = changedAt->time();
    if (const auto changedBy = json.find(u"changedBy"))
        route.changedBy = changedBy->text();
    return route;
}

QSet<Capability> capabilitiesFrom(const JsonReader &json)
{
    QSet<Capability> result;
    for (const JsonReader &item : json.items()) {
        if (const auto capability = capabilityFromName(item.text()))
            result.insert(*capability);
    }
    return result;
}

void readBridge(const JsonReader &json, BridgeState &state)
{
    const auto bridge = json.find(u"bridge");
    if (!bridge)
        return;
    state.bridgeName = bridge->at(u"name").text();
    if (const auto version = bridge->find(u"version"))
        state.bridgeVersion = version->text();
}

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

/// Reads type and state of a 409's problem; a body that is none of the contract leaves the plain Conflict.
BridgeReply conflictReply(const HttpAnswer &answer, const Error &error)
{
    BridgeReply reply{tl::unexpected<Error>(error), std::nullopt, false};
    if (!isJson(answer))
        return reply;
    const Result<JsonDocument> document = JsonDocument::parse(answer.body);
    if (!document || !document->root().isObject())
        return reply;
    const JsonReader root = document->root();
    const auto type = root.find(u"type");
    if (type && type->isText() && type->text().endsWith("/in-progress"_L1)) {
        reply.state = fail(ErrorKind::Timeout, u"the bridge is still working on this act"_s, error.where);
        return reply;
    }
    const auto state = root.find(u"state");
    if (!state || !state->isObject())
        return reply;
    const Result<BridgeState> current = document->checked(bridgeStateFrom(*state));
    if (current)
        reply.conflict = *current;
    return reply;
}

/// A 202 of a latch release, which may come without a state.
BridgeReply waitingReply(const HttpAnswer &answer)
{
    bool hasState = true;
    const auto read = [&hasState](const JsonReader &json) {
        hasState = json.find(u"revision").has_value();
        BridgeState state = hasState ? bridgeStateFrom(json) : BridgeState{};
        state.waitingFor = int(json.at(u"waitingFor").whole(1, 100));
        return state;
    };
    const Result<BridgeState> state = jsonAnswer(answer, read);
    return {state, std::nullopt, state && !hasState};
}

} // namespace

BridgeState bridgeStateFrom(const JsonReader &json)
{
    BridgeState state;
    state.revision = json.at(u"revision").decimal();
    state.epoch = quint64(json.at(u"epoch").whole(0, mostEpoch));
    state.latched = json.at(u"latched").flag();
    state.at = json.at(u"at").time();
    readBridge(json, state);
    state.capabilities = capabilitiesFrom(json.at(u"capabilities"));
    QSet<QString> instanceIds;
    for (const JsonReader &item : json.at(u"instances").items()) {
        state.instances.append(instanceFrom(item));
        noteDuplicate(item, instanceIds, state.instances.constLast().id);
    }
    QSet<QString> routeIds;
    for (const JsonReader &item : json.at(u"routes").items()) {
        state.routes.append(routeFrom(item));
        noteDuplicate(item, routeIds, state.routes.constLast().id);
    }
    if (const auto unknown = json.find(u"unknownRoutes")) {
        for (const JsonReader &item : unknown->items())
            state.unknownRoutes.append(item.text());
    }
    if (const auto waiting = json.find(u"waitingFor"))
        state.waitingFor = int(waiting->whole(0, 100));
    return state;
}

Identity identityFrom(const JsonReader &json)
{
    Identity identity;
    identity.actor = json.at(u"actor").text();
    for (const JsonReader &item : json.at(u"scopes").items()) {
        if (const auto scope = scopeFromName(item.text()))
            identity.scopes.insert(*scope);
    }
    return identity;
}

QByteArray changeBody(const PreparedChange &change)
{
    QJsonObject body{{u"reason"_s, change.change.reason}, {u"actor"_s, change.actor}};
    if (change.change.mode)
        body.insert(u"mode"_s, modeName(*change.change.mode));
    if (change.change.percent)
        body.insert(u"percent"_s, *change.change.percent);
    if (!change.change.rules.isEmpty()) {
        QJsonObject rules;
        for (auto it = change.change.rules.constBegin(); it != change.change.rules.constEnd(); ++it)
            rules.insert(it.key(), it.value());
        body.insert(u"rules"_s, rules);
    }
    return compact(body);
}

QByteArray rollbackBody(const RollbackOrder &order)
{
    return compact({{u"routes"_s, QJsonArray::fromStringList(order.routes)},
                    {u"epoch"_s, qint64(order.epoch)},
                    {u"reason"_s, order.reason},
                    {u"actor"_s, order.actor}});
}

QByteArray releaseBody(const LatchRelease &release)
{
    return compact(
        {{u"epoch"_s, qint64(release.epoch)}, {u"reason"_s, release.reason}, {u"actor"_s, release.actor}});
}

BridgeReply bridgeReply(const Result<HttpAnswer> &answer)
{
    if (answer && answer->status == 202)
        return waitingReply(*answer);
    if (answer && answer->status == 409)
        return conflictReply(*answer, *statusError(*answer));
    return {jsonAnswer(answer, bridgeStateFrom), std::nullopt, false};
}

QString contradiction(const PreparedChange &change, const BridgeState &state)
{
    const RouteChange &asked = change.change;
    const RouteState *route = state.route(asked.routeId);
    if (route == nullptr)
        return u"the bridge's answer has no route \"%1\""_s.arg(asked.routeId);
    if (asked.mode && *asked.mode != route->mode)
        return u"asked for mode %1, the bridge has %2"_s.arg(modeName(*asked.mode), modeName(route->mode));
    if (asked.percent && *asked.percent != route->percent)
        return u"asked for %1 %, the bridge has %2 %"_s.arg(*asked.percent).arg(route->percent);
    for (auto it = asked.rules.constBegin(); it != asked.rules.constEnd(); ++it) {
        const auto rule = std::ranges::find(route->rules, it.key(), &RoutingRule::id);
        if (rule == route->rules.end() || rule->enabled != it.value())
            return u"rule \"%1\" is not as asked for"_s.arg(it.key());
    }
    return {};
}

QString contradiction(const RollbackOrder &order, const BridgeState &state)
{
    const bool all = order.routes.contains(u"*"_s);
    for (const RouteState &route : state.routes) {
        if ((all || order.routes.contains(route.id)) && (route.mode != Mode::Legacy || route.percent != 0))
            return u"route \"%1\" is still at %2, %3 %"_s.arg(route.id, modeName(route.mode))
                .arg(route.percent);
    }
    if (state.epoch < order.epoch)
        return u"the bridge's epoch is %1, asked for %2"_s.arg(state.epoch).arg(order.epoch);
    if (state.capabilities.contains(Capability::Latch) && !state.latched)
        return u"the bridge is not latched"_s;
    return {};
}

} // namespace interlock
