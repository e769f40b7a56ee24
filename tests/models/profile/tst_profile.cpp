// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/profile.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

QString profilesFolder()
{
    return QStringLiteral(INTERLOCK_SOURCE_DIR) + u"/resources/profiles"_s;
}

QString allErrors(const tl::expected<Profile, QList<ProfileError>> &profile)
{
    QStringList lines;
    if (!profile) {
        for (const ProfileError &error : profile.error())
            lines.append(error.toString());
    }
    return lines.join(u'\n');
}

} // namespace

class TestProfile final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyExampleIsRight_data();
    void everyExampleIsRight();
    void readsEveryValueOfTheControlApiExample();
    void readsHaProxyPrometheusPostgres();
    void defaults();
    void acceptsAByteOrderMark();
    void unreadableFiles();
};

void TestProfile::everyExampleIsRight_data()
{
    QTest::addColumn<QString>("file");
    QDirIterator files(profilesFolder(), {u"*.toml"_s}, QDir::Files);
    while (files.hasNext()) {
        const QString file = files.next();
        QTest::newRow(qPrintable(files.fileName())) << file;
    }
}

void TestProfile::everyExampleIsRight()
{
    QFETCH(const QString, file);
    QCOMPARE(allErrors(loadProfile(file)), QString());
}

void TestProfile::readsEveryValueOfTheControlApiExample()
{
    const auto profile = loadProfile(profilesFolder() + u"/control-api.toml"_s);
    QVERIFY(profile);
    QCOMPARE(profile->migration, u"shop-cutover"_s);
    QVERIFY(profile->runbook.contains(u"/v1/rollback"_s));
    QCOMPARE(profile->environment, (Environment{u"rehearsal"_s, u"#8250df"_s}));
    const EndpointSpec *bridge = profile->endpoint(EndpointKind::Bridge);
    QVERIFY(bridge);
    QCOMPARE(bridge->title, u"Shop bridge"_s);
    QCOMPARE(bridge->urls, (QList{QUrl(u"http://127.0.0.1:7001"_s), QUrl(u"http://127.0.0.1:7002"_s)}));
    QCOMPARE(bridge->secret, (SecretRef{SecretSource::Environment, u"INTERLOCK_TOKEN"_s}));
    QCOMPARE(profile->routes.size(), 8);
    QCOMPARE(profile->routes.at(6), (RouteSpec{u"checkout"_s, u"Checkout"_s, Layer::Write}));
    const SignalSpec &errorRate = profile->signalSpecs.at(4);
    QCOMPARE(errorRate.meaning, SignalMeaning::ErrorRate);
    QCOMPARE(errorRate.kind, SignalKind::Ratio);
    QCOMPARE(errorRate.numerator, (QMap<QString, QString>{{u"code"_s, u"~5.."_s}}));
    QCOMPARE(profile->signalSpecs.at(6).upperLimit, std::optional(2e9));
    QList<PlanStep> steps{{2, 1}, {15, 2}, {50, 5}, {100, 10}};
    steps[1].soakHours = 48;
    steps[1].checklist = {u"Support informed"_s, u"Dashboards looked at"_s};
    steps[1].announcement = u"Tomorrow 15 % of the users reach the new shop"_s;
    QCOMPARE(profile->steps, steps);
    QCOMPARE(profile->planStart, QDate(2026, 3, 2));
    QStringList gates;
    for (const GateSpec &gate : profile->gates)
        gates.append(gate.id);
    QCOMPARE(gates, (QStringList{u"error-rate"_s, u"p95"_s, u"forward-lag"_s, u"back-lag"_s,
                                 u"back-sync-running"_s, u"change-window"_s, u"warranty"_s, u"soak"_s,
                                 u"largest-step"_s, u"backup-validated"_s, u"parity"_s, u"faster"_s}));
    QCOMPARE(profile->calendar.freezes.constFirst().reason, u"peak season"_s);
    QCOMPARE(profile->evidence.constFirst().id, u"shop-2026-03-01"_s);
    QCOMPARE(profile->roles.value(u"on-call"_s), (QSet{Scope::Read, Scope::Rollback}));
    QVERIFY(profile->parityDatabase.has_value());
    QCOMPARE(profile->parityDatabase->secret, (SecretRef{SecretSource::Environment, u"PGPASSWORD_SHOP"_s}));
    QVERIFY(profile->parityDatabase->triage);
    QVERIFY(profile->parityDatabase->migrationLog.isEmpty());
    QCOMPARE(profile->triggers.size(), 2);
    QVERIFY(profile->triggers.at(0).armed && profile->triggers.at(0).allRoutes);
    QCOMPARE(profile->triggers.at(0).action, TriggerAction::Immediate);
    QVERIFY(!profile->triggers.at(1).allRoutes);
    QCOMPARE(profile->triggers.at(1).action, TriggerAction::Gradual);
    QCOMPARE(profile->gradual.steps, (QList<int>{75, 50, 25, 10, 0}));
    QCOMPARE(profile->webhooks.constFirst().id, u"team"_s);
    QVERIFY(profile->warranty.has_value());
    QVERIFY(profile->lease.connection.contains(u"dbname=interlock"_s));
    QVERIFY(profile->team.connection.contains(u"dbname=interlock"_s));
    QCOMPARE(profile->approval.acts, (GateActs{GateAct::FirstStep, GateAct::FullShare}));
}

