// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/world.h"

#include <QJsonObject>
#include <QNetworkAccessManager>

namespace interlock::rehearsal {

/// What came back; status 0 when nothing did.
struct ProbeAnswer
{
    int status = 0;
    QByteArray body;
    QHash<QByteArray, QByteArray> headers; ///< names in lower case

    [[nodiscard]] QJsonObject json() const;
};

/// Asks a running world what anybody outside can ask it. Every call waits for the answer with the event loop
/// running.
class WorldProbe final
{
public:
    explicit WorldProbe(const World &world);

    [[nodiscard]] ProbeAnswer send(const QByteArray &method, const QString &url, const QByteArray &body = {},
                                   const QHash<QByteArray, QByteArray> &headers = {}, int timeoutMs = 30'000);
    /// A request of the shop at an instance of the bridge, as that user.
    [[nodiscard]] ProbeAnswer shop(int edge, const QString &path, const QByteArray &user);
    /// The same as each of @p users, many at a time; the store (`X-Shop`) that answered each.
    [[nodiscard]] QHash<QByteArray, QByteArray> storesOf(const QByteArrayList &users, const QString &path);
    /// The Control API as ann; the first address of that endpoint in the profile.
    [[nodiscard]] ProbeAnswer api(const QByteArray &endpoint, const QByteArray &method, const QString &path,
                                  const QByteArray &body = {},
                                  const QHash<QByteArray, QByteArray> &headers = {});
    /// Sum of the series of the rehearsal's /metrics whose line begins with @p name and holds all of @p
    /// labels.
    [[nodiscard]] double metric(const QByteArray &name, const QByteArrayList &labels = {});
    /// First column of the first row, as the superuser; empty on failure.
    [[nodiscard]] QByteArray sql(const QByteArray &query);
    [[nodiscard]] bool setFault(const QString &name, bool on);
    [[nodiscard]] PipelineState pipeline(const QString &id);

private:
    const World &m_world;
    QNetworkAccessManager m_network;
    QByteArray m_token;
    PgConnection m_database;
};

/// Waits up to @p limitMs, with the event loop running, until @p condition holds.
[[nodiscard]] bool waitFor(const std::function<bool()> &condition, int limitMs = patience);
/// The first URL of the profile's endpoint @p id.
[[nodiscard]] QString profileUrl(const QByteArray &profile, const QByteArray &id);

} // namespace interlock::rehearsal
