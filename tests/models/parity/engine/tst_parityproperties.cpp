// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/comparer.h"

#include <algorithm>
#include <QTest>
#include <random>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

/// Random documents of few names and values, so that they collide.
class Documents final
{
public:
    explicit Documents(unsigned seed) : m_random(seed) {}

    int number(int below) { return static_cast<int>(m_random() % static_cast<unsigned>(below)); }
    /// A document as a tree that can be written in several ways.
    struct Tree
    {
        std::string name; ///< of a member
        std::string scalar;
        std::vector<Tree> children; ///< members or elements
        enum class Kind { Scalar, Object, Array } kind = Kind::Scalar;
    };
    Tree tree(int depth)
    {
        static const std::vector<std::string> scalars{
            "null", "true", "false", "0",           "1",        "1.50",
            "-2e3", "\"\"", "\"a\"", "\"\\u00e9\"", "\"12.5\"", "12345678901234567890"};
        Tree result;
        const int kind = depth > 0 ? number(4) : 0;
        if (kind < 2) {
            result.scalar = scalars[static_cast<std::size_t>(number(static_cast<int>(scalars.size())))];
        } else if (kind == 2) {
            result.kind = Tree::Kind::Object;
            for (const char *name : {"a", "b", "c", "id", "*", "t/x"}) {
                if (number(2) == 0) {
                    result.children.push_back(tree(depth - 1));
                    result.children.back().name = name;
                }
            }
        } else {
            result.kind = Tree::Kind::Array;
            for (int i = number(6); i > 0; --i)
                result.children.push_back(tree(depth - 1));
        }
        return result;
    }
    /// Changes something, or nothing.
    void change(Tree &tree)
    {
        if (tree.kind == Tree::Kind::Scalar || number(4) == 0) {
            std::string name = std::move(tree.name);
            tree = this->tree(2);
            tree.name = std::move(name);
        } else if (!tree.children.empty()) {
            const auto at = static_cast<std::size_t>(number(static_cast<int>(tree.children.size())));
            if (number(3) == 0)
                tree.children.erase(tree.children.begin() + static_cast<std::ptrdiff_t>(at));
            else
                change(tree.children[at]);
        }
    }
    /// Members, and elements when @p arrays, in another order.
    Tree shuffled(Tree tree, bool arrays)
    {
        if (arrays || tree.kind == Tree::Kind::Object)
            std::ranges::shuffle(tree.children, m_random);
        for (Tree &child : tree.children)
            child = shuffled(child, arrays);
        return tree;
    }
    static std::string text(const Tree &tree, const std::string &gap = {})
    {
        if (tree.kind == Tree::Kind::Scalar)
            return tree.scalar;
        const bool object = tree.kind == Tree::Kind::Object;
        std::string out(1, object ? '{' : '[');
        bool first = true;
        for (const Tree &child : tree.children) {
            out += first ? "" : ", ";
            out += gap;
            first = false;
            if (object)
                out.append("\"").append(child.name).append("\":");
            out += text(child, gap);
        }
        out += object ? '}' : ']';
        return out;
    }

private:
    std::mt19937 m_random;
};

/// For the message of a failure.
std::string shown(const std::string &legacy, const std::string &newer)
{
    std::string text = legacy;
    text += '\n';
    text += newer;
    return text;
}

std::shared_ptr<const RuleSet> ruleSet(const QByteArray &toml)
{
    auto rules = RuleSet::fromToml(toml);
    return rules ? std::make_shared<const RuleSet>(std::move(*rules)) : nullptr;
}

constexpr int rounds = 1500;

} // namespace

/// What holds for all documents, on random ones with a fixed seed.
class TestParityProperties : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDocumentEqualsItself();
    void kindsAreSymmetric();
    void permutedObjectsAreEqual();
    void permutedMultisetsAreEqual();
    void differentMeansUnequalBothWays();
    void rulesNeverAddDifferences_data();
    void rulesNeverAddDifferences();
    void howItIsWrittenMakesNoDifference_data();
    void howItIsWrittenMakesNoDifference();
};

void TestParityProperties::aDocumentEqualsItself()
{
    Documents documents(1);
    Comparer comparer;
    for (int i = 0; i < rounds; ++i) {
        const std::string text = Documents::text(documents.tree(5));
        QCOMPARE(comparer.compare(text, text).outcome, PairOutcome::Equal);
        QCOMPARE(comparer.compare(text, text + ' ').outcome, PairOutcome::Equal);
    }
}

