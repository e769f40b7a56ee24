// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/stack/haproxystack.h"

#include "app/rehearsal/database/privatepostgres.h"
#include "app/rehearsal/stack/comparer.h"

#include <functional>
#include <QDeadlineTimer>
#include <QFile>
#include <QLocalSocket>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QThread>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

constexpr int readyLimitMs = 10'000;
constexpr int socketLimitMs = 200;

ControlApiConfig syncApiConfig(const QList<ApiToken> &tokens)
{
    ControlApiConfig config;
    config.tokens = tokens;
    return config;
}

bool answersOn(quint16 port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    return socket.waitForConnected(socketLimitMs);
}

/// What the Runtime API of a HAProxy answers; nothing when it does not.
QByteArray answerOf(const QString &socketPath, const QByteArray &command)
{
    QLocalSocket socket;
    socket.connectToServer(socketPath);
    if (!socket.waitForConnected(socketLimitMs))
        return {};
    socket.write(command + '\n');
    QByteArray answer;
    while (socket.waitForReadyRead(socketLimitMs))
        answer += socket.readAll();
    return answer;
}

/// Until @p isReady; fails with the last words of @p process when it ends or @p deadline is over.
Result<void> waitFor(const ChildProcess &process, const QString &what, const QDeadlineTimer &deadline,
                     const std::function<bool()> &isReady)
{
    while (!isReady()) {
        if (!process.isRunning() || deadline.hasExpired())
            return fail(ErrorKind::Server, process.lastWords(), what);
        QThread::msleep(20);
    }
    return {};
}

QByteArray quotedUrl(quint16 port)
{
    return "\"http://127.0.0.1:" + QByteArray::number(port) + '"';
}

} // namespace

HaProxyStack::HaProxyStack(const Config &config, SyncService *sync)
    : m_config(config),
      m_syncApi(syncApiConfig(config.tokens), {nullptr, sync, nullptr, nullptr}, &m_clock),
      m_syncServer(&m_syncApi)
{
}

HaProxyStack::~HaProxyStack() = default;

Result<void> HaProxyStack::start()
{
    const Result<quint16> sync = m_syncServer.start();
    if (!sync)
        return tl::unexpected(sync.error());
    m_syncPort = *sync;
    if (Result<void> written = writePrivateFile(mapFile(), haproxyMapText(m_config.scenario.routes));
        !written)
        return written;
    if (Result<void> started = startComparer(); !started)
        return started;
    for (const QString &id : {u"edge-1"_s, u"edge-2"_s}) {
        if (Result<void> started = startEdge(id); !started)
            return started;
    }
    if (Result<void> started = startPrometheus(); !started)
        return started;
    return waitUntilReady();
}

Result<void> HaProxyStack::startComparer()
{
    m_comparerPort = freePort();
    m_parityPort = freePort();
    const Comparer::Config config{m_config.legacyPort, m_config.newPort, m_comparerPort, m_parityPort, {}};
    m_comparer = std::make_unique<ChildProcess>(
        m_config.program, QStringList{u"--comparer"_s, Comparer::toArgument(config, m_config.folder)},
        m_config.folder + u"/comparer.log"_s);
    return m_comparer->start();
}

Result<void> HaProxyStack::startEdge(const QString &id)
{
    Edge edge;
    edge.id = id;
    edge.socket = m_config.folder + u'/' + id + u".sock"_s;
    edge.shopPort = freePort();
    edge.exporterPort = freePort();
    edge.adminPort = freePort();
    HaProxyConfig config;
    config.instance = id;
    config.routes = m_config.scenario.routes;
    config.mapFile = mapFile();
    config.adminSocket = edge.socket;
    config.adminPort = edge.adminPort;
    config.shopPort = edge.shopPort;
    config.exporterPort = edge.exporterPort;
    config.legacyPort = m_config.legacyPort;
    config.newPort = m_config.newPort;
    config.comparerPort = m_comparerPort;
    const QString file = m_config.folder + u'/' + id + u".cfg"_s;
    if (Result<void> written = writePrivateFile(file, haproxyConfigText(config)); !written)
        return written;
    edge.process = std::make_unique<ChildProcess>(u"haproxy"_s, QStringList{u"-db"_s, u"-f"_s, file},
                                                  m_config.folder + u'/' + id + u".log"_s);
    Result<void> started = edge.process->start();
    m_edges.push_back(std::move(edge));
    return started;
}

