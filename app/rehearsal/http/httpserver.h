// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/http/httpmessage.h"
#include "app/rehearsal/http/httpreply.h"
#include "models/domain/result.h"

#include <functional>
#include <QAbstractHttpServer>
#include <QPointer>
#include <QTcpServer>

namespace interlock::rehearsal {

/// An HTTP server on the loopback address that hands every request to one handler, which answers when it
/// likes. Everything happens on the thread it lives in.
class HttpServer final : public QAbstractHttpServer
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HttpServer)

public:
    using Handler = std::function<void(const HttpRequest &, const HttpReply &)>;

    static constexpr qint64 defaultMaxRequestBytes = 4LL * 1024 * 1024 + 64LL * 1024;

    /// A request over @p maxRequestBytes, headers included, is answered 413 and cut off while it is still
    /// coming in.
    explicit HttpServer(Handler handler, QObject *parent = nullptr,
                        qint64 maxRequestBytes = defaultMaxRequestBytes);

    /// Port 0 takes a free one. Returns the port it listens on.
    [[nodiscard]] Result<quint16> start(quint16 port = 0);
    /// Closes the port and every connection, as a process that dies would. It can be started again.
    /// Not to be called while one of its own requests is being handled: that connection would go with it.
    void stop();
    /// 0 while stopped.
    [[nodiscard]] quint16 port() const { return m_tcp ? m_tcp->serverPort() : quint16(0); }

protected:
    bool handleRequest(const QHttpServerRequest &request, QTcpSocket *socket) override;
    void missingHandler(const QHttpServerRequest &request, QTcpSocket *socket) override;

private:
    Handler m_handler;
    qint64 m_maxRequestBytes;
    QPointer<QTcpServer> m_tcp;
};

} // namespace interlock::rehearsal
