// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/servers/serverprocess.h"

#include "tests/fakes/childprocess.h"

#include <csignal>
#include <QDeadlineTimer>
#include <QFile>
#include <QLocalSocket>
#include <QRandomGenerator>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

namespace interlock::test {

using namespace Qt::StringLiterals;

namespace {
constexpr int startPatience = 60'000;

template<typename Socket>
QByteArray readToTheEnd(Socket *socket, const QByteArray &request, int milliseconds)
{
    const QDeadlineTimer deadline(milliseconds);
    QByteArray answer;
    socket->write(request);
    while (socket->waitForReadyRead(int(deadline.remainingTime())))
        answer += socket->readAll();
    return answer + socket->readAll();
}
} // namespace

quint16 freePort()
{
    // Below the ports that connections leave from, which any process here might take before the server does.
    QTcpServer server;
    while (!server.listen(QHostAddress::LocalHost,
                          quint16(QRandomGenerator::global()->bounded(15'000, 32'000)))) {
    }
    return server.serverPort();
}

QByteArray exchange(const QString &address, const QByteArray &request, int milliseconds)
{
    if (address.startsWith(u'/')) {
        QLocalSocket socket;
        socket.connectToServer(address);
        return socket.waitForConnected(milliseconds) ? readToTheEnd(&socket, request, milliseconds)
                                                     : QByteArray();
    }
    QTcpSocket socket;
    socket.connectToHost(address.section(u':', 0, 0), address.section(u':', 1).toUShort());
    return socket.waitForConnected(milliseconds) ? readToTheEnd(&socket, request, milliseconds)
                                                 : QByteArray();
}

ServerProcess::ServerProcess() : m_stopSignal(SIGTERM)
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(m_folder.filePath(u"log"_s));
    endWithTheTest(m_process);
}

ServerProcess::~ServerProcess()
{
    thaw();
    askToEnd();
    if (!m_process.waitForFinished(3000)) {
        m_process.kill();
        m_process.waitForFinished(3000);
    }
}

QString ServerProcess::launch(const QString &program, const QStringList &arguments,
                              const std::function<bool()> &ready)
{
    m_process.setWorkingDirectory(folder());
    m_process.start(program, arguments);
    if (!m_process.waitForStarted(startPatience))
        return program + u": "_s + m_process.errorString();
    const QDeadlineTimer deadline(startPatience);
    while (!ready()) {
        if (m_process.state() == QProcess::NotRunning || deadline.hasExpired())
            return program + u" is not ready: "_s + log();
        QThread::msleep(10);
        m_process.waitForFinished(1);
    }
    return {};
}

QString ServerProcess::run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (process.waitForFinished(startPatience) && process.exitStatus() == QProcess::NormalExit &&
        process.exitCode() == 0)
        return {};
    return program + u": "_s + process.errorString() + u' ' + QString::fromUtf8(process.readAll());
}

bool ServerProcess::write(const QString &name, const QByteArray &text) const
{
    QFile file(folder() + u'/' + name);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

QString ServerProcess::log()
{
    QFile file(m_folder.filePath(u"log"_s));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

void ServerProcess::askToEnd() const
{
    if (processId() > 0)
        ::kill(pid_t(processId()), m_stopSignal);
}

void ServerProcess::stop()
{
    thaw();
    askToEnd();
    if (!m_process.waitForFinished(startPatience))
        crash();
}

void ServerProcess::crash()
{
    m_process.kill();
    m_process.waitForFinished(startPatience);
}

void ServerProcess::freeze() const
{
    if (processId() > 0)
        ::kill(pid_t(processId()), SIGSTOP);
}

void ServerProcess::thaw() const
{
    if (processId() > 0)
        ::kill(pid_t(processId()), SIGCONT);
}

} // namespace interlock::test