void TestProfile::readsHaProxyPrometheusPostgres()
{
    const auto profile = loadProfile(profilesFolder() + u"/haproxy-prometheus-postgresql.toml"_s);
    QVERIFY(profile);
    QCOMPARE(profile->runbook, profilesFolder() + u"/runbook.md"_s);
    QCOMPARE(profile->actor, u"on-call"_s);
    const EndpointSpec *edge = profile->endpoint(EndpointKind::Bridge);
    QVERIFY(edge);
    QCOMPARE(edge->driver, Driver::HaProxy);
    QCOMPARE(edge->sockets.value(u"edge-2"_s), u"10.0.0.12:9999"_s);
    QCOMPARE(edge->haproxyRoutes.at(2),
             (HaProxyRoute{u"search"_s, u"search"_s, u"be_search/legacy"_s, u"be_search/new"_s}));
    const EndpointSpec *orders = profile->endpoint(EndpointKind::Orders);
    QVERIFY(orders);
    QCOMPARE(orders->secret, (SecretRef{SecretSource::File, profilesFolder() + u"/orders.password"_s}));
    QVERIFY(orders->query.startsWith(u"SELECT"_s));
    const SignalSpec &requests = profile->signalSpecs.first();
    QCOMPARE(requests.sideValues.value(u"shadow"_s), u"both"_s);
    QCOMPARE(profile->limits.observeSeconds, 120);
    QCOMPARE(profile->limits.p95Seconds, 2.0);
}

void TestProfile::defaults()
{
    const auto profile = parseProfile(R"([migration]
name = "m"
[environment]
name = "prod"
colour = "#112233"
[[endpoint]]
id = "edge"
kind = "bridge"
driver = "haproxy"
sockets = { a = "[::1]:9999" }
share_map = "/m"
control_map = "/m"
[[route]]
id = "cart"
layer = "write"
)"_ba,
                                      u"/etc/p.toml"_s);
    QVERIFY2(profile, qPrintable(allErrors(profile)));
    QCOMPARE(profile->steps, (QList<PlanStep>{{2, 1}, {15, 2}, {50, 5}, {100, 10}}));
    QCOMPARE(profile->limits, Limits());
    QCOMPARE(profile->routes.first().title, u"cart"_s);
    const EndpointSpec &edge = profile->endpoints.first();
    QCOMPARE(edge.title, u"edge"_s);
    QCOMPARE(edge.haproxyRoutes, (QList<HaProxyRoute>{{u"cart"_s, u"cart"_s, {}, {}}}));
    QCOMPARE(edge.period, std::chrono::milliseconds(1000));
    QVERIFY(profile->stateFolder.isEmpty());
}

void TestProfile::acceptsAByteOrderMark()
{
    QFile file(profilesFolder() + u"/exposition.toml"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(allErrors(parseProfile("\xef\xbb\xbf"_ba + file.readAll(), u"x"_s)), QString());
}

void TestProfile::unreadableFiles()
{
    const QTemporaryDir folder;
    const QString missing = folder.filePath(u"missing.toml"_s);
    QCOMPARE(allErrors(loadProfile(missing)), missing + u": cannot be read: No such file or directory"_s);
    QCOMPARE(allErrors(loadProfile(folder.path())), folder.path() + u": this is a folder, not a profile"_s);
    QFile large(folder.filePath(u"large.toml"_s));
    QVERIFY(large.open(QIODevice::WriteOnly) && large.resize(10 * 1024 * 1024));
    QCOMPARE(allErrors(loadProfile(large.fileName())),
             large.fileName() + u": the file is larger than 1 MiB: that is no profile"_s);
    QFile empty(folder.filePath(u"empty.toml"_s));
    QVERIFY(empty.open(QIODevice::WriteOnly));
    QCOMPARE(loadProfile(empty.fileName()).error().size(), 4);
}

QTEST_GUILESS_MAIN(TestProfile)
#include "tst_profile.moc"
