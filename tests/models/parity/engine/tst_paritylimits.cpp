// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/comparer.h"

#include <algorithm>
#include <cstring>
#include <QTest>
#include <QThread>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

std::shared_ptr<const RuleSet> rulesOf(const QByteArray &toml)
{
    auto rules = RuleSet::fromToml(toml);
    return rules ? std::make_shared<const RuleSet>(std::move(*rules)) : nullptr;
}

std::string numbers(int from, int to)
{
    std::string text = "[";
    for (int i = from; i < to; ++i)
        text += (i > from ? "," : "") + std::to_string(i);
    return text + ']';
}

/// Names of 16 letters that have one hash, made as somebody would make them who wants to slow down a
/// comparison.
std::vector<std::string> collidingNames(std::size_t count)
{
    constexpr std::uint64_t sum = 0x6b6b6b6b6b6b6b6bU;
    std::vector<std::string> names;
    for (std::uint32_t i = 0; names.size() < count; ++i) {
        std::string name(16, 'a');
        for (std::size_t at = 0; at < 6; ++at)
            name[at] = static_cast<char>('a' + (i >> (5 * at)) % 26);
        std::uint64_t first = 0;
        std::memcpy(&first, name.data(), sizeof first);
        std::uint64_t mixed = (first ^ (name.size() * 0x9e3779b97f4a7c15U)) * 0x9fb21c651e98df25U;
        mixed ^= mixed >> 32U;
        const std::uint64_t last = sum - mixed;
        std::memcpy(name.data() + 8, &last, sizeof last);
        const bool plain = std::ranges::all_of(name, [](char c) {
            return c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '/' && c != '~' && c != '*';
        });
        if (plain && std::ranges::find(names, name) == names.end())
            names.push_back(name);
    }
    return names;
}

class IdsInARow final : public IdMap
{
public:
    bool linked(std::string_view entity, std::string_view legacyId, std::string_view newId) const override
    {
        return entity == "order" && std::string("n") + std::string(legacyId) == newId;
    }
};

} // namespace

/// Hostile and large documents, captures that are no documents, and what is only known of a pair as a whole.
class TestParityLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hostileText_data();
    void hostileText();
    void sizeLimit();
    void deepNestingWithARaisedLimit();
    void whatIsNeverClosed();
    void largeArraysByPosition();
    void manyKeyedElements();
    void objectsWithManyMembers();
    void namesOfOneHash();
    void captures();
    void statusAndHeaders();
    void statusScope();
    void idMap();
    void masksForTheStore();
    void maskHashesAreOfTheRun();
    void countsNeverStop();
};

void TestParityLimits::hostileText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    const auto row = [](const char *name, const QByteArray &text, int line, int column) {
        QTest::newRow(name) << text << line << column;
    };
    row("nothing", "", 1, 1);
    row("white space", " \n ", 2, 2);
    row("NUL", QByteArray("[\0]", 3), 1, 2);
    row("NUL in a string", QByteArray("[\"a\0\"]", 6), 1, 4);
    row("control character in a string", "[\"a\x01\"]", 1, 4);
    row("invalid UTF-8", "[\"\xff\"]", 1, 3);
    row("overlong UTF-8", "[\"\xc0\x80\"]", 1, 3);
    row("surrogate in UTF-8", "[\"\xed\xa0\x80\"]", 1, 3);
    row("lone high surrogate", R"(["\ud800"])", 1, 3);
    row("lone low surrogate", R"(["\udc00"])", 1, 3);
    row("high surrogate and a letter", R"(["\ud800\u0041"])", 1, 3);
    row("bad escape", R"(["ok\n\x"])", 1, 7);
    row("short escape", R"(["\u12"])", 1, 3);
    row("string without end", "[\"abc", 1, 2);
    row("escaped quote at the end", R"("\")", 1, 1);
    row("text after", "[1] 2", 1, 5);
    row("comma at the end of a list", "[1,]", 1, 4);
    row("comma at the end of an object", "{\"a\":1,}", 1, 8);
    row("no comma", "[1 2]", 1, 4);
    row("no colon", "{\"a\" 1}", 1, 6);
    row("name is no string", "{1:2}", 1, 2);
    row("closed wrongly", "[}", 1, 2);
    row("leading zero", "[01]", 1, 3);
    row("fraction without digits", "[1.]", 1, 3);
    row("minus alone", "[-]", 1, 2);
    row("word cut", "tru", 1, 1);
    row("word too long", "nulla", 1, 1);
    row("quote in a number", "1\"a\"", 1, 2);
    row("two strings", "\"a\"\"b\"", 1, 4);
    row("not a number", "[NaN]", 1, 2);
    row("form feed", "[1\x0c]", 1, 3);
}

