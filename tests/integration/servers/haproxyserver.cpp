// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/servers/haproxyserver.h"

#include <csignal>
#include <QDeadlineTimer>
#include <QTcpSocket>
#include <QThread>

namespace interlock::test {

using namespace Qt::StringLiterals;

HaProxyServer::HaProxyServer(bool ownFile) : m_ownFile(ownFile), m_port(freePort()), m_adminPort(freePort())
{
}

HaProxyServer::~HaProxyServer()
{
    thawWorker();
}

QString HaProxyServer::mapName() const
{
    return m_ownFile ? folder() + u"/board.map"_s : u"board.map"_s;
}

QByteArray HaProxyServer::configuration() const
{
    return R"(
global
    nbthread 1
    stats socket unix@FOLDER/admin.sock mode 600 level admin expose-fd listeners
    stats socket ipv4@127.0.0.1:ADMINPORT level admin expose-fd listeners
defaults
    mode http
    timeout connect 2s
    timeout client 20s
    timeout server 20s
frontend bridge
    bind 127.0.0.1:PORT
    http-request set-var(txn.uid) req.hdr(X-User-Id)
    http-request set-var(txn.route) path,field(2,/)
    http-request set-var(txn.modekey) str(mode.),concat(,txn.route,)
    http-request set-var(txn.mode) var(txn.modekey),map_str_int(MAP,0)
    http-request set-var(txn.share) var(txn.route),map_str_int(MAP,0)
    http-request set-var(txn.bucket) var(txn.uid),xxh32(7),mod(10000)
    acl killed str(kill),map_str_int(MAP,0) gt 0
    acl in_share var(txn.bucket),sub(txn.share) lt 0
    use_backend be_weighted if { path_beg /weighted }
    use_backend be_legacy if killed
    use_backend be_new if in_share { var(txn.mode) -m int gt 0 }
    default_backend be_legacy
backend be_legacy
    http-request return status 200 content-type text/plain string "legacy"
backend be_new
    http-request return status 200 content-type text/plain string "new"
backend be_weighted
    balance hdr(X-User-Id)
    hash-type consistent
    server legacy unix@FOLDER/legacy.sock weight 100
    server new unix@FOLDER/new.sock weight 0
frontend legacy_app
    bind unix@FOLDER/legacy.sock
    http-request return status 200 content-type text/plain string "legacy"
frontend new_app
    bind unix@FOLDER/new.sock
    http-request return status 200 content-type text/plain string "new"
)";
}

QString HaProxyServer::start(const QByteArray &map)
{
    QByteArray text = configuration();
    text.replace("ADMINPORT", QByteArray::number(m_adminPort));
    text.replace("PORT", QByteArray::number(m_port));
    text.replace("FOLDER", folder().toUtf8());
    text.replace("MAP", mapName().toUtf8());
    if (!write(u"haproxy.cfg"_s, text) || !write(u"board.map"_s, map))
        return u"cannot write to "_s + folder();
    return launch(u"haproxy"_s, {u"-W"_s, u"-S"_s, folder() + u"/master.sock"_s, u"-f"_s, u"haproxy.cfg"_s},
                  [this] { return workerPid() > 0; });
}

QByteArray HaProxyServer::command(const QByteArray &commands) const
{
    return exchange(socketPath(), commands + '\n');
}

qint64 HaProxyServer::workerPid() const
{
    const QByteArray info = command("show info");
    const qsizetype at = info.indexOf("\nPid: ");
    return at < 0 ? 0 : info.mid(at + 6, info.indexOf('\n', at + 1) - at - 6).toLongLong();
}

bool HaProxyServer::reload()
{
    const qint64 before = workerPid();
    static_cast<void>(exchange(folder() + u"/master.sock"_s, "reload\n"));
    const QDeadlineTimer deadline(60'000);
    for (qint64 pid = before; pid == before || pid == 0; pid = workerPid()) {
        if (deadline.hasExpired())
            return false;
        QThread::msleep(20);
    }
    return true;
}

void HaProxyServer::freezeWorker()
{
    m_frozen = workerPid();
    if (m_frozen > 0)
        ::kill(pid_t(m_frozen), SIGSTOP);
}

void HaProxyServer::thawWorker()
{
    if (m_frozen > 0)
        ::kill(pid_t(m_frozen), SIGCONT);
    m_frozen = 0;
}

QList<QByteArray> HaProxyServer::ask(const QByteArray &route, int users, int first) const
{
    QList<QByteArray> sides;
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, m_port);
    for (int user = first; user < first + users; ++user) {
        socket.write("GET /" + route + " HTTP/1.1\r\nHost: shop\r\nX-User-Id: user-" +
                     QByteArray::number(user) + "\r\n\r\n");
        QByteArray answer;
        const auto isWhole = [&answer] {
            return answer.contains("\r\n\r\n") && (answer.endsWith("legacy") || answer.endsWith("new"));
        };
        while (!isWhole() && socket.waitForReadyRead(20'000))
            answer += socket.readAll();
        sides.append(answer.mid(answer.indexOf("\r\n\r\n") + 4));
    }
    return sides;
}

} // namespace interlock::test
