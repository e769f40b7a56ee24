// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/rulesdesk.h"
#include "models/desk/rulesnotation.h"
#include "models/parity/rulesjson.h"
#include "tests/fakes/fakeparityhomes.h"
#include "tests/fakes/waited.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

QByteArray ignoreAt()
{
    return R"({"rule":[{"op":"ignore","path":"/at","owner":"bob"}]})";
}
QByteArray ignoreAtToml()
{
    return "[[rule]]\nop = \"ignore\"\npath = \"/at\"\nowner = \"bob\"\n";
}
QByteArray ignorePrice()
{
    return "[[rule]]\nop = \"ignore\"\npath = \"/price\"\n";
}

} // namespace

/// Rules in a file and rules that consoles share through the bridge.
class TestRulesDesk final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void bothFormsSayTheSame_data();
    void bothFormsSayTheSame();
    void wrongJsonNamesItsKey();
    void bridgeThatOffersNoneLeavesTheFile();
    void sharedRulesHold();
    void unreachableBridgeAtFirst();
    void whatWasReadLastHoldsAtTheNextStart();
    void withdrawnRulesHold();
    void savesAndUndoesThroughTheBridge();
    void conflictShowsTheirs();
    void lostAnswerIsAskedAgain();
    void wrongSharedSetKeepsTheOneBefore();

private:
    [[nodiscard]] QString file() const { return m_folder->filePath(u"rules.toml"_s); }
    void writeFile(const QByteArray &text) const
    {
        QFile file(this->file());
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(text), text.size());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestRulesDesk::bothFormsSayTheSame_data()
{
    QTest::addColumn<QByteArray>("toml");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("ignore") << QByteArray(
        "[[rule]]\nop = \"ignore\"\nwhat = \"missing\"\npath = \"/a/*/b~2\"\nroute = \"r\"\nmethod = "
        "\"GET\"\nstatus = 200\nside = \"new\"\nreason = \"a \\\"b\\\"\"\nowner = \"o\"\nticket = "
        "\"T-1\"\nexpires = \"2027-01-31\"\n");
    QTest::newRow("forms") << QByteArray(
        "[[rule]]\nop = \"normalise\"\nas = \"default\"\nvalue = {\"a b\" = [1, 2.50, true]}\npath = \"/d\"\n"
        "[[rule]]\nop = \"normalise\"\nas = \"regex\"\npattern = \"\\\\d+\"\nreplace = \"\\\\1\"\npath = "
        "\"/r\"\n"
        "[[rule]]\nop = \"normalise\"\nas = \"enum\"\nmap = {A = 1, \"b c\" = \"x\"}\npath = \"/e\"\n");
    QTest::newRow("tolerances") << QByteArray(
        "[[rule]]\nop = \"tolerate\"\nabs = 0.1000000000000000000001\nrel = 1e-9\ndecimals = 2\nms = 1000\n"
        "path = \"/p\"\n[[rule]]\nop = \"tolerate\"\nshape = \"uuid\"\npath = \"/id\"\n");
    QTest::newRow("arrays, ids, changes, masks") << QByteArray(
        "[[rule]]\nop = \"array\"\norder = \"keyed\"\nkey = [\"sku\", \"size\"]\npath = \"/i\"\n"
        "[[rule]]\nop = \"map-id\"\nentity = \"order\"\npath = \"/o\"\n"
        "[[rule]]\nop = \"expect\"\nlegacy = 12345678901234567890.5\nnew = \"n\"\npath = \"/x\"\n"
        "[[rule]]\nop = \"mask\"\npath = \"/**/card\"\n");
}

void TestRulesDesk::bothFormsSayTheSame()
{
    QFETCH(const QByteArray, toml);
    const auto written = RuleSet::fromToml(toml);
    QVERIFY2(written.has_value(), written ? "" : qPrintable(written.error().front().text));
    const QByteArray json = RulesNotation::jsonOf(*written);
    QVERIFY2(rulesFromJson(json).has_value(), json.constData());
    const Result<QByteArray> back = RulesNotation::tomlOf(json);
    QVERIFY2(back.has_value(), json.constData());
    const auto again = RuleSet::fromToml(*back);
    QVERIFY2(again.has_value(), back->constData());
    QCOMPARE(again->rules().size(), written->rules().size());
    QCOMPARE(RulesNotation::jsonOf(*again), json); // nothing was lost on the way
}

