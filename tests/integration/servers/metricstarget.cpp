// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/servers/metricstarget.h"

#include <QTcpSocket>

namespace interlock::test {

MetricsTarget::MetricsTarget(Answer answer, QObject *parent) : QTcpServer(parent), m_answer(std::move(answer))
{
    connect(this, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = nextPendingConnection()) {
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { serve(socket); });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        }
    });
    listen(QHostAddress::LocalHost);
}

void MetricsTarget::serve(QTcpSocket *socket)
{
    const QByteArray request = socket->peek(socket->bytesAvailable());
    const qsizetype end = request.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    qsizetype length = 0;
    const qsizetype at = request.left(end).toLower().indexOf("content-length:");
    if (at >= 0)
        length = request.mid(at + 15, request.indexOf('\r', at) - at - 15).trimmed().toLongLong();
    if (request.size() < end + 4 + length)
        return;
    socket->skip(end + 4 + length);
    ++m_requests;
    const Reply reply = m_answer(request.left(request.indexOf('\r')), request.mid(end + 4, length));
    socket->write("HTTP/1.1 " + QByteArray::number(reply.status) + " X\r\nContent-Type: " + reply.type +
                  "\r\nContent-Length: " + QByteArray::number(reply.body.size()) + "\r\n\r\n" + reply.body);
}

} // namespace interlock::test
