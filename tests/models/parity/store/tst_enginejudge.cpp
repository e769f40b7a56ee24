// SPDX-License-Identifier: GPL-3.0-or-later
// The store with the comparison engine as its judge.
#include "models/parity/store/enginejudge.h"

#include <QTemporaryDir>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

PairRules rulesOf(const QByteArray &toml)
{
    const auto set = RuleSet::fromToml(toml);
    CompareOptions options;
    options.today = QDate(2026, 3, 2);
    return pairRules(set ? std::make_shared<const RuleSet>(*set) : nullptr, toml, options);
}

TrafficPair orderPair(int number, const QByteArray &legacy, const QByteArray &newer, int newerStatus = 200)
{
    TrafficPair pair;
    pair.id = QString::number(number);
    pair.at = QDateTime(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC).addSecs(number);
    pair.route = u"checkout"_s;
    pair.method = "GET";
    pair.path = "/api/orders/" + QByteArray::number(number);
    pair.legacy = {200, legacy, 3, false, false};
    pair.newer = {newerStatus, newer, 4, false, false};
    return pair;
}

} // namespace

class TestEngineJudge final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesByTheContract();
    void masksNeverReachTheStore();
    void masksReachWhatARuleOpensLater();
    void rulesJudgeAgainWhatWasStored();
    void noiseIsLearntFromWhatLegacyAnsweredTwice();
};

void TestEngineJudge::judgesByTheContract()
{
    const QTemporaryDir folder;
    PairKeeper keeper(folder.filePath(u"p.sqlite"_s), {},
                      rulesOf("[[rule]]\nop = \"ignore\"\npath = \"/at\"\n"), {});
    TrafficPair late = orderPair(6, "{}", "{}");
    late.newer = {std::nullopt, std::nullopt, 3000, true, false};
    const Result<RecordReport> report = keeper.record(
        {u"6"_s,
         {orderPair(1, R"({"a":1.0,"b":2})", R"({"b":2,"a":1})"), orderPair(2, R"({"at":1})", R"({"at":2})"),
          orderPair(3, R"({"items":[{"p":1},{"p":2}]})", R"({"items":[{"p":1},{"p":3}]})"),
          orderPair(4, R"({"n":1})", R"({"n":"1"})"), orderPair(5, "{}", "{}", 500), late}});
    QVERIFY2(report, qPrintable(report ? QString() : report.error().detail));
    QCOMPARE(report->counts, (ParityCounts{1, 1, 3, 1}));
    QCOMPARE(report->ruleHits.at(0), 1);
    std::vector<GroupSignature> groups;
    for (const auto &[group, newest] : report->groups)
        groups.push_back(group);
    const std::vector<GroupSignature> expected{{"checkout", "/items/*/p", DifferenceKind::Value, {}, {}},
                                               {"checkout", "/n", DifferenceKind::Type, "number", "string"},
                                               {"checkout", "status", DifferenceKind::Status, "200", "500"}};
    QCOMPARE(groups, expected);
}

void TestEngineJudge::masksNeverReachTheStore()
{
    const QTemporaryDir folder;
    PairKeeper keeper(folder.filePath(u"p.sqlite"_s), {},
                      rulesOf("[[rule]]\nop = \"mask\"\npath = \"/user/email\"\n"), {});
    const Result<RecordReport> report =
        keeper.record({u"2"_s,
                       {orderPair(1, R"({"user":{"email":"ann@example.org"},"n":1})",
                                  R"({"user":{"email":"ann@example.org"},"n":2})"),
                        orderPair(2, R"({"user":{"email":"bela@example.org"})", "{}")}});
    QVERIFY(report);
    QCOMPARE(report->counts, (ParityCounts{0, 0, 1, 1}));
    QCOMPARE(report->unmaskable, 1); // the broken one cannot be masked: it is not kept
    const Result<std::optional<AnswerBodies>> bodies = keeper.store().bodies(1);
    QVERIFY(bodies && *bodies);
    QVERIFY((*bodies)->legacy->contains("\"n\":1"));
    QVERIFY2(!(*bodies)->legacy->contains("example") && !(*bodies)->newer->contains("example"),
             (*bodies)->legacy->constData());
    QVERIFY(!*keeper.store().bodies(2));
}

