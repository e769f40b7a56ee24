// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/pairexport.h"
#include "models/desk/textmarks.h"

#include <algorithm>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

using Kind = DiffRow::Kind;
using State = DiffRow::State;

namespace {

QByteArray lineText(const PairDiff &diff, const DiffRow &row, PairSide side)
{
    if (!diff.has(row, side))
        return "·";
    const std::string_view key = diff.key(row, side);
    const QByteArray lead = key.data() ? QByteArray(key.data(), qsizetype(key.size())) + ": " : QByteArray();
    if (row.kind == Kind::Fold)
        return "fold " + QByteArray::number(diff.count(row));
    if (row.kind == Kind::Collapsed)
        return lead + "collapsed " + QByteArray::number(diff.count(row));
    return lead + diff.value(row, side, 1000);
}

/// Every line as `legacy | new`, with the sign of what differs.
QByteArrayList linesOf(const PairDiff &diff)
{
    QByteArrayList lines;
    for (const DiffRow &row : diff.rows()) {
        const QByteArray sign = row.state == State::Same         ? "="
                                : row.hidden                     ? "~"
                                : row.state == State::Changed    ? "!"
                                : row.state == State::LegacyOnly ? "-"
                                                                 : "+";
        lines << sign + ' ' + lineText(diff, row, PairSide::Legacy) + " | " +
                     lineText(diff, row, PairSide::New);
    }
    return lines;
}

void unfoldAll(PairDiff &diff)
{
    for (std::size_t i = 0; i < diff.rows().size();) {
        if (!diff.canUnfold(i)) {
            ++i;
            continue;
        }
        const std::vector<DiffRow> into = diff.unfolded(i);
        QVERIFY(!into.empty());
        diff.setUnfolded(i, into);
    }
}

PairWithBodies storedPair(const QByteArray &legacy, const QByteArray &newer)
{
    PairWithBodies pair;
    pair.pair.number = 7;
    pair.pair.route = u"cart"_s;
    pair.pair.method = "GET";
    pair.pair.path = "/cart/1?x='y'";
    pair.pair.legacyStatus = 200;
    pair.pair.newerStatus = 200;
    pair.pair.outcome = PairOutcome::Different;
    pair.bodies = AnswerBodies{legacy, newer};
    return pair;
}

std::shared_ptr<const RuleSet> rulesOf(const QByteArray &toml)
{
    auto rules = RuleSet::fromToml(toml);
    return rules ? std::make_shared<const RuleSet>(std::move(*rules)) : nullptr;
}

} // namespace

/// The lines of an opened pair.
class TestPairDiff final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lines_data();
    void lines();
    void unfoldsToEverything();
    void pathsNameWhatResultsName();
    void rulesHide();
    void explainsEachRule();
    void largeArraysStaySmall();
    void twinsChangeNothing_data();
    void twinsChangeNothing();
    void takesRulesWhateverIsUnfolded();
    void marks_data();
    void marks();
    void curlIsSafe();
    void jsonHasDifferences();
};

void TestPairDiff::lines_data()
{
    QTest::addColumn<QByteArray>("legacy");
    QTest::addColumn<QByteArray>("newer");
    QTest::addColumn<QByteArrayList>("expected");

    QTest::newRow("one member") << QByteArray(R"({"a":1,"b":2})") << QByteArray(R"({"b":2,"a":3})")
                                << QByteArrayList{"= { | {", "! a: 1 | a: 3", "= b: 2 | b: 2", "= } | }"};
    QTest::newRow("equal members fold")
        << QByteArray(R"({"a":1,"b":2,"c":[1],"d":4})") << QByteArray(R"({"c":[1.0],"b":2,"a":1,"d":5})")
        << QByteArrayList{"= { | {", "= fold 3 | fold 3", "! d: 4 | d: 5", "= } | }"};
    QTest::newRow("missing and extra")
        << QByteArray(R"({"a":1})") << QByteArray(R"({"b":{"c":1}})")
        << QByteArrayList{"= { | {", "- a: 1 | ·", "+ · | b: collapsed 1", "= } | }"};
    QTest::newRow("an inserted element")
        << QByteArray(R"([1,2,3])") << QByteArray(R"([1,9,2,3])")
        << QByteArrayList{"= [ | [", "= 1 | 1", "+ · | 9", "= 2 | 2", "= 3 | 3", "= ] | ]"};
    QTest::newRow("another type") << QByteArray(R"({"a":[1]})") << QByteArray(R"({"a":"x"})")
                                  << QByteArrayList{"= { | {", R"(! a: [1] | a: "x")", "= } | }"};
    QTest::newRow("scalars") << QByteArray("1") << QByteArray("2") << QByteArrayList{"! 1 | 2"};
    QTest::newRow("empty containers") << QByteArray("{}") << QByteArray("[]") << QByteArrayList{"! {} | []"};
    QTest::newRow("no JSON is lines of text")
        << QByteArray("one\ntwo\nthree") << QByteArray("one\n2\nthree")
        << QByteArrayList{"= one | one", "! two | 2", "= three | three"};
}

