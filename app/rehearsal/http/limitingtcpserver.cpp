// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/http/limitingtcpserver.h"

#include "app/rehearsal/http/httpconnection.h"

namespace interlock::rehearsal {

LimitingTcpServer::LimitingTcpServer(qint64 maxRequestBytes, QObject *parent)
    : QTcpServer(parent), m_maxRequestBytes(maxRequestBytes)
{
}

void LimitingTcpServer::incomingConnection(qintptr descriptor)
{
    auto *socket = new QTcpSocket(this);
    if (!socket->setSocketDescriptor(descriptor)) {
        delete socket;
        return;
    }
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    new HttpConnection(socket, m_maxRequestBytes); // owned by the socket
    addPendingConnection(socket);
}

} // namespace interlock::rehearsal
