// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/profile.h"
#include "tests/models/profile/smallprofile.h"

#include <algorithm>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

/// 25 lines; what a row adds begins on line 26.
QByteArray gatedProfile()
{
    return smallProfile() + "[[endpoint]]\n"
                            "id = \"prom\"\n"
                            "kind = \"metrics\"\n"
                            "driver = \"prometheus\"\n"
                            "urls = [\"http://127.0.0.1:9090\"]\n"
                            "[[signal]]\n"
                            "id = \"errors\"\n"
                            "endpoint = \"prom\"\n"
                            "kind = \"gauge\"\n"
                            "meaning = \"error-rate\"\n"
                            "metric = \"e\"\n"
                            "side_label = \"side\"\n"_ba;
}

QStringList idsOf(const Profile &profile)
{
    QStringList ids;
    for (const GateSpec &gate : profile.gates)
        ids.append(gate.id);
    return ids;
}

} // namespace

/// Gates, calendar, evidence and plan of a profile: their values, and every error at its place.
class TestProfileGates final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readyGates_data();
    void readyGates();
    void aGateOfSomeRoutesLeavesTheReadyOneToTheRest();
    void aGateOfOnesOwn();
    void everyKindHasDefaults();
    void planWithTargets();
    void errors_data();
    void errors();
    void allErrorsAtOnce();
};

void TestProfileGates::readyGates_data()
{
    QTest::addColumn<QByteArray>("added");
    QTest::addColumn<QStringList>("ids");
    const QByteArray sync = "[[endpoint]]\nid = \"sync\"\nkind = \"sync\"\ndriver = \"control-api\"\nurls = "
                            "[\"http://127.0.0.1:1\"]\n"_ba;
    const QByteArray window = "[[window]]\ndays = [\"mon\"]\nfrom = \"09:00\"\nto = \"16:00\"\n"_ba;
    QTest::newRow("what the signals show") << QByteArray() << QStringList{u"error-rate"_s};
    QTest::newRow("a sync service") << sync
                                    << QStringList{u"error-rate"_s, u"forward-lag"_s, u"back-lag"_s,
                                                   u"back-sync-running"_s};
    QTest::newRow("a window") << window << QStringList{u"error-rate"_s, u"change-window"_s};
    QTest::newRow("a soak in the plan") << QByteArray("[[plan.step]]\npercent = 5\nday = 1\nsoak_hours = 2\n")
                                        << QStringList{u"error-rate"_s, u"soak"_s};
    QTest::newRow("none wanted") << QByteArray("[gates]\nready = false\n") << QStringList();
    QTest::newRow("one taken away") << QByteArray("[[gate]]\nkind = \"error-rate\"\nenabled = false\n")
                                    << QStringList();
    QTest::newRow("one named") << QByteArray("[[gate]]\nkind = \"error-rate\"\nid = \"e\"\nlimit = 0.01\n")
                               << QStringList{u"e"_s};
}

void TestProfileGates::readyGates()
{
    QFETCH(const QByteArray, added);
    QFETCH(const QStringList, ids);
    const auto profile = parseProfile(gatedProfile() + added, u"p.toml"_s);
    QVERIFY2(profile, profile ? "" : qPrintable(profile.error().constFirst().toString()));
    QCOMPARE(idsOf(*profile), ids);
}

/// A looser limit for one route must not take the limit off the others.
void TestProfileGates::aGateOfSomeRoutesLeavesTheReadyOneToTheRest()
{
    const auto profile = parseProfile(gatedProfile() + "[[route]]\n"
                                                       "id = \"search\"\n"
                                                       "layer = \"read\"\n"
                                                       "[[gate]]\n"
                                                       "kind = \"error-rate\"\n"
                                                       "routes = [\"search\"]\n"
                                                       "limit = 0.5\n"_ba,
                                      u"p.toml"_s);
    QVERIFY2(profile, profile ? "" : qPrintable(profile.error().constFirst().toString()));
    QCOMPARE(idsOf(*profile), (QStringList{u"error-rate"_s, u"error-rate"_s}));
    const GateSpec *ready = findGate(profile->gates, u"error-rate"_s, u"cart"_s);
    const GateSpec *own = findGate(profile->gates, u"error-rate"_s, u"search"_s);
    QVERIFY(ready && own);
    QCOMPARE(own->threshold, 0.5);
    QCOMPARE(ready->threshold, profile->limits.errorRate);
    QVERIFY(ready->concerns(u"a route that only the bridge knows"_s));
    QVERIFY(!ready->concerns(u"search"_s));
}

