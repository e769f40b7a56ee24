// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/ctl/ctlfixture.h"

#include <csignal>
#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace interlock;
using namespace interlock::test;
using namespace Qt::StringLiterals;

/// `interlockctl` from end to end: a process against real servers, its exit code, and what it left behind.
class TestCtl final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrongCommandLines_data();
    void wrongCommandLines();
    void helpAndVersion();
    void validatePrintsEveryError();

    void statusIsQuiet();
    void statusTellsAlarms();
    void statusWithoutBridge();
    void statusTurnedDown();

    void setIsObserved();
    void setDryRunChangesNothing();
    void setIsBlocked_data();
    void setIsBlocked();
    void setDoesNotWaitForNothing();
    void setUnknownRoute();

    void rollbackIsObserved();
    void rollbackNeedsTheBridgeOnly();
    void rollbackOfOneRoute();
    void rollbackWithoutJournal();
    void rollbackOnOnePath();
    void rollbackUnreachable();
    void rollbackWithoutScope();
    void rollbackNotAcknowledged();
    void rollbackInterrupted();
    void gradualRollbackGoesDownInSteps();
    void unreadableSecret();

    void journalShowsAndExports();
    void journalFindsAChange();
};

void TestCtl::wrongCommandLines_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("message");
    QTest::newRow("no command") << QStringList() << u"a command is missing"_s;
    QTest::newRow("unknown command") << QStringList{u"go"_s} << u"unknown command \"go\""_s;
    QTest::newRow("unknown option") << QStringList{u"status"_s, u"--fast"_s} << u"Unknown option 'fast'."_s;
    QTest::newRow("another command's option")
        << QStringList{u"status"_s, u"--dry-run"_s} << u"--dry-run is not an option of status"_s;
    QTest::newRow("value missing") << QStringList{u"set"_s, u"checkout"_s, u"--percent"_s}
                                   << u"Missing value after '--percent'."_s;
    QTest::newRow("twice") << QStringList{u"rollback"_s, u"--reason"_s, u"a"_s, u"--reason"_s, u"b"_s}
                           << u"--reason is given twice"_s;
    QTest::newRow("gradual, not waited for")
        << QStringList{u"rollback"_s, u"--gradual"_s, u"--no-wait"_s, u"--reason"_s, u"x"_s}
        << u"--gradual runs to its end"_s;
    QTest::newRow("no reason") << QStringList{u"rollback"_s} << u"rollback needs --reason TEXT"_s;
    QTest::newRow("blank reason") << QStringList{u"rollback"_s, u"--reason"_s, u" "_s}
                                  << u"rollback needs --reason TEXT"_s;
    QTest::newRow("no route") << QStringList{u"set"_s, u"--percent"_s, u"5"_s, u"--reason"_s, u"x"_s}
                              << u"set needs exactly one route"_s;
    QTest::newRow("nothing to set") << QStringList{u"set"_s, u"checkout"_s, u"--reason"_s, u"x"_s}
                                    << u"set needs --percent, --mode or both"_s;
    QTest::newRow("percent") << QStringList{u"set"_s, u"checkout"_s, u"--percent"_s,
                                            u"101"_s, u"--reason"_s, u"x"_s}
                             << u"--percent must be a whole number 0 … 100, not \"101\""_s;
    QTest::newRow("mode") << QStringList{u"set"_s,  u"checkout"_s, u"--mode"_s,
                                         u"dual"_s, u"--reason"_s, u"x"_s}
                          << u"--mode must be legacy, compare-legacy, compare-new or new, not \"dual\""_s;
    QTest::newRow("timeout") << QStringList{u"rollback"_s, u"--reason"_s, u"x"_s, u"--timeout"_s, u"0"_s}
                             << u"--timeout must be a whole number of seconds"_s;
    QTest::newRow("head") << QStringList{u"journal"_s, u"verify"_s, u"--head"_s, u"12"_s}
                          << u"--head must be a hash of 64 hexadecimal digits"_s;
    QTest::newRow("journal of nothing")
        << QStringList{u"journal"_s} << u"journal needs verify, show or export"_s;
    QTest::newRow("format") << QStringList{u"journal"_s, u"export"_s, u"--format"_s, u"xml"_s}
                            << u"--format must be csv or ndjson, not \"xml\""_s;
    QTest::newRow("bidi in a word") << QStringList{u"st\u202Eatus"_s}
                                    << u"unknown command \"st⟨U+202E⟩atus\""_s;
}

