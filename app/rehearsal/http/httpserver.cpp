// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/http/httpserver.h"

#include "app/rehearsal/http/limitingtcpserver.h"

#include <QHttpServerRequest>
#include <QMetaEnum>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {
HttpRequest copyRequest(const QHttpServerRequest &request)
{
    HttpRequest copy;
    const char *method = QMetaEnum::fromType<QHttpServerRequest::Method>().valueToKey(int(request.method()));
    copy.method = QByteArray(method).toUpper();
    const QUrl url = request.url();
    copy.path = url.path(QUrl::FullyDecoded);
    copy.target = url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment);
    copy.query = QUrlQuery(url.query(QUrl::FullyEncoded));
    const auto headers = request.headers();
    copy.headers.reserve(headers.size());
    for (const auto &[name, value] : headers)
        copy.headers.emplaceBack(name, value);
    copy.body = request.body();
    copy.from = request.remoteAddress();
    return copy;
}
} // namespace

HttpServer::HttpServer(Handler handler, QObject *parent, qint64 maxRequestBytes)
    : QAbstractHttpServer(parent), m_handler(std::move(handler)), m_maxRequestBytes(maxRequestBytes)
{
}

Result<quint16> HttpServer::start(quint16 port)
{
    auto tcp = std::make_unique<LimitingTcpServer>(m_maxRequestBytes);
    if (!tcp->listen(QHostAddress::LocalHost, port))
        return fail(ErrorKind::Network, tcp->errorString(), u"127.0.0.1:%1"_s.arg(port));
    stop();
    m_tcp = tcp.release();
    bind(m_tcp); // takes it as a child
    return m_tcp->serverPort();
}

void HttpServer::stop()
{
    delete m_tcp.data();
}

bool HttpServer::handleRequest(const QHttpServerRequest &request, QTcpSocket *socket)
{
    HttpConnection *connection = HttpConnection::of(socket);
    if (!connection->accepts())
        return true;
    const HttpRequest copy = copyRequest(request);
    m_handler(copy, HttpReply(connection, connection->begin(makeResponder(request, socket), copy)));
    return true;
}

void HttpServer::missingHandler(const QHttpServerRequest &, QTcpSocket *) {
} // never: every request is handled

} // namespace interlock::rehearsal
