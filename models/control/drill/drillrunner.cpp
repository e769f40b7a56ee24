// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/drill/drillrunner.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QStandardPaths>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds drillPutAway{40}; ///< a stopped drill ends its servers first
constexpr qsizetype drillLineLimit = 2000;
constexpr qsizetype drillLinesKept = 500;

QString programBeside(const QString &name)
{
    const QString beside = QStandardPaths::findExecutable(name, {QCoreApplication::applicationDirPath()});
    return beside.isEmpty() ? QStandardPaths::findExecutable(name) : beside;
}

} // namespace

DrillPrograms findDrillPrograms()
{
    return {programBeside(u"interlockctl"_s), programBeside(u"interlock"_s)};
}

DrillRunner::DrillRunner(const QString &profile, const DrillPrograms &programs, QObject *parent)
    : QObject(parent), m_profile(profile), m_programs(programs)
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, &m_process, &QProcess::kill);
    connect(&m_process, &QProcess::readyReadStandardError, this, &DrillRunner::takeMessages);
    connect(&m_process, &QProcess::finished, this, &DrillRunner::takeEnd);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            takeEnd();
    });
}

DrillRunner::~DrillRunner()
{
    m_process.disconnect(this);
    m_console.disconnect(this);
    endConsole();
    if (!isRunning())
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(int(std::chrono::milliseconds(drillPutAway).count())))
        m_process.kill();
}

QString DrillRunner::whyNot() const
{
    if (m_programs.ctl.isEmpty())
        return u"interlockctl is neither beside this program nor in PATH"_s;
    return {};
}

void DrillRunner::start(const DrillOrder &order)
{
    if (isRunning() || !whyNot().isEmpty())
        return;
    m_said.clear();
    m_result = {};
    m_pending.clear();
    m_stopped = false;
    m_byOperator = order.byOperator;
    QStringList arguments{u"--profile"_s, m_profile, u"--json"_s, u"drill"_s};
    if (!order.scenario.isEmpty())
        arguments << u"--scenario"_s << order.scenario;
    if (order.byOperator)
        arguments << u"--operator"_s;
    m_process.start(m_programs.ctl, arguments);
    Q_EMIT changed();
}

void DrillRunner::stop()
{
    if (!isRunning())
        return;
    m_stopped = true;
    m_process.terminate();
    m_patience.start(drillPutAway);
}

void DrillRunner::takeMessages()
{
    m_pending += m_process.readAllStandardError();
    qsizetype end = 0;
    while ((end = m_pending.indexOf('\n')) >= 0) {
        takeLine(QString::fromUtf8(m_pending.left(end)).left(drillLineLimit));
        m_pending.remove(0, end + 1);
    }
    m_pending.truncate(drillLineLimit);
}

void DrillRunner::takeLine(const QString &line)
{
    static const QString prefix = u"interlockctl: "_s;
    static const QString console = u"a console may be opened with "_s;
    const QString sentence = line.startsWith(prefix) ? line.mid(prefix.size()) : line;
    if (sentence.isEmpty())
        return;
    m_said.append(sentence);
    m_said = m_said.mid(std::max<qsizetype>(0, m_said.size() - drillLinesKept));
    const qsizetype at = sentence.indexOf(console);
    if (m_byOperator && at >= 0 && !m_programs.console.isEmpty() &&
        m_console.state() == QProcess::NotRunning) {
        m_console.setProcessChannelMode(QProcess::ForwardedChannels);
        m_console.start(m_programs.console, {u"--profile"_s, sentence.mid(at + console.size())});
    }
    Q_EMIT changed();
}

void DrillRunner::takeEnd()
{
    m_patience.stop();
    takeMessages();
    endConsole();
    m_result = QJsonDocument::fromJson(m_process.readAllStandardOutput()).object();
    QString problem;
    if (m_stopped)
        problem = u"broken off: it counts for nothing"_s;
    else if (m_process.error() == QProcess::FailedToStart)
        problem = u"%1 could not be started: %2"_s.arg(m_programs.ctl, m_process.errorString());
    else if (!m_result.value("passed"_L1).toBool())
        problem = m_said.isEmpty() ? u"the drill ended without a word"_s : m_said.constLast();
    Q_EMIT changed();
    Q_EMIT finished(problem);
}

/// Its world is gone: a window that is left open would only show lost readings.
void DrillRunner::endConsole()
{
    if (m_console.state() == QProcess::NotRunning)
        return;
    m_console.terminate();
    constexpr int consoleEndsMs = 5000;
    if (!m_console.waitForFinished(consoleEndsMs))
        m_console.kill();
}

} // namespace interlock