void TestParityProperties::kindsAreSymmetric()
{
    Documents documents(2);
    Comparer comparer;
    const auto mirrored = [](DifferenceKind kind) {
        return kind == DifferenceKind::Missing ? DifferenceKind::Extra
               : kind == DifferenceKind::Extra ? DifferenceKind::Missing
                                               : kind;
    };
    for (int i = 0; i < rounds; ++i) {
        Documents::Tree tree = documents.tree(4);
        const std::string legacy = Documents::text(tree);
        documents.change(tree);
        const std::string newer = Documents::text(tree);
        const PairResult there = comparer.compare(legacy, newer);
        const PairResult back = comparer.compare(newer, legacy);
        QCOMPARE(back.outcome, there.outcome);
        std::vector<DifferenceKind> kinds;
        kinds.reserve(there.differences.size());
        std::vector<DifferenceKind> mirror;
        mirror.reserve(back.differences.size());
        for (const Difference &difference : there.differences)
            kinds.push_back(difference.kind);
        for (const Difference &difference : back.differences)
            mirror.push_back(mirrored(difference.kind));
        std::ranges::sort(kinds);
        std::ranges::sort(mirror);
        QVERIFY2(kinds == mirror, shown(legacy, newer).c_str());
    }
}

void TestParityProperties::permutedObjectsAreEqual()
{
    Documents documents(3);
    Comparer comparer;
    for (int i = 0; i < rounds; ++i) {
        const Documents::Tree tree = documents.tree(5);
        QCOMPARE(
            comparer.compare(Documents::text(tree), Documents::text(documents.shuffled(tree, false))).outcome,
            PairOutcome::Equal);
    }
}

void TestParityProperties::permutedMultisetsAreEqual()
{
    Documents documents(4);
    for (const char *order : {"multiset", "set"}) {
        Comparer comparer(ruleSet(QByteArray("[[rule]]\nop='array'\npath='/**'\norder='") + order + "'"));
        for (int i = 0; i < rounds; ++i) {
            const Documents::Tree tree = documents.tree(5);
            const std::string legacy = Documents::text(tree);
            const std::string newer = Documents::text(documents.shuffled(tree, true));
            const PairResult result = comparer.compare(legacy, newer);
            QVERIFY2(result.differenceCount == 0 && result.outcome != PairOutcome::Different,
                     shown(legacy, newer).c_str());
        }
    }
}

void TestParityProperties::differentMeansUnequalBothWays()
{
    // no path without a difference: an empty list and an outcome "different" never come together
    Documents documents(5);
    Comparer comparer;
    for (int i = 0; i < rounds; ++i) {
        const PairResult result =
            comparer.compare(Documents::text(documents.tree(3)), Documents::text(documents.tree(3)));
        QCOMPARE(result.outcome == PairOutcome::Different, result.differenceCount > 0);
        QVERIFY(result.outcome == PairOutcome::Equal || result.outcome == PairOutcome::Different);
        qint64 grouped = 0;
        for (const DifferenceGroup &group : result.groups)
            grouped += group.count;
        QCOMPARE(grouped, result.differenceCount);
    }
}

void TestParityProperties::rulesNeverAddDifferences_data()
{
    QTest::addColumn<QByteArray>("toml");
    QTest::newRow("ignore any") << QByteArray("[[rule]]\nop='ignore'\npath='/**/a'");
    QTest::newRow("ignore missing") << QByteArray("[[rule]]\nop='ignore'\nwhat='missing'\npath='/**/b'");
    QTest::newRow("ignore extra") << QByteArray("[[rule]]\nop='ignore'\nwhat='extra'\npath='/**'");
    QTest::newRow("ignore type") << QByteArray("[[rule]]\nop='ignore'\nwhat='type'\npath='/**'");
    QTest::newRow("ignore order") << QByteArray("[[rule]]\nop='ignore'\nwhat='order'\npath='/**'");
    QTest::newRow("tolerate") << QByteArray("[[rule]]\nop='tolerate'\npath='/**/id'\nabs=2\nrel=0.5");
    QTest::newRow("expect") << QByteArray("[[rule]]\nop='expect'\npath='/**/c'\nlegacy=1\nnew=0");
    QTest::newRow("expect missing") << QByteArray("[[rule]]\nop='expect'\npath='/**/c'\nlegacy=1");
    QTest::newRow("mask") << QByteArray("[[rule]]\nop='mask'\npath='/**/a'");
}

