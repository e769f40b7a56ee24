// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/actrecords.h"

#include <cmath>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
template<typename T>
QJsonObject readingRecord(const Reading<T> &reading, MonotonicTime now)
{
    QJsonObject object{{u"quality"_s, qualityName(reading.quality)}};
    if (reading.hasValue())
        object.insert(u"ageMs"_s, qint64(reading.ageAt(now).count()));
    if (!reading.problem.isEmpty())
        object.insert(u"problem"_s, reading.problem);
    return object;
}

/// NaN ("no traffic") has no JSON number and stays absent.
template<typename T>
QJsonObject figureRecord(const Reading<T> &reading, MonotonicTime now, double value)
{
    QJsonObject object = readingRecord(reading, now);
    if (reading.hasValue() && std::isfinite(value))
        object.insert(u"value"_s, value);
    return object;
}

QJsonObject routeEvidence(const RouteStatus &route, MonotonicTime now)
{
    const auto insert = [now](QJsonObject &object, const QString &name, const Reading<double> &figure) {
        if (figure.quality != Quality::Never)
            object.insert(name, figureRecord(figure, now, figure.value));
    };
    QJsonObject object;
    const RouteState &commanded = route.commanded.value;
    object.insert(u"commanded"_s,
                  figureRecord(route.commanded, now, effectivePercent(commanded.mode, commanded.percent)));
    object.insert(u"acknowledged"_s,
                  u"%1/%2"_s.arg(route.acknowledged.value.acknowledged).arg(route.acknowledged.value.total));
    if (route.observed.quality != Quality::Never)
        object.insert(u"observed"_s, figureRecord(route.observed, now, route.observed.value.percent));
    insert(object, u"errorRateLegacy"_s, route.errorRateLegacy);
    insert(object, u"errorRateNew"_s, route.errorRateNew);
    insert(object, u"p95Legacy"_s, route.p95Legacy);
    insert(object, u"p95New"_s, route.p95New);
    if (route.parity.quality != Quality::Never) {
        QJsonObject parity = readingRecord(route.parity, now);
        parity.insert(u"compared"_s, route.parity.value.compared);
        parity.insert(u"different"_s, route.parity.value.different);
        object.insert(u"parity"_s, parity);
    }
    return object;
}

QString step(const QString &name, const QString &from, const QString &to)
{
    return u"%1 %2 → %3"_s.arg(name, from, to);
}
} // namespace

QJsonArray gatesRecord(const QList<GateResult> &gates)
{
    QJsonArray array;
    for (const GateResult &gate : gates) {
        QJsonObject object{{u"gate"_s, gate.gateId},
                           {u"state"_s, gateStateName(gate.state)},
                           {u"quality"_s, qualityName(gate.quality)}};
        if (gate.is && std::isfinite(*gate.is))
            object.insert(u"is"_s, *gate.is);
        if (gate.wants && std::isfinite(*gate.wants))
            object.insert(u"wants"_s, *gate.wants);
        if (!gate.unit.isEmpty())
            object.insert(u"unit"_s, gate.unit);
        if (gate.age)
            object.insert(u"ageMs"_s, qint64(gate.age->count()));
        if (!gate.problem.isEmpty())
            object.insert(u"problem"_s, gate.problem);
        if (!gate.overriddenBy.isEmpty())
            object.insert(u"overriddenBy"_s, gate.overriddenBy);
        array.append(object);
    }
    return array;
}

QJsonObject routeRecord(const RouteState &route, quint64 revision, quint64 epoch)
{
    QJsonObject rules;
    for (const RoutingRule &rule : route.rules)
        rules.insert(rule.id, rule.enabled);
    QJsonObject object{{u"route"_s, route.id},
                       {u"mode"_s, modeName(route.mode)},
                       {u"percent"_s, route.percent},
                       {u"revision"_s, QString::number(revision)},
                       {u"epoch"_s, QString::number(epoch)}};
    if (!rules.isEmpty())
        object.insert(u"rules"_s, rules);
    return object;
}

