// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/ctl/ctlfixture.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSignalSpy>

namespace interlock::test {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestRun = 60'000; // only a hanging program gets there

rehearsal::ControlPlaneConfig planeOfTwoRoutes()
{
    rehearsal::ControlPlaneConfig config;
    config.routes = {{u"checkout"_s, u"Checkout"_s, Layer::Write, {u"/checkout"_s}, {}, Mode::CompareNew, 10},
                     {u"search"_s, u"Search"_s, Layer::Read, {u"/search"_s}, {}, Mode::Legacy, 0}};
    return config;
}

rehearsal::ControlApiConfig everybodysTokens()
{
    using enum Scope;
    rehearsal::ControlApiConfig config;
    config.tokens = {{"ann", {u"ann"_s, {Read, Rollback, Operate}}},
                     {"ben", {u"ben"_s, {Read, Rollback, Operate}}},
                     {"oncall", {u"otto"_s, {Read, Rollback}}},
                     {"reader", {u"rita"_s, {Read}}}};
    return config;
}

void writeFile(const QString &name, const QByteArray &bytes)
{
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write a file of the test");
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
}

QString address(const rehearsal::ControlApiServer &server)
{
    return u"http://127.0.0.1:%1"_s.arg(server.port());
}

constexpr auto profileTail = R"(
[[route]]
id = "checkout"
title = "Checkout"
layer = "write"

[[route]]
id = "search"
layer = "read"

[[signal]]
id = "requests"
endpoint = "metrics"
meaning = "requests"
kind = "rate"
metric = "bridge_requests_total"
window = 5
route_label = "route"
side_label = "reached"

[limits]
acknowledge_seconds = 5
observe_seconds = 60
)";

} // namespace

QJsonObject CtlRun::json() const
{
    return QJsonDocument::fromJson(out.toUtf8()).object();
}

CtlFixture::CtlFixture(const QString &token)
    : plane(planeOfTwoRoutes(), &clock),
      api(everybodysTokens(), {&plane, nullptr, nullptr, nullptr}, &clock),
      first(&api),
      second(&api)
{
    if (!first.start() || !second.start())
        qFatal("no free port");
    QObject::connect(&plane, &rehearsal::ControlPlane::commanded, &plane, [this](quint64 revision) {
        plane.acknowledge(u"edge-1"_s, revision);
        if (!m_deaf)
            plane.acknowledge(u"edge-2"_s, revision);
    });
    for (const QString &instance : {u"edge-1"_s, u"edge-2"_s})
        plane.acknowledge(instance, plane.revision());
    metrics.setAnswer([this](const FaultyRequest &) {
        return FaultyReply::typed("text/plain; version=0.0.4", metricsPage());
    });
    writeProfile({address(first), address(second)}, token);
}

/// Ten thousand requests a route and scrape, split exactly as commanded.
QByteArray CtlFixture::metricsPage()
{
    QByteArray page = "# TYPE bridge_requests_total counter\n";
    const BridgeState state = plane.state();
    for (const RouteState &route : state.routes) {
        const double share = effectivePercent(route.mode, route.percent) / 100.0;
        const double perScrape = 10'000;
        for (const auto &[side, part] : {std::pair(u"legacy"_s, 1 - share), std::pair(u"new"_s, share)}) {
            double &count = m_requests[route.id + u'|' + side];
            count += perScrape * part;
            page += u"bridge_requests_total{instance=\"edge-1\",route=\"%1\",reached=\"%2\"} %3\n"_s
                        .arg(route.id, side, QString::number(count, 'f', 0))
                        .toUtf8();
        }
    }
    return page;
}

void CtlFixture::writeProfile(const QStringList &urls, const QString &token)
{
    writeFile(folder.filePath(u"token"_s), token.toUtf8());
    const QString head =
        u"[migration]\nname = \"test\"\nstate_folder = \"state\"\n"
        "[environment]\nname = \"test\"\ncolour = \"#112233\"\n"
        "[[endpoint]]\nid = \"bridge\"\nkind = \"bridge\"\ndriver = \"control-api\"\nurls = [\"%1\"]\n"
        "secret = { file = \"token\" }\nperiod_ms = 700\n"
        "[[endpoint]]\nid = \"metrics\"\nkind = \"metrics\"\ndriver = \"exposition\"\nurls = [\"%2\"]\n"
        "period_ms = 700\n"_s.arg(urls.join(u"\", \""_s), metrics.url(u"/metrics"_s).toString());
    writeFile(folder.filePath(u"shop.toml"_s), head.toUtf8() + profileTail);
}

void CtlFixture::becomes(const QString &person, const QByteArray &more)
{
    writeProfile({address(first), address(second)}, person);
    QFile profile(folder.filePath(u"shop.toml"_s));
    if (!profile.open(QIODevice::ReadOnly))
        qFatal("cannot read the profile of the test");
    QByteArray text = profile.readAll();
    profile.close();
    text.replace("state_folder = \"state\"", QByteArray("state_folder = \"state-" + person.toUtf8() + '"'));
    writeFile(profile.fileName(), text + more);
}

std::unique_ptr<QProcess> CtlFixture::start(const QStringList &arguments) const
{
    auto process = std::make_unique<QProcess>();
    process->start(QStringLiteral(INTERLOCK_BIN_DIR) + u"/interlockctl"_s,
                   QStringList{u"--profile"_s, folder.filePath(u"shop.toml"_s)} + arguments);
    return process;
}

/// The servers live on this thread: the event loop runs while the program does.
CtlRun CtlFixture::finished(QProcess &process)
{
    QSignalSpy end(&process, &QProcess::finished);
    if (process.state() != QProcess::NotRunning && !end.wait(longestRun))
        process.kill();
    const bool normal =
        process.exitStatus() == QProcess::NormalExit && process.state() == QProcess::NotRunning;
    return {normal ? process.exitCode() : -1, QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

CtlRun CtlFixture::run(const QStringList &arguments) const
{
    const auto process = start(arguments);
    return finished(*process);
}

} // namespace interlock::test