void TestProfileGates::aGateOfOnesOwn()
{
    const auto profile =
        parseProfile(gatedProfile() + "[gates]\n"
                                      "ready = false\n"
                                      "override_minutes = 5\n"
                                      "[[gate]]\n"
                                      "id = \"calm\"\n"
                                      "title = \"Calm enough\"\n"
                                      "condition = \"errors(new) < 0.1 % and not errors(legacy) > 1 %\"\n"
                                      "hold_seconds = 60\n"
                                      "fresh_seconds = 4\n"
                                      "locks = [\"step-mode\", \"full-share\"]\n"
                                      "severity = \"warn\"\n"
                                      "never = true\n"
                                      "layers = [\"write\"]\n"_ba,
                     u"p.toml"_s);
    QVERIFY2(profile, profile ? "" : qPrintable(profile.error().constFirst().toString()));
    const GateSpec &gate = profile->gates.constFirst();
    QCOMPARE(gate.kind, GateKind::Expression);
    QCOMPARE(gate.title, u"Calm enough"_s);
    QCOMPARE(gate.hold, std::chrono::seconds(60));
    QCOMPARE(gate.freshness, std::chrono::seconds(4));
    QCOMPARE(gate.locks, (GateActs{GateAct::StepMode, GateAct::FullShare}));
    QCOMPARE(gate.severity, GateSeverity::Warn);
    QVERIFY(gate.never);
    QCOMPARE(gate.routes, QStringList{u"cart"_s});
    QVERIFY(!gate.expression.isEmpty());
    QCOMPARE(profile->overrideFor, std::chrono::minutes(5));
}

void TestProfileGates::everyKindHasDefaults()
{
    for (const QString &name : gateKindNames()) {
        const std::optional<GateKind> kind = gateKindFromName(name);
        QVERIFY(kind);
        const GateSpec gate = readyGate(*kind);
        QCOMPARE(gate.id, name);
        QVERIFY2(!gate.locks.isEmpty(), qPrintable(name));
        QVERIFY2(gate.freshness > std::chrono::seconds(0), qPrintable(name));
        QCOMPARE(gate.severity, GateSeverity::Block);
    }
}

void TestProfileGates::planWithTargets()
{
    const auto profile =
        parseProfile(gatedProfile() + "[[route]]\n"
                                      "id = \"search\"\n"
                                      "layer = \"read\"\n"
                                      "[plan]\n"
                                      "start = \"2026-03-02\"\n"
                                      "[[plan.step]]\n"
                                      "percent = 50\n"
                                      "day = 1\n"
                                      "mode = \"compare-legacy\"\n"
                                      "layers = [\"read\"]\n"
                                      "[[plan.step]]\n"
                                      "title = \"Carts, a little\"\n"
                                      "percent = 5\n"
                                      "day = 2\n"
                                      "routes = [\"cart\"]\n"
                                      "soak_hours = 24\n"
                                      "gates = [\"error-rate\"]\n"
                                      "checklist = [\"support informed\", \"backup looked at\"]\n"
                                      "announcement = \"Tomorrow the cart moves\"\n"
                                      "[[plan.step]]\n"
                                      "percent = 50\n"
                                      "day = 3\n"
                                      "mode = \"compare-new\"\n"
                                      "routes = [\"search\"]\n"_ba,
                     u"p.toml"_s);
    QVERIFY2(profile, profile ? "" : qPrintable(profile.error().constFirst().toString()));
    QCOMPARE(profile->planStart, QDate(2026, 3, 2));
    QCOMPARE(profile->steps.size(), 3);
    QCOMPARE(profile->steps[0].routes, QStringList{u"search"_s});
    QCOMPARE(profile->steps[0].mode, std::optional(Mode::CompareLegacy));
    QCOMPARE(profile->steps[1].checklist.size(), 2);
    QCOMPARE(profile->steps[1].gates, QStringList{u"error-rate"_s});
    QVERIFY(profile->steps[1].concerns(u"cart"_s));
    QVERIFY(!profile->steps[1].concerns(u"search"_s));
}

