// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/drill/drilllist.h"
#include "models/control/drill/drillrunner.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

JournalEntry drillEntry(int minute, bool passed, int toAlarmMs, int tookMs)
{
    JournalEntry entry;
    entry.at = QDateTime(QDate(2026, 3, 2), QTime(8, minute), Qt::UTC);
    entry.record.kind = JournalKind::Drill;
    entry.record.actor = u"ann"_s;
    entry.record.after = {{u"scenario"_s, u"error-burst"_s}, {u"passed"_s, passed}, {u"alarm"_s, u"x"_s}};
    if (toAlarmMs >= 0)
        entry.record.after.insert(u"toAlarmMs"_s, toAlarmMs);
    if (tookMs >= 0)
        entry.record.after.insert(u"tookMs"_s, tookMs);
    if (!passed)
        entry.record.outcome = u"time is up"_s;
    return entry;
}

} // namespace

/// Drills on record, and the runner against programs that behave in every way.
class TestDrills final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void drillsAreReadFromTheJournal();
    void mediansAreOfThoseThatPassed_data();
    void mediansAreOfThoseThatPassed();
    void runsTheProgramAndTellsWhatItSays();
    void endsAreTold_data();
    void endsAreTold();
    void isBrokenOff();
    void anOperatorGetsAWindowOfItsOwn();
    void oneAtATime();

private:
    [[nodiscard]] QString script(const QByteArray &text);
    QTemporaryDir m_folder;
    int m_scripts = 0;
};

QString TestDrills::script(const QByteArray &text)
{
    const QString path = m_folder.filePath(u"program-%1"_s.arg(++m_scripts));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("no script");
    file.write("#!/bin/sh\n" + text);
    file.close();
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return path;
}

void TestDrills::drillsAreReadFromTheJournal()
{
    JournalEntry other = drillEntry(2, true, 1, 1);
    other.record.kind = JournalKind::Rollback;
    JournalEntry odd = drillEntry(3, true, -1, -1);
    odd.record.after.insert(u"toAlarmMs"_s, u"soon"_s);
    odd.record.after.insert(u"tookMs"_s, -5);
    const QList<DrillEntry> drills = drillsOf({drillEntry(1, false, 900, -1), other, odd});
    QCOMPARE(drills.size(), 2);
    QVERIFY(!drills.at(0).toAlarm);
    QVERIFY(!drills.at(0).took);
    QCOMPARE(drills.at(1).toAlarm, std::optional(900ms));
    QCOMPARE(drills.at(1).problem, u"time is up"_s);
    QCOMPARE(drills.at(1).actor, u"ann"_s);
    QVERIFY(!drills.at(1).passed);
    // Of one millisecond the later entry is the newer one.
    QVERIFY(!drillsOf({drillEntry(1, true, 1, 1), drillEntry(1, false, 1, -1)}).constFirst().passed);
}

