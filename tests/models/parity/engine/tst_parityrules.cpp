// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/rulesjson.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

/// A wrong rules file is refused whole, and every problem has its place.
class TestParityRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refuses_data();
    void refuses();
    void accepts();
    void emptyFileHasNoRules();
    void expiresThroughTheDay();
    void problemNamesFileLineAndColumn();
    void jsonHoldsTheSameRules();
    void wrongJsonNamesTheKey_data();
    void wrongJsonNamesTheKey();
};

void TestParityRules::refuses_data()
{
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<QStringList>("places");
    const auto row = [](const char *name, const QByteArray &toml, const QStringList &places) {
        QTest::newRow(name) << toml << places;
    };
    row("syntax", "[[rule]]\nop = \n", {u"2:6"_s});
    row("no rule", "title = 'x'\n", {u"1:1"_s});
    row("rule is no list of tables", "rule = 1\n", {u"1:1"_s});
    row("one table", "\n[rule]\nop='mask'\n", {u"2:2"_s});
    row("unknown op", "[[rule]]\nop = 'ignor'\npath = '/a'\n", {u"2:1"_s});
    row("unknown key", "[[rule]]\nop = 'ignore'\npath = '/a'\n  pth = '/b'\n", {u"4:3"_s});
    row("key of another op", "[[rule]]\nop = 'ignore'\npath = '/a'\nabs = 1\n", {u"4:1"_s});
    row("op missing", "\n[[rule]]\npath = '/a'\n", {u"2:1"_s});
    row("path missing", "\n\n  [[rule]]\nop = 'mask'\n", {u"3:3"_s});
    row("path wrong", "[[rule]]\nop = 'mask'\npath = 'a'\n", {u"3:1"_s});
    row("path is no text", "[[rule]]\nop = 'mask'\npath = 1\n", {u"3:1"_s});
    row("what wrong", "[[rule]]\nop='ignore'\npath='/a'\nwhat='all'\n", {u"4:1"_s});
    row("as missing", "[[rule]]\nop='normalise'\npath='/a'\n", {u"1:1"_s});
    row("as wrong", "[[rule]]\nop='normalise'\npath='/a'\nas='upper'\n", {u"4:1"_s});
    row("default without value", "[[rule]]\nop='normalise'\npath='/a'\nas='default'\n", {u"1:1"_s});
    row("default with a date", "[[rule]]\nop='normalise'\npath='/a'\nas='default'\nvalue=2026-01-01\n",
        {u"5:1"_s});
    row("default with nan", "[[rule]]\nop='normalise'\npath='/a'\nas='default'\nvalue=nan\n", {u"5:1"_s});
    row("bad regex", "[[rule]]\nop='normalise'\npath='/a'\nas='regex'\npattern='('\nreplace=''\n",
        {u"5:1"_s});
    row("regex without replace", "[[rule]]\nop='normalise'\npath='/a'\nas='regex'\npattern='a'\n",
        {u"1:1"_s});
    row("enum without map", "[[rule]]\nop='normalise'\npath='/a'\nas='enum'\n", {u"1:1"_s});
    row("enum to a list", "[[rule]]\nop='normalise'\npath='/a'\nas='enum'\nmap={a='b', c=[1]}\n",
        {u"5:13"_s});
    row("value without default", "[[rule]]\nop='normalise'\npath='/a'\nas='trim'\nvalue=1\n", {u"5:1"_s});
    row("nothing to tolerate", "[[rule]]\nop='tolerate'\npath='/a'\n", {u"1:1"_s});
    row("abs negative", "[[rule]]\nop='tolerate'\npath='/a'\nabs=-1\n", {u"4:1"_s});
    row("abs text", "[[rule]]\nop='tolerate'\npath='/a'\nabs='1'\n", {u"4:1"_s});
    row("abs infinite", "[[rule]]\nop='tolerate'\npath='/a'\nabs=inf\n", {u"4:1"_s});
    row("decimals a fraction", "[[rule]]\nop='tolerate'\npath='/a'\ndecimals=1.5\n", {u"4:1"_s});
    row("shape wrong", "[[rule]]\nop='tolerate'\npath='/a'\nshape='phone'\n", {u"4:1"_s});
    row("order wrong", "[[rule]]\nop='array'\npath='/a'\norder='sorted'\n", {u"4:1"_s});
    row("keyed without key", "[[rule]]\nop='array'\npath='/a'\norder='keyed'\n", {u"1:1"_s});
    row("key empty", "[[rule]]\nop='array'\npath='/a'\norder='keyed'\nkey=[]\n", {u"5:1"_s});
    row("key without keyed", "[[rule]]\nop='array'\npath='/a'\norder='set'\nkey=['a']\n", {u"5:1"_s});
    row("entity missing", "[[rule]]\nop='map-id'\npath='/a'\n", {u"1:1"_s});
    row("expect nothing", "[[rule]]\nop='expect'\npath='/a'\n", {u"1:1"_s});
    row("status wrong", "[[rule]]\nop='mask'\npath='/a'\nstatus=20\n", {u"4:1"_s});
    row("side wrong", "[[rule]]\nop='mask'\npath='/a'\nside='old'\n", {u"4:1"_s});
    row("route is no text", "[[rule]]\nop='mask'\npath='/a'\nroute=1\n", {u"4:1"_s});
    row("date wrong", "[[rule]]\nop='mask'\npath='/a'\nexpires='2026-02-30'\n", {u"4:1"_s});
    row("date and time", "[[rule]]\nop='mask'\npath='/a'\nexpires=2026-02-03T10:00:00Z\n", {u"4:1"_s});
    row("all problems, by place", "[[rule]]\nop='x'\npath='a'\n[[rule]]\nop='mask'\nfoo=1\n",
        {u"2:1"_s, u"3:1"_s, u"4:1"_s, u"6:1"_s});
    row("columns count characters", "[[rule]]\nop='mask'\npath='/é'\n'é' = 1\n", {u"4:1"_s});
    row("a key given twice", "[[rule]]\nop='mask'\npath='/a'\npath='/b'\n", {u"4:1"_s});
    row("dots without end", QByteArray("a") + QByteArray(".a").repeated(100'000) + "=1", {u"1:1"_s});
    row("not UTF-8", "[[rule]]\nop='mask'\npath='/\xff'\n", {u"3:7"_s});
}

void TestParityRules::refuses()
{
    QFETCH(QByteArray, toml);
    QFETCH(QStringList, places);
    const auto rules = RuleSet::fromToml(toml);
    QVERIFY(!rules);
    QStringList found;
    for (const RuleProblem &problem : rules.error()) {
        found.append(u"%1:%2"_s.arg(problem.line).arg(problem.column));
        QVERIFY(!problem.text.isEmpty());
    }
    QCOMPARE(found, places);
}

void TestParityRules::accepts()
{
    const auto rules = RuleSet::fromToml(R"(
[[rule]]
op = "normalise"
as = "default"
value = 0.10000000000000000000000000001
path = "/a"
route = "cart"
method = "get"
status = 404
side = "new"
reason = "r"
owner = "o"
ticket = "T-1"
expires = "2026-12-31"

[[rule]]
op = "tolerate"
path = "/*"
abs = 0.0_1
ms = 1
)");
    QVERIFY2(rules, rules ? "" : qPrintable(rules.error().front().describe(u"rules"_s)));
    const Rule &rule = rules->rules().front();
    QCOMPARE(rule.value, std::string("0.10000000000000000000000000001"));
    QCOMPARE(rule.method, QByteArray("GET"));
    QCOMPARE(rule.expires, QDate(2026, 12, 31));
    QCOMPARE(rule.line, 2);
    QCOMPARE(rules->rules().back().abs->toText(), std::string("0.01"));
}

void TestParityRules::emptyFileHasNoRules()
{
    for (const char *toml : {"", "# nothing\n", "\xef\xbb\xbf"}) {
        const auto rules = RuleSet::fromToml(toml);
        QVERIFY(rules);
        QVERIFY(rules->isEmpty());
    }
}

void TestParityRules::expiresThroughTheDay()
{
    Rule rule;
    QVERIFY(!rule.expired(QDate(2026, 1, 1)));
    rule.expires = QDate(2026, 3, 10);
    QVERIFY(!rule.expired(QDate(2026, 3, 10)));
    QVERIFY(rule.expired(QDate(2026, 3, 11)));
}

void TestParityRules::problemNamesFileLineAndColumn()
{
    QCOMPARE((RuleProblem{3, 7, u"wrong"_s}.describe(u"r.toml"_s)), u"r.toml:3:7: wrong"_s);
}

void TestParityRules::jsonHoldsTheSameRules()
{
    const QByteArray list = R"([
        {"op":"tolerate","path":"/a","abs":0.10000000000000000000000000001,"expires":"2026-12-31"},
        {"op":"normalise","path":"/\u00e9\t\"","as":"enum","map":{"A B":"x","c":2},"reason":"\ud83d\ude00\u007f"},
        {"op":"expect","path":"/l","legacy":[1,{"k":[true,2.50]}],"new":{}},
        {"op":"array","path":"/k","order":"keyed","key":["sku","size"]}])";
    const auto read = rulesFromJson(R"({"actor":"ann","rule":)" + list + '}');
    QVERIFY2(read, read ? "" : qPrintable(read.error().place + read.error().text));
    QCOMPARE(read->json, QByteArray("{\"rule\":" + list + '}')); // as it stood
    const std::vector<Rule> &rules = read->rules.rules();
    QCOMPARE(rules.size(), std::size_t(4));
    QCOMPARE(rules[0].abs->toText(), std::string("0.10000000000000000000000000001"));
    QCOMPARE(rules[0].expires, QDate(2026, 12, 31));
    QCOMPARE(QString::fromUtf8(rules[1].path), u"/é\t\""_s);
    QCOMPARE(rules[1].reason, u"😀\x7f"_s);
    QCOMPARE(rules[1].map.size(), std::size_t(2));
    QCOMPARE(rules[2].legacy.value_or(std::string()), std::string(R"([1,{"k":[true,2.50]}])"));
    QCOMPARE(rules[2].newer.value_or(std::string()), std::string("{}"));
    QCOMPARE(rules[3].key, (std::vector<std::string>{"sku", "size"}));
    QVERIFY(rulesFromJson(R"({"rule":[]})")->rules.isEmpty());
}

