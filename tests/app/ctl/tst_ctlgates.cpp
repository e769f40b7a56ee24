// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/ctl/ctlfixture.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace interlock;
using namespace interlock::test;
using namespace Qt::StringLiterals;

/// Gates on the command line: what `gates` says, what `set` refuses, and what breaking the glass leaves
/// behind.
class TestCtlGates final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void gatesSayEverything();
    void aTypoIsFoundAtLoad();
    void aLockedGateRefuses();
    void backIsNeverLocked();
    void overrideGoesThroughAndIsJournaled();
    void overrideIsRefused_data();
    void overrideIsRefused();

private:
    static void addGates(const CtlFixture &world, const QByteArray &gates);
};

/// Some 5000 requests a second of checkout reach new, nobody of search does.
void TestCtlGates::addGates(const CtlFixture &world, const QByteArray &gates)
{
    QFile profile(world.folder.filePath(u"shop.toml"_s));
    QVERIFY(profile.open(QIODevice::Append));
    QVERIFY(profile.write(gates) == gates.size());
}

void TestCtlGates::gatesSayEverything()
{
    const CtlFixture world;
    addGates(world,
             "[[gate]]\nid = \"busy\"\ncondition = \"requests(new, checkout) > 10\"\n"
             "[[gate]]\nid = \"quiet\"\ncondition = \"requests(new, checkout) < 10\"\nseverity = \"warn\"\n");
    const CtlRun open = world.run({u"gates"_s, u"checkout"_s, u"--json"_s});
    QVERIFY2(open.exit == 0, qPrintable(open.err));
    const QJsonObject route = open.json()[u"routes"_s].toArray().at(0).toObject();
    QCOMPARE(route[u"mayGoTo"_s].toInt(), 100);
    const QJsonObject busy = route[u"gates"_s].toArray().at(0).toObject();
    QCOMPARE(busy[u"state"_s].toString(), u"open"_s);
    QVERIFY(busy[u"is"_s].toDouble() > 10);
    QCOMPARE(busy[u"wants"_s].toDouble(), 10.0);
    QVERIFY(busy[u"ageMs"_s].isDouble());
    QVERIFY(busy[u"since"_s].isString());
    QCOMPARE(route[u"gates"_s].toArray().at(1).toObject()[u"state"_s].toString(),
             u"locked"_s); // it only warns
    addGates(world, "[[gate]]\nid = \"shut\"\ncondition = \"requests(new, checkout) < 1\"\n");
    const CtlRun shut = world.run({u"gates"_s});
    QCOMPARE(shut.exit, 4);
    QVERIFY2(shut.out.contains(u"checkout: the share may go to 10 %, held by shut"_s), qPrintable(shut.out));
    QVERIFY2(shut.out.contains(u"LOCKED: gate shut wants requests(new, checkout) < 1, is "_s),
             qPrintable(shut.out));
    QVERIFY2(shut.out.contains(u"legacy must stay:\n"_s), qPrintable(shut.out));
    QVERIFY2(shut.out.contains(u"  route checkout still uses it"_s), qPrintable(shut.out));
    QCOMPARE(world.run({u"gates"_s, u"chekout"_s}).exit, 2);
}

void TestCtlGates::aTypoIsFoundAtLoad()
{
    const CtlFixture world;
    addGates(world, "[[gate]]\nid = \"busy\"\ncondition = \"request(new) > 10\"\n");
    const CtlRun run = world.run({u"gates"_s});
    QCOMPARE(run.exit, 2);
    QVERIFY2(run.err.contains(u"did you mean \"requests\""_s), qPrintable(run.err));
    QVERIFY2(run.err.contains(u":14: "_s), qPrintable(run.err)); // the column inside of the text
}

