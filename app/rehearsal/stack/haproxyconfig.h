// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/stack/scenario.h"

namespace interlock::rehearsal {

/// What one HAProxy instance has to know.
struct HaProxyConfig
{
    QString instance; ///< "edge-1"
    QList<RouteConfig> routes;
    QString mapFile;
    QString adminSocket;
    quint16 adminPort = 0; ///< the Runtime API over TCP as well; 0: not
    quint16 shopPort = 0;
    quint16 exporterPort = 0;
    quint16 legacyPort = 0;
    quint16 newPort = 0;
    quint16 comparerPort = 0;
};

/// The configuration of an instance: a sticky bucket of the user against rows of the map decides who answers.
/// There is a backend for each route and what it reaches (`checkout_legacy`, `_new`, `_both`, and `_rule`
/// where a rule sent the user), so that the exporter's counters tell the traffic apart; and a stick table a
/// route counts its users.
[[nodiscard]] QByteArray haproxyConfigText(const HaProxyConfig &config);

/// The rows of the map in the scenario's state: modes, shares in basis points, rules, kill, latch, epoch,
/// revision.
[[nodiscard]] QByteArray haproxyMapText(const QList<RouteConfig> &routes);

/// Prometheus scraping both instances' exporters, the rehearsal and the comparer each second, renamed so that
/// the profile's signals are the same as with the embedded bridge.
[[nodiscard]] QByteArray prometheusConfigText(const QMap<QString, quint16> &exporters, quint16 rehearsalPort,
                                              quint16 comparerPort);

} // namespace interlock::rehearsal
