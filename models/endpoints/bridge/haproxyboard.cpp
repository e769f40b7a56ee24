// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/bridge/haproxyboard.h"

#include <algorithm>
#include <QSet>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype keptActs = 64;
constexpr int basisPointsAPercent = 100;

QByteArray haProxyModePrefix()
{
    return QByteArrayLiteral("mode.");
}

QByteArray haProxyActPrefix()
{
    return QByteArrayLiteral("act.");
}

QByteArray haProxyChangedPrefix()
{
    return QByteArrayLiteral("changed.");
}

bool isRowOfTheConvention(const QByteArray &key)
{
    return key.startsWith(haProxyModePrefix()) || key.startsWith(haProxyActPrefix()) ||
           key.startsWith(haProxyChangedPrefix());
}

/// A row as HAProxy's map_str_int() reads it; an absent one is 0, as the configuration's default.
qint64 haProxyNumber(const HaProxyRows &rows, const QByteArray &key)
{
    return haProxyValue(rows, key).toLongLong();
}

quint64 haProxyCounter(const HaProxyRows &rows, const QByteArray &key)
{
    return quint64(qMax(haProxyNumber(rows, key), qint64(0)));
}

QList<HaProxyAct> haProxyActs(const HaProxyRows &control)
{
    QList<HaProxyAct> acts;
    for (const HaProxyRow &row : control) {
        const QUuid key(row.key.startsWith(haProxyActPrefix())
                            ? QString::fromLatin1(row.key.mid(haProxyActPrefix().size()))
                            : QString());
        if (!key.isNull())
            acts.append({key, row.value.toULongLong()});
    }
    std::ranges::stable_sort(acts, {}, &HaProxyAct::revision);
    return acts;
}

bool isSwitchName(const QByteArray &key)
{
    return key == "kill" || key == "latched" || key == "epoch" || key == "revision";
}
} // namespace

RouteState *HaProxyBoard::route(QStringView id)
{
    const auto it = std::ranges::find(routes, id, &RouteState::id);
    return it == routes.end() ? nullptr : &*it;
}

const HaProxyAct *HaProxyBoard::act(const QUuid &key) const
{
    const auto it = std::ranges::find(acts, key, &HaProxyAct::key);
    return it == acts.end() ? nullptr : &*it;
}

void HaProxyBoard::remember(const QUuid &key)
{
    acts.removeIf([&key](const HaProxyAct &act) { return act.key == key; });
    acts.append({key, revision});
    if (acts.size() > keptActs)
        acts.remove(0, acts.size() - keptActs);
}

HaProxyConvention::HaProxyConvention(const EndpointSpec &spec, const QList<RouteState> &board)
    : m_controlMap(spec.controlMap), m_shareMap(spec.shareMap), m_ruleMap(spec.ruleMap)
{
    const QStringList names{m_controlMap, m_shareMap, m_ruleMap};
    for (const QString &name : names) {
        if (!name.isEmpty() && !m_maps.contains(name))
            m_maps.append(name);
    }
    for (const HaProxyRoute &route : spec.haproxyRoutes)
        addRoute(route, board);
    if (spec.haproxyRoutes.isEmpty()) {
        for (const RouteState &route : board)
            addRoute({route.id, {}, {}, {}}, board);
    }
    checkNames();
    if (m_problem)
        m_problem->where = spec.id;
}

void HaProxyConvention::addRoute(const HaProxyRoute &route, const QList<RouteState> &board)
{
    RouteKeys keys;
    const auto known = std::ranges::find(board, route.routeId, &RouteState::id);
    if (known != board.end())
        keys.known = *known;
    keys.known.id = route.routeId;
    if (keys.known.title.isEmpty())
        keys.known.title = route.routeId;
    keys.shareKey = (route.mapKey.isEmpty() ? route.routeId : route.mapKey).toUtf8();
    keys.legacyServer = route.legacyServer;
    keys.newServer = route.newServer;
    if (!keys.newServer.isEmpty())
        m_servers << keys.legacyServer << keys.newServer;
    m_routes.append(keys);
}

void HaProxyConvention::checkNames()
{
    if (m_controlMap.isEmpty() || m_shareMap.isEmpty())
        m_problem = Error{ErrorKind::Input, u"the control map and the share map must be named"_s, {}};
    QSet<QByteArray> keys;
    for (const RouteKeys &route : std::as_const(m_routes)) {
        const QString key = QString::fromUtf8(route.shareKey);
        if (!isValidId(route.known.id) || !isValidId(key))
            m_problem = Error{ErrorKind::Input,
                              u"route \"%1\": \"%2\" is not a key of a map"_s.arg(route.known.id, key),
                              {}};
        if (route.legacyServer.isEmpty() != route.newServer.isEmpty())
            m_problem = Error{ErrorKind::Input,
                              u"route \"%1\": a split by weights needs both servers"_s.arg(route.known.id),
                              {}};
        const bool clash = m_shareMap == m_controlMap &&
                           (isSwitchName(route.shareKey) || isRowOfTheConvention(route.shareKey));
        if (clash || keys.contains(route.shareKey))
            m_problem =
                Error{ErrorKind::Input, u"route \"%1\": key \"%2\" is taken"_s.arg(route.known.id, key), {}};
        keys.insert(route.shareKey);
    }
}

