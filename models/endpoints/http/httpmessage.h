// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <chrono>
#include <optional>
#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QUrl>

namespace interlock {

/// How long and how much an HTTP endpoint may take.
struct HttpLimits
{
    std::chrono::milliseconds connectTimeout{
        2000}; ///< until the request has left, name look-up and TLS included
    std::chrono::milliseconds totalTimeout{5000};
    qint64 maxBody = 4 * 1024 * 1024; ///< bytes
};

/// One request. A body is sent as application/json.
struct HttpRequest
{
    QByteArray verb = "GET";
    QUrl url;
    QByteArray body;
    QByteArray accept = "application/json";
    QList<std::pair<QByteArray, QByteArray>> headers;
};

/// A complete answer with any status; statusError() says whether it is a good one.
struct HttpAnswer
{
    QUrl url; ///< without user name and password
    int status = 0;
    QByteArray body;
    QByteArray contentType; ///< media type in lower case, without parameters
    QByteArray etag;        ///< as it came, quotes included; empty when there was none
    std::optional<std::chrono::seconds> retryAfter;
    QString secret; ///< the token the request carried: a server may repeat it, errors must not
};

/// @p error with the answer's secret taken out of its texts.
[[nodiscard]] Error withoutSecret(Error error, const QString &secret);

/// `base` with the absolute @p path of an API appended to the base's own path.
[[nodiscard]] QUrl endpointUrl(const QUrl &base, const QString &path);

/// The error that a status other than 2xx stands for: 401 and 403 Auth, 409 Conflict, 404, 422 and 423
/// Refused, 429 and 5xx Server, the rest Protocol. The detail carries the status and, from an
/// application/problem+json body, title and detail as plain text.
[[nodiscard]] std::optional<Error> statusError(const HttpAnswer &answer);

/// True for application/json and every other media type that is JSON (RFC 6839 `+json`).
[[nodiscard]] bool isJson(const HttpAnswer &answer);

} // namespace interlock