void TestCtl::wrongCommandLines()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, message);
    const CtlFixture world;
    const CtlRun run = world.run(arguments);
    QCOMPARE(run.exit, 2);
    QVERIFY2(run.err.contains(message), qPrintable(run.err));
    QCOMPARE(run.out, QString());
    const CtlRun json = world.run(arguments + QStringList{u"--json"_s});
    QCOMPARE(json.exit, 2);
    QVERIFY2(json.err.contains(message) || arguments.last() == u"--percent", qPrintable(json.err));
}

void TestCtl::helpAndVersion()
{
    const CtlFixture world;
    const CtlRun help = world.run({u"--help"_s});
    QCOMPARE(help.exit, 0);
    QVERIFY(help.out.contains(u"rollback [ROUTE…] --reason TEXT"_s));
    const CtlRun version = world.run({u"--version"_s});
    QCOMPARE(version.exit, 0);
    QVERIFY(version.out.startsWith(u"interlockctl "_s));
}

void TestCtl::validatePrintsEveryError()
{
    const CtlFixture world;
    QCOMPARE(world.run({u"validate"_s}).exit, 0);
    QFile profile(world.folder.filePath(u"shop.toml"_s));
    QVERIFY(profile.open(QIODevice::ReadWrite));
    QByteArray toml = profile.readAll();
    toml.replace("#112233", "blue").replace("layer = \"read\"", "layer = \"reed\"");
    QVERIFY(profile.seek(0) && profile.write(toml) == toml.size() && profile.resize(toml.size()));
    profile.close();
    const CtlRun run = world.run({u"validate"_s, u"--json"_s});
    QCOMPARE(run.exit, 2);
    const QString name = profile.fileName();
    QCOMPARE(
        run.err,
        name + u":6:10: colour must be \"#rrggbb\", not \"blue\"\n"_s + name +
            u":28:9: layer must be url, read, session or write, not \"reed\", did you mean \"read\"?\n"_s);
    QCOMPARE(run.json()[u"errors"_s].toArray().size(), 2);
    QCOMPARE(run.json()[u"errors"_s][1][u"line"_s].toInt(), 28);
    QCOMPARE(world.run({u"status"_s}).exit, 2);
}

void TestCtl::statusIsQuiet()
{
    const CtlFixture world;
    const CtlRun run = world.run({u"status"_s, u"--json"_s});
    QCOMPARE(run.exit, 0);
    QCOMPARE(run.err, QString());
    const QJsonObject status = run.json();
    QCOMPARE(status[u"bridge"_s][u"quality"_s].toString(), u"LIVE"_s);
    QCOMPARE(status[u"identity"_s][u"actor"_s].toString(), u"ann"_s);
    QCOMPARE(status[u"rollback"_s][u"readiness"_s].toString(), u"ready"_s);
    const QJsonValue checkout = status[u"routes"_s][0];
    QCOMPARE(checkout[u"commanded"_s][u"mode"_s].toString(), u"compare-new"_s);
    QCOMPARE(checkout[u"commanded"_s][u"percent"_s].toInt(), 10);
    QCOMPARE(checkout[u"acknowledged"_s][u"count"_s].toInt(), 2);
    QCOMPARE(qRound(checkout[u"observed"_s][u"percent"_s].toDouble()), 10);
    QCOMPARE(checkout[u"observed"_s][u"agrees"_s].toBool(), true);
    QVERIFY(status[u"lagSeconds"_s][u"back"_s][u"value"_s].isNull()); // no sync service: missing is never 0
    const CtlRun text = world.run({u"status"_s});
    QCOMPARE(text.exit, 0);
    QVERIFY2(text.out.contains(u"Checkout"_s) && text.out.contains(u"no alarm"_s), qPrintable(text.out));
}