HaProxyConvention::RouteKeys HaProxyConvention::keysOf(const QString &routeId) const
{
    const auto it =
        std::ranges::find_if(m_routes, [&](const RouteKeys &keys) { return keys.known.id == routeId; });
    if (it != m_routes.end())
        return *it;
    RouteKeys keys;
    keys.known.id = routeId;
    keys.known.title = routeId;
    keys.shareKey = routeId.toUtf8();
    return keys;
}

QList<HaProxyConvention::RouteKeys> HaProxyConvention::routesIn(const HaProxyRows &control) const
{
    QList<RouteKeys> all = m_routes;
    for (const HaProxyRow &row : control) {
        const QString id = QString::fromUtf8(row.key.mid(haProxyModePrefix().size()));
        if (row.key.startsWith(haProxyModePrefix()) && isValidId(id) &&
            std::ranges::none_of(all, [&id](const RouteKeys &keys) { return keys.known.id == id; }))
            all.append(keysOf(id));
    }
    return all;
}

RouteState HaProxyConvention::routeFrom(const RouteKeys &keys, const HaProxySnapshot &snapshot,
                                        bool killed) const
{
    RouteState route = keys.known;
    const HaProxyRows control = snapshot.maps.value(m_controlMap);
    const HaProxyRows shares = snapshot.maps.value(m_shareMap);
    const QByteArray modeRow = haProxyValue(control, haProxyModePrefix() + route.id.toUtf8());
    if (const qint64 changed = haProxyNumber(control, haProxyChangedPrefix() + route.id.toUtf8());
        changed > 0)
        route.changedAt = QDateTime::fromSecsSinceEpoch(changed, Qt::UTC);
    if (killed)
        route.mode = Mode::Legacy;
    else if (modeRow.isNull() && snapshot.weights.value(keys.newServer) > 0)
        route.mode = Mode::New; // split by weights before we ever wrote a row
    else
        route.mode = allModes[qBound(qint64(0), modeRow.toLongLong(), qint64(3))];
    if (!haProxyValue(shares, keys.shareKey).isNull() || keys.newServer.isEmpty()) {
        const qint64 points = qBound(qint64(0), haProxyNumber(shares, keys.shareKey), qint64(10000));
        route.percent = int((points + basisPointsAPercent / 2) / basisPointsAPercent);
    } else {
        route.percent = weightPercent(keys, snapshot);
    }
    route.rules = rulesFrom(keys, snapshot.maps.value(m_ruleMap));
    return route;
}

QList<RoutingRule> HaProxyConvention::rulesFrom(const RouteKeys &keys, const HaProxyRows &rows) const
{
    const QByteArray prefix = keys.known.id.toUtf8() + '.';
    QList<RoutingRule> rules = keys.known.rules;
    for (RoutingRule &rule : rules)
        rule.enabled = haProxyNumber(rows, prefix + rule.id.toUtf8()) > 0;
    if (m_ruleMap == m_controlMap && isRowOfTheConvention(prefix))
        return rules; // a route named "mode": its rules cannot be told from modes
    for (const HaProxyRow &row : rows) {
        const QString id = QString::fromUtf8(row.key.mid(prefix.size()));
        if (row.key.startsWith(prefix) && isValidId(id) &&
            std::ranges::find(rules, id, &RoutingRule::id) == rules.end())
            rules.append({id, id, Side::New, row.value.toLongLong() > 0});
    }
    return rules;
}

int HaProxyConvention::weightPercent(const RouteKeys &keys, const HaProxySnapshot &snapshot)
{
    const int toNew = snapshot.weights.value(keys.newServer);
    const int all = toNew + snapshot.weights.value(keys.legacyServer);
    return all == 0 ? 0 : (100 * toNew + all / 2) / all;
}

HaProxyBoard HaProxyConvention::board(const HaProxySnapshot &snapshot) const
{
    const HaProxyRows control = snapshot.maps.value(m_controlMap);
    HaProxyBoard board;
    board.revision = haProxyCounter(control, "revision");
    board.epoch = haProxyCounter(control, "epoch");
    board.killed = haProxyNumber(control, "kill") > 0;
    board.latched = board.killed || haProxyNumber(control, "latched") > 0;
    board.acts = haProxyActs(control);
    const QList<RouteKeys> routes = routesIn(control);
    for (const RouteKeys &keys : routes)
        board.routes.append(routeFrom(keys, snapshot, board.killed));
    return board;
}

