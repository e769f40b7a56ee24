// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/console/rehearsalprocess.h"

#include <QFile>

namespace interlock::bench {

using namespace Qt::StringLiterals;

namespace {

/// One signal of one series: what a single route answers with, or an instance.
QByteArray furtherSignal(int number)
{
    static const QByteArrayList routes{"url", "catalog", "product", "search", "session", "cart", "checkout"};
    const QByteArray name = QByteArray::number(number);
    const QByteArray &route = routes[number % routes.size()];
    const QByteArray app = number % 2 == 0 ? "legacy" : "new";
    return "\n[[signal]]\nid = \"further-" + name + "\"\ntitle = \"Further " + name +
           "\"\nendpoint = \"metrics\"\nkind = \"rate\"\nmetric = \"shop_requests_total\"\n"
           "labels = { route = \"" +
           route + "\", app = \"" + app + "\" }\nunit = \"req/s\"\n";
}

} // namespace

RehearsalProcess::RehearsalProcess(const Effort &effort) : m_effort(effort) {}

RehearsalProcess::~RehearsalProcess()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(10'000))
        m_process.kill();
    m_process.waitForFinished(2000);
}

QString RehearsalProcess::start()
{
    const QString profile = m_folder.filePath(u"profile.toml"_s);
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.start(m_effort.programs + u"/interlock-rehearsal"_s, {u"--profile"_s, profile});
    const bool ready =
        runUntil([&] { return QFile::exists(profile) || m_process.state() == QProcess::NotRunning; }, 60);
    if (ready && m_process.state() != QProcess::NotRunning)
        return {};
    return u"interlock-rehearsal did not start: "_s +
           QString::fromLocal8Bit(m_process.readAll() + m_process.errorString().toLocal8Bit());
}

QString RehearsalProcess::profileWith(int signalTotal) const
{
    QFile source(m_folder.filePath(u"profile.toml"_s));
    QFile target(m_folder.filePath(u"profile-%1.toml"_s.arg(signalTotal)));
    if (!source.open(QIODevice::ReadOnly) || !target.open(QIODevice::WriteOnly))
        return {};
    QByteArray text = source.readAll();
    for (int i = int(text.count("[[signal]]")); i < signalTotal; ++i)
        text += furtherSignal(i);
    return target.write(text) == text.size() ? target.fileName() : QString();
}

void RehearsalProcess::prepare(QProcess &process, const QString &program, const QStringList &arguments) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    environment.insert(u"XDG_STATE_HOME"_s, m_folder.filePath(u"state"_s));
    environment.insert(u"XDG_CONFIG_HOME"_s, m_folder.filePath(u"config"_s));
    process.setProcessEnvironment(environment);
    process.setProgram(program);
    process.setArguments(arguments);
}

} // namespace interlock::bench