void TestParityLimits::hostileText()
{
    QFETCH(QByteArray, text);
    QFETCH(int, line);
    QFETCH(int, column);
    Comparer comparer;
    const std::string_view view(text.constData(), static_cast<std::size_t>(text.size()));
    const PairResult result = comparer.compare(view, view);
    QCOMPARE(result.outcome, PairOutcome::NotComparable);
    QCOMPARE(result.reasons.size(), std::size_t{2});
    QCOMPARE(result.reasons.front(),
             (Incomparable{PairSide::Legacy, IncomparableReason::Parse, line, column}));
    QCOMPARE(comparer.compare("[1]", "[1.0]").outcome, PairOutcome::Equal);
}

void TestParityLimits::sizeLimit()
{
    CompareOptions options;
    options.limits.maxBytes = 10;
    Comparer comparer({}, options);
    QCOMPARE(comparer.compare("[12345678]", "[12345678 ]").reasons,
             (std::vector{Incomparable{PairSide::New, IncomparableReason::Size, 0, 0}}));
    QCOMPARE(comparer.compare("[12345678]", "[1234567 ]").outcome, PairOutcome::Different);
    const std::string digits = '[' + std::string(10'000, '7') + ']';
    Comparer wide;
    QCOMPARE(wide.compare(digits, digits + ' ').outcome, PairOutcome::Equal);
}

void TestParityLimits::deepNestingWithARaisedLimit()
{
    constexpr int depth = 5000;
    const std::string legacy = std::string(depth, '[') + "1" + std::string(depth, ']');
    const std::string newer = std::string(depth, '[') + "2" + std::string(depth, ']');
    Comparer usual;
    QCOMPARE(usual.compare(legacy, newer).reasons.front().reason, IncomparableReason::Depth);
    CompareOptions options;
    options.limits.maxDepth = depth;
    PairResult result;
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        Comparer comparer({}, options);
        result = comparer.compare(legacy, newer);
    }));
    thread->setStackSize(64U << 20U);
    thread->start();
    QVERIFY(thread->wait());
    QCOMPARE(result.differenceCount, 1);
    QCOMPARE(result.differences.front().path.size(), 2 * depth);
}

/// Each bracket makes a node before anybody knows that none of them ends.
void TestParityLimits::whatIsNeverClosed()
{
    constexpr int depth = 20'000;
    CompareOptions options;
    options.limits.maxDepth = depth;
    Comparer comparer({}, options);
    for (const std::string &text : {std::string(depth, '['), std::string(depth - 1, '[') + "{\"a\"]"})
        QCOMPARE(comparer.compare(text, "[]").reasons.front().reason, IncomparableReason::Parse);
    QCOMPARE(comparer.compare("[1]", "[1]").outcome, PairOutcome::Equal);
}