/// A mask that reached nothing holds as soon as another rule opens the text that it is about.
void TestEngineJudge::masksReachWhatARuleOpensLater()
{
    const QTemporaryDir folder;
    const QByteArray mask = "[[rule]]\nop = \"mask\"\npath = \"/payload/card\"\n";
    PairKeeper keeper(folder.filePath(u"p.sqlite"_s), {}, rulesOf(mask), {});
    QVERIFY(keeper.record(
        {u"1"_s,
         {orderPair(1, R"({"payload":"{\"card\":\"4111\"}"})", R"({"payload":"{\"card\":\"4112\"}"})")}}));
    QVERIFY((**keeper.store().bodies(1)).legacy->contains("4111"));
    QVERIFY(
        keeper.setRules(rulesOf(mask + "[[rule]]\nop = \"normalise\"\nas = \"json\"\npath = \"/payload\"\n"),
                        QDateTime::currentDateTimeUtc()));
    const AnswerBodies bodies = **keeper.store().bodies(1);
    QVERIFY2(!bodies.legacy->contains("4111") && !bodies.newer->contains("4112"), bodies.legacy->constData());
}

void TestEngineJudge::rulesJudgeAgainWhatWasStored()
{
    const QTemporaryDir folder;
    PairKeeper keeper(folder.filePath(u"p.sqlite"_s), {}, rulesOf({}), {});
    QList<TrafficPair> pairs;
    for (int i = 1; i <= 600; ++i)
        pairs << orderPair(i, R"({"price":12.50,"n":1})",
                           i % 3 ? R"({"price":12.49,"n":1})" : R"({"price":12.5,"n":2})");
    QVERIFY(keeper.record({u"600"_s, pairs}));
    const PairRules rules = rulesOf("[[rule]]\nop = \"tolerate\"\npath = \"/price\"\nabs = 0.01\n");
    const Result<RescoreReport> preview = keeper.previewLater(rules)->run(keeper.store(), nullptr);
    QVERIFY(preview);
    QCOMPARE(preview->hidden, 400);
    QCOMPARE(preview->shown, 0);
    QCOMPARE(preview->routes.size(), size_t(1));
    const Result<RescoreReport> report = keeper.setRules(rules, QDateTime::currentDateTimeUtc());
    QVERIFY(report);
    QCOMPARE(report->changed, 400);
    QCOMPARE(report->rules.counts, (ParityCounts{0, 400, 200, 0}));
    QCOMPARE(report->ruleHits.at(0), 400);
}

void TestEngineJudge::noiseIsLearntFromWhatLegacyAnsweredTwice()
{
    const QTemporaryDir folder;
    PairKeeper keeper(folder.filePath(u"p.sqlite"_s), {},
                      rulesOf("[[rule]]\nop = \"ignore\"\npath = \"/at\"\n"), {});
    const auto body = [](int at, int total) -> QByteArray {
        return QByteArray(R"({"at":)") + QByteArray::number(at) + R"(,"total":)" + QByteArray::number(total) +
               '}';
    };
    QList<TrafficPair> pairs;
    for (int i = 1; i <= 40; ++i) {
        TrafficPair pair = orderPair(i, body(i, 1), body(-i, i % 2));
        if (i % 4 == 0) // at is noise whatever the rules say; total differs between the systems only
            pair.legacyAgain = PairAnswer{200, body(i % 8 == 0 ? i : i + 1000, 1), 3, false, false};
        pairs.append(pair);
    }
    pairs[0].legacyAgain = PairAnswer{std::nullopt, std::nullopt, 3000, true, false}; // says nothing
    const Result<RecordReport> report = keeper.record({u"40"_s, pairs});
    QVERIFY(report);
    const std::vector<NoiseSuggestion> noise = keeper.noise().value_or(std::vector<NoiseSuggestion>());
    QCOMPARE(noise.size(), size_t(1));
    QCOMPARE(noise[0].path, "/at");
    QCOMPARE(noise[0].route, "checkout");
    QCOMPARE(noise[0].requests, 10);
    QCOMPARE(noise[0].differing, 5);
    QCOMPARE(noise[0].crossRequests, 10);
    QCOMPARE(noise[0].crossDiffering, 10);
    QCOMPARE(report->counts, (ParityCounts{0, 20, 20, 0})); // nothing is hidden by it
    keeper.close();
    PairKeeper next(folder.filePath(u"p.sqlite"_s), {},
                    rulesOf("[[rule]]\nop = \"ignore\"\npath = \"/at\"\n"), {});
    const std::vector<NoiseSuggestion> kept = next.noise().value_or(std::vector<NoiseSuggestion>());
    QCOMPARE(kept.size(), size_t(1)); // a restart forgets nothing
    QCOMPARE(kept[0].ruleToml(), noise[0].ruleToml());
    QCOMPARE(kept[0].crossDiffering, 10);
    QVERIFY(NoiseFinder::fromBytes("NOI1 and then something else").suggestions().empty());
}

QTEST_GUILESS_MAIN(TestEngineJudge)
#include "tst_enginejudge.moc"
