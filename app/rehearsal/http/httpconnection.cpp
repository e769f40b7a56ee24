// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/http/httpconnection.h"

namespace interlock::rehearsal {

namespace {
bool mayHaveBody(int status)
{
    return status >= 200 && status != 204 && status != 304;
}
} // namespace

HttpConnection::HttpConnection(QTcpSocket *socket, qint64 maxRequestBytes)
    : QObject(socket), m_socket(socket), m_maxRequestBytes(maxRequestBytes)
{
    // Connected before the server's own slot, so that the size is judged before the bytes are parsed.
    connect(socket, &QTcpSocket::readyRead, this, &HttpConnection::countIncoming);
}

HttpConnection *HttpConnection::of(const QTcpSocket *socket)
{
    return socket->findChild<HttpConnection *>(QString(), Qt::FindDirectChildrenOnly);
}

void HttpConnection::countIncoming()
{
    m_requestBytes += m_socket->bytesAvailable();
    if (m_refused || m_requestBytes <= m_maxRequestBytes)
        return;
    m_refused = true;
    m_socket->write("HTTP/1.1 413 Payload Too Large\r\nContent-Type: application/problem+json\r\n"
                    "Connection: close\r\nContent-Length: 70\r\n\r\n"
                    R"({"type":"about:blank","title":"The request is too large","status":413})");
    m_socket->disconnectFromHost();
}

std::shared_ptr<HttpConnection::Exchange> HttpConnection::begin(QHttpServerResponder &&responder,
                                                                const HttpRequest &request)
{
    m_requestBytes = 0;
    const bool close = request.header("Connection").compare("close", Qt::CaseInsensitive) == 0;
    auto exchange =
        std::make_shared<Exchange>(Exchange{std::move(responder), request.method == "HEAD", close, {}});
    m_exchanges.push_back(exchange);
    return exchange;
}

void HttpConnection::respond(const std::shared_ptr<Exchange> &exchange, const HttpResponse &response)
{
    exchange->response = response;
    flush();
}

void HttpConnection::flush()
{
    while (!m_exchanges.empty() && m_exchanges.front()->response) {
        const std::shared_ptr<Exchange> exchange = m_exchanges.front();
        m_exchanges.pop_front();
        if (m_socket->state() != QAbstractSocket::ConnectedState)
            continue;
        write(*exchange);
        if (exchange->closeAfter)
            m_socket->disconnectFromHost();
    }
}

void HttpConnection::write(Exchange &exchange)
{
    const HttpResponse &response = *exchange.response;
    exchange.responder.writeStatusLine(QHttpServerResponder::StatusCode(response.status));
    for (const auto &[name, value] : response.headers)
        exchange.responder.writeHeader(name, value);
    if (mayHaveBody(response.status) && !(exchange.headOnly && hasHeader(response.headers, "Content-Length")))
        exchange.responder.writeHeader("Content-Length", QByteArray::number(response.body.size()));
    exchange.responder.writeBody(exchange.headOnly ? QByteArray() : response.body);
}

EventStream *HttpConnection::openStream(const std::shared_ptr<Exchange> &exchange, const HttpHeaders &headers)
{
    const bool first = !m_exchanges.empty() && m_exchanges.front() == exchange;
    if (!first || m_socket->state() != QAbstractSocket::ConnectedState)
        return nullptr;
    exchange->responder.writeStatusLine(QHttpServerResponder::StatusCode::Ok);
    exchange->responder.writeHeader("Content-Type", "text/event-stream");
    exchange->responder.writeHeader("Cache-Control", "no-store");
    for (const auto &[name, value] : headers)
        exchange->responder.writeHeader(name, value);
    exchange->responder.writeBody(QByteArray());
    return new EventStream(m_socket);
}

void HttpConnection::abort()
{
    m_socket->abort();
}

} // namespace interlock::rehearsal
