// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/profile.h"
#include "tests/models/profile/smallprofile.h"

#include <algorithm>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {
/// 33 lines; what a row adds starts at line 34.
QByteArray base()
{
    return smallProfile() + "[[endpoint]]\n"
                            "id = \"prom\"\n"
                            "kind = \"metrics\"\n"
                            "driver = \"prometheus\"\n"
                            "urls = [\"http://127.0.0.1:9090\"]\n"
                            "[[signal]]\n"
                            "id = \"errors\"\n"
                            "endpoint = \"prom\"\n"
                            "meaning = \"error-rate\"\n"
                            "kind = \"ratio\"\n"
                            "metric = \"requests_total\"\n"
                            "numerator = { code = \"~5..\" }\n"
                            "side_label = \"app\"\n"
                            "[[signal]]\n"
                            "id = \"conversion\"\n"
                            "endpoint = \"prom\"\n"
                            "kind = \"gauge\"\n"
                            "metric = \"conversion\"\n"
                            "[limits]\n"
                            "error_rate = 0.002\n";
}
} // namespace

/// [[trigger]], [gradual], [[webhook]] and [lease]: values, defaults, and every error with its place.
class TestProfileWatch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEverything();
    void warrantyAndMarks();
    void defaults_data();
    void defaults();
    void errors_data();
    void errors();
};

void TestProfileWatch::readsEverything()
{
    const auto profile = parseProfile(base() + R"(
[[trigger]]
id = "errors-high"
title = "Errors"
watch = "error-rate"
route = "cart"
above = 0.01
clears = 0.005
sustain_seconds = 5
recover_seconds = 20
action = "immediate"
scope = "route"
armed = true
[gradual]
steps = [60, 20, 0]
wait_seconds = 30
[[webhook]]
id = "team"
secret = { env = "TEAM_HOOK" }
[lease]
connection = "host=/run/pg dbname=shop"
secret = { env = "PGPASSWORD_SHOP" }
)",
                                      u"p.toml"_s);
    QVERIFY2(profile, profile ? "" : qPrintable(profile.error().first().toString()));
    const TriggerSpec wanted{u"errors-high"_s,
                             u"Errors"_s,
                             TriggerWatch::ErrorRate,
                             {},
                             u"cart"_s,
                             true,
                             0.01,
                             0.005,
                             5,
                             20,
                             TriggerAction::Immediate,
                             true,
                             false};
    QCOMPARE(profile->triggers.size(), 1);
    QVERIFY(profile->triggers.first() == wanted);
    QCOMPARE(profile->gradual.steps, (QList<int>{60, 20, 0}));
    QCOMPARE(profile->gradual.waitSeconds, 30);
    QCOMPARE(profile->webhooks.size(), 1);
    QCOMPARE(profile->webhooks.first().secret.name, u"TEAM_HOOK"_s);
    QCOMPARE(profile->lease.connection, u"host=/run/pg dbname=shop"_s);
    QCOMPARE(profile->lease.secret.name, u"PGPASSWORD_SHOP"_s);
}

void TestProfileWatch::warrantyAndMarks()
{
    const auto none = parseProfile(base(), u"p.toml"_s);
    QVERIFY(none && !none->warranty);
    QVERIFY(none->marks == MarkSpec());
    const auto isWarranty = [](const GateSpec &gate) { return gate.kind == GateKind::Warranty; };
    QVERIFY(std::ranges::none_of(none->gates, isWarranty));
    const auto profile = parseProfile(base() + R"([warranty]
dry_run_seconds = 30
log_reach_hours = 0
most_seconds = 120
most_stranded = 5
[marks]
enabled = false
every_seconds = 7
tolerance_seconds = 1.5
)",
                                      u"p.toml"_s);
    QVERIFY2(profile, profile ? "" : qPrintable(profile.error().first().toString()));
    const WarrantySpec warranty{std::chrono::seconds(30), 0, 120, 5};
    QVERIFY(profile->warranty == warranty);
    const MarkSpec marks{false, std::chrono::seconds(7), 1.5};
    QVERIFY(profile->marks == marks);
    QVERIFY(std::ranges::any_of(profile->gates, isWarranty)); // named evidence brings its gate
}

