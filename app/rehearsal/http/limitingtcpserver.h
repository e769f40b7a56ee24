// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>

namespace interlock::rehearsal {

/// Gives every socket an HttpConnection before QAbstractHttpServer sees it, because that server has no limit
/// of its own (Qt 6.4).
class LimitingTcpServer final : public QTcpServer
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LimitingTcpServer)

public:
    explicit LimitingTcpServer(qint64 maxRequestBytes, QObject *parent = nullptr);

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    qint64 m_maxRequestBytes;
};

} // namespace interlock::rehearsal
