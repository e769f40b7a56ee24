// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/bridgestate.h"
#include "models/domain/endpointspec.h"
#include "models/endpoints/bridge/haproxyreply.h"

#include <optional>

namespace interlock {

/// An act that the control map remembers: row `act.<uuid>` = the revision it made.
struct HaProxyAct
{
    QUuid key;
    quint64 revision = 0;

    friend bool operator==(const HaProxyAct &, const HaProxyAct &) = default;
};

/// What the rows of the maps mean. While the kill row is set, every route is in mode Legacy, whatever its row
/// says.
struct HaProxyBoard
{
    quint64 revision = 0;
    quint64 epoch = 0;
    bool latched = false;
    bool killed = false;
    QList<RouteState> routes;
    QList<HaProxyAct> acts; ///< oldest first

    [[nodiscard]] RouteState *route(QStringView id);
    [[nodiscard]] const HaProxyAct *act(const QUuid &key) const;
    /// Remembers @p key as the act that made the board's revision; only the newest 64 are kept.
    void remember(const QUuid &key);

    friend bool operator==(const HaProxyBoard &, const HaProxyBoard &) = default;
};

/// The convention between this driver and a HAProxy configuration: which rows of which map say what.
///
/// Control map: `kill`, `latched` 0|1, `epoch`, `revision`, `mode.<route>` 0 … 3, `changed.<route>` = Unix
/// time of its last change by the clock of whoever made it, `act.<uuid>`. Share map:
/// `<key>` = basis points 0 … 10000. Rule map: `<route>.<rule>` 0|1. The three may be one file. A route that
/// is split by server weights has the weights 100 − p and p besides its rows. Rows that are not of the
/// convention are left as they are. Pure: no I/O, any thread.
class HaProxyConvention final
{
public:
    /// @p board gives titles, layers and known rules of the routes; what the maps have beyond it is taken
    /// from them.
    HaProxyConvention(const EndpointSpec &spec, const QList<RouteState> &board);

    /// What makes the profile's endpoint unusable: no map, a key that means something else in the same file.
    [[nodiscard]] const std::optional<Error> &problem() const { return m_problem; }
    [[nodiscard]] const QStringList &maps() const { return m_maps; }
    [[nodiscard]] const QString &controlMap() const { return m_controlMap; }
    [[nodiscard]] bool hasRules() const { return !m_ruleMap.isEmpty(); }
    [[nodiscard]] const QStringList &servers() const { return m_servers; }

    [[nodiscard]] HaProxyBoard board(const HaProxySnapshot &snapshot) const;
    /// Every map as it has to be for @p board, with the foreign rows of @p current.
    [[nodiscard]] QMap<QString, HaProxyRows> rows(const HaProxyBoard &board,
                                                  const HaProxySnapshot &current) const;
    /// Weights by server, in an order in which no moment is without a server.
    [[nodiscard]] QList<std::pair<QString, int>> weights(const HaProxyBoard &board) const;
    /// The weights that send nobody of @p routes ("*" for all) to new; empty when none of them is split by
    /// weights.
    [[nodiscard]] QList<std::pair<QString, int>> legacyWeights(const QStringList &routes) const;
    /// What @p snapshot has otherwise than @p commanded, revision, epoch and acts left out: "row kill is 1,
    /// commanded 0".
    [[nodiscard]] QStringList differences(const HaProxyBoard &commanded,
                                          const HaProxySnapshot &snapshot) const;
    /// The same for one route alone.
    [[nodiscard]] QStringList differences(const RouteState &route, bool killed,
                                          const HaProxySnapshot &snapshot) const;

private:
    struct RouteKeys
    {
        RouteState known;
        QByteArray shareKey;
        QString legacyServer;
        QString newServer;
    };
    struct OwnRow
    {
        QString map;
        QByteArray key;
        qint64 value = 0;
        bool mayBeAbsent = false; ///< the weights say it
    };

    void addRoute(const HaProxyRoute &route, const QList<RouteState> &board);
    void checkNames();
    [[nodiscard]] RouteKeys keysOf(const QString &routeId) const;
    [[nodiscard]] QList<RouteKeys> routesIn(const HaProxyRows &control) const;
    [[nodiscard]] RouteState routeFrom(const RouteKeys &keys, const HaProxySnapshot &snapshot,
                                       bool killed) const;
    [[nodiscard]] static int weightPercent(const RouteKeys &keys, const HaProxySnapshot &snapshot);
    [[nodiscard]] QList<RoutingRule> rulesFrom(const RouteKeys &keys, const HaProxyRows &rows) const;
    [[nodiscard]] QList<OwnRow> routeRows(const RouteState &route) const;
    [[nodiscard]] static QStringList differences(const QList<OwnRow> &rows, const HaProxySnapshot &snapshot);

    QString m_controlMap;
    QString m_shareMap;
    QString m_ruleMap;
    QStringList m_maps;
    QStringList m_servers;
    QList<RouteKeys> m_routes;
    std::optional<Error> m_problem;
};

} // namespace interlock