void TestParityLimits::largeArraysByPosition()
{
    CompareOptions options;
    options.limits.maxBytes = 20U << 20U;
    Comparer comparer({}, options);
    const PairResult longer = comparer.compare(numbers(0, 50'000), numbers(0, 50'001));
    QCOMPARE(longer.differenceCount, 1);
    QCOMPARE(longer.differences.front().kind, DifferenceKind::Length);
    QCOMPARE(longer.differences.front().path, QByteArray());
    QCOMPARE(comparer.compare(numbers(0, 10'000), numbers(-1, 9'999)).differenceCount, 2);
    const PairResult shifted = comparer.compare(numbers(0, 20'000), numbers(1, 20'001));
    QCOMPARE(shifted.differenceCount, 20'000);
    QCOMPARE(shifted.differences.size(), std::size_t{1000});
    QCOMPARE(shifted.groups.size(), std::size_t{1});
}

void TestParityLimits::manyKeyedElements()
{
    constexpr int count = 50'000;
    std::string legacy = "[";
    std::string newer = "[";
    for (int i = 0; i < count; ++i) {
        legacy += (i > 0 ? ",{\"id\":" : "{\"id\":") + std::to_string(i) + ",\"v\":1}";
        newer += (i > 0 ? ",{\"id\":" : "{\"id\":") + std::to_string(count - 1 - i) +
                 (i == 7 ? ",\"v\":2}" : ",\"v\":1}");
    }
    Comparer comparer(rulesOf("[[rule]]\nop='array'\norder='keyed'\nkey=['id']\npath=''"));
    const PairResult result = comparer.compare(legacy + ']', newer + ']');
    QCOMPARE(result.differenceCount, 1);
    QCOMPARE(result.differences.front().path, QByteArray("/49992/v"));
    Comparer multiset(rulesOf("[[rule]]\nop='array'\norder='multiset'\npath=''"));
    QCOMPARE(multiset.compare(legacy + ']', newer + ']').differenceCount, 2);
}

void TestParityLimits::objectsWithManyMembers()
{
    std::string legacy = "{";
    std::string newer = "{";
    constexpr int count = 20'000;
    for (int i = 0; i < count; ++i) {
        legacy += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":1";
        newer += (i > 0 ? ",\"k" : "\"k") + std::to_string(count - 1 - i) + "\":1.0";
    }
    Comparer comparer;
    QCOMPARE(comparer.compare(legacy + '}', newer + '}').outcome, PairOutcome::Equal);
    const PairResult twice = comparer.compare(legacy + ",\"k5\":1}", newer + '}');
    QCOMPARE(twice.differenceCount, 1);
    QCOMPARE(twice.differences.front().kind, DifferenceKind::DuplicateKey);
}

void TestParityLimits::namesOfOneHash()
{
    const std::vector<std::string> names = collidingNames(80);
    for (const std::string &name : names)
        QCOMPARE(jsonKeyHash(name), jsonKeyHash(names.front()));
    const auto object = [&names](bool backwards, const std::string &more) {
        std::string text = "{";
        for (std::size_t i = 0; i < names.size(); ++i)
            text += '"' + names[backwards ? names.size() - 1 - i : i] +
                    "\":" + std::to_string(backwards ? names.size() - 1 - i : i) + ',';
        return text + more + '}';
    };
    Comparer comparer;
    const std::string legacy = object(false, R"("x":1)");
    QCOMPARE(comparer.compare(legacy, object(true, R"("x":1)")).outcome, PairOutcome::Equal);
    const PairResult changed = comparer.compare(legacy, object(true, R"("x":2)"));
    QCOMPARE(changed.differenceCount, 1);
    const PairResult twice = comparer.compare(legacy, object(true, '"' + names[7] + R"(":7,"x":1)"));
    QCOMPARE(twice.differenceCount, 1);
    QCOMPARE(twice.differences.front().kind, DifferenceKind::DuplicateKey);
    QCOMPARE(twice.differences.front().path, QByteArray::fromStdString('/' + names[7]));
}

void TestParityLimits::captures()
{
    Comparer comparer;
    AnswerView good;
    good.body = "{}";
    AnswerView bad = good;
    bad.timedOut = true;
    QCOMPARE(comparer.compare(good, bad, {}).reasons,
             (std::vector{Incomparable{PairSide::New, IncomparableReason::Timeout, 0, 0}}));
    bad.timedOut = false;
    bad.truncated = true;
    QCOMPARE(comparer.compare(bad, good, {}).reasons,
             (std::vector{Incomparable{PairSide::Legacy, IncomparableReason::Truncated, 0, 0}}));
    QCOMPARE(comparer.compare(AnswerView(), AnswerView(), {}).reasons,
             (std::vector{Incomparable{PairSide::Legacy, IncomparableReason::Absent, 0, 0},
                          Incomparable{PairSide::New, IncomparableReason::Absent, 0, 0}}));
}

void TestParityLimits::statusAndHeaders()
{
    AnswerView legacy;
    legacy.body = "{}";
    legacy.status = 200;
    legacy.headers = {{"Content-Type", "a"}, {"X-Old", "1"}, {"ETag", "\"1\""}};
    AnswerView newer = legacy;
    newer.status = 404;
    newer.headers = {{"content-type", "b"}, {"x-new", "1"}, {"etag", "\"2\""}};
    Comparer comparer(
        rulesOf("[[rule]]\nop='ignore'\npath='header:ETAG'\n[[rule]]\nop='mask'\npath='header:x-new'"));
    const PairResult result = comparer.compare(legacy, newer, {QByteArray("r"), QByteArray("GET")});
    QCOMPARE(result.outcome, PairOutcome::Different);
    QCOMPARE(result.differences.size(), std::size_t{4});
    QCOMPARE(result.differences[0].kind, DifferenceKind::Status);
    QCOMPARE(result.differences[0].path, QByteArray("status"));
    QCOMPARE(signatureOf("r", result.differences[0]).newerTag, QByteArray("404"));
    QCOMPARE(result.differences[1].path, QByteArray("header:content-type"));
    QCOMPARE(result.differences[2].path, QByteArray("header:x-new"));
    QVERIFY(result.differences[2].newer->startsWith("\"masked:"));
    QCOMPARE(result.differences[3].path, QByteArray("header:x-old"));
    QCOMPARE(result.differences[3].legacy, std::optional(QByteArray("\"1\"")));
    newer = legacy;
    newer.body = "{ }";
    QCOMPARE(comparer.compare(legacy, newer, {}).outcome, PairOutcome::Equal);
}

void TestParityLimits::statusScope()
{
    Comparer comparer(rulesOf("[[rule]]\nop='ignore'\npath='/a'\nstatus=200\n"
                              "[[rule]]\nop='ignore'\npath='/b'\nstatus=500\nside='new'\nmethod='get'"));
    AnswerView legacy;
    legacy.body = R"({"a":1,"b":1})";
    AnswerView newer;
    newer.body = R"({"a":2})";
    QCOMPARE(comparer.compare(legacy, newer, {}).differenceCount, 2);
    legacy.status = 200;
    newer.status = 200;
    QCOMPARE(comparer.compare(legacy, newer, {}).differenceCount, 1);
    newer.body = R"({"a":2,"b":1,"c":1})";
    newer.status = 500;
    const PairResult result = comparer.compare(legacy, newer, {{}, QByteArray("GET")});
    QCOMPARE(result.differenceCount, 3); // status, a, c
}

void TestParityLimits::idMap()
{
    CompareOptions options;
    options.idMap = std::make_shared<IdsInARow>();
    Comparer comparer(rulesOf("[[rule]]\nop='map-id'\nentity='order'\npath='/**/id'"), options);
    QCOMPARE(comparer.compare(R"({"id":7,"x":{"id":"8"}})", R"({"id":"n7","x":{"id":"n8"}})").outcome,
             PairOutcome::EqualAfterRules);
    QCOMPARE(comparer.compare(R"({"id":7})", R"({"id":"n8"})").outcome, PairOutcome::Different);
}

void TestParityLimits::masksForTheStore()
{
    Comparer comparer(
        rulesOf("[[rule]]\nop='mask'\npath='/**/card'\n[[rule]]\nop='normalise'\nas='json'\npath='/p'\n"
                "[[rule]]\nop='mask'\npath='/pin'\nstatus=200"));
    const auto masked =
        comparer.masked(R"({"card":"4111","p":"{\"card\":4222}","pin":1,"ok":[1]})", PairSide::Legacy, {});
    QVERIFY(masked);
    QVERIFY(!masked->contains("4111"));
    QVERIFY(!masked->contains("4222"));
    QVERIFY(!masked->contains("\"pin\":1"));
    QVERIFY(masked->contains("\"ok\":[1]"));
    QVERIFY(!comparer.masked("{\"card\":\"4111\"", PairSide::Legacy, {}));
}

void TestParityLimits::maskHashesAreOfTheRun()
{
    const auto rules = rulesOf("[[rule]]\nop='mask'\npath='/a'");
    const auto hash = [&rules](const std::shared_ptr<const MaskKey> &key, const char *legacy) {
        CompareOptions options;
        options.maskKey = key;
        Comparer comparer(rules, options);
        return comparer.compare(legacy, R"({"a":0})").differences.front().legacy.value();
    };
    const auto key = std::make_shared<const MaskKey>();
    QCOMPARE(hash(key, R"({"a":1})"), hash(key, R"({ "a":1.0})"));
    QVERIFY(hash(key, R"({"a":1})") != hash(key, R"({"a":2})"));
    QVERIFY(hash(key, R"({"a":1})") != hash(std::make_shared<const MaskKey>(), R"({"a":1})"));
}

void TestParityLimits::countsNeverStop()
{
    CompareOptions options;
    options.maxDifferences = 2;
    Comparer comparer({}, options);
    const PairResult result = comparer.compare("[1,2,3,4]", "[5,6,7,8]");
    QCOMPARE(result.differences.size(), std::size_t{2});
    QCOMPARE(result.differenceCount, 4);
    QCOMPARE(result.groups.front().count, 4);
}

QTEST_GUILESS_MAIN(TestParityLimits)
#include "tst_paritylimits.moc"
