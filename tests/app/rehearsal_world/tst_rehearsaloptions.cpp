// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/options.h"
#include "app/rehearsal/stack/haproxyconfig.h"
#include "app/rehearsal/stack/profiletext.h"
#include "models/profile/profile.h"

#include <QTest>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

class RehearsalOptionsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void defaults();
    void everythingGiven();
    void mistakesAreNamed_data();
    void mistakesAreNamed();
    void faultIsForAnotherRehearsal();
    void everyFaultAndScenarioHasANameAndHelp();
    void profileIsRight_data();
    void profileIsRight();
};

void RehearsalOptionsTest::defaults()
{
    const auto options = parseOptions({});
    QVERIFY(options);
    QVERIFY(options->action == Options::Action::Run);
    QCOMPARE(options->world.scenario.name, u"midway"_s);
    QVERIFY(options->world.stack == StackKind::Embedded);
    QCOMPARE(options->world.port, defaultAdminPort);
}

void RehearsalOptionsTest::everythingGiven()
{
    const auto options = parseOptions({u"--port=0"_s, u"--scenario"_s, u"fresh"_s, u"--stack"_s, u"haproxy"_s,
                                       u"--speed=100"_s, u"--rate"_s, u"5"_s, u"--users"_s, u"20"_s,
                                       u"--print-profile"_s, u"--profile"_s, u"x.toml"_s});
    QVERIFY(options);
    QCOMPARE(options->world.port, quint16(0));
    QCOMPARE(options->world.scenario.name, u"fresh"_s);
    QVERIFY(options->world.stack == StackKind::HaProxy);
    QCOMPARE(options->world.speed, 100.0);
    QCOMPARE(options->world.requestsPerSecond, 5.0);
    QCOMPARE(options->world.users, 20);
    QVERIFY(options->printProfile);
    QCOMPARE(options->profileFile, u"x.toml"_s);
}

void RehearsalOptionsTest::mistakesAreNamed_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("named");
    QTest::newRow("unknown") << QStringList{u"--bogus"_s} << u"--bogus"_s;
    QTest::newRow("stray word") << QStringList{u"fresh"_s} << u"fresh"_s;
    QTest::newRow("no value") << QStringList{u"--port"_s} << u"--port needs"_s;
    QTest::newRow("port") << QStringList{u"--port=70000"_s} << u"70000"_s;
    QTest::newRow("no number") << QStringList{u"--speed"_s, u"fast"_s} << u"fast"_s;
    QTest::newRow("not a number") << QStringList{u"--rate=nan"_s} << u"nan"_s;
    QTest::newRow("scenario") << QStringList{u"--scenario=dawn"_s} << u"cutover-day"_s;
    QTest::newRow("stack") << QStringList{u"--stack=nginx"_s} << u"nginx"_s;
    QTest::newRow("fault") << QStringList{u"--fault=nope"_s} << u"slow-new"_s;
    QTest::newRow("fault's state") << QStringList{u"--fault=hang=maybe"_s} << u"maybe"_s;
}

void RehearsalOptionsTest::mistakesAreNamed()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, named);
    const auto options = parseOptions(arguments);
    QVERIFY(!options);
    QVERIFY2(options.error().contains(named), qPrintable(options.error()));
}

void RehearsalOptionsTest::faultIsForAnotherRehearsal()
{
    const auto on = parseOptions({u"--fault"_s, u"hang"_s, u"--port"_s, u"7123"_s});
    QVERIFY(on && on->action == Options::Action::SetFault && on->fault == Fault::Hang && on->faultOn);
    QCOMPARE(on->port, quint16(7123));
    const auto off = parseOptions({u"--fault"_s, u"no-ack=off"_s});
    QVERIFY(off && off->fault == Fault::NoAck && !off->faultOn);
}

void RehearsalOptionsTest::everyFaultAndScenarioHasANameAndHelp()
{
    for (const Fault fault : allFaults) {
        QCOMPARE(faultFromName(faultName(fault)), std::optional(fault));
        QVERIFY(helpText().contains(faultName(fault)));
    }
    const QList<Scenario> all = scenarios();
    for (const Scenario &scenario : all) {
        QCOMPARE(scenario.routes.size(), 8);
        QVERIFY(helpText().contains(scenario.name));
    }
}

void RehearsalOptionsTest::profileIsRight_data()
{
    QTest::addColumn<QByteArray>("bridge");
    QTest::addColumn<QByteArray>("metrics");
    QTest::addColumn<QByteArray>("rules");
    QTest::newRow("embedded") << QByteArray("driver = \"control-api\"\nurls = [\"http://127.0.0.1:7001\"]\n")
                              << QByteArray(
                                     "driver = \"exposition\"\nurls = [\"http://127.0.0.1:7000/metrics\"]\n")
                              << QByteArray("metric = \"bridge_rule_requests_total\"\n");
    QTest::newRow("haproxy")
        << QByteArray("driver = \"haproxy\"\nsockets = { edge-1 = \"/tmp/a.sock\" }\n"
                      "share_map = \"/tmp/m\"\ncontrol_map = \"/tmp/m\"\nrule_map = \"/tmp/m\"\n")
        << QByteArray("driver = \"prometheus\"\nurls = [\"http://127.0.0.1:9090\"]\n")
        << QByteArray("metric = \"bridge_requests_total\"\nlabels = { via = \"rule\" }\n");
}

void RehearsalOptionsTest::profileIsRight()
{
    QFETCH(const QByteArray, bridge);
    QFETCH(const QByteArray, metrics);
    QFETCH(const QByteArray, rules);
    const QByteArray api = "driver = \"control-api\"\nurls = [\"http://127.0.0.1:7001\"]\n";
    const QByteArray text =
        profileText({bridge, metrics, api, api, rules}, scenarios().constFirst().routes,
                    u"host=/tmp user=console"_s, u"/tmp/console \"quoted\" \\ .password"_s, u"/tmp/state"_s);
    const auto profile = parseProfile(text, u"rehearsal.toml"_s);
    QVERIFY2(profile, profile ? "" : qPrintable(profile.error().constFirst().toString()));
    QCOMPARE(profile->routes.size(), 8);
    QCOMPARE(profile->endpoint(EndpointKind::Orders)->secret.name, u"/tmp/console \"quoted\" \\ .password"_s);
    for (const SignalMeaning meaning :
         {SignalMeaning::Requests, SignalMeaning::RuleRequests, SignalMeaning::ActiveUsers,
          SignalMeaning::ErrorRate, SignalMeaning::P95}) {
        QVERIFY(std::any_of(profile->signalSpecs.begin(), profile->signalSpecs.end(),
                            [meaning](const SignalSpec &spec) { return spec.meaning == meaning; }));
    }
}

} // namespace interlock::rehearsal

QTEST_GUILESS_MAIN(interlock::rehearsal::RehearsalOptionsTest)
#include "tst_rehearsaloptions.moc"