void TestRulesDesk::wrongJsonNamesItsKey()
{
    const Result<QByteArray> toml = RulesNotation::tomlOf(R"({"rule":[{"op":"ignore","paht":"/a"}]})");
    QVERIFY(!toml);
    QVERIFY2(toml.error().where.startsWith(u"/rule/0"_s), qPrintable(toml.error().where));
}

void TestRulesDesk::bridgeThatOffersNoneLeavesTheFile()
{
    writeFile(ignorePrice());
    FakeSharedRules bridge;
    bridge.problem = Error{ErrorKind::Refused, u"404"_s, {}};
    RulesDesk desk(file(), &bridge);
    QVERIFY(!desk.isSettled());
    const QSignalSpy settled(&desk, &RulesDesk::settled);
    desk.start();
    QTRY_COMPARE(settled.size(), 1);
    QCOMPARE(desk.home(), RulesHome::Local);
    QCOMPARE(desk.text(), ignorePrice());
    QVERIFY(waited(desk.save(ignorePrice(), {})).has_value());
    QVERIFY(bridge.keys.isEmpty());
}

void TestRulesDesk::sharedRulesHold()
{
    writeFile(ignorePrice());
    FakeSharedRules bridge;
    bridge.set(ignoreAt());
    RulesDesk desk(file(), &bridge);
    desk.start();
    QTRY_COMPARE(desk.home(), RulesHome::Shared);
    QVERIFY(desk.isSettled());
    QCOMPARE(desk.text(), ignoreAtToml());
    QCOMPARE(desk.unusedLocalText(), ignorePrice()); // not lost, and told
    bridge.set(R"({"rule":[]})");
    desk.look();
    QTRY_VERIFY(desk.text().isEmpty());
    QVERIFY(desk.rules()->isEmpty());
}

void TestRulesDesk::unreachableBridgeAtFirst()
{
    writeFile(ignorePrice());
    FakeSharedRules bridge;
    bridge.problem = Error{ErrorKind::Network, u"refused"_s, {}};
    RulesDesk desk(file(), &bridge);
    desk.start();
    QTRY_VERIFY(desk.unreadable().has_value());
    QVERIFY(!desk.isSettled()); // so nothing is recorded: masks may be missing
    QCOMPARE(desk.text(), ignorePrice());
    bridge.problem.reset();
    bridge.set(ignoreAt());
    desk.look();
    QTRY_VERIFY(desk.isSettled());
    QCOMPARE(desk.text(), ignoreAtToml());
    QVERIFY(!desk.unreadable());
}

void TestRulesDesk::whatWasReadLastHoldsAtTheNextStart()
{
    FakeSharedRules bridge;
    bridge.set(ignoreAt());
    {
        RulesDesk desk(file(), &bridge);
        desk.start();
        QTRY_VERIFY(desk.isSettled());
    }
    bridge.problem = Error{ErrorKind::Timeout, u"slow"_s, {}};
    RulesDesk desk(file(), &bridge);
    desk.start();
    QCOMPARE(desk.home(), RulesHome::Shared);
    QCOMPARE(desk.text(), ignoreAtToml());
    QVERIFY(desk.sharedReadAt().isValid());
    QTRY_VERIFY(desk.unreadable().has_value());
    QVERIFY(!desk.isSettled());
    const Result<void> saved = waited(desk.save(ignoreAtToml(), {}));
    QVERIFY(!saved.has_value()); // without a revision nobody's change could be seen
    QVERIFY(bridge.keys.isEmpty());
}

