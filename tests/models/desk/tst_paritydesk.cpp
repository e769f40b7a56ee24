// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/parityovertime.h"
#include "models/desk/rulesfile.h"
#include "models/desk/rulesuggestions.h"
#include "tests/fakes/waited.h"
#include "tests/models/desk/deskbench.h"

#include <QAbstractItemModelTester>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

QByteArray twoRules()
{
    return "# about all of it\n"
           "\n"
           "[[rule]] # the first\n"
           "op = \"ignore\"\n"
           "path = \"/at\" # when\n"
           "\n"
           "# about the second\n"
           "[[rule]]\n"
           "op = \"tolerate\"\n"
           "path = \"/price\"\n"
           "abs = 0.01\n"
           "# the end\n";
}

RuleSet parsedRules(const QByteArray &toml)
{
    auto rules = RuleSet::fromToml(toml);
    return rules ? std::move(*rules) : RuleSet();
}

} // namespace

/// Rules files as people and screens edit them, and the desk on recorded pairs.
class TestParityDesk final : public QObject, private DeskBench
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { close(); }
    void ruleTextsKeepComments();
    void fileIsTouchedOnlyWhereItChanges();
    void keysOfARule_data();
    void keysOfARule();
    void suggestionsAreRules_data();
    void suggestionsAreRules();
    void overTime();
    void recordsAndJudges();
    void wrongFileAtTheStartRecordsNothing();
    void handEditsComeIntoForce();
    void conflictKeepsTheOtherFile();
    void previewThenSaveThenUndo();
    void triageAndReopening();
    void cleanSpells();
    void noiseIsSuggested();
};

void TestParityDesk::init()
{
    makeFolder();
    for (int i = 1; i <= 20; ++i)
        m_traffic << trafficPair(i, u"cart"_s, R"({"at":1,"price":10})",
                                 i % 4 == 0 ? R"({"at":2,"price":11})" : R"({"at":1,"price":10})");
}

void TestParityDesk::ruleTextsKeepComments()
{
    const RuleSet rules = parsedRules(twoRules());
    QCOMPARE(rules.rules().size(), std::size_t(2));
    QCOMPARE(RulesFile::ruleText(twoRules(), rules, 0).value_or(QByteArray()),
             "[[rule]] # the first\nop = \"ignore\"\npath = \"/at\" # when\n");
    QCOMPARE(RulesFile::ruleText(twoRules(), rules, 1).value_or(QByteArray()),
             "[[rule]]\nop = \"tolerate\"\npath = \"/price\"\nabs = 0.01\n");
    const QByteArray array = "rule = [{op = \"ignore\", path = \"/a\"}]\n";
    QVERIFY(!RulesFile::ruleText(array, parsedRules(array), 0));
}

void TestParityDesk::fileIsTouchedOnlyWhereItChanges()
{
    const RuleSet rules = parsedRules(twoRules());
    const QByteArray changed =
        RulesFile::replaced(twoRules(), rules, 0, "[[rule]]\nop = \"ignore\"\npath = \"/when\"\n");
    QCOMPARE(changed, QByteArray(twoRules())
                          .replace("[[rule]] # the first\nop = \"ignore\"\npath = \"/at\" # when\n",
                                   "[[rule]]\nop = \"ignore\"\npath = \"/when\"\n"));
    const QByteArray without = RulesFile::replaced(twoRules(), rules, 0, {});
    QCOMPARE(parsedRules(without).rules().size(), std::size_t(1));
    QVERIFY(without.contains("# about all of it") && without.contains("# about the second"));
    const QByteArray more = RulesFile::added(twoRules(), "[[rule]]\nop='ignore'\npath='/x'");
    QVERIFY(more.startsWith(twoRules()));
    QCOMPARE(parsedRules(more).rules().size(), std::size_t(3));
    QCOMPARE(RulesFile::added({}, "[[rule]]\nop='ignore'\npath=''\n"), "[[rule]]\nop='ignore'\npath=''\n");
}

void TestParityDesk::keysOfARule_data()
{
    QTest::addColumn<QByteArray>("rule");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("new") << QByteArray("[[rule]]\nop = \"ignore\"\n") << QByteArray("\"me\"")
                         << QByteArray("[[rule]]\nop = \"ignore\"\nowner = \"me\"\n");
    QTest::newRow("replaced") << QByteArray("[[rule]]\nowner=\"you\"\nop = \"ignore\"\n")
                              << QByteArray("\"me\"")
                              << QByteArray("[[rule]]\nowner = \"me\"\nop = \"ignore\"\n");
    QTest::newRow("taken out") << QByteArray("[[rule]]\nowner = \"you\"\nop = \"ignore\"\n") << QByteArray()
                               << QByteArray("[[rule]]\nop = \"ignore\"\n");
    QTest::newRow("before a table") << QByteArray("[[rule]]\nop = \"normalise\"\n[rule.map]\nowner = 1\n")
                                    << QByteArray("\"me\"")
                                    << QByteArray("[[rule]]\nop = \"normalise\"\nowner = \"me\"\n"
                                                  "[rule.map]\nowner = 1\n");
}

