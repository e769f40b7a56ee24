// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <QByteArray>
#include <QHash>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

namespace interlock {

/// A request as it came over the wire. Header names are in lower case.
struct FaultyRequest
{
    QByteArray verb;
    QByteArray target; ///< path and query
    QHash<QByteArray, QByteArray> headers;
    QByteArray body;
    int connection = 0; ///< counts the accepted connections from 1: equal means kept alive
};

/// What the server writes for one request, byte for byte, and what it does then.
struct FaultyReply
{
    enum class Then { KeepAlive, Close, Reset, Hang };

    QByteArray bytes;
    Then then = Then::KeepAlive;
    qsizetype dripBytes = 0; ///< more than 0: so many bytes at a time, with a pause between
    std::chrono::milliseconds dripPause{1};
    QByteArray repeat; ///< written over and over after @c bytes until the client goes away

    /// A good answer with Content-Length.
    [[nodiscard]] static FaultyReply json(const QByteArray &body, int status = 200);
    [[nodiscard]] static FaultyReply typed(const QByteArray &contentType, const QByteArray &body,
                                           int status = 200, const QByteArray &moreHeaders = {});
    /// application/problem+json with @p detail.
    [[nodiscard]] static FaultyReply problem(int status, const QByteArray &detail,
                                             const QByteArray &moreHeaders = {});
    [[nodiscard]] static FaultyReply chunked(const QList<QByteArray> &chunks);
    /// Nothing at all; the connection stays open.
    [[nodiscard]] static FaultyReply hang();
    /// Nothing at all; the connection is closed.
    [[nodiscard]] static FaultyReply closed();
    /// This reply's first @p count bytes and then @p end.
    [[nodiscard]] FaultyReply cut(qsizetype count, Then end) const;
    /// The headers and none of the body, and then @p end.
    [[nodiscard]] FaultyReply headersOnly(Then end) const;
    /// This reply, @p count bytes at a time.
    [[nodiscard]] FaultyReply dripped(qsizetype count) const;

    [[nodiscard]] static FaultyReply hugeJson();    ///< more than 4 MiB, with its length told
    [[nodiscard]] static FaultyReply endlessJson(); ///< chunks without an end
    [[nodiscard]] static FaultyReply endlessHeaders();
    [[nodiscard]] static FaultyReply
    compressionBomb(); ///< 8 MiB of spaces in a few kB, as Content-Encoding deflate
    [[nodiscard]] static QByteArray deepJson(int depth);
};

/// An HTTP server on loopback for what a real one cannot be made to do. It answers each request with what the
/// test's function gives for it, and logs all. Runs on the event loop of its thread.
class FaultyServer final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FaultyServer)

public:
    using Answer = std::function<FaultyReply(const FaultyRequest &)>;

    /// Listens on a free port of 127.0.0.1. Until setAnswer() everything is a 404.
    explicit FaultyServer(QObject *parent = nullptr);
    ~FaultyServer() override;

    [[nodiscard]] QUrl url(const QString &path = {}) const;
    void setAnswer(Answer answer) { m_answer = std::move(answer); }
    /// The same reply for everything.
    void setReply(const FaultyReply &reply);
    /// Stops listening and cuts all connections: from now on connections are refused.
    void stop();
    /// Cuts all connections and goes on listening.
    void cutConnections();
    /// Writes to the connection of the last request, which was left open by Then::Hang.
    void push(const QByteArray &bytes);
    /// The same to the connection of requests().at(@p request).
    void pushTo(int request, const QByteArray &bytes);

    [[nodiscard]] const QList<FaultyRequest> &requests() const { return m_requests; }
    [[nodiscard]] int count(const QByteArray &verb, const QByteArray &targetStart) const;
    [[nodiscard]] int connections() const { return m_connections; }

Q_SIGNALS:
    void requested(const interlock::FaultyRequest &request);

private:
    void onConnection();
    void onBytes(QTcpSocket *socket, int connection);
    void reply(QTcpSocket *socket, const FaultyReply &reply);
    void drip(QTcpSocket *socket, FaultyReply reply);
    void finish(QTcpSocket *socket, const FaultyReply &reply);

    QTcpServer m_server;
    Answer m_answer;
    QHash<QTcpSocket *, QByteArray> m_input;
    QList<FaultyRequest> m_requests;
    QList<QPointer<QTcpSocket>> m_sockets; ///< of each request
    quint16 m_port = 0;
    int m_connections = 0;
};

} // namespace interlock
