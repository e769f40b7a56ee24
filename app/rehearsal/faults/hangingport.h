// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>

namespace interlock::rehearsal {

/// Takes the place of a server that hangs: accepts every connection and never answers.
class HangingPort final
{
public:
    /// Listens on loopback at @p port until stop().
    bool start(quint16 port) { return m_server.listen(QHostAddress::LocalHost, port); }
    /// Frees the port and cuts what it had accepted.
    void stop()
    {
        m_server.close();
        while (QTcpSocket *socket = m_server.nextPendingConnection())
            delete socket;
    }

private:
    QTcpServer m_server;
};

} // namespace interlock::rehearsal
