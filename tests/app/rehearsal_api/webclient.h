// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/http/httpmessage.h"

#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QUuid>

namespace interlock::rehearsal::test {

using Extra = QList<std::pair<QByteArray, QByteArray>>;

/// What came back; status 0 when there was no answer.
struct WebAnswer
{
    int status = 0;
    HttpHeaders headers;
    QByteArray body;

    [[nodiscard]] QByteArray header(QByteArrayView name) const { return headerValue(headers, name); }
    [[nodiscard]] QJsonObject json() const;
    /// The last part of a problem's type.
    [[nodiscard]] QString problemType() const;
};

/// Sends one request and waits for the answer on the event loop; the server may be on the same thread.
class WebClient final
{
public:
    [[nodiscard]] WebAnswer send(const QByteArray &method, const QUrl &url, const Extra &headers = {},
                                 const QByteArray &body = {});

private:
    QNetworkAccessManager m_manager;
};

} // namespace interlock::rehearsal::test
