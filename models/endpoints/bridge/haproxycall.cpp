// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/bridge/haproxycall.h"

#include <QLocalSocket>
#include <QTcpSocket>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype greatestHaProxyAnswer = 4 * 1024 * 1024;
} // namespace

Result<HaProxyAddress> parseHaProxyAddress(const QString &instance, const QString &text)
{
    HaProxyAddress address;
    address.instance = instance;
    if (text.startsWith(u'/')) {
        // sun_path holds 108 bytes with its end; a longer path would be cut and reach somebody else's socket
        if (text.toUtf8().size() > 107)
            return fail(ErrorKind::Input, u"the path of the socket is longer than 107 bytes"_s, instance);
        address.unixPath = text;
        return address;
    }
    const qsizetype colon = text.lastIndexOf(u':');
    bool isNumber = false;
    address.port = colon < 1 ? quint16(0) : QStringView(text).mid(colon + 1).toUShort(&isNumber);
    address.host = text.left(qMax(colon, qsizetype(0)));
    if (address.host.startsWith(u'[') && address.host.endsWith(u']'))
        address.host = address.host.mid(1, address.host.size() - 2);
    if (!isNumber || address.port == 0 || address.host.isEmpty())
        return fail(ErrorKind::Input, u"expected an absolute path or host:port, got \""_s + text + u'"',
                    instance);
    return address;
}

HaProxyCall::HaProxyCall(const HaProxyAddress &address, const QByteArray &request, Limits limits, Done done,
                         QObject *parent)
    : QObject(parent),
      m_instance(address.instance),
      m_request(request),
      m_limits(limits),
      m_done(std::move(done)),
      m_connectTimer(this),
      m_totalTimer(this)
{
    m_connectTimer.setSingleShot(true);
    m_totalTimer.setSingleShot(true);
    connect(&m_connectTimer, &QTimer::timeout, this, [this] {
        finish(fail(ErrorKind::Timeout, u"no connection within %1 ms"_s.arg(m_limits.connect.count()),
                    m_instance));
    });
    connect(&m_totalTimer, &QTimer::timeout, this, [this] {
        finish(fail(ErrorKind::Timeout, u"no complete answer within %1 ms"_s.arg(m_limits.total.count()),
                    m_instance));
    });
    m_connectTimer.start(m_limits.connect);
    m_totalTimer.start(m_limits.total);
    if (address.unixPath.isEmpty()) {
        auto *socket = new QTcpSocket(this);
        wire(socket);
        socket->connectToHost(address.host, address.port);
    } else {
        auto *socket = new QLocalSocket(this);
        wire(socket);
        socket->connectToServer(address.unixPath);
    }
}

template<typename Socket>
void HaProxyCall::wire(Socket *socket)
{
    m_device = socket;
    connect(socket, &Socket::connected, this, [this, socket] {
        send();
        socket->flush();
    });
    connect(socket, &QIODevice::readyRead, this, &HaProxyCall::readSome);
    connect(socket, &Socket::disconnected, this, &HaProxyCall::streamEnded);
    connect(socket, &Socket::errorOccurred, this, [this, socket](auto error) {
        // the peer closing is how every answer ends; whether one came is seen at the stream's end
        if (int(error) != int(QAbstractSocket::RemoteHostClosedError))
            finish(fail(ErrorKind::Network, socket->errorString(), m_instance));
    });
}

void HaProxyCall::send()
{
    m_connectTimer.stop();
    m_sent = true;
    m_device->write(m_request);
}

void HaProxyCall::readSome()
{
    m_answer += m_device->readAll();
    if (m_answer.size() > greatestHaProxyAnswer)
        finish(fail(ErrorKind::Protocol, u"the answer is over 4 MiB"_s, m_instance));
}

void HaProxyCall::streamEnded()
{
    readSome();
    if (m_answer.isEmpty())
        finish(fail(ErrorKind::Protocol, u"the connection was closed without an answer"_s, m_instance));
    else
        finish(std::exchange(m_answer, {}));
}

void HaProxyCall::finish(Result<QByteArray> result)
{
    if (!m_done)
        return;
    m_connectTimer.stop();
    m_totalTimer.stop();
    m_device->disconnect(this);
    // never inside the caller: an error of connectToServer() arrives before the constructor is through
    QMetaObject::invokeMethod(
        this,
        [this, done = std::exchange(m_done, nullptr), result = std::move(result)]() mutable {
            deleteLater();
            done(std::move(result));
        },
        Qt::QueuedConnection);
}

} // namespace interlock
