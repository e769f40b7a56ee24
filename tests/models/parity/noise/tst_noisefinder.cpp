// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/noise/noisefinder.h"
#include "models/parity/rules.h"

#include <QTest>

using namespace interlock;

namespace {

GroupSignature noiseAt(const QByteArray &path, DifferenceKind kind = DifferenceKind::Value)
{
    return {"cart", path, kind, {}, {}};
}

} // namespace

class TestNoiseFinder final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void suggestsWithItsRate();
    void oneDifferenceIsNoNoise();
    void noiseThatCoversMoreIsTold();
    void suggestionsAreRules();
};

void TestNoiseFinder::suggestsWithItsRate()
{
    NoiseFinder finder;
    for (int i = 0; i < 200; ++i) {
        std::vector<GroupSignature> differences;
        if (i % 10 != 0) // a random digit agrees with itself every tenth time
            differences.push_back(noiseAt("/token"));
        if (i % 4 == 0) { // two kinds in one request are one request
            differences.push_back(noiseAt("/items/*/seen"));
            differences.push_back(noiseAt("/items/*/seen", DifferenceKind::Missing));
        }
        finder.addSame("cart", differences);
    }
    finder.addSame("search", {});
    const std::vector<NoiseSuggestion> suggestions = finder.suggestions();
    QCOMPARE(suggestions.size(), size_t(2));
    QCOMPARE(suggestions[0].path, QByteArray("/token"));
    QCOMPARE(suggestions[0].requests, 200);
    QCOMPARE(suggestions[0].rate(), 0.9);
    QCOMPARE(suggestions[0].band, *wilsonBand(180, 200));
    QCOMPARE(suggestions[1].differing, 50);
    QCOMPARE(suggestions[1].kinds.size(), size_t(2));
    QVERIFY(!suggestions[0].coversMore); // nothing is known of the other system
}

void TestNoiseFinder::oneDifferenceIsNoNoise()
{
    NoiseFinder finder;
    for (int i = 0; i < 1000; ++i)
        finder.addSame("cart", i < NoiseFinder::leastDiffering - 1
                                   ? std::vector<GroupSignature>{noiseAt("/price")}
                                   : std::vector<GroupSignature>{});
    QVERIFY(finder.suggestions().empty());
    finder.addSame("cart", {noiseAt("/price")});
    QCOMPARE(finder.suggestions().size(), size_t(1));
}

void TestNoiseFinder::noiseThatCoversMoreIsTold()
{
    NoiseFinder finder;
    for (int i = 0; i < 500; ++i) {
        const bool isNoisy = i % 10 == 0;
        finder.addSame("cart", isNoisy ? std::vector{noiseAt("/stock"), noiseAt("/at")}
                                       : std::vector<GroupSignature>{});
        std::vector<GroupSignature> cross;
        if (i % 2 == 0)
            cross.push_back(noiseAt("/stock")); // half of the time, not a tenth
        if (isNoisy)
            cross.push_back(noiseAt("/at"));
        finder.addCross("cart", cross);
    }
    for (const NoiseSuggestion &suggestion : finder.suggestions()) {
        QCOMPARE(suggestion.coversMore, suggestion.path == "/stock");
        QCOMPARE(suggestion.crossRequests, 500);
    }
    QCOMPARE(finder.suggestions().size(), size_t(2));
}

void TestNoiseFinder::suggestionsAreRules()
{
    NoiseFinder finder;
    for (int i = 0; i < 5; ++i)
        finder.addSame("ca\"rt", {noiseAt("/a\\b\"\x01/*"), noiseAt("/list", DifferenceKind::Order)});
    for (const NoiseSuggestion &suggestion : finder.suggestions()) {
        const auto rules = RuleSet::fromToml(suggestion.ruleToml());
        QVERIFY2(rules, suggestion.ruleToml().constData());
        QCOMPARE(rules->rules().size(), size_t(1));
        const Rule &rule = rules->rules().front();
        QCOMPARE(rule.op, RuleOp::Ignore);
        QCOMPARE(rule.path, suggestion.path);
        QCOMPARE(rule.route, std::optional(QByteArray("ca\"rt")));
        QCOMPARE(rule.what, suggestion.path == "/list" ? IgnoreWhat::Order : IgnoreWhat::Any);
        QVERIFY(rule.reason.contains(QStringLiteral("in 5 of 5 requests")));
    }
}

QTEST_GUILESS_MAIN(TestNoiseFinder)
#include "tst_noisefinder.moc"