void TestPairDiff::lines()
{
    QFETCH(QByteArray, legacy);
    QFETCH(QByteArray, newer);
    QFETCH(QByteArrayList, expected);
    const PairDiff diff(legacy, newer, {}, true);
    QCOMPARE(linesOf(diff), expected);
}

void TestPairDiff::unfoldsToEverything()
{
    const QByteArray legacy = R"({"a":{"x":1,"y":[1,2,{"z":null}]},"b":1,"c":2,"d":{"e":1}})";
    const QByteArray newer = R"({"d":{"e":1},"c":2,"b":1,"a":{"x":1,"y":[1,2,{"z":null}]},"f":[true]})";
    PairDiff folded(legacy, newer, {}, true);
    QVERIFY(folded.rows().size() < 6);
    unfoldAll(folded);
    PairDiff open(legacy, newer, {}, false);
    unfoldAll(open);
    QCOMPARE(linesOf(folded), linesOf(open));
    const auto values = std::ranges::count(folded.rows(), Kind::Value, &DiffRow::kind);
    QCOMPARE(values, 8); // x, 1, 2, z, b, c, e, true
}

void TestPairDiff::pathsNameWhatResultsName()
{
    const QByteArray legacy = R"({"items":[{"sku":"a","price":1},{"sku":"b","price":2}],"a/b":1,"*":1})";
    const QByteArray newer =
        R"({"items":[{"sku":"a","price":1},{"sku":"b","price":3},{"sku":"c"}],"a/b":2,"*":2})";
    Comparer comparer;
    const PairResult result = comparer.compare({legacy.constData(), std::size_t(legacy.size())},
                                               {newer.constData(), std::size_t(newer.size())});
    PairDiff diff(legacy, newer, {}, true);
    QByteArrayList shown;
    for (const DiffRow &row : diff.rows()) {
        if (row.state != State::Same)
            shown << diff.path(row);
    }
    QByteArrayList told;
    for (const Difference &difference : result.differences)
        told << difference.path;
    std::ranges::sort(shown);
    std::ranges::sort(told);
    QCOMPARE(shown, told);
}

void TestPairDiff::rulesHide()
{
    const PairView view =
        makePairView(storedPair(R"({"at":1,"price":1,"list":[1,2]})", R"({"at":2,"price":3,"list":[2,1]})"),
                     rulesOf("[[rule]]\nop='ignore'\npath='/at'\n"
                             "[[rule]]\nop='array'\npath='/list'\norder='set'\n"),
                     {}, true);
    QCOMPARE(view.effective.differenceCount, 1);
    for (const DiffRow &row : view.diff->rows()) {
        if (row.state != State::Same)
            QCOMPARE(row.hidden, view.diff->path(row) != "/price");
    }
    QVERIFY(std::ranges::count(view.diff->rows(), true, &DiffRow::hidden) >= 2);
}