Result<void> HaProxyStack::startPrometheus()
{
    m_prometheusPort = freePort();
    QMap<QString, quint16> exporters;
    for (const Edge &edge : m_edges)
        exporters.insert(edge.id, edge.exporterPort);
    const QString file = m_config.folder + u"/prometheus.yml"_s;
    const QByteArray text = prometheusConfigText(exporters, m_config.metricsPort, m_comparerPort);
    if (Result<void> written = writePrivateFile(file, text); !written)
        return written;
    m_prometheus = std::make_unique<ChildProcess>(
        u"prometheus"_s,
        QStringList{u"--config.file="_s + file,
                    u"--storage.tsdb.path="_s + m_config.folder + u"/prometheus"_s,
                    u"--web.listen-address=127.0.0.1:%1"_s.arg(m_prometheusPort), u"--log.level=error"_s},
        m_config.folder + u"/prometheus.log"_s);
    return m_prometheus->start();
}

Result<void> HaProxyStack::waitUntilReady()
{
    const QDeadlineTimer deadline(readyLimitMs);
    const auto wait = [&deadline](const ChildProcess &process, quint16 port) {
        return waitFor(process, u"port %1"_s.arg(port), deadline, [port] { return answersOn(port); });
    };
    Result<void> ready = wait(*m_comparer, m_comparerPort);
    if (ready)
        ready = wait(*m_prometheus, m_prometheusPort);
    for (const Edge &edge : m_edges) {
        if (ready)
            ready = wait(*edge.process, edge.shopPort);
        // An open shop says nothing about the socket that steers it.
        if (ready)
            ready = waitFor(*edge.process, edge.socket, deadline,
                            [&edge] { return answerOf(edge.socket, "show version").contains('.'); });
    }
    return ready;
}

QList<quint16> HaProxyStack::edges() const
{
    QList<quint16> ports;
    for (const Edge &edge : m_edges)
        ports.append(edge.shopPort);
    return ports;
}

std::optional<qint64> HaProxyStack::mapValue(const QString &key) const
{
    const QByteArray answer =
        answerOf(m_edges.front().socket, u"get map %1 %2"_s.arg(mapFile(), key).toUtf8());
    const QRegularExpressionMatch match =
        QRegularExpression(u"value=\"(-?\\d+)\""_s).match(QString::fromUtf8(answer));
    if (!match.hasMatch())
        return std::nullopt;
    return match.captured(1).toLongLong();
}

bool HaProxyStack::isFullyOnNew(const QString &route) const
{
    return mapValue(u"mode."_s + route) == qint64(Mode::New) && mapValue(route) == 10'000 &&
           mapValue(u"kill"_s) == 0;
}

void HaProxyStack::setFault(Fault fault, bool on)
{
    Edge &edge = m_edges.back();
    // A socket that is not where it should be: the instance goes on serving and cannot be told anything.
    const QString away = edge.socket + u".away"_s;
    if (fault == Fault::NoAck)
        QFile::rename(on ? edge.socket : away, on ? away : edge.socket);
    else if (fault == Fault::Hang)
        edge.process->setFrozen(on);
}

StackProfile HaProxyStack::profile() const
{
    const QByteArray secret = "secret = { file = \"" + m_config.tokenFile.toUtf8() + "\" }\n";
    QByteArray sockets;
    for (const Edge &edge : m_edges)
        sockets += (sockets.isEmpty() ? "" : ", ") + edge.id.toUtf8() + " = \"" + edge.socket.toUtf8() + '"';
    const QByteArray map = '"' + mapFile().toUtf8() + "\"\n";
    StackProfile profile;
    profile.bridge = "title = \"HAProxy\"\ndriver = \"haproxy\"\nsockets = { " + sockets +
                     " }\nshare_map = " + map + "control_map = " + map + "rule_map = " + map;
    profile.sync = "driver = \"control-api\"\nurls = [" + quotedUrl(m_syncPort) + "]\n" + secret;
    profile.parity = "driver = \"control-api\"\nurls = [" + quotedUrl(m_parityPort) + "]\n" + secret;
    profile.metrics = "driver = \"prometheus\"\nurls = [" + quotedUrl(m_prometheusPort) + "]\n";
    profile.ruleRequests = "metric = \"bridge_requests_total\"\nlabels = { via = \"rule\" }\n";
    return profile;
}

} // namespace interlock::rehearsal