void TestProfileGates::errors_data()
{
    QTest::addColumn<QByteArray>("added");
    QTest::addColumn<QString>("place"); // of the only error
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const char *added, const char *place, const char *says) {
        QTest::newRow(name) << QByteArray(added) << QString::fromUtf8(place) << QString::fromUtf8(says);
    };
    row("a typo in a condition", "[[gate]]\nid = \"a\"\ncondition = \"erors(new) < 1\"\n", "28:14",
        "did you mean \"errors\"");
    row("in the middle of it", "[[gate]]\nid = \"a\"\ncondition = \"errors(new) < 1 and erors(new) < 1\"\n",
        "28:34", "did you mean \"errors\"");
    row("behind an escape", "[[gate]]\nid = \"a\"\ncondition = \"errors\\u0028new) < 1 %%\"\n", "28:36",
        "\"%\" is too much here");
    row("on a later line",
        "[[gate]]\nid = \"a\"\ncondition = \"\"\"\nerrors(new) < 1\n  and erors(new) < 1\"\"\"\n", "30:7",
        "did you mean \"errors\"");
    row("in a literal", "[[gate]]\nid = \"a\"\ncondition = 'errors < 1'\n", "28:14", "split by side");
    row("no such kind", "[[gate]]\nkind = \"sok\"\n", "27:8", "did you mean \"soak\"");
    row("no kind", "[[gate]]\nlimit = 1\n", "26:1", "needs kind");
    row("no id of one's own", "[[gate]]\ncondition = \"errors(new) < 1\"\n", "26:1", "needs id");
    row("twice the same id", "[[gate]]\nkind = \"soak\"\n[[gate]]\nkind = \"soak\"\n", "28:1", "soak");
    row("a ready gate's id", "[[gate]]\nid = \"p95\"\ncondition = \"errors(new) < 1\"\n", "27:6",
        "that of a ready gate");
    row("a limit out of range", "[[gate]]\nkind = \"error-rate\"\nlimit = 2\n", "28:9", "must be");
    row("a limit that is not used", "[[gate]]\nkind = \"warranty\"\nlimit = 2\n", "28:1", "not used");
    row("an act that is none", "[[gate]]\nkind = \"soak\"\nlocks = [\"step-mode\", \"sprint\"]\n", "28:23",
        "locks must be");
    row("no act", "[[gate]]\nkind = \"soak\"\nlocks = []\n", "28:9", "names no act");
    row("a route that is not there", "[[gate]]\nkind = \"soak\"\nroutes = [\"car\"]\n", "28:11",
        "did you mean \"cart\"");
    row("a layer without routes", "[[gate]]\nkind = \"soak\"\nlayers = [\"read\"]\n", "28:11", "no route");
    row("a severity", "[[gate]]\nkind = \"soak\"\nseverity = \"bloc\"\n", "28:12", "did you mean \"block\"");
    row("never is no text", "[[gate]]\nkind = \"soak\"\nnever = \"yes\"\n", "28:9", "true or false");
    row("a signal is needed", "[[gate]]\nkind = \"conversion\"\n", "26:1", "needs signal");
    row("a signal that is not there", "[[gate]]\nkind = \"conversion\"\nsignal = \"conv\"\n", "28:10",
        "there is no signal");
    row("an unknown key", "[[gate]]\nkind = \"soak\"\nhold = 3\n", "28:1", "hold");
    row("a time zone", "[calendar]\ntime_zone = \"Europe/Berlim\"\n", "27:13", "no time zone");
    row("a day", "[[window]]\ndays = [\"mon\", \"tu\"]\nfrom = \"09:00\"\nto = \"16:00\"\n", "27:16",
        "did you mean \"tue\"");
    row("an hour", "[[window]]\ndays = [\"mon\"]\nfrom = \"9 am\"\nto = \"16:00\"\n", "28:8",
        "must be a time");
    row("a date", "[[freeze]]\nfrom = \"2026-11-31\"\nto = \"2026-12-27\"\n", "27:8", "must be a date");
    row("a freeze backwards", "[[freeze]]\nfrom = \"2026-12-27\"\nto = \"2026-11-20\"\n", "28:6",
        "before from");
    row("evidence without offset",
        "[[evidence]]\nkind = \"backup\"\nid = \"b\"\nat = \"2026-03-01T04:00:00\"\ngood = true\n", "29:6",
        "with its offset");
    row("evidence of what",
        "[[evidence]]\nkind = \"backpu\"\nid = \"b\"\nat = \"2026-03-01T04:00:00Z\"\ngood = true\n", "27:8",
        "did you mean \"backup\"");
    row("a step that names no route", "[[plan.step]]\npercent = 5\nday = 1\nroutes = []\n", "29:10",
        "routes names nothing");
    row("a step of a route that is not there",
        "[[plan.step]]\npercent = 5\nday = 1\nroutes = [\"checkout\"]\n", "29:11",
        "there is no route \"checkout\"");
    row("a step's gate that is not in force",
        "[[plan.step]]\npercent = 5\nday = 1\ngates = [\"eror-rate\"]\n", "29:10",
        "did you mean \"error-rate\"");
    row("a step's mode", "[[plan.step]]\npercent = 5\nday = 1\nmode = \"newest\"\n", "29:8", "mode must be");
    row("a plan that goes back in mode",
        "[[plan.step]]\npercent = 5\nday = 1\nmode = \"new\"\n[[plan.step]]\npercent = 9\nday = 1\nmode = "
        "\"compare-new\"\n",
        "33:8", "must not go back");
    row("the plan's start", "[plan]\nstart = \"Monday\"\n", "27:9", "must be a date");
}

