// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

namespace interlock::e2e {

/// A line between a console and a server that can be cut, or that loses what is asked or what is answered. It
/// passes bytes and reads only the first line of each request. Runs on the event loop of its thread.
class Relay final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Relay)

public:
    enum class Does {
        Pass,
        LoseRequests, ///< the server never hears of them
        KeepAnswers   ///< the server does as it is asked, its answers wait until pass()
    };

    explicit Relay(const QUrl &server, QObject *parent = nullptr);
    ~Relay() override;

    [[nodiscard]] QString url() const;
    /// From now on, for requests that begin with @p start ("POST /v1/rollback"); also for the one that a
    /// connection is busy with, such as a stream of events.
    void set(const QByteArray &start, Does does);
    /// Everything passes again, what was kept at once.
    void pass();
    /// Refuses connections from now on and ends those that are open.
    void cut();
    /// How many requests began with @p start.
    [[nodiscard]] int count(const QByteArray &start) const;

private:
    struct Line
    {
        QPointer<QTcpSocket> client;
        QPointer<QTcpSocket> server;
        QByteArray request; ///< first line of the last one
        QByteArray early;   ///< came before the server was reached
        QByteArray kept;    ///< answered and not passed on
    };

    void open();
    void fromClient(Line *line);
    void fromServer(Line *line);
    void deliver(Line *line);
    [[nodiscard]] Does doesWith(const QByteArray &request) const;

    QTcpServer m_listener;
    QUrl m_target;
    QString m_url;
    QHash<QByteArray, Does> m_does;
    QList<QByteArray> m_requests;
    std::vector<std::unique_ptr<Line>> m_lines;
};

} // namespace interlock::e2e