void TestCtl::statusTellsAlarms()
{
    CtlFixture world;
    world.metrics.stop();
    const CtlRun run = world.run({u"status"_s, u"--json"_s});
    QCOMPARE(run.exit, 1);
    QCOMPARE(run.json()[u"alarms"_s][0][u"kind"_s].toString(), u"endpoint-lost"_s);
    QCOMPARE(run.json()[u"alarms"_s][0][u"subject"_s].toString(), u"metrics"_s);
    QVERIFY(run.json()[u"routes"_s][0][u"observed"_s][u"percent"_s].isNull());
}

void TestCtl::statusWithoutBridge()
{
    CtlFixture world;
    world.first.stop();
    world.second.stop();
    const CtlRun run = world.run({u"status"_s, u"--json"_s});
    QCOMPARE(run.exit, 3);
    QVERIFY2(run.err.contains(u"the bridge bridge cannot be reached"_s), qPrintable(run.err));
    QCOMPARE(run.json()[u"bridge"_s][u"quality"_s].toString(), u"NEVER"_s);
    QVERIFY(run.json()[u"routes"_s][0][u"commanded"_s][u"percent"_s].isNull());
}

void TestCtl::statusTurnedDown()
{
    const CtlFixture world(u"stranger"_s);
    const CtlRun run = world.run({u"status"_s});
    QCOMPARE(run.exit, 6);
    QVERIFY2(!run.err.contains(u"stranger"_s) && !run.out.contains(u"stranger"_s), "the token is shown");
}

void TestCtl::setIsObserved()
{
    const CtlFixture world;
    const CtlRun run = world.run(
        {u"set"_s, u"checkout"_s, u"--percent"_s, u"25"_s, u"--reason"_s, u"step 2"_s, u"--json"_s});
    QVERIFY2(run.exit == 0, qPrintable(run.err));
    QCOMPARE(world.route(u"checkout"_s).percent, 25);
    QCOMPARE(world.route(u"checkout"_s).changedBy, u"ann"_s);
    QCOMPARE(run.json()[u"state"_s].toString(), u"observed"_s);
    for (const QString &mark : {u"armed"_s, u"journaled"_s, u"sent"_s, u"acknowledged"_s, u"observed"_s})
        QVERIFY2(run.json()[u"marks"_s][mark].isString(), qPrintable(mark));
    const CtlRun journal = world.run({u"journal"_s, u"show"_s});
    QVERIFY2(journal.out.contains(u"share 10 % → 25 % on test – step 2"_s), qPrintable(journal.out));
}

void TestCtl::setDryRunChangesNothing()
{
    const CtlFixture world;
    const CtlRun run =
        world.run({u"set"_s, u"checkout"_s, u"--percent"_s, u"25"_s, u"--reason"_s, u"x"_s, u"--dry-run"_s});
    QVERIFY2(run.exit == 0, qPrintable(run.err));
    QVERIFY2(run.out.contains(u"would do: Checkout: share 10 % → 25 % on test"_s), qPrintable(run.out));
    // A scraped exposition remembers nothing: what would follow is not made up.
    QVERIFY2(run.out.contains(u"p95 of new: "_s), qPrintable(run.out));
    QVERIFY2(!run.out.contains(u"p95 of new: about"_s), qPrintable(run.out));
    QCOMPARE(world.route(u"checkout"_s).percent, 10);
    QCOMPARE(world.plane.revision(), quint64(1));
}

void TestCtl::setIsBlocked_data()
{
    QTest::addColumn<QString>("token");
    QTest::addColumn<QStringList>("change");
    QTest::addColumn<QString>("blocker");
    const QStringList more{u"checkout"_s, u"--percent"_s, u"25"_s};
    QTest::newRow("over a mode") << u"ann"_s << QStringList{u"search"_s, u"--mode"_s, u"new"_s}
                                 << u"not-one-step"_s;
    QTest::newRow("nothing to change")
        << u"ann"_s << QStringList{u"checkout"_s, u"--percent"_s, u"10"_s} << u"nothing-to-change"_s;
    QTest::newRow("may only read") << u"reader"_s << more << u"no-scope"_s;
    QTest::newRow("may only roll back") << u"oncall"_s << more << u"no-scope"_s;
    QTest::newRow("latched") << u"ann"_s << more << u"latched"_s;
    QTest::newRow("not acknowledged") << u"ann"_s << more << u"not-acknowledged"_s;
    QTest::newRow("metrics lost") << u"ann"_s << more << u"reading-not-live"_s;
}