QList<HaProxyConvention::OwnRow> HaProxyConvention::routeRows(const RouteState &route) const
{
    const QByteArray id = route.id.toUtf8();
    const RouteKeys keys = keysOf(route.id);
    const bool byWeights = !keys.newServer.isEmpty();
    QList<OwnRow> rows{{m_controlMap, haProxyModePrefix() + id, qint64(route.mode), byWeights},
                       {m_shareMap, keys.shareKey, route.percent * basisPointsAPercent, byWeights}};
    if (m_ruleMap.isEmpty())
        return rows;
    for (const RoutingRule &rule : route.rules)
        rows.append({m_ruleMap, id + '.' + rule.id.toUtf8(), rule.enabled});
    return rows;
}

QMap<QString, HaProxyRows> HaProxyConvention::rows(const HaProxyBoard &board,
                                                   const HaProxySnapshot &current) const
{
    QList<OwnRow> own{{m_controlMap, "kill", board.killed},
                      {m_controlMap, "latched", board.latched},
                      {m_controlMap, "epoch", qint64(board.epoch)},
                      {m_controlMap, "revision", qint64(board.revision)}};
    for (const RouteState &route : board.routes) {
        own += routeRows(route);
        if (route.changedAt.isValid())
            own.append({m_controlMap, haProxyChangedPrefix() + route.id.toUtf8(),
                        route.changedAt.toSecsSinceEpoch()});
    }
    for (const HaProxyAct &act : board.acts)
        own.append({m_controlMap, haProxyActPrefix() + act.key.toByteArray(QUuid::WithoutBraces),
                    qint64(act.revision)});
    QMap<QString, HaProxyRows> maps;
    QMap<QString, QSet<QByteArray>> taken;
    for (const OwnRow &row : std::as_const(own)) {
        maps[row.map].append({row.key, QByteArray::number(row.value)});
        taken[row.map].insert(row.key);
    }
    for (const QString &map : m_maps) {
        const HaProxyRows before = current.maps.value(map);
        for (const HaProxyRow &row : before) {
            const bool oldAct = map == m_controlMap && row.key.startsWith(haProxyActPrefix());
            if (!oldAct && !taken[map].contains(row.key))
                maps[map].append(row);
        }
    }
    return maps;
}

QList<std::pair<QString, int>> HaProxyConvention::weights(const HaProxyBoard &board) const
{
    QList<std::pair<QString, int>> weights;
    for (const RouteState &route : board.routes) {
        const RouteKeys keys = keysOf(route.id);
        if (keys.newServer.isEmpty())
            continue;
        const int toNew = effectivePercent(board.killed ? Mode::Legacy : route.mode, route.percent);
        weights.append({keys.newServer, toNew});
        weights.append({keys.legacyServer, 100 - toNew});
        if (toNew == 0) // legacy first, or both would be 0 for a moment
            weights.swapItemsAt(weights.size() - 1, weights.size() - 2);
    }
    return weights;
}

QList<std::pair<QString, int>> HaProxyConvention::legacyWeights(const QStringList &routes) const
{
    HaProxyBoard board;
    for (const RouteKeys &keys : m_routes) {
        if (routes.contains(u"*"_s) || routes.contains(keys.known.id))
            board.routes.append(RouteState{keys.known.id, {}, Layer::Read, Mode::Legacy, 0, {}, {}, {}});
    }
    return weights(board);
}

QStringList HaProxyConvention::differences(const QList<OwnRow> &rows, const HaProxySnapshot &snapshot)
{
    QStringList differences;
    for (const OwnRow &row : rows) {
        const QByteArray value = haProxyValue(snapshot.maps.value(row.map), row.key);
        if (value.toLongLong() == row.value || (value.isNull() && row.mayBeAbsent))
            continue;
        differences << u"row %1 is %2, commanded %3"_s.arg(
            QString::fromUtf8(row.key), value.isNull() ? u"absent"_s : QString::fromUtf8(value),
            QString::number(row.value));
    }
    return differences;
}

QStringList HaProxyConvention::differences(const RouteState &route, bool killed,
                                           const HaProxySnapshot &snapshot) const
{
    QStringList found = differences(routeRows(route), snapshot);
    const RouteKeys keys = keysOf(route.id);
    const int wanted = effectivePercent(killed ? Mode::Legacy : route.mode, route.percent);
    if (!keys.newServer.isEmpty() && weightPercent(keys, snapshot) != wanted)
        found << u"weights send %1 % to %2, commanded %3 %"_s.arg(
            QString::number(weightPercent(keys, snapshot)), keys.newServer, QString::number(wanted));
    return found;
}

QStringList HaProxyConvention::differences(const HaProxyBoard &commanded,
                                           const HaProxySnapshot &snapshot) const
{
    QStringList found = differences(
        {{m_controlMap, "kill", commanded.killed}, {m_controlMap, "latched", commanded.latched}}, snapshot);
    for (const RouteState &route : commanded.routes)
        found += differences(route, commanded.killed, snapshot);
    const QList<RouteState> there = board(snapshot).routes;
    for (const RouteState &route : there) {
        if (std::ranges::find(commanded.routes, route.id, &RouteState::id) == commanded.routes.end())
            found << u"row mode.%1 was added"_s.arg(route.id);
    }
    return found;
}

} // namespace interlock
