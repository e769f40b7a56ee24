// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QList>
#include <QString>
#include <QUrlQuery>
#include <utility>

namespace interlock::rehearsal {

using HttpHeaders = QList<std::pair<QByteArray, QByteArray>>;

/// The first header of that name, whatever its case; empty when there is none.
[[nodiscard]] QByteArray headerValue(const HttpHeaders &headers, QByteArrayView name);
[[nodiscard]] bool hasHeader(const HttpHeaders &headers, QByteArrayView name);

/// One request as it came, copied out of the server so that it may be answered later.
struct HttpRequest
{
    QByteArray method; ///< upper case
    QString path;      ///< decoded, starts with "/"
    QByteArray target; ///< path and query as on the wire, for passing on
    QUrlQuery query;
    HttpHeaders headers;
    QByteArray body;
    QHostAddress from;

    [[nodiscard]] QByteArray header(QByteArrayView name) const { return headerValue(headers, name); }
    /// The decoded value of a query item; empty when it is not there.
    [[nodiscard]] QString queryValue(const QString &name) const;
};

/// One whole answer. Content-Length is added when it is sent.
struct HttpResponse
{
    int status = 200;
    HttpHeaders headers;
    QByteArray body;

    [[nodiscard]] QByteArray header(QByteArrayView name) const { return headerValue(headers, name); }
    friend bool operator==(const HttpResponse &, const HttpResponse &) = default;
};

/// An answer with a body of that media type.
[[nodiscard]] HttpResponse textResponse(int status, const QByteArray &contentType, const QByteArray &body);

} // namespace interlock::rehearsal