void TestParityProperties::rulesNeverAddDifferences()
{
    QFETCH(QByteArray, toml);
    Documents documents(6);
    Comparer plain;
    const auto rules = ruleSet(toml);
    QVERIFY(rules);
    Comparer ruled(rules);
    for (int i = 0; i < rounds; ++i) {
        Documents::Tree tree = documents.tree(4);
        const std::string legacy = Documents::text(tree);
        documents.change(tree);
        documents.change(tree);
        const std::string newer = Documents::text(tree);
        const PairResult without = plain.compare(legacy, newer);
        const PairResult with = ruled.compare(legacy, newer);
        QVERIFY2(with.differenceCount <= without.differenceCount, shown(legacy, newer).c_str());
        QCOMPARE(with.outcome == PairOutcome::Equal, without.outcome == PairOutcome::Equal);
    }
}

void TestParityProperties::howItIsWrittenMakesNoDifference_data()
{
    QTest::addColumn<QByteArray>("toml");
    const QByteArray rule = "[[rule]]\n";
    QTest::newRow("no rules") << QByteArray();
    QTest::newRow("normalise one side")
        << QByteArray(rule + "op='normalise'\nas='string'\npath='/**/id'\nside='new'");
    QTest::newRow("normalise both") << QByteArray(
        rule + "op='normalise'\nas='string'\npath='/**/id'\n" + rule +
        "op='normalise'\nas='null-is-missing'\npath='/**'\n" + rule +
        "op='normalise'\nas='empty-is-missing'\npath='/**/a'");
    QTest::newRow("keyed") << QByteArray(rule + "op='array'\norder='keyed'\nkey=['id']\npath='/**'");
    QTest::newRow("set") << QByteArray(rule + "op='array'\norder='set'\npath='/**'");
    QTest::newRow("multiset") << QByteArray(rule + "op='array'\norder='multiset'\npath='/**/b'\n" + rule +
                                            "op='tolerate'\nabs=1\npath='/**'");
    QTest::newRow("ignore") << QByteArray(rule + "op='ignore'\npath='/**/a'\n" + rule +
                                          "op='ignore'\nwhat='order'\npath='/**'\n" + rule +
                                          "op='ignore'\nwhat='missing'\npath='/**/c'");
    QTest::newRow("by index") << QByteArray(rule + "op='normalise'\nas='string'\npath='/1/**'\n" + rule +
                                            "op='expect'\nlegacy=1\nnew=0\npath='/*/0'\n" + rule +
                                            "op='normalise'\nas='default'\nvalue=1\npath='/**/c'");
}

/// Parts that both sides write the same are not read twice. Written with more space nothing is the same, and
/// what is found must be.
void TestParityProperties::howItIsWrittenMakesNoDifference()
{
    QFETCH(QByteArray, toml);
    Documents documents(7);
    Comparer comparer(ruleSet(toml));
    const auto found = [](const PairResult &result) {
        QByteArrayList lines;
        for (const Difference &difference : result.differences)
            lines << differenceKindName(difference.kind) + ' ' + difference.path + ' ' + difference.group;
        for (const RuleHits &hits : result.ruleHits)
            lines << "hits " + QByteArray::number(hits.rule) + ' ' + QByteArray::number(hits.hits);
        return lines << pairOutcomeName(result.outcome);
    };
    for (int i = 0; i < rounds; ++i) {
        Documents::Tree tree = documents.tree(4);
        const std::string legacy = Documents::text(tree);
        documents.change(tree);
        const std::string newer = Documents::text(documents.shuffled(tree, false));
        const std::string spaced = Documents::text(tree, " ");
        const std::string same = Documents::text(tree);
        if (same == legacy)
            continue; // the same bytes: no rule is asked
        const auto compared = found(comparer.compare(legacy, same));
        QVERIFY2(compared == found(comparer.compare(legacy, spaced)), shown(legacy, same).c_str());
        QCOMPARE(comparer.compare(legacy, newer).differenceCount,
                 comparer.compare(legacy, spaced).differenceCount);
    }
}

QTEST_GUILESS_MAIN(TestParityProperties)
#include "tst_parityproperties.moc"