void TestProfileGates::errors()
{
    QFETCH(const QByteArray, added);
    QFETCH(const QString, place);
    QFETCH(const QString, says);
    const auto profile = parseProfile(gatedProfile() + added, u"p.toml"_s);
    QVERIFY(!profile);
    QStringList all;
    for (const ProfileError &error : profile.error())
        all.append(error.toString());
    QVERIFY2(all.size() == 1, qPrintable(all.join(u'\n')));
    QVERIFY2(all.constFirst().startsWith(u"p.toml:%1: "_s.arg(place)), qPrintable(all.constFirst()));
    QVERIFY2(all.constFirst().contains(says), qPrintable(all.constFirst()));
}

void TestProfileGates::allErrorsAtOnce()
{
    const auto profile = parseProfile(gatedProfile() + "[[gate]]\n"
                                                       "id = \"a\"\n"
                                                       "condition = \"errors < 1\"\n"
                                                       "severity = \"loud\"\n"
                                                       "[[freeze]]\n"
                                                       "from = \"2026-13-01\"\n"
                                                       "to = \"2026-12-27\"\n"
                                                       "[[plan.step]]\n"
                                                       "percent = 5\n"
                                                       "day = 1\n"
                                                       "routes = [\"nowhere\"]\n"_ba,
                                      u"p.toml"_s);
    QVERIFY(!profile);
    QList<int> lines;
    for (const ProfileError &error : profile.error())
        lines.append(error.line);
    QCOMPARE(lines, (QList<int>{28, 29, 31, 36}));
}

QTEST_GUILESS_MAIN(TestProfileGates)
#include "tst_profilegates.moc"