void TestDrills::mediansAreOfThoseThatPassed_data()
{
    QTest::addColumn<QList<int>>("tookMs"); // -1: did not pass
    QTest::addColumn<int>("median");        // -1: none
    QTest::newRow("none") << QList<int>{} << -1;
    QTest::newRow("only failed ones") << QList<int>{-1, -1} << -1;
    QTest::newRow("one") << QList<int>{800} << 800;
    QTest::newRow("two") << QList<int>{800, 1000} << 900;
    QTest::newRow("three, one far off") << QList<int>{800, 90'000, 1000} << 1000;
    QTest::newRow("a failed one counts for nothing") << QList<int>{800, -1, 1000, 900} << 900;
}

void TestDrills::mediansAreOfThoseThatPassed()
{
    QFETCH(QList<int>, tookMs);
    QFETCH(int, median);
    QList<JournalEntry> entries;
    int passed = 0;
    for (const int ms : std::as_const(tookMs)) {
        entries.append(drillEntry(int(entries.size()), ms >= 0, 500, ms >= 0 ? ms : 5));
        passed += ms >= 0 ? 1 : 0;
    }
    const DrillMedians medians = mediansOf(drillsOf(entries));
    QCOMPARE(medians.count, passed);
    QCOMPARE(medians.took.value_or(-1ms), std::chrono::milliseconds(median));
    QCOMPARE(medians.toAlarm.has_value(), passed > 0);
    QVERIFY(!medians.toObserved);
}

void TestDrills::runsTheProgramAndTellsWhatItSays()
{
    const QString ctl = script("echo \"interlockctl: fault is on; $*\" >&2\n"
                               "printf 'alarm after 1.2 s' >&2\n" // the last line has no end
                               "echo >&2\n"
                               "echo '{\"passed\":true,\"toAlarmMs\":1200}'\n");
    DrillRunner runner(u"/etc/shop.toml"_s, {ctl, {}});
    QSignalSpy finished(&runner, &DrillRunner::finished);
    runner.start({u"slow-new"_s, true});
    QVERIFY(runner.isRunning());
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(finished.constFirst().constFirst().toString(), QString());
    QCOMPARE(
        runner.said(),
        (QStringList{u"fault is on; --profile /etc/shop.toml --json drill --scenario slow-new --operator"_s,
                     u"alarm after 1.2 s"_s}));
    QCOMPARE(runner.result().value("toAlarmMs"_L1).toInt(), 1200);
    QVERIFY(!runner.isRunning());
}

void TestDrills::endsAreTold_data()
{
    QTest::addColumn<QByteArray>("program");
    QTest::addColumn<QString>("says");
    QTest::newRow("not passed")
        << QByteArray("echo 'interlockctl: time is up' >&2\necho '{\"passed\":false}'\nexit 1\n")
        << u"time is up"_s;
    QTest::newRow("crashed") << QByteArray("kill -9 $$\n") << u"without a word"_s;
    QTest::newRow("no JSON") << QByteArray("echo passed\n") << u"without a word"_s;
    QTest::newRow("not a program") << QByteArray() << u"could not be started"_s;
}

void TestDrills::endsAreTold()
{
    QFETCH(QByteArray, program);
    QFETCH(QString, says);
    const QString path = program.isEmpty() ? m_folder.filePath(u"none"_s) : script(program);
    DrillRunner runner(u"/etc/shop.toml"_s, {path, {}});
    QSignalSpy finished(&runner, &DrillRunner::finished);
    runner.start({});
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY2(finished.constFirst().constFirst().toString().contains(says),
             qPrintable(finished.constFirst().constFirst().toString()));
    QVERIFY(!DrillRunner(u"/etc/shop.toml"_s, {}).whyNot().isEmpty());
}

void TestDrills::isBrokenOff()
{
    const QString ctl = script("trap 'exit 7' TERM\necho started >&2\nwhile :; do read line; done\n");
    DrillRunner runner(u"/etc/shop.toml"_s, {ctl, {}});
    QSignalSpy finished(&runner, &DrillRunner::finished);
    runner.start({});
    QTRY_COMPARE(runner.said(), QStringList{u"started"_s});
    runner.stop();
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(finished.constFirst().constFirst().toString().contains(u"counts for nothing"_s));
}

/// The window is opened with the drill's profile, never with the migration's, and goes with the drill.
void TestDrills::anOperatorGetsAWindowOfItsOwn()
{
    const QString opened = m_folder.filePath(u"opened"_s);
    const QString ended = m_folder.filePath(u"ended"_s);
    const QString console = script("trap 'echo x > " + ended.toUtf8() + "; exit 0' TERM\necho \"$*\" > " +
                                   opened.toUtf8() + ".new\nmv " + opened.toUtf8() + ".new " +
                                   opened.toUtf8() + "\nwhile :; do sleep 0.05; done\n");
    const QString ctl = script("echo 'interlockctl: the rehearsal runs; a console may be opened with "
                               "/tmp/drill/world.toml' >&2\nwhile [ ! -e " +
                               opened.toUtf8() + " ]; do sleep 0.05; done\necho '{\"passed\":true}'\n");
    for (const bool byOperator : {false, true}) {
        QFile::remove(opened);
        DrillRunner runner(u"/etc/shop.toml"_s, {ctl, console});
        QSignalSpy finished(&runner, &DrillRunner::finished);
        runner.start({{}, byOperator});
        QTRY_COMPARE(runner.said().size(), 1);
        if (!byOperator) { // nobody is to act there: no window
            QVERIFY(!QFile::exists(opened));
            runner.stop();
        }
        QTRY_COMPARE(finished.size(), 1);
        if (!byOperator)
            continue;
        QFile file(opened);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().trimmed(), QByteArray("--profile /tmp/drill/world.toml"));
        QVERIFY(QFile::exists(ended));
    }
}

void TestDrills::oneAtATime()
{
    const QString ctl = script("trap 'exit 7' TERM\necho \"$*\" >&2\nwhile :; do read line; done\n");
    DrillRunner runner(u"/etc/shop.toml"_s, {ctl, {}});
    runner.start({u"slow-new"_s, false});
    QTRY_COMPARE(runner.said().size(), 1);
    runner.start({u"error-burst"_s, false});
    QCOMPARE(runner.said().size(), 1);
    QVERIFY(runner.said().constFirst().contains(u"slow-new"_s));
}

QTEST_GUILESS_MAIN(TestDrills)
#include "tst_drills.moc"