void TestCtl::setIsBlocked()
{
    QFETCH(const QString, token);
    QFETCH(const QStringList, change);
    QFETCH(const QString, blocker);
    CtlFixture world(token);
    if (blocker == u"latched")
        world.plane.rollback({u"search"_s}, 2, u"bob"_s);
    if (blocker == u"not-acknowledged") {
        world.makeDeaf();
        world.plane.change({{u"search"_s, Mode::CompareLegacy, 1, {}, {}}, 1, 1, u"bob"_s, {}, false});
    }
    if (blocker == u"reading-not-live")
        world.metrics.stop();
    const quint64 before = world.plane.revision();
    const CtlRun run = world.run(QStringList{u"set"_s, u"--reason"_s, u"x"_s, u"--json"_s} + change);
    QVERIFY2(run.exit == 4, qPrintable(run.err));
    QCOMPARE(run.json()[u"blockers"_s][0][u"kind"_s].toString(), blocker);
    QVERIFY2(run.err.contains(u"blocked: nothing was sent"_s), qPrintable(run.err));
    QCOMPARE(world.plane.revision(), before);
}

void TestCtl::setDoesNotWaitForNothing()
{
    const CtlFixture world;
    const CtlRun run =
        world.run({u"set"_s, u"checkout"_s, u"--percent"_s, u"25"_s, u"--reason"_s, u"x"_s, u"--no-wait"_s});
    QVERIFY2(run.exit == 0, qPrintable(run.err));
    QVERIFY(run.out.startsWith(u"acknowledged: "_s));
    QCOMPARE(world.route(u"checkout"_s).percent, 25);
}

void TestCtl::setUnknownRoute()
{
    const CtlFixture world;
    const CtlRun run = world.run({u"set"_s, u"chekout"_s, u"--percent"_s, u"25"_s, u"--reason"_s, u"x"_s});
    QCOMPARE(run.exit, 2);
    QVERIFY2(run.err.contains(u"there is no route \"chekout\", did you mean \"checkout\"?"_s),
             qPrintable(run.err));
}

void TestCtl::rollbackIsObserved()
{
    const CtlFixture world;
    const CtlRun run = world.run({u"rollback"_s, u"--reason"_s, u"drill"_s, u"--json"_s});
    QVERIFY2(run.exit == 0, qPrintable(run.err));
    QVERIFY(world.plane.state().latched);
    QCOMPARE(world.route(u"checkout"_s).mode, Mode::Legacy);
    QVERIFY(run.json()[u"observedAt"_s].isString());
    QCOMPARE(run.json()[u"acceptedPaths"_s].toInt(), 2);
    QCOMPARE(run.json()[u"newPerSecond"_s].toDouble(-1), 0.0);
}

void TestCtl::rollbackNeedsTheBridgeOnly()
{
    CtlFixture world;
    world.metrics.stop();
    const CtlRun run = world.run({u"rollback"_s, u"--reason"_s, u"night"_s, u"--no-wait"_s});
    QVERIFY2(run.exit == 0, qPrintable(run.err));
    QCOMPARE(world.route(u"checkout"_s).mode, Mode::Legacy);
    // Waiting for traffic that nothing measures: acknowledged, and honest about it.
    const CtlRun again = world.run({u"rollback"_s, u"--reason"_s, u"night"_s, u"--timeout"_s, u"2"_s});
    QCOMPARE(again.exit, 7);
    QVERIFY2(again.err.contains(u"acknowledged, but no live metric measures the traffic"_s),
             qPrintable(again.err));
}

void TestCtl::rollbackOfOneRoute()
{
    CtlFixture world;
    world.plane.change({{u"search"_s, Mode::CompareLegacy, 30, {}, {}}, 1, 1, u"bob"_s, {}, false});
    const CtlRun run = world.run({u"rollback"_s, u"checkout"_s, u"--reason"_s, u"x"_s, u"--no-wait"_s});
    QVERIFY2(run.exit == 0, qPrintable(run.err));
    QCOMPARE(world.route(u"checkout"_s).percent, 0);
    QCOMPARE(world.route(u"search"_s).percent, 30);
    QCOMPARE(world.run({u"rollback"_s, u"chekout"_s, u"--reason"_s, u"x"_s}).exit, 2);
}

