// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QTcpSocket>

namespace interlock::rehearsal {

/// A kept-open answer of server-sent events. It is a child of its connection: when the client goes, it is
/// deleted, and with it every connect() that has it as context.
class EventStream final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EventStream)

public:
    explicit EventStream(QTcpSocket *socket);

    /// Sends one event. A reader that leaves more than 8 MiB unread is cut off: it would get old news anyway.
    /// @p data must not hold line ends.
    void send(const QByteArray &event, const QByteArray &data);

private:
    QTcpSocket *m_socket; ///< the parent
};

} // namespace interlock::rehearsal
