// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/api/controlapi.h"
#include "app/rehearsal/http/httpserver.h"

namespace interlock::rehearsal {

/// One port of a Control API on loopback. Lives on the API's thread.
class ControlApiServer final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ControlApiServer)

public:
    /// @p api outlives the server.
    explicit ControlApiServer(ControlApi *api, QObject *parent = nullptr)
        : QObject(parent),
          m_server([api](const HttpRequest &request, const HttpReply &reply) { api->handle(request, reply); })
    {
    }

    /// Port 0 takes a free one. Returns the port.
    [[nodiscard]] Result<quint16> start(quint16 port = 0) { return m_server.start(port); }
    /// Closes the port and cuts every connection, as when the process dies; it can be started again.
    void stop() { m_server.stop(); }
    /// 0 while stopped.
    [[nodiscard]] quint16 port() const { return m_server.port(); }

private:
    HttpServer m_server;
};

} // namespace interlock::rehearsal
