// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/http/eventstream.h"
#include "app/rehearsal/http/httpmessage.h"

#include <deque>
#include <memory>
#include <optional>
#include <QHttpServerResponder>

namespace interlock::rehearsal {

/// One client connection: keeps answers in the order of their requests, whatever order they are made in, and
/// refuses a request that grows over its limit before it is whole. A child of its socket.
class HttpConnection final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HttpConnection)

public:
    /// The place of one answer among those of the connection.
    struct Exchange
    {
        QHttpServerResponder responder;
        bool headOnly = false; ///< answer to HEAD: headers without a body
        bool closeAfter = false;
        std::optional<HttpResponse> response;
    };

    HttpConnection(QTcpSocket *socket, qint64 maxRequestBytes);

    [[nodiscard]] static HttpConnection *of(const QTcpSocket *socket);
    /// False when the connection was refused for its size: the request is not to be handled.
    [[nodiscard]] bool accepts() const { return !m_refused; }
    std::shared_ptr<Exchange> begin(QHttpServerResponder &&responder, const HttpRequest &request);
    void respond(const std::shared_ptr<Exchange> &exchange, const HttpResponse &response);
    /// Turns the exchange into an event stream; none when earlier answers are still due or the client has
    /// gone.
    [[nodiscard]] EventStream *openStream(const std::shared_ptr<Exchange> &exchange,
                                          const HttpHeaders &headers);
    /// Cuts the connection without an answer.
    void abort();

private:
    void countIncoming();
    void flush();
    void write(Exchange &exchange);

    QTcpSocket *m_socket; ///< the parent
    qint64 m_maxRequestBytes;
    qint64 m_requestBytes = 0;
    bool m_refused = false;
    std::deque<std::shared_ptr<Exchange>> m_exchanges;
};

} // namespace interlock::rehearsal