void TestCtl::rollbackWithoutJournal()
{
    const CtlFixture world;
    QFile notAFolder(world.stateFolder());
    QVERIFY(notAFolder.open(QIODevice::WriteOnly));
    const CtlRun forward =
        world.run({u"set"_s, u"checkout"_s, u"--percent"_s, u"25"_s, u"--reason"_s, u"x"_s, u"--json"_s});
    QVERIFY2(forward.exit == 4, qPrintable(forward.err));
    QCOMPARE(forward.json()[u"blockers"_s][0][u"kind"_s].toString(), u"journal-unwritable"_s);
    QCOMPARE(world.route(u"checkout"_s).percent, 10);
    const CtlRun run =
        world.run({u"rollback"_s, u"--reason"_s, u"disk broken"_s, u"--no-wait"_s, u"--json"_s});
    QVERIFY2(run.exit == 0, qPrintable(run.err));
    QCOMPARE(world.route(u"checkout"_s).mode, Mode::Legacy);
    QCOMPARE(run.json()[u"journalFailed"_s].toBool(), true);
    QVERIFY2(run.err.contains(u"the journal cannot be written: the rollback goes on without it"_s),
             qPrintable(run.err));
}

void TestCtl::rollbackOnOnePath()
{
    CtlFixture world;
    world.second.stop();
    const CtlRun run = world.run({u"rollback"_s, u"--reason"_s, u"half dead"_s, u"--no-wait"_s, u"--json"_s});
    QVERIFY2(run.exit == 0, qPrintable(run.err));
    QCOMPARE(run.json()[u"acceptedPaths"_s].toInt(), 1);
    QVERIFY2(run.err.contains(u"attempt 1 failed, trying again"_s), qPrintable(run.err));
}

void TestCtl::rollbackUnreachable()
{
    CtlFixture world;
    world.first.stop();
    world.second.stop();
    const CtlRun run = world.run({u"rollback"_s, u"--reason"_s, u"x"_s, u"--timeout"_s, u"2"_s});
    QCOMPARE(run.exit, 3);
    QVERIFY2(run.err.contains(u"0 of 2 paths accepted"_s) && run.err.contains(u"To go on: interlockctl"_s),
             qPrintable(run.err));
}

void TestCtl::rollbackWithoutScope()
{
    const CtlFixture world(u"reader"_s);
    const CtlRun run = world.run({u"rollback"_s, u"--reason"_s, u"x"_s, u"--timeout"_s, u"2"_s});
    QCOMPARE(run.exit, 6);
    QVERIFY2(run.err.contains(u"rita has no scope rollback"_s), qPrintable(run.err));
    QCOMPARE(world.route(u"checkout"_s).percent, 10);
}

void TestCtl::rollbackNotAcknowledged()
{
    CtlFixture world;
    world.makeDeaf();
    const CtlRun run =
        world.run({u"rollback"_s, u"--reason"_s, u"x"_s, u"--no-wait"_s, u"--timeout"_s, u"2"_s});
    QCOMPARE(run.exit, 7);
    QVERIFY2(run.err.contains(u"missing: edge-2"_s), qPrintable(run.err));
    QCOMPARE(world.route(u"checkout"_s).percent, 0);
}