void TestPairDiff::explainsEachRule()
{
    const PairView view = makePairView(
        storedPair(R"({"at":1,"b":1})", R"({"at":2,"b":2})"),
        rulesOf("[[rule]]\nop='ignore'\npath='/none'\n[[rule]]\nop='ignore'\npath='/at'\n"), {}, true);
    QCOMPARE(view.rules.size(), std::size_t(1));
    QCOMPARE(view.rules.front().rule, 1);
    QCOMPARE(view.rules.front().hides.size(), std::size_t(1));
    QCOMPARE(view.rules.front().hides.front().path, "/at");
}

void TestPairDiff::largeArraysStaySmall()
{
    QByteArray legacy = "[";
    QByteArray newer = "[";
    constexpr int elements = 50'000;
    for (int i = 0; i < elements; ++i) {
        const QByteArray id = QByteArray::number(i);
        legacy += (i ? ",{\"id\":" : "{\"id\":") + id + ",\"v\":1}";
        newer += (i ? ",{\"id\":" : "{\"id\":") + id + (i % 1000 == 500 ? ",\"v\":2}" : ",\"v\":1}");
    }
    const PairDiff diff(legacy + ']', newer + ']', {}, true);
    const auto changed = std::ranges::count(diff.rows(), State::Changed, &DiffRow::state);
    QCOMPARE(changed, elements / 1000);
    QVERIFY(diff.rows().size() < 500);
}

void TestPairDiff::twinsChangeNothing_data()
{
    QTest::addColumn<QByteArray>("legacy");
    QTest::addColumn<QByteArray>("newer");
    QTest::newRow("moved and changed")
        << QByteArray(R"([{"a":1},{"a":2},{"a":3},{"a":4},{"a":5}])")
        << QByteArray(R"([{"a":9},{"a":8},{"a":7},{"a":1},{"a":3},{"a":4.0},{"a":2},{"a":5}])");
    QTest::newRow("the same more than once")
        << QByteArray("[1,1,2,1,1,3]") << QByteArray("[1,2,1,1,1,1.0,3]");
    QTest::newRow("nested") << QByteArray(R"({"x":[[1,2],[1,2],[3]],"y":{"z":[1,2]}})")
                            << QByteArray(R"({"y":{"z":[1,2],"w":"\u0041"},"x":[[3],[1,2],[2]]})");
    QTest::newRow("a name twice") << QByteArray(R"({"l":[{"a":1,"a":2},{"b":1}]})")
                                  << QByteArray(R"({"l":[{"b":1},{"a":1,"a":2}]})");
}

/// What both wrote the same is read once: the lines are those of documents that share no text.
void TestPairDiff::twinsChangeNothing()
{
    QFETCH(QByteArray, legacy);
    QFETCH(QByteArray, newer);
    const PairDiff shared(legacy, newer, {}, true);
    QByteArray spaced = newer;
    for (const char *sign : {",", ":", "[", "{"})
        spaced.replace(sign, QByteArray(sign).append(' '));
    spaced.replace("]", " ]").replace("}", " }");
    const PairDiff apart(legacy, spaced, {}, true);
    QCOMPARE(shared.rows().size(), apart.rows().size());
    for (std::size_t i = 0; i < shared.rows().size(); ++i) {
        QCOMPARE(shared.rows()[i].state, apart.rows()[i].state);
        QCOMPARE(shared.rows()[i].kind, apart.rows()[i].kind);
        QCOMPARE(shared.rows()[i].legacy, apart.rows()[i].legacy);
        QCOMPARE(shared.rows()[i].newer, apart.rows()[i].newer);
    }
}

/// What rules say of a huge pair comes while somebody reads it already.
void TestPairDiff::takesRulesWhateverIsUnfolded()
{
    const PairWithBodies pair = storedPair(R"({"same":[1,2,3],"b":1,"c":2,"at":1,"gone":{"x":1},"price":1})",
                                           R"({"same":[1,2,3],"b":1,"c":2,"at":2,"price":3})");
    const auto rules = rulesOf("[[rule]]\nop='ignore'\npath='/at'\n[[rule]]\nop='ignore'\npath='/gone'\n");
    const PairView judged = makePairView(pair, rules, {}, true);
    for (const bool isUnfolded : {false, true}) {
        const PairView first = firstPairView(pair, rules, {}, true);
        QVERIFY(!first.isComplete);
        QCOMPARE(std::ranges::count(first.diff->rows(), true, &DiffRow::hidden), 0);
        if (isUnfolded)
            unfoldAll(*first.diff);
        const bool hasMoreLines = first.diff->rows().size() > judged.diff->rows().size();
        QCOMPARE(hasMoreLines, isUnfolded);
        first.diff->takeRules(*judged.diff);
        for (const DiffRow &row : first.diff->rows())
            QCOMPARE(row.hidden, row.state != State::Same && first.diff->path(row) != "/price");
        QVERIFY(std::ranges::count(first.diff->rows(), true, &DiffRow::hidden) >= 2);
    }
}