void TestRulesDesk::withdrawnRulesHold()
{
    writeFile(ignorePrice());
    FakeSharedRules bridge;
    bridge.set(ignoreAt());
    RulesDesk desk(file(), &bridge);
    desk.start();
    QTRY_VERIFY(desk.isSettled());
    bridge.problem = Error{ErrorKind::Refused, u"404"_s, {}};
    desk.look();
    QTRY_VERIFY(desk.isWithdrawn());
    QCOMPARE(desk.text(), ignoreAtToml());
    bridge.problem.reset();
    desk.look();
    QTRY_VERIFY(!desk.isWithdrawn());
}

void TestRulesDesk::savesAndUndoesThroughTheBridge()
{
    FakeSharedRules bridge;
    bridge.set(ignoreAt());
    RulesDesk desk(file(), &bridge);
    desk.start();
    QTRY_VERIFY(desk.isSettled());
    QVERIFY(waited(desk.save(ignoreAtToml(), QByteArray(ignoreAtToml() + '\n' + ignorePrice()))).has_value());
    QCOMPARE(bridge.revision, 3);
    QVERIFY(bridge.json.contains("/price"));
    QCOMPARE(desk.rules()->rules().size(), std::size_t(2));
    QVERIFY(!QFile::exists(file())); // the local file is not touched
    QVERIFY(desk.canUndo());
    QVERIFY(waited(desk.undo()).has_value());
    QCOMPARE(desk.text(), ignoreAtToml());
    QCOMPARE(bridge.revision, 4);
    QVERIFY(!desk.canUndo());
}

void TestRulesDesk::conflictShowsTheirs()
{
    FakeSharedRules bridge;
    RulesDesk desk(file(), &bridge);
    desk.start();
    QTRY_VERIFY(desk.isSettled());
    bridge.set(ignoreAt()); // another console, and we have not looked since
    const Result<void> saved = waited(desk.save({}, ignorePrice()));
    QVERIFY(!saved.has_value());
    QCOMPARE(saved.error().kind, ErrorKind::Conflict);
    QCOMPARE(desk.text(), ignoreAtToml()); // theirs is in force and shown
    QCOMPARE(bridge.json, ignoreAt());     // and nothing of it is lost
    QVERIFY(!desk.canUndo());
    QVERIFY(waited(desk.save(desk.text(), QByteArray(desk.text() + ignorePrice()))).has_value());
}

void TestRulesDesk::lostAnswerIsAskedAgain()
{
    FakeSharedRules bridge;
    RulesDesk desk(file(), &bridge);
    desk.start();
    QTRY_VERIFY(desk.isSettled());
    bridge.problem = Error{ErrorKind::Timeout, u"lost"_s, {}};
    bridge.actsAllTheSame = true;
    const QFuture<Result<void>> saved = desk.save({}, ignorePrice());
    QTRY_COMPARE(bridge.keys.size(), 2);
    QCOMPARE(bridge.keys[0], bridge.keys[1]); // one decision, one key
    QTRY_VERIFY(saved.isFinished());
    QVERIFY(!saved.result().has_value()); // not even a reading came: nothing is claimed
    bridge.problem.reset();
    desk.look();
    QTRY_COMPARE(desk.rules()->rules().size(), std::size_t(1));
}

void TestRulesDesk::wrongSharedSetKeepsTheOneBefore()
{
    FakeSharedRules bridge;
    bridge.set(ignoreAt());
    RulesDesk desk(file(), &bridge);
    desk.start();
    QTRY_VERIFY(desk.isSettled());
    bridge.set(R"({"rule":[{"op":"ignroe","path":"/a"}]})");
    desk.look();
    QTRY_VERIFY(!desk.problems().empty());
    QVERIFY(desk.problems().front().text.contains(u"/rule/0"_s));
    QCOMPARE(desk.text(), ignoreAtToml());
    bridge.set(ignoreAt());
    desk.look();
    QTRY_VERIFY(desk.problems().empty());
}

QTEST_GUILESS_MAIN(TestRulesDesk)
#include "tst_rulesdesk.moc"
