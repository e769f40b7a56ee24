// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/drill/drillworld.h"

#include "models/endpoints/answer.h"

#include <csignal>
#include <QCoreApplication>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QRegularExpression>
#include <QStandardPaths>
#include <sys/prctl.h>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr int drillWorldReadyMs = 90'000;
constexpr int drillWorldEndsMs = 30'000;
constexpr int drillFaultMs = 10'000;
constexpr qsizetype drillWorldWords = 2000; ///< of its output that a message quotes

Result<void> faultAnswer(const QNetworkReply &reply, const QString &name)
{
    if (reply.error() == QNetworkReply::NoError)
        return {};
    return fail(ErrorKind::Refused, u"the fault %1: %2"_s.arg(name, reply.errorString()));
}
} // namespace

QString findRehearsal()
{
    const QString name = u"interlock-rehearsal"_s;
    const QString beside = QStandardPaths::findExecutable(name, {QCoreApplication::applicationDirPath()});
    return beside.isEmpty() ? QStandardPaths::findExecutable(name) : beside;
}

DrillWorld::DrillWorld(const QString &program, QObject *parent) : QObject(parent), m_program(program)
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    // A drill that is killed runs no destructor: its world must not stay behind.
    m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGTERM); });
    m_limit.setSingleShot(true);
    m_limit.setInterval(drillWorldReadyMs);
    connect(&m_process, &QProcess::readyRead, this, &DrillWorld::takeOutput);
    connect(&m_process, &QProcess::errorOccurred, this,
            [this] { fail(u"the rehearsal: "_s + m_process.errorString()); });
    connect(&m_process, &QProcess::finished, this,
            [this] { fail(u"the rehearsal ended: "_s + m_said.right(drillWorldWords)); });
    connect(&m_limit, &QTimer::timeout, this,
            [this] { fail(u"the rehearsal was not ready in time: "_s + m_said.right(drillWorldWords)); });
}

DrillWorld::~DrillWorld()
{
    m_failed = true; // its end is meant from here on
    m_process.disconnect(this);
    m_process.terminate();
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(drillWorldEndsMs))
        m_process.kill();
}

void DrillWorld::start()
{
    m_limit.start();
    m_process.start(m_program, {u"--port"_s, u"0"_s, u"--profile"_s, profile(), u"--rate"_s, u"80"_s});
}

void DrillWorld::takeOutput()
{
    static const QRegularExpression readyLine(u"ready: (http://127\\.0\\.0\\.1:\\d+)/"_s);
    m_said += QString::fromUtf8(m_process.readAll());
    if (!m_admin.isEmpty())
        return;
    m_admin = QUrl(readyLine.match(m_said).captured(1));
    if (m_admin.isEmpty())
        return;
    m_limit.stop();
    Q_EMIT ready();
}

void DrillWorld::fail(const QString &why)
{
    m_limit.stop();
    if (!std::exchange(m_failed, true))
        Q_EMIT failed(why);
}

QFuture<Result<void>> DrillWorld::setFault(const QString &name, bool on)
{
    const auto answer = Answer<void>::create();
    QUrl url = m_admin.resolved(QUrl(u"/faults/"_s + name));
    url.setQuery(on ? u"on=true"_s : u"on=false"_s);
    QNetworkRequest request(url);
    request.setTransferTimeout(drillFaultMs);
    QNetworkReply *reply = m_network.sendCustomRequest(request, "POST");
    connect(reply, &QNetworkReply::finished, this, [reply, answer, name] {
        reply->deleteLater();
        answer->deliver(faultAnswer(*reply, name));
    });
    return answer->future();
}

} // namespace interlock