void TestPairDiff::marks_data()
{
    QTest::addColumn<QString>("legacy");
    QTest::addColumn<QString>("newer");
    QTest::addColumn<QStringList>("inLegacy");
    QTest::addColumn<QStringList>("inNew");

    QTest::newRow("equal") << u"same"_s << u"same"_s << QStringList() << QStringList();
    QTest::newRow("a word") << u"the old house"_s << u"the new house"_s << QStringList{u"old"_s}
                            << QStringList{u"new"_s};
    QTest::newRow("numbers whole") << u"12.49"_s << u"12.50"_s << QStringList{u"49"_s}
                                   << QStringList{u"50"_s};
    QTest::newRow("two places") << u"a=1, b=2, c=3"_s << u"a=9, b=2, c=8"_s << QStringList{u"1"_s, u"3"_s}
                                << QStringList{u"9"_s, u"8"_s};
    QTest::newRow("added") << u"ab cd"_s << u"ab xy cd"_s << QStringList() << QStringList{u"xy "_s};
    QTest::newRow("surrogates stay together")
        << u"\U0001F600"_s << u"\U0001F601"_s << QStringList{u"\U0001F600"_s} << QStringList{u"\U0001F601"_s};
    QTest::newRow("nothing in common") << u"ab"_s << u""_s << QStringList{u"ab"_s} << QStringList();
}

void TestPairDiff::marks()
{
    QFETCH(QString, legacy);
    QFETCH(QString, newer);
    QFETCH(QStringList, inLegacy);
    QFETCH(QStringList, inNew);
    const TextMarks marks = textMarks(legacy, newer);
    const auto texts = [](const QString &whole, const std::vector<TextSpan> &spans) {
        QStringList list;
        for (const TextSpan &span : spans)
            list << whole.mid(span.begin, span.length);
        return list;
    };
    QCOMPARE(texts(legacy, marks.legacy), inLegacy);
    QCOMPARE(texts(newer, marks.newer), inNew);
}

void TestPairDiff::curlIsSafe()
{
    StoredPair pair = storedPair({}, {}).pair;
    QCOMPARE(
        pairAsCurl(pair),
        R"(curl --silent --show-error --include --globoff --request 'GET' "$BASE_URL"'/cart/1?x='\''y'\''')");
    pair.path = "/x\n;rm -rf /";
    QVERIFY(pairAsCurl(pair).endsWith("'/x%0A;rm -rf /'"));
    pair.path = "/x?a[]={1,2}";
    pair.method = "HEAD"; // which curl only knows as an option
    QCOMPARE(pairAsCurl(pair),
             R"(curl --silent --show-error --include --globoff --head "$BASE_URL"'/x?a[]={1,2}')");
}

void TestPairDiff::jsonHasDifferences()
{
    const PairView view = makePairView(storedPair(R"({"p":1.10})", R"({"p":1.20})"), {}, {}, true);
    const QJsonObject object = QJsonDocument::fromJson(pairAsJson(view)).object();
    QCOMPARE(object.value(u"pair"_s).toInt(), 7);
    const QJsonObject difference = object.value(u"differences"_s)[0].toObject();
    QCOMPARE(difference.value(u"path"_s).toString(), u"/p"_s);
    QCOMPARE(difference.value(u"legacy"_s).toString(), u"1.10"_s); // as it stood
}

QTEST_GUILESS_MAIN(TestPairDiff)
#include "tst_pairdiff.moc"
