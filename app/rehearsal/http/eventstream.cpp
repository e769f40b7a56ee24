// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/http/eventstream.h"

namespace interlock::rehearsal {

namespace {
constexpr qint64 maxUnreadEventBytes = 8LL * 1024 * 1024;
} // namespace

EventStream::EventStream(QTcpSocket *socket) : QObject(socket), m_socket(socket) {}

void EventStream::send(const QByteArray &event, const QByteArray &data)
{
    Q_ASSERT(!data.contains('\n'));
    if (m_socket->state() != QAbstractSocket::ConnectedState)
        return;
    if (m_socket->bytesToWrite() > maxUnreadEventBytes) {
        m_socket->abort();
        return;
    }
    m_socket->write("event: " + event + "\ndata: " + data + "\n\n");
    m_socket->flush();
}

} // namespace interlock::rehearsal
