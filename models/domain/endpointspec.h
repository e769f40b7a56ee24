// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <QMap>
#include <QString>
#include <QStringList>
#include <QUrl>

namespace interlock {

enum class EndpointKind { Bridge, Sync, Metrics, Orders, Parity };
enum class Driver {
    ControlApi, ///< bridge, sync, parity: Control API v1 over HTTP
    HaProxy,    ///< bridge: HAProxy Runtime API, a socket an instance
    Prometheus, ///< metrics: Prometheus HTTP API
    Exposition, ///< metrics: a scraped `/metrics`
    PostgreSql  ///< orders: a SELECT through libpq
};

/// Where a secret comes from; the secret itself is never in the profile.
enum class SecretSource { None, Environment, File, Keychain };
struct SecretRef
{
    SecretSource source = SecretSource::None;
    QString name; ///< variable, path, or "service/key" of the keychain

    friend bool operator==(const SecretRef &, const SecretRef &) = default;
};

/// How a HAProxy route is decided: rows of the maps, and, where a team splits by weights, the two servers.
struct HaProxyRoute
{
    QString routeId;
    QString mapKey;       ///< key of the share's row, basis points 0 … 10000; default: the route id
    QString legacyServer; ///< "backend/server" of a split by server weights; empty: split by the map
    QString newServer;

    friend bool operator==(const HaProxyRoute &, const HaProxyRoute &) = default;
};

/// One endpoint of the profile. Members that the driver does not use stay empty.
struct EndpointSpec
{
    QString id;
    EndpointKind kind = EndpointKind::Bridge;
    Driver driver = Driver::ControlApi;
    QString title;
    /// Base URLs (Control API, Prometheus, exposition). More than one: independent ways to the same service,
    /// each a path of the rollback.
    QList<QUrl> urls;
    QMap<QString, QString> sockets; ///< HAProxy: instance id → "/path" or "host:port"
    QString shareMap;               ///< HAProxy: file name of the share map
    QString controlMap;             ///< HAProxy: file name of the control map (kill, epoch, revision, modes)
    QString ruleMap;                ///< HAProxy: file name of the map of rules that are on; empty: none
    QList<HaProxyRoute> haproxyRoutes;
    QString connection; ///< PostgreSQL: libpq connection string without the password
    QString query;      ///< PostgreSQL: SELECT that returns the contract's columns; empty: the view
    SecretRef secret;   ///< bearer token or database password
    std::chrono::milliseconds period{1000};
    std::chrono::milliseconds connectTimeout{2000};
    std::chrono::milliseconds totalTimeout{5000};

    friend bool operator==(const EndpointSpec &, const EndpointSpec &) = default;
};

} // namespace interlock