void TestParityRules::wrongJsonNamesTheKey_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("place");
    QTest::newRow("no JSON") << QByteArray("{") << QString();
    QTest::newRow("no object") << QByteArray("[]") << u"/rule"_s;
    QTest::newRow("no rule") << QByteArray("{}") << u"/rule"_s;
    QTest::newRow("rule twice") << QByteArray(R"({"rule":[],"rule":[]})") << u"/rule"_s;
    QTest::newRow("rule is no list") << QByteArray(R"({"rule":{}})") << u"/rule"_s;
    QTest::newRow("a rule is no object")
        << QByteArray(R"({"rule":[{"op":"mask","path":"/a"},1]})") << u"/rule/1"_s;
    QTest::newRow("null") << QByteArray(R"({"rule":[{"op":"expect","path":"/a","new":[null]}]})")
                          << u"/rule/0/new"_s;
    QTest::newRow("unknown op") << QByteArray(R"({"rule":[{"path":"/a","op":"hide"}]})") << u"/rule/0/op"_s;
    QTest::newRow("unknown key") << QByteArray(R"({"rule":[{"path":"/a","op":"mask","a/b":1}]})")
                                 << u"/rule/0/a~1b"_s;
    QTest::newRow("a key that looks like TOML")
        << QByteArray(R"({"rule":[{"path":"/a","op":"mask","x\n[[rule]]":1}]})") << u"/rule/0/x\n[[rule]]"_s;
    QTest::newRow("a key twice") << QByteArray(R"({"rule":[{"path":"/a","op":"mask","path":"/b"}]})")
                                 << u"/rule/0/path"_s;
    QTest::newRow("path missing") << QByteArray(R"({"rule":[{"op":"mask","path":"/a"},{"op":"mask"}]})")
                                  << u"/rule/1"_s;
    QTest::newRow("bad date") << QByteArray(R"({"rule":[{"op":"mask","path":"/a","expires":"2026-02-30"}]})")
                              << u"/rule/0/expires"_s;
    QTest::newRow("a number over what a file holds")
        << QByteArray(R"({"rule":[{"op":"mask","path":"/a","status":99999999999999999999}]})")
        << u"/rule/0/status"_s;
}

void TestParityRules::wrongJsonNamesTheKey()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QString, place);
    const auto read = rulesFromJson(json);
    QVERIFY(!read);
    QCOMPARE(read.error().place, place);
    QVERIFY(!read.error().text.isEmpty());
}

QTEST_GUILESS_MAIN(TestParityRules)
#include "tst_parityrules.moc"