void TestProfileWatch::defaults_data()
{
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<bool>("above");
    QTest::addColumn<double>("threshold");
    QTest::addColumn<double>("clears");
    QTest::newRow("error rate: the profile's limit")
        << QByteArray("watch = \"error-rate\"") << true << 0.002 << 0.0018;
    QTest::newRow("conversion, gradual")
        << QByteArray("watch = \"conversion\"\nsignal = \"conversion\"\naction = \"gradual\"") << false
        << 0.95 << 0.98;
    QTest::newRow("conversion, immediate")
        << QByteArray("watch = \"conversion\"\nsignal = \"conversion\"\naction = \"immediate\"") << false
        << 0.90 << 0.98;
    QTest::newRow("tickets") << QByteArray("watch = \"tickets\"\nsignal = \"conversion\"") << true << 1.2
                             << 1.1;
    QTest::newRow("health") << QByteArray("watch = \"health\"\nsignal = \"conversion\"") << false << 0.5
                            << 1.0;
    QTest::newRow("own threshold, a tenth of hysteresis")
        << QByteArray("watch = \"signal\"\nsignal = \"conversion\"\nbelow = 50") << false << 50.0 << 55.0;
    QTest::newRow("own threshold beyond the usual clears")
        << QByteArray("watch = \"tickets\"\nsignal = \"conversion\"\nabove = 1.0") << true << 1.0 << 0.9;
}

void TestProfileWatch::defaults()
{
    QFETCH(QByteArray, toml);
    const auto profile = parseProfile(base() + "[[trigger]]\nid = \"t\"\n" + toml + "\n", u"p.toml"_s);
    QVERIFY2(profile, profile ? "" : qPrintable(profile.error().first().toString()));
    const TriggerSpec &spec = profile->triggers.first();
    QTEST(spec.above, "above");
    QTEST(spec.threshold, "threshold");
    QTEST(spec.clears, "clears");
    QVERIFY(!spec.armed); // nothing acts by itself that nobody armed
    QCOMPARE(profile->gradual.steps, (QList<int>{75, 50, 25, 10, 0}));
    QVERIFY(profile->lease.connection.isEmpty());
}

