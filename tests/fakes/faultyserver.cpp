// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/faultyserver.h"

#include <algorithm>
#include <QTimer>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// Takes one whole request off the front of @p input; false when it is not complete yet.
bool takeRequest(QByteArray &input, FaultyRequest &request)
{
    const qsizetype headEnd = input.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return false;
    const QList<QByteArray> lines = input.left(headEnd).split('\n');
    const QList<QByteArray> first = lines.first().trimmed().split(' ');
    request.verb = first.value(0);
    request.target = first.value(1);
    for (const QByteArray &line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        request.headers.insert(line.left(colon).trimmed().toLower(), line.mid(colon + 1).trimmed());
    }
    const qsizetype length = request.headers.value("content-length", "0").toLongLong();
    if (input.size() < headEnd + 4 + length)
        return false;
    request.body = input.mid(headEnd + 4, length);
    input.remove(0, headEnd + 4 + length);
    return true;
}

QByteArray head(int status, const QByteArray &headers)
{
    return "HTTP/1.1 " + QByteArray::number(status) + " Status\r\n" + headers + "\r\n";
}

} // namespace

FaultyReply FaultyReply::json(const QByteArray &body, int status)
{
    return typed("application/json", body, status);
}

FaultyReply FaultyReply::typed(const QByteArray &contentType, const QByteArray &body, int status,
                               const QByteArray &moreHeaders)
{
    FaultyReply reply;
    reply.bytes = head(status, "Content-Type: " + contentType + "\r\nContent-Length: " +
                                   QByteArray::number(body.size()) + "\r\n" + moreHeaders) +
                  body;
    return reply;
}

FaultyReply FaultyReply::problem(int status, const QByteArray &detail, const QByteArray &moreHeaders)
{
    const QByteArray body = R"({"type":"https://example.org/problem","title":"Problem","status":)" +
                            QByteArray::number(status) + R"(,"detail":")" + detail + R"("})";
    return typed("application/problem+json", body, status, moreHeaders);
}

FaultyReply FaultyReply::chunked(const QList<QByteArray> &chunks)
{
    FaultyReply reply;
    reply.bytes = head(200, "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n");
    for (const QByteArray &chunk : chunks)
        reply.bytes += QByteArray::number(chunk.size(), 16) + "\r\n" + chunk + "\r\n";
    reply.bytes += "0\r\n\r\n";
    return reply;
}

FaultyReply FaultyReply::hang()
{
    return {{}, Then::Hang, 0, {}, {}};
}
FaultyReply FaultyReply::closed()
{
    return {{}, Then::Close, 0, {}, {}};
}

FaultyReply FaultyReply::cut(qsizetype count, Then end) const
{
    FaultyReply reply = *this;
    reply.bytes.truncate(count);
    reply.then = end;
    return reply;
}

FaultyReply FaultyReply::headersOnly(Then end) const
{
    return cut(bytes.indexOf("\r\n\r\n") + 4, end);
}

FaultyReply FaultyReply::dripped(qsizetype count) const
{
    FaultyReply reply = *this;
    reply.dripBytes = count;
    return reply;
}

FaultyReply FaultyReply::hugeJson()
{
    return json('"' + QByteArray(5 * 1024 * 1024, 'x') + '"');
}

FaultyReply FaultyReply::endlessJson()
{
    FaultyReply reply;
    reply.bytes =
        head(200, "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n") + "2\r\n[0\r\n";
    const QByteArray chunk = QByteArray(",0").repeated(32 * 1024);
    reply.repeat = QByteArray::number(chunk.size(), 16) + "\r\n" + chunk + "\r\n";
    return reply;
}

FaultyReply FaultyReply::endlessHeaders()
{
    FaultyReply reply;
    reply.bytes = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    reply.repeat = "X-Filler: " + QByteArray(1000, 'x') + "\r\n";
    return reply;
}

FaultyReply FaultyReply::compressionBomb()
{
    // qCompress gives a length and a zlib stream, which is what "deflate" means in HTTP.
    const QByteArray zlib = qCompress(QByteArray(8 * 1024 * 1024, ' '), 9).mid(4);
    return typed("application/json", zlib, 200, "Content-Encoding: deflate\r\n");
}