void TestParityDesk::keysOfARule()
{
    QFETCH(QByteArray, rule);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, expected);
    QCOMPARE(RulesFile::withKey(rule, "owner", value), expected);
}

void TestParityDesk::suggestionsAreRules_data()
{
    QTest::addColumn<QByteArray>("legacy");
    QTest::addColumn<QByteArray>("newer");
    QTest::newRow("numbers") << QByteArray(R"({"a b":{"x~y":1.10}})")
                             << QByteArray(R"({"a b":{"x~y":1.11}})");
    QTest::newRow("texts") << QByteArray(R"({"a":"b\"c\/d"})") << QByteArray(R"({"a":"\u00e9"})");
    QTest::newRow("surrogates") << QByteArray(R"({"a":"\ud83d\ude00 \b"})") << QByteArray("{\"a\":\"\x7f\"}");
    QTest::newRow("types") << QByteArray(R"({"a":12.5})") << QByteArray(R"({"a":"12.50"})");
    QTest::newRow("times") << QByteArray(R"({"a":"2026-03-02T08:00:00Z"})")
                           << QByteArray(R"({"a":"2026-03-02T08:00:00.2Z"})");
    QTest::newRow("missing null") << QByteArray(R"({"a":null})") << QByteArray("{}");
    QTest::newRow("order") << QByteArray(R"({"a":[1,2]})") << QByteArray(R"({"a":[2,1]})");
    QTest::newRow("containers") << QByteArray(R"({"a":{"b":1}})") << QByteArray(R"({"a":[1]})");
    QTest::newRow("uuids") << QByteArray(R"({"a":"0c5f0ce8-5b8f-4b5c-8a3b-0f8d7f1e6a11"})")
                           << QByteArray(R"({"a":"7d1f0ce8-5b8f-4b5c-8a3b-0f8d7f1e6a22"})");
}

void TestParityDesk::suggestionsAreRules()
{
    QFETCH(QByteArray, legacy);
    QFETCH(QByteArray, newer);
    const auto compare = [&](const std::shared_ptr<const RuleSet> &rules) {
        Comparer comparer(rules);
        return comparer.compare(std::string_view(legacy.constData(), std::size_t(legacy.size())),
                                std::string_view(newer.constData(), std::size_t(newer.size())),
                                PairScope{"cart", "GET"});
    };
    const PairResult strict = compare({});
    QCOMPARE(strict.differenceCount, 1);
    const auto suggestions = suggestRules("cart", strict.differences.front());
    QVERIFY(!suggestions.empty());
    for (const RuleSuggestion &suggestion : suggestions) {
        const auto rules = RuleSet::fromToml(suggestion.toml);
        QVERIFY2(rules.has_value(), suggestion.toml.constData());
        // Every suggestion is about this very difference and makes it not count.
        QVERIFY2(compare(std::make_shared<const RuleSet>(*rules)).outcome == PairOutcome::EqualAfterRules,
                 suggestion.toml.constData());
    }
}

void TestParityDesk::overTime()
{
    PairColumns columns;
    QCOMPARE(parityOverTime(columns).steps, 0);
    for (int i = 0; i < 4; ++i) {
        StoredPair pair;
        pair.number = i + 1;
        pair.at = QDateTime(QDate(2026, 3, 2 + i), QTime(8, 0), Qt::UTC);
        pair.route = i == 3 ? u"cart"_s : u"search"_s;
        pair.outcome = i == 0 ? PairOutcome::Different : PairOutcome::Equal;
        columns.append(pair);
    }
    const ParityOverTime time = parityOverTime(columns);
    QCOMPARE(time.stepMs, 24LL * 3600 * 1000);
    QCOMPARE(time.steps, 4);
    QCOMPARE(time.routes.size(), std::size_t(2));
    QCOMPARE(time.routes[0].id, u"cart"_s);
    QCOMPARE(time.routes[1].steps[0].different, 1);
    QCOMPARE(time.routes[1].total.equal, 2);
    QCOMPARE(time.total.comparable(), 4);
    QCOMPARE(parityOverTime(columns, 2).steps, 2); // the newest ones
    QCOMPARE(parityOverTime(columns, 2).total.comparable(), 2);
}