void TestProfileWatch::errors_data()
{
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<QString>("error"); // LINE:COLUMN: text, from line 34 on
    const auto row = [](const char *name, const QByteArray &toml, const QString &error) {
        QTest::newRow(name) << toml << error;
    };
    const QByteArray head = "[[trigger]]\nid = \"t\"\n";
    row("no watch", head,
        u"34:1: [[trigger]] needs watch: error-rate, p95, conversion, tickets, health or signal"_s);
    row("no id", "[[trigger]]\nwatch = \"error-rate\"\n",
        u"34:1: [[trigger]] needs id: 1 to 128 of A-Z a-z 0-9 . _ : -"_s);
    row("wrong watch", head + "watch = \"error-rat\"\n",
        u"36:9: watch must be error-rate, p95, conversion, tickets, health or signal, not \"error-rat\", did you mean \"error-rate\"?"_s);
    row("wrong action", head + "watch = \"error-rate\"\naction = \"forward\"\n",
        u"37:10: action must be alarm, gradual or immediate, not \"forward\""_s);
    row("no signal", head + "watch = \"conversion\"\n",
        u"34:1: [[trigger]] needs signal: the id of a [[signal]]"_s);
    row("unknown signal", head + "watch = \"conversion\"\nsignal = \"conversoin\"\n",
        u"37:10: signal \"conversoin\" is not in this file, did you mean \"conversion\"?"_s);
    row("signal where none is used", head + "watch = \"error-rate\"\nsignal = \"errors\"\n",
        u"37:1: signal is not used by watch error-rate: it has the route's own figure"_s);
    row("p95 without such a signal", head + "watch = \"p95\"\n",
        u"36:9: watch p95 needs a [[signal]] with meaning \"p95\""_s);
    row("unknown route", head + "watch = \"error-rate\"\nroute = \"card\"\n",
        u"37:9: route \"card\" is not in this file, did you mean \"cart\"?"_s);
    row("no threshold", head + "watch = \"signal\"\nsignal = \"conversion\"\n",
        u"34:1: [[trigger]] needs above or below: the threshold at which it fires"_s);
    row("both thresholds", head + "watch = \"error-rate\"\nabove = 0.1\nbelow = 0.1\n",
        u"38:9: a trigger has either above or below, not both"_s);
    row("clears on the wrong side", head + "watch = \"error-rate\"\nabove = 0.1\nclears = 0.2\n",
        u"38:10: clears must not be greater than above: it is the value that is good again"_s);
    row("threshold is text", head + "watch = \"error-rate\"\nabove = \"1\"\n",
        u"37:9: above must be a number, not text"_s);
    row("sustain out of range", head + "watch = \"error-rate\"\nsustain_seconds = 4000\n",
        u"37:19: sustain_seconds must be 0 … 3600, not 4000"_s);
    row("armed is no flag", head + "watch = \"error-rate\"\narmed = \"yes\"\n",
        u"37:9: armed must be true or false, not text"_s);
    row("wrong scope", head + "watch = \"error-rate\"\nscope = \"some\"\n",
        u"37:9: scope must be all or route, not \"some\""_s);
    row("unknown key", head + "watch = \"error-rate\"\nsustain = 3\n", u"37:1: unknown key \"sustain\""_s);
    row("twice", head + "watch = \"error-rate\"\n" + head + "watch = \"error-rate\"\n",
        u"38:6: trigger id \"t\" is already used in line 35"_s);
    row("table instead of list", "[trigger]\nid = \"t\"\n",
        u"34:1: trigger is a list of tables: write [[trigger]]"_s);
    row("dry runs too often", "[warranty]\ndry_run_seconds = 1\n",
        u"35:19: dry_run_seconds must be 10 … 3600, not 1"_s);
    row("unknown key of the warranty", "[warranty]\nlog_reach = 1\n", u"35:1: unknown key \"log_reach\""_s);
    row("marks without pause", "[marks]\nevery_seconds = 0\n",
        u"35:17: every_seconds must be 1 … 3600, not 0"_s);
    row("tolerance is text", "[marks]\ntolerance_seconds = \"2\"\n",
        u"35:21: tolerance_seconds must be a number, not text"_s);
    row("steps rise", "[gradual]\nsteps = [50, 75, 0]\n", u"35:14: steps must fall: 75 follows 50"_s);
    row("steps do not end at 0", "[gradual]\nsteps = [50, 10]\n",
        u"35:9: the last step must be 0: a rollback ends with everybody on legacy"_s);
    row("a step of 100", "[gradual]\nsteps = [100, 0]\n", u"35:10: a step must be 0 … 99, not 100"_s);
    row("steps no list", "[gradual]\nsteps = 0\n",
        u"35:9: steps must be a list of percents that falls to 0, [75, 50, 25, 10, 0], not a whole number"_s);
    row("no wait", "[gradual]\nwait_seconds = 0\n", u"35:16: wait_seconds must be 1 … 86400, not 0"_s);
    row("webhook without address", "[[webhook]]\nid = \"team\"\n",
        u"34:1: [[webhook]] needs either url, or secret where the address is one"_s);
    row("webhook address wrong", "[[webhook]]\nid = \"team\"\nurl = \"ftp://x\"\n",
        u"36:7: url must be an http:// or https:// address without user name and password"_s);
    row("lease with password", "[lease]\nconnection = \"host=x password=y\"\n",
        u"35:14: connection must not hold a password"_s);
    row("lease file beside connection", "[lease]\nconnection = \"host=x\"\nfile = \"l\"\n",
        u"36:1: file is not used with a connection: the database holds the lease"_s);
    row("lease secret without connection", "[lease]\nsecret = { env = \"X\" }\n",
        u"35:1: secret needs a connection: a lock file has no password"_s);
}

void TestProfileWatch::errors()
{
    QFETCH(QByteArray, toml);
    QFETCH(QString, error);
    const auto profile = parseProfile(base() + toml, u"p.toml"_s);
    QVERIFY(!profile);
    const QString first = profile.error().first().toString();
    QVERIFY2(first.startsWith(u"p.toml:"_s + error), qPrintable(first));
    QCOMPARE(profile.error().size(), 1);
}

QTEST_GUILESS_MAIN(TestProfileWatch)
#include "tst_profilewatch.moc"
