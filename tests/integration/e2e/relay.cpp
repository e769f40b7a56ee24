// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/e2e/relay.h"

#include <algorithm>

namespace interlock::e2e {

using namespace Qt::StringLiterals;

namespace {

bool beginsRequest(const QByteArray &bytes)
{
    return bytes.startsWith("GET /") || bytes.startsWith("POST /") || bytes.startsWith("PATCH /") ||
           bytes.startsWith("PUT /");
}

} // namespace

Relay::Relay(const QUrl &server, QObject *parent) : QObject(parent), m_target(server)
{
    connect(&m_listener, &QTcpServer::newConnection, this, &Relay::open);
    if (!m_listener.listen(QHostAddress::LocalHost))
        qFatal("no free port");
    m_url = u"http://127.0.0.1:%1%2"_s.arg(m_listener.serverPort()).arg(server.path());
}

Relay::~Relay()
{
    cut();
}

QString Relay::url() const
{
    return m_url;
}

Relay::Does Relay::doesWith(const QByteArray &request) const
{
    for (auto it = m_does.cbegin(); it != m_does.cend(); ++it) {
        if (request.startsWith(it.key()))
            return it.value();
    }
    return Does::Pass;
}

void Relay::set(const QByteArray &start, Does does)
{
    m_does.insert(start, does);
}

void Relay::pass()
{
    m_does.clear();
    for (const auto &line : m_lines)
        deliver(line.get());
}

void Relay::cut()
{
    m_listener.close();
    for (const auto &line : m_lines) {
        for (QTcpSocket *socket : {line->client.data(), line->server.data()}) {
            if (!socket)
                continue;
            socket->disconnect(this);
            socket->abort();
            socket->deleteLater();
        }
    }
    m_lines.clear();
}

int Relay::count(const QByteArray &start) const
{
    return int(
        std::ranges::count_if(m_requests, [&](const QByteArray &line) { return line.startsWith(start); }));
}

void Relay::open()
{
    while (QTcpSocket *client = m_listener.nextPendingConnection()) {
        m_lines.push_back(std::make_unique<Line>());
        Line *line = m_lines.back().get();
        line->client = client;
        line->server = new QTcpSocket(this);
        QTcpSocket *server = line->server;
        connect(client, &QTcpSocket::readyRead, this, [this, line] { fromClient(line); });
        connect(server, &QTcpSocket::readyRead, this, [this, line] { fromServer(line); });
        connect(server, &QTcpSocket::connected, this, [line] {
            line->server->write(line->early);
            line->early.clear();
        });
        connect(client, &QTcpSocket::disconnected, server, &QTcpSocket::disconnectFromHost);
        connect(server, &QTcpSocket::disconnected, this, [line] {
            if (line->client && line->kept.isEmpty())
                line->client->disconnectFromHost();
        });
        connect(server, &QTcpSocket::errorOccurred, this, [line] {
            if (line->client && line->kept.isEmpty())
                line->client->disconnectFromHost();
        });
        server->connectToHost(QHostAddress(QHostAddress::LocalHost), quint16(m_target.port()));
    }
}

void Relay::fromClient(Line *line)
{
    const QByteArray bytes = line->client->readAll();
    if (beginsRequest(bytes)) {
        line->request = bytes.left(bytes.indexOf('\r'));
        m_requests.append(line->request);
    }
    if (doesWith(line->request) == Does::LoseRequests || !line->server)
        return;
    if (line->server->state() == QAbstractSocket::ConnectedState)
        line->server->write(bytes);
    else
        line->early += bytes;
}

void Relay::fromServer(Line *line)
{
    line->kept += line->server->readAll();
    deliver(line);
}

void Relay::deliver(Line *line)
{
    if (doesWith(line->request) == Does::KeepAnswers || !line->client)
        return;
    line->client->write(line->kept);
    line->kept.clear();
}

} // namespace interlock::e2e