QByteArray FaultyReply::deepJson(int depth)
{
    return QByteArray(depth, '[') + QByteArray(depth, ']');
}

FaultyServer::FaultyServer(QObject *parent)
    : QObject(parent),
      m_answer([](const FaultyRequest &) { return FaultyReply::problem(404, "nothing here"); })
{
    connect(&m_server, &QTcpServer::newConnection, this, &FaultyServer::onConnection);
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("no free port on loopback");
    m_port = m_server.serverPort();
}

FaultyServer::~FaultyServer()
{
    stop();
}

QUrl FaultyServer::url(const QString &path) const
{
    return QUrl(u"http://127.0.0.1:%1%2"_s.arg(m_port).arg(path));
}

void FaultyServer::setReply(const FaultyReply &reply)
{
    m_answer = [reply](const FaultyRequest &) { return reply; };
}

void FaultyServer::stop()
{
    m_server.close();
    cutConnections();
}

void FaultyServer::cutConnections()
{
    const QList<QTcpSocket *> sockets = m_input.keys();
    m_input.clear();
    for (QTcpSocket *socket : sockets) {
        socket->disconnect(this);
        socket->abort();
        socket->deleteLater();
    }
}

void FaultyServer::push(const QByteArray &bytes)
{
    pushTo(int(m_requests.size()) - 1, bytes);
}

void FaultyServer::pushTo(int request, const QByteArray &bytes)
{
    if (QTcpSocket *socket = m_sockets.value(request))
        socket->write(bytes);
}

int FaultyServer::count(const QByteArray &verb, const QByteArray &targetStart) const
{
    return int(std::ranges::count_if(m_requests, [&](const FaultyRequest &request) {
        return request.verb == verb && request.target.startsWith(targetStart);
    }));
}

void FaultyServer::onConnection()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        const int connection = ++m_connections;
        m_input.insert(socket, {});
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        connect(socket, &QTcpSocket::readyRead, this,
                [this, socket, connection] { onBytes(socket, connection); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            m_input.remove(socket);
            socket->deleteLater();
        });
    }
}

void FaultyServer::onBytes(QTcpSocket *socket, int connection)
{
    if (!m_input.contains(socket))
        return;
    m_input[socket] += socket->readAll();
    FaultyRequest request;
    request.connection = connection;
    while (m_input.contains(socket) && takeRequest(m_input[socket], request)) {
        m_requests.append(request);
        m_sockets.append(socket);
        Q_EMIT requested(request);
        reply(socket, m_answer(request));
        request = FaultyRequest{};
        request.connection = connection;
    }
}

void FaultyServer::reply(QTcpSocket *socket, const FaultyReply &reply)
{
    if (reply.dripBytes > 0) {
        drip(socket, reply);
        return;
    }
    socket->write(reply.bytes);
    if (reply.repeat.isEmpty()) {
        finish(socket, reply);
        return;
    }
    const auto more = [socket, repeat = reply.repeat] {
        if (socket->bytesToWrite() < 256 * 1024)
            socket->write(repeat);
    };
    connect(socket, &QTcpSocket::bytesWritten, socket, more);
    more();
}

void FaultyServer::drip(QTcpSocket *socket, FaultyReply reply)
{
    socket->write(reply.bytes.left(reply.dripBytes));
    socket->flush();
    reply.bytes.remove(0, std::min(reply.dripBytes, reply.bytes.size()));
    if (reply.bytes.isEmpty())
        finish(socket, reply);
    else
        QTimer::singleShot(reply.dripPause, socket, [this, socket, reply] { drip(socket, reply); });
}

void FaultyServer::finish(QTcpSocket *socket, const FaultyReply &reply)
{
    switch (reply.then) {
    case FaultyReply::Then::Close:
        socket->disconnectFromHost();
        break;
    case FaultyReply::Then::Reset:
        m_input.remove(socket);
        socket->disconnect(this);
        socket->abort();
        socket->deleteLater();
        break;
    case FaultyReply::Then::KeepAlive:
    case FaultyReply::Then::Hang:
        break;
    }
}

} // namespace interlock