void TestCtl::rollbackInterrupted()
{
    CtlFixture world;
    world.first.stop();
    world.second.stop();
    const auto process = world.start({u"rollback"_s, u"--reason"_s, u"x"_s});
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((said += process->readAllStandardError()).contains("attempt 1 failed"), 30'000);
    QCOMPARE(::kill(static_cast<pid_t>(process->processId()), SIGINT), 0);
    const CtlRun run = CtlFixture::finished(*process);
    QCOMPARE(run.exit, 7);
    QVERIFY2(run.err.contains(u"interrupted: the rollback goes on nowhere now"_s), qPrintable(run.err));
    QVERIFY2(run.err.contains(u"To go on: interlockctl"_s), qPrintable(run.err));
}

void TestCtl::gradualRollbackGoesDownInSteps()
{
    CtlFixture world;
    QFile profile(world.folder.filePath(u"shop.toml"_s));
    QVERIFY(profile.open(QIODevice::Append));
    profile.write("\n[gradual]\nsteps = [5, 0]\nwait_seconds = 1\n");
    profile.close();
    const CtlRun run = world.run({u"rollback"_s, u"--gradual"_s, u"--reason"_s, u"drill"_s, u"--json"_s});
    QVERIFY2(run.exit == 0, qPrintable(run.err));
    QCOMPARE(run.json()[u"state"_s].toString(), u"done"_s);
    QVERIFY2(run.err.contains(u"waiting at 5 %"_s), qPrintable(run.err));
    for (const RouteState &route : world.plane.state().routes)
        QCOMPARE(effectivePercent(route.mode, route.percent), 0);
}

void TestCtl::unreadableSecret()
{
    const CtlFixture world;
    QVERIFY(QFile::setPermissions(world.folder.filePath(u"token"_s),
                                  QFileDevice::ReadOwner | QFileDevice::ReadOther));
    const CtlRun run = world.run({u"status"_s});
    QCOMPARE(run.exit, 6);
    QVERIFY2(run.err.contains(u"endpoint bridge: the secret cannot be read: file "_s) &&
                 run.err.contains(u"others than its owner may use it: chmod 600"_s),
             qPrintable(run.err));
}

void TestCtl::journalShowsAndExports()
{
    const CtlFixture world;
    QCOMPARE(world.run({u"journal"_s, u"verify"_s}).exit, 2); // none yet
    QCOMPARE(world.run({u"rollback"_s, u"--reason"_s, u"=cmd()\u202E"_s, u"--no-wait"_s}).exit, 0);
    const CtlRun verify = world.run({u"journal"_s, u"verify"_s, u"--json"_s});
    QCOMPARE(verify.exit, 0);
    QCOMPARE(verify.json()[u"intact"_s].toBool(), true);
    const QString head = verify.json()[u"head"_s].toString();
    QCOMPARE(world.run({u"journal"_s, u"verify"_s, u"--head"_s, head}).exit, 0);
    QCOMPARE(world.run({u"journal"_s, u"verify"_s, u"--head"_s, QString(64, u'a')}).exit, 1);
    const CtlRun csv = world.run({u"journal"_s, u"export"_s});
    QVERIFY2(csv.out.contains(u",'=cmd()⟨U+202E⟩,"_s), qPrintable(csv.out));
    const CtlRun lines = world.run({u"journal"_s, u"export"_s, u"--format"_s, u"ndjson"_s});
    QVERIFY2(lines.out.contains(u"\"reason\":\"=cmd()\\u202e\""_s), qPrintable(lines.out));
    QCOMPARE(lines.out.count(u'\n'), verify.json()[u"entries"_s].toInt());
    const CtlRun show = world.run({u"journal"_s, u"show"_s, u"--limit"_s, u"1"_s, u"--json"_s});
    QCOMPARE(show.json()[u"entries"_s].toArray().size(), 1);
    QCOMPARE(show.json()[u"entries"_s][0][u"hash"_s].toString(), head);
}

void TestCtl::journalFindsAChange()
{
    const CtlFixture world;
    QCOMPARE(world.run({u"rollback"_s, u"--reason"_s, u"before"_s, u"--no-wait"_s}).exit, 0);
    QFile journal(world.stateFolder() + u"/journal.sqlite"_s);
    QVERIFY(journal.open(QIODevice::ReadWrite));
    QByteArray bytes = journal.readAll();
    QVERIFY(bytes.contains("before"));
    bytes.replace("before", "beforf");
    QVERIFY(journal.seek(0) && journal.write(bytes) == bytes.size());
    journal.close();
    const CtlRun run = world.run({u"journal"_s, u"verify"_s});
    QCOMPARE(run.exit, 1);
    QVERIFY2(run.err.contains(u"NOT intact"_s) || run.err.contains(u"cannot be read"_s), qPrintable(run.err));
}

QTEST_GUILESS_MAIN(TestCtl)
#include "tst_ctl.moc"