void TestParityDesk::recordsAndJudges()
{
    openDesk();
    const QAbstractItemModelTester pairTester(&m_desk->pairs(),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QAbstractItemModelTester groupTester(&m_desk->groups(),
                                               QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTRY_COMPARE(m_desk->pairs().totalRows(), std::size_t(20));
    QTRY_COMPARE(m_desk->groups().rowCount(), 2); // at and price
    QTRY_COMPARE(m_desk->gates().size(), std::size_t(1));
    // What the interlocks read: with its age, and never good where nothing was compared.
    const QString route = m_desk->gates().cbegin()->first;
    QTRY_VERIFY(m_desk->gateReading(route).isLive());
    QCOMPARE(m_desk->gateReading(route).value, m_desk->gates().cbegin()->second);
    const Reading<GateVerdict> other = m_desk->gateReading(u"a route without pairs"_s);
    QCOMPARE(other.value.state, ParityGateState::Insufficient);
    QVERIFY(other.value.cleanPairsToGo > 3000);
    m_traffic << trafficPair(21, u"cart"_s, R"({"at":1})", R"({"at":1,"x":2})");
    QTRY_COMPARE(m_desk->pairs().totalRows(), std::size_t(21));
    QTRY_COMPARE(m_desk->groups().rowCount(), 3);
    const Result<PairViewPtr> view = waited(m_desk->open(4, true));
    QVERIFY(view.has_value());
    QCOMPARE((*view)->effective.differenceCount, 2);
    QVERIFY((*view)->diff);
    QVERIFY(!waited(m_desk->open(9999, true)).has_value());
}

void TestParityDesk::wrongFileAtTheStartRecordsNothing()
{
    writeRules("[[rule]]\nop = \"mask\"\npaht = \"/card\"\n");
    openDesk();
    QTRY_VERIFY(!m_desk->rules().problems().empty());
    QCOMPARE(m_desk->rules().problems().front().line, 1);
    QVERIFY(!m_desk->isLoaded());
    QVERIFY(!QFile::exists(path(u"pairs.sqlite"_s)));
    writeRules("[[rule]]\nop = \"mask\"\npath = \"/price\"\n");
    m_desk->rules().look();
    QVERIFY(m_desk->rules().problems().empty());
    QTRY_COMPARE(m_desk->pairs().totalRows(), std::size_t(20));
    const Result<PairViewPtr> view = waited(m_desk->open(4, true));
    QVERIFY(view && (*view)->bodies);
    // Not just "10": what masks make of it is random, and may have these digits.
    QVERIFY2(!(*view)->bodies->legacy->contains(":10"), (*view)->bodies->legacy->constData());
}

void TestParityDesk::handEditsComeIntoForce()
{
    openDesk();
    QTRY_COMPARE(m_desk->groups().rowCount(), 2);
    writeRules("[[rule]]\nop = \"ignore\"\npath = \"/at\"\n");
    m_desk->rules().look();
    QTRY_COMPARE(m_desk->groups().rowCount(), 1);
    QTRY_VERIFY(m_desk->ruleHits() && m_desk->ruleHits()->contains(0));
    QCOMPARE(m_desk->ruleHits()->at(0), 5);
    writeRules("[[rule]]\nop = \"ignroe\"\n");
    m_desk->rules().look();
    QVERIFY(!m_desk->rules().problems().empty());
    QCOMPARE(m_desk->rules().rules()->rules().size(), std::size_t(1)); // those before hold
}

void TestParityDesk::conflictKeepsTheOtherFile()
{
    openDesk();
    const QByteArray mine = "[[rule]]\nop = \"ignore\"\npath = \"/price\"\n";
    const QByteArray others = "[[rule]]\nop = \"ignore\"\npath = \"/at\"\n";
    writeRules(others);
    const Result<void> saved = waited(m_desk->rules().save({}, mine));
    QVERIFY(!saved.has_value());
    QCOMPARE(saved.error().kind, ErrorKind::Conflict);
    QCOMPARE(m_desk->rules().text(), others);
    QVERIFY(!m_desk->rules().canUndo());
    QCOMPARE(waited(m_desk->rules().save(others, "[[rule]]\nop = 1\n")).error().kind, ErrorKind::Input);
}

void TestParityDesk::previewThenSaveThenUndo()
{
    openDesk();
    QTRY_COMPARE(m_desk->groups().rowCount(), 2);
    const QByteArray rule = "[[rule]]\nop = \"ignore\"\npath = \"/price\"\n";
    const Result<RescoreReport> report = waited(m_desk->preview(rule));
    QVERIFY(report.has_value());
    QCOMPARE(report->hidden, 5);
    QCOMPARE(report->routes.at(u"cart"_s), 5);
    QCOMPARE(m_desk->groups().rowCount(), 2); // a preview changes nothing
    QVERIFY(waited(m_desk->rules().save({}, rule)).has_value());
    QTRY_COMPARE(m_desk->groups().rowCount(), 1);
    QTRY_COMPARE(m_desk->ruleSets().size(), std::size_t(2)); // each with its time, for the chart's marks
    QVERIFY(waited(m_desk->rules().undo()).has_value());
    QTRY_COMPARE(m_desk->groups().rowCount(), 2);
    QVERIFY(!waited(m_desk->preview("[[rule]]\n")).has_value());
}

void TestParityDesk::triageAndReopening()
{
    openDesk();
    QTRY_COMPARE(m_desk->groups().rowCount(), 2);
    const GroupSignature group = m_desk->groups().signature(0);
    const QByteArray key = signatureKey(group);
    QVERIFY(!waited(m_desk->decide(group, TriageState::Known, {}, {})).has_value()); // needs its ticket
    QVERIFY(waited(m_desk->decide(group, TriageState::Review, u"T-1"_s, u"look at it"_s)).has_value());
    QTRY_COMPARE(m_desk->triage().reviewQueue().size(), 1);
    const Result<QList<TriageComment>> comments = waited(m_desk->comments(key));
    QVERIFY(comments.has_value());
    QCOMPARE(comments->constLast().text, u"look at it"_s);
    QVERIFY(waited(m_desk->decide(group, TriageState::Fixed, u"T-1"_s, {})).has_value());
    QTRY_COMPARE(m_desk->triage().entry(key).state, TriageState::Fixed);
    TrafficPair again = trafficPair(30, u"cart"_s, R"({"at":1,"price":10})", R"({"at":2,"price":11})");
    again.at = QDateTime::currentDateTimeUtc().addSecs(60);
    m_traffic << again;
    QTRY_COMPARE(m_desk->triage().entry(key).state, TriageState::New);
    QVERIFY(m_desk->triage().entry(key).reopened);
}

void TestParityDesk::cleanSpells()
{
    m_traffic.clear();
    const QDateTime start(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC);
    for (int day = 0; day < 5; ++day) {
        m_traffic << trafficPair(day, u"cart"_s, R"({"at":1})", day == 1 ? R"({"at":2})" : R"({"at":1})");
        m_traffic.last().at = start.addDays(day);
    }
    TrafficPair broken = trafficPair(6, u"cart"_s, R"({"at":1})", "{");
    broken.at = start.addDays(20); // not comparable: it proves nothing
    m_traffic << broken;
    openDesk();
    QTRY_COMPARE(m_desk->cleanSpells().size(), std::size_t(1));
    QTRY_COMPARE(m_desk->cleanSpells().at(u"cart"_s).days(), 3);
    QVERIFY(m_desk->cleanSpells().at(u"cart"_s).afterDifference);
    QTRY_COMPARE(m_desk->pairs().totalRows(), std::size_t(6));
    TrafficPair again = m_traffic[1]; // the very pair that differed, days later: counted as repeated
    again.id = u"7"_s;
    again.at = start.addDays(6);
    m_traffic << again;
    QTRY_COMPARE(m_desk->cleanSpells().at(u"cart"_s).days(), 0);
    QCOMPARE(m_desk->cleanSpells().at(u"cart"_s).from, again.at);
}

void TestParityDesk::noiseIsSuggested()
{
    for (int i = 0; i < 5; ++i)
        m_traffic[i].legacyAgain = PairAnswer{200, R"({"at":7,"price":10})", 3, false, false};
    openDesk();
    QTRY_COMPARE(m_desk->noise().size(), std::size_t(1));
    QCOMPARE(m_desk->noise()[0].path, "/at");
    QCOMPARE(m_desk->noise()[0].differing, 5);
    QTRY_COMPARE(m_desk->groups().rowCount(), 2); // nothing is hidden by itself
    m_traffic.clear();
    m_desk.reset();
    openDesk();
    QTRY_COMPARE(m_desk->noise().size(), std::size_t(1)); // also after a restart
}

QTEST_GUILESS_MAIN(TestParityDesk)
#include "tst_paritydesk.moc"