QJsonObject changeRecord(const PreparedChange &prepared)
{
    const RouteChange &change = prepared.change;
    QJsonObject object{{u"route"_s, change.routeId},
                       {u"expectedRevision"_s, QString::number(prepared.expectedRevision)},
                       {u"epoch"_s, QString::number(prepared.epoch)}};
    if (change.mode)
        object.insert(u"mode"_s, modeName(*change.mode));
    if (change.percent)
        object.insert(u"percent"_s, *change.percent);
    QJsonObject rules;
    for (const auto &[id, enabled] : change.rules.asKeyValueRange())
        rules.insert(id, enabled);
    if (!rules.isEmpty())
        object.insert(u"rules"_s, rules);
    return object;
}

std::optional<PreparedChange> changeFromRecord(const QJsonObject &object, const QUuid &key)
{
    PreparedChange prepared;
    RouteChange &change = prepared.change;
    change.routeId = object.value("route"_L1).toString();
    if (change.routeId.isEmpty() || key.isNull())
        return std::nullopt;
    prepared.key = key;
    prepared.expectedRevision = object.value("expectedRevision"_L1).toString().toULongLong();
    prepared.epoch = object.value("epoch"_L1).toString().toULongLong();
    change.mode = modeFromName(object.value("mode"_L1).toString());
    if (object.contains("percent"_L1))
        change.percent = object.value("percent"_L1).toInt();
    const QJsonObject rules = object.value("rules"_L1).toObject();
    for (auto it = rules.begin(); it != rules.end(); ++it)
        change.rules.insert(it.key(), it.value().toBool());
    return prepared;
}

QJsonObject orderRecord(const RollbackOrder &order)
{
    return {{u"routes"_s, QJsonArray::fromStringList(order.routes)},
            {u"epoch"_s, QString::number(order.epoch)}};
}

QJsonObject evidenceRecord(const MigrationState &state, const QString &routeId)
{
    QJsonObject endpoints;
    for (const EndpointHealth &health : state.endpoints)
        endpoints.insert(health.id, qualityName(health.quality));
    QJsonObject routes;
    for (const RouteStatus &route : state.routes) {
        if (routeId.isEmpty() || route.spec.id == routeId)
            routes.insert(route.spec.id, routeEvidence(route, state.now));
    }
    QJsonObject object{{u"endpoints"_s, endpoints}, {u"routes"_s, routes}};
    for (const SyncDirection direction : {SyncDirection::Forward, SyncDirection::Back}) {
        const Reading<double> lag = state.worstLag(direction);
        if (lag.quality != Quality::Never)
            object.insert(u"lag-"_s % directionName(direction), figureRecord(lag, state.now, lag.value));
    }
    if (const auto orders = state.ordersTouchedByRollback())
        object.insert(u"ordersOpenOnNew"_s, *orders);
    return object;
}

QString changeInWords(const RouteState &before, const RouteChange &change, const QString &environment)
{
    QStringList steps;
    if (change.mode && *change.mode != before.mode)
        steps.append(step(u"mode"_s, modeName(before.mode), modeName(*change.mode)));
    if (change.percent && *change.percent != before.percent)
        steps.append(step(u"share"_s, u"%1 %"_s.arg(before.percent), u"%1 %"_s.arg(*change.percent)));
    for (const RoutingRule &rule : before.rules) {
        const bool after = change.rules.value(rule.id, rule.enabled);
        if (after != rule.enabled)
            steps.append(
                step(u"rule "_s % rule.id, rule.enabled ? u"on"_s : u"off"_s, after ? u"on"_s : u"off"_s));
    }
    const QString title = before.title.isEmpty() ? change.routeId : before.title;
    return u"%1: %2 on %3"_s.arg(title, steps.join(u", "_s), environment);
}

} // namespace interlock
