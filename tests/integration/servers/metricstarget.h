// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <QTcpServer>

namespace interlock::test {

/// A tiny HTTP server on loopback that answers every request with what a function makes of it; in the test's
/// thread.
class MetricsTarget final : public QTcpServer
{
    Q_OBJECT

public:
    struct Reply
    {
        int status = 200;
        QByteArray body;
        QByteArray type = "text/plain; version=0.0.4";
    };
    /// Gets the request's first line and its body.
    using Answer = std::function<Reply(const QByteArray &line, const QByteArray &body)>;

    explicit MetricsTarget(Answer answer, QObject *parent = nullptr);

    [[nodiscard]] QString address() const { return QStringLiteral("127.0.0.1:%1").arg(serverPort()); }
    [[nodiscard]] int requests() const { return m_requests; }

private:
    void serve(QTcpSocket *socket);

    Answer m_answer;
    int m_requests = 0;
};

} // namespace interlock::test