void TestCtlGates::aLockedGateRefuses()
{
    const CtlFixture world;
    addGates(world, "[[gate]]\nid = \"shut\"\ncondition = \"requests(new) < 1\"\n");
    const CtlRun run =
        world.run({u"set"_s, u"checkout"_s, u"--percent"_s, u"25"_s, u"--reason"_s, u"x"_s, u"--json"_s});
    QCOMPARE(run.exit, 4);
    const QJsonObject blocker = run.json()[u"blockers"_s].toArray().at(0).toObject();
    QCOMPARE(blocker[u"kind"_s].toString(), u"gate-locked"_s);
    QCOMPARE(blocker[u"gate"_s][u"gate"_s].toString(), u"shut"_s);
    QVERIFY2(run.err.contains(u"LOCKED: gate shut"_s), qPrintable(run.err));
    QCOMPARE(world.route(u"checkout"_s).percent, 10);
}

void TestCtlGates::backIsNeverLocked()
{
    const CtlFixture world;
    addGates(world, "[[gate]]\nid = \"shut\"\ncondition = \"requests(new) < 1\"\nnever = true\n");
    const CtlRun run = world.run({u"set"_s, u"checkout"_s, u"--percent"_s, u"5"_s, u"--reason"_s, u"x"_s});
    QVERIFY2(run.exit == 0, qPrintable(run.err));
    QCOMPARE(world.route(u"checkout"_s).percent, 5);
}

void TestCtlGates::overrideGoesThroughAndIsJournaled()
{
    const CtlFixture world;
    addGates(world, "[[gate]]\nid = \"shut\"\ncondition = \"requests(new) < 1\"\n");
    const QStringList set{u"set"_s, u"checkout"_s, u"--percent"_s, u"25"_s, u"--reason"_s, u"lead agreed"_s};
    const CtlRun dry = world.run(set + QStringList{u"--override"_s, u"shut"_s, u"--dry-run"_s});
    QCOMPARE(dry.exit, 4); // nothing is set aside for what is not sent
    const CtlRun run = world.run(set + QStringList{u"--override"_s, u"shut"_s});
    QVERIFY2(run.exit == 0, qPrintable(run.err));
    QCOMPARE(world.route(u"checkout"_s).percent, 25);
    const CtlRun journal = world.run({u"journal"_s, u"show"_s});
    QVERIFY2(journal.out.contains(u"Override of gate shut for the next forward act on checkout on test"_s),
             qPrintable(journal.out));
    QVERIFY2(journal.out.contains(u"lead agreed [override: shut]"_s), qPrintable(journal.out));
    const CtlRun again = world.run(
        {u"set"_s, u"checkout"_s, u"--percent"_s, u"30"_s, u"--reason"_s, u"x"_s}); // it was for one act
    QCOMPARE(again.exit, 4);
}

void TestCtlGates::overrideIsRefused_data()
{
    QTest::addColumn<QString>("gate");
    QTest::addColumn<int>("exit");
    QTest::addColumn<QString>("says");
    QTest::newRow("never") << u"shut"_s << 4 << u"nobody can override it"_s;
    QTest::newRow("no such gate") << u"open"_s << 2 << u"there is no gate open"_s;
    QTest::newRow("no id") << u"a b"_s << 2 << u"is no id"_s;
}

void TestCtlGates::overrideIsRefused()
{
    QFETCH(const QString, gate);
    QFETCH(const int, exit);
    QFETCH(const QString, says);
    const CtlFixture world;
    addGates(world, "[[gate]]\nid = \"shut\"\ncondition = \"requests(new) < 1\"\nnever = true\n");
    const CtlRun run = world.run(
        {u"set"_s, u"checkout"_s, u"--percent"_s, u"25"_s, u"--reason"_s, u"x"_s, u"--override"_s, gate});
    QCOMPARE(run.exit, exit);
    QVERIFY2(run.err.contains(says), qPrintable(run.err));
    QCOMPARE(world.route(u"checkout"_s).percent, 10);
}

QTEST_GUILESS_MAIN(TestCtlGates)
#include "tst_ctlgates.moc"
