// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/e2e/rehearsalprocess.h"

#include "tests/fakes/childprocess.h"

#include <algorithm>
#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QTest>

namespace interlock::e2e {

using namespace Qt::StringLiterals;

namespace {

constexpr int readyWithin = 60'000;
constexpr int endsWithin = 60'000;

QByteArray endpointHeading(const QString &endpoint)
{
    return "id = \"" + endpoint.toUtf8() + "\"\nkind";
}

/// Where the `urls = [ … ]` of an endpoint begins and ends, behind the equals sign; -1 when it has none.
std::pair<qsizetype, qsizetype> urlsOf(const QByteArray &profile, const QString &endpoint)
{
    const qsizetype heading = profile.indexOf(endpointHeading(endpoint));
    const qsizetype start = profile.indexOf("urls = ", heading) + 7;
    return {start, profile.indexOf(']', start) + 1};
}

} // namespace

RehearsalProcess::RehearsalProcess(const QStringList &arguments)
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    endWithTheTest(m_process);
    m_process.start(QStringLiteral(INTERLOCK_BIN_DIR "/interlock-rehearsal"),
                    QStringList{u"--port"_s, u"0"_s, u"--profile"_s, m_folder.filePath(u"world.toml"_s)} +
                        arguments);
}

RehearsalProcess::~RehearsalProcess()
{
    m_process.terminate();
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(endsWithin))
        m_process.kill();
    // A sanitizer reports when the program ends, too.
    if (m_process.exitStatus() == QProcess::NormalExit && m_process.exitCode() != 0)
        QTest::qFail(qPrintable(m_said + QString::fromUtf8(m_process.readAll())), __FILE__, __LINE__);
}

bool RehearsalProcess::waitUntilReady()
{
    const QRegularExpression ready(u"ready: (http://127\\.0\\.0\\.1:\\d+)/"_s);
    const bool done = eventually(
        [&] {
            m_said += QString::fromUtf8(m_process.readAll());
            m_admin = QUrl(ready.match(m_said).captured(1));
            return !m_admin.isEmpty() || m_process.state() == QProcess::NotRunning;
        },
        readyWithin);
    QFile file(m_folder.filePath(u"world.toml"_s));
    if (!done || m_admin.isEmpty() || !file.open(QIODevice::ReadOnly))
        return false;
    m_profile = file.readAll();
    return true;
}

QString RehearsalProcess::writeProfile(const QString &name, const ProfileWish &wish) const
{
    QByteArray text = m_profile;
    const QByteArray person = wish.person.toUtf8();
    const QByteArray window = QByteArray::number(wish.windowSeconds);
    text.replace("\nwindow = 5\n", "\n"); // all signals get the same
    text.replace("/ann.token", QByteArray('/' + person + ".token"));
    const qsizetype state = text.indexOf("\nstate_folder = ");
    if (state >= 0)
        text.remove(state, text.indexOf('\n', state + 1) - state);
    text.replace("actor = \"ann\"", QByteArray("actor = \"" + person + "\"\nstate_folder = \"" +
                                               wish.stateFolder.toUtf8() + '"'));
    const QByteArrayList windowed{"rate", "ratio", "quantile"};
    for (const QByteArray &kind : windowed) {
        const QByteArray line = "kind = \"" + kind + "\"\n";
        text.replace(line, QByteArray(line + "window = " + window + '\n'));
    }
    for (auto it = wish.urls.cbegin(); it != wish.urls.cend(); ++it) {
        const auto [start, end] = urlsOf(text, it.key());
        const QByteArray list = "[\"" + it.value().join(u"\", \""_s).toUtf8() + "\"]";
        text.replace(start, end - start, list);
    }
    text += '\n' + wish.more;
    QString path = m_folder.filePath(name + u".toml"_s);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("cannot write a profile of the test");
    return path;
}

QStringList RehearsalProcess::urls(const QString &endpoint) const
{
    const auto [start, end] = urlsOf(m_profile, endpoint);
    QStringList found;
    const QStringList parts = QString::fromUtf8(m_profile.mid(start, end - start)).split(u'"');
    for (qsizetype i = 1; i < parts.size(); i += 2)
        found << parts.at(i);
    return found;
}

QString RehearsalProcess::folder() const
{
    const qsizetype end = m_profile.indexOf("/ann.token");
    const qsizetype start = m_profile.lastIndexOf('"', end) + 1;
    return QString::fromUtf8(m_profile.mid(start, end - start));
}

QByteArray RehearsalProcess::ask(const QByteArray &verb, const QString &path) const
{
    QNetworkAccessManager network;
    QNetworkRequest request(m_admin.resolved(QUrl(path)));
    request.setTransferTimeout(60'000);
    QEventLoop loop;
    QNetworkReply *reply = network.sendCustomRequest(request, verb);
    QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    return reply->error() == QNetworkReply::NoError ? reply->readAll() : QByteArray();
}

bool RehearsalProcess::setFault(const QString &name, bool on) const
{
    return !ask("POST", u"/faults/%1?on=%2"_s.arg(name, on ? u"true"_s : u"false"_s)).isEmpty();
}

double RehearsalProcess::metric(const QByteArray &name, const QByteArrayList &labels) const
{
    const QByteArrayList lines = ask("GET", u"/metrics"_s).split('\n');
    if (lines.size() < 2)
        return -1;
    double sum = 0;
    for (const QByteArray &line : lines) {
        const char next = line.startsWith(name) ? line.mid(name.size()).front() : '\0';
        const bool ours = next == '{' || next == ' ';
        if (ours &&
            std::ranges::all_of(labels, [&](const QByteArray &label) { return line.contains(label); }))
            sum += line.mid(line.lastIndexOf(' ') + 1).toDouble();
    }
    return sum;
}

qint64 RehearsalProcess::databasePid() const
{
    QFile file(folder() + u"/pg/data/postmaster.pid"_s);
    return file.open(QIODevice::ReadOnly) ? file.readLine().trimmed().toLongLong() : 0;
}

QList<qint64> RehearsalProcess::childrenRunning(const QString &program) const
{
    QList<qint64> found;
    const QStringList processes = QDir(u"/proc"_s).entryList(QDir::Dirs);
    for (const QString &process : processes) {
        QFile stat(u"/proc/%1/stat"_s.arg(process));
        if (!stat.open(QIODevice::ReadOnly))
            continue;
        const QByteArray line = stat.readAll(); // pid (name) state parent …
        const qsizetype close = line.lastIndexOf(')');
        const qsizetype open = line.indexOf('(');
        const bool named = line.mid(open + 1, close - open - 1) == program.toUtf8();
        if (named && line.mid(close + 4).split(' ').value(0).toLongLong() == m_process.processId())
            found << process.toLongLong();
    }
    return found;
}

bool eventually(const std::function<bool()> &condition, int limitMs)
{
    return QTest::qWaitFor(condition, limitMs);
}

} // namespace interlock::e2e
