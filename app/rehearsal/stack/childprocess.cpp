// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/stack/childprocess.h"

#include <csignal>
#include <QFile>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTcpServer>
#include <sys/prctl.h>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {
// Below the ports that connections leave from, which any process might take before the server does.
constexpr int firstPort = 15'000;
constexpr int endOfPorts = 32'000;
} // namespace

ChildProcess::ChildProcess(QString program, QStringList arguments, QString logFile)
    : m_program(std::move(program)), m_arguments(std::move(arguments)), m_logFile(std::move(logFile))
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(m_logFile);
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setChildProcessModifier([] {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        sigset_t none;
        sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
    });
}

ChildProcess::~ChildProcess()
{
    // Nothing of it is kept, so there is nothing to end in good order; SIGKILL also ends what stands still.
    m_process.kill();
    m_process.waitForFinished(3000);
}

Result<void> ChildProcess::start()
{
    QString program = QStandardPaths::findExecutable(m_program);
    if (program.isEmpty())
        program = QStandardPaths::findExecutable(m_program, {u"/usr/sbin"_s, u"/usr/local/sbin"_s});
    if (program.isEmpty())
        return fail(ErrorKind::Input, u"the program is missing (package %1)"_s.arg(m_program), m_program);
    m_process.start(program, m_arguments);
    if (!m_process.waitForStarted(3000))
        return fail(ErrorKind::Input, m_process.errorString(), program);
    return {};
}

QString ChildProcess::lastWords() const
{
    QFile log(m_logFile);
    if (!log.open(QIODevice::ReadOnly))
        return {};
    return QString::fromLocal8Bit(log.readAll().right(600)).trimmed();
}

void ChildProcess::setFrozen(bool frozen)
{
    if (isRunning())
        ::kill(pid_t(m_process.processId()), frozen ? SIGSTOP : SIGCONT);
}

quint16 freePort()
{
    QTcpServer server;
    for (int attempt = 0; attempt < 100; ++attempt) {
        const auto port = quint16(QRandomGenerator::global()->bounded(firstPort, endOfPorts));
        if (server.listen(QHostAddress::LocalHost, port))
            return port;
    }
    return 0;
}

} // namespace interlock::rehearsal
