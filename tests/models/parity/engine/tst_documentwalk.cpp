// SPDX-License-Identifier: GPL-3.0-or-later
// A document that is read beside one that is much the same comes out as if it were read alone.
#include "models/parity/document.h"

#include <QTest>
#include <random>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

/// What nodes say of a document, apart from where its decoded text lies.
QByteArrayList described(const ParityDocument &document)
{
    QByteArrayList lines;
    for (const JsonNode &node : document.nodes()) {
        const auto text = [](std::string_view view) {
            return QByteArray(view.data(), static_cast<qsizetype>(view.size()));
        };
        lines << QByteArray::number(node.begin) + '-' + QByteArray::number(node.end) + " link " +
                     QByteArray::number(node.link) + " count " + QByteArray::number(node.count) + " type " +
                     QByteArray::number(static_cast<int>(node.type)) + " origin " +
                     QByteArray::number(static_cast<int>(node.origin)) + " truth " +
                     QByteArray::number(node.truth ? 1 : 0) + " flags " + QByteArray::number(node.flags) +
                     " hash " + QByteArray::number(node.keyHash) + " state " +
                     QByteArray::number(node.state) + " key " +
                     (node.has(JsonNode::Member) ? text(document.key(node)) : QByteArray::number(node.key)) +
                     " content " + text(document.content(node));
    }
    return lines;
}

/// JSON with what is hard to read: escapes, numbers of all kinds, space, names that occur twice.
class Texts final
{
public:
    explicit Texts(unsigned seed) : m_random(seed) {}

    int number(int below) { return static_cast<int>(m_random() % static_cast<unsigned>(below)); }
    std::string value(int depth)
    {
        const int kind = depth > 0 ? number(5) : 0;
        if (kind < 2)
            return pick({"null", "true", "false", "0", "12", "123", "-1.5e3", R"("")", R"("plain text")",
                         R"("caf\u00e9 \n")", R"("\\")", R"("\ud83d\ude00")", "\"caf\xc3\xa9\""});
        std::string text = kind == 2 ? "{" : "[";
        for (int i = number(5); i > 0; --i)
            text += space() +
                    (kind == 2 ? pick({R"("a")", R"("b")", R"("c")", R"("\u0061")",
                                       R"("a name that is longer than most")"}) +
                                     space() + ":" + space()
                               : "") +
                    value(depth - 1) + space() + (i > 1 ? "," : "");
        return text + (kind == 2 ? "}" : "]");
    }
    /// Some bytes of @p text gone, doubled or replaced.
    std::string damaged(std::string text)
    {
        for (int i = number(3); i >= 0 && !text.empty(); --i) {
            const auto at = static_cast<std::size_t>(number(static_cast<int>(text.size())));
            const int how = number(3);
            if (how == 0)
                text.erase(at, 1 + static_cast<std::size_t>(number(3)));
            else if (how == 1)
                text.insert(at, text.substr(at, 1 + static_cast<std::size_t>(number(12))));
            else
                text[at] = pick({"\"", ",", "]", "}", "1", " ", "\\", "x", ":", "{"}).front();
        }
        return text;
    }

private:
    std::string pick(std::initializer_list<const char *> from)
    {
        return *(from.begin() + number(static_cast<int>(from.size())));
    }
    std::string space() { return number(6) == 0 ? pick({" ", "\n", "\t  "}) : std::string(); }

    std::mt19937 m_random;
};

} // namespace

class TestDocumentWalk final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comesOutTheSame_data();
    void comesOutTheSame();
    void randomDocuments();
    void takesWhatIsTheSame();
    void twinsAreOfOneDocument();
};

void TestDocumentWalk::comesOutTheSame_data()
{
    QTest::addColumn<QByteArray>("like");
    QTest::addColumn<QByteArray>("json");
    const auto row = [](const char *name, const QByteArray &like, const QByteArray &json) {
        QTest::newRow(name) << like << json;
    };
    row("the same", R"({"a":[1,2,{"b":"x"}]})", R"({"a":[1,2,{"b":"x"}]})");
    row("a number goes on", "[12,3]", "[123,3]");
    row("a number becomes a word", "[12,3]", "[12x,3]");
    row("a number runs into a string", "[12]", R"([12"a"])");
    row("a word goes on", "[true]", "[truely]");
    row("the root is a prefix", "12", "12 3");
    row("one element more", R"([{"a":1},{"b":2},{"c":3}])", R"([{"a":1},{"x":9},{"b":2},{"c":3}])");
    row("one element less", R"([{"a":1},{"b":2},{"c":3}])", R"([{"a":1},{"c":3}])");
    row("members the other way round", R"({"a":{"x":[1]},"b":{"y":[2]}})",
        R"({"b":{"y":[2]},"a":{"x":[1]}})");
    row("the same below another name", R"({"a":{"x":[1]}})", R"({"b":{"x":[1]}})");
    row("an array for an object", R"({"a":{"x":1}})", R"({"a":[{"x":1}]})");
    row("escapes in what is the same", R"({"k\n":["\u00e9",{"\t":"\\"}],"z":1})",
        R"({"n":"\"","k\n":["\u00e9",{"\t":"\\"}],"z":2})");
    row("a duplicate beside", R"({"a":1,"a":1,"b":[1,2]})", R"({"a":1,"a":1,"b":[1,2]})");
    row("a duplicate of what is the same", R"({"a":[1,2],"b":3})", R"({"a":[1,2],"a":[1,2],"b":3})");
    row("the end is cut", R"({"a":[1,2,3]})", R"({"a":[1,2,3])");
    row("something follows", R"({"a":[1]})", R"({"a":[1]}])");
    row("no colon", R"({"a":[1],"b":[1]})", R"({"a":[1],"b" [1]})");
    row("more space", R"({"a":[1,2]})", R"({ "a" : [1,2] , "b":[1, 2] })");
    row("too deep", R"([[[1]]])", R"([[[[1]]]])");
    row("the document alike is wrong", R"([1,2)", R"([1,2])");
}

void TestDocumentWalk::comesOutTheSame()
{
    QFETCH(QByteArray, like);
    QFETCH(QByteArray, json);
    const DocumentLimits limits{std::size_t{1} << 20U, 3};
    ParityDocument model;
    static_cast<void>(model.parse(like.toStdString(), limits));
    ParityDocument alone;
    ParityDocument beside;
    const auto fault = alone.parse(json.toStdString(), limits);
    const auto faultBeside = beside.parse(json.toStdString(), limits, &model);
    QCOMPARE(faultBeside.has_value(), fault.has_value());
    if (fault) {
        QCOMPARE(faultBeside->kind, fault->kind);
        QCOMPARE(std::pair(faultBeside->line, faultBeside->column), std::pair(fault->line, fault->column));
    }
    QCOMPARE(described(beside), described(alone));
    QCOMPARE(beside.hasDuplicates(), alone.hasDuplicates());
}

void TestDocumentWalk::randomDocuments()
{
    Texts texts(11);
    const DocumentLimits limits{std::size_t{1} << 20U, 6};
    ParityDocument model;
    ParityDocument alone;
    ParityDocument beside;
    int good = 0;
    int wrong = 0;
    for (int i = 0; i < 4000; ++i) {
        const std::string like = texts.value(4);
        const std::string json = texts.damaged(like);
        static_cast<void>(model.parse(like, limits));
        const auto fault = alone.parse(json, limits);
        const auto faultBeside = beside.parse(json, limits, &model);
        const QByteArray what = QByteArray::fromStdString(like) + '\n' + QByteArray::fromStdString(json);
        QVERIFY2(faultBeside.has_value() == fault.has_value(), what.constData());
        QVERIFY2(!fault || (faultBeside->line == fault->line && faultBeside->column == fault->column),
                 what.constData());
        QVERIFY2(described(beside) == described(alone), what.constData());
        ++(fault ? wrong : good);
    }
    QVERIFY(good > 500);
    QVERIFY(wrong > 500);
}

void TestDocumentWalk::takesWhatIsTheSame()
{
    ParityDocument model;
    ParityDocument beside;
    QVERIFY(!model.parse(R"({"a":[1,{"x":"y"}],"b":2})", {}));
    QVERIFY(!beside.parse(R"({"b":3,"a":[1,{"x":"y"}]})", {}, &model));
    const auto twinsOf = [&](std::size_t i) {
        return std::ranges::count_if(model.nodes(), [&](const JsonNode &original) {
            return beside.isTwin(beside.nodes()[i], model, original);
        });
    };
    QCOMPARE(twinsOf(0), 0); // the root differs
    QCOMPARE(twinsOf(1), 0); // b
    for (std::size_t i = 2; i < beside.nodes().size(); ++i)
        QCOMPARE(twinsOf(i), 1);
}

void TestDocumentWalk::twinsAreOfOneDocument()
{
    ParityDocument model;
    ParityDocument other;
    ParityDocument beside;
    QVERIFY(!model.parse("[1,2]", {}));
    QVERIFY(!other.parse("[1,2]", {}));
    QVERIFY(!beside.parse("[1,2]", {}, &model));
    QVERIFY(beside.isTwin(beside.nodes()[0], model, model.nodes()[0]));
    QVERIFY(!beside.isTwin(beside.nodes()[0], other, other.nodes()[0]));
    QVERIFY(!beside.parse("[1,2]", {})); // read again, alone
    QVERIFY(!beside.isTwin(beside.nodes()[0], model, model.nodes()[0]));
}

QTEST_GUILESS_MAIN(TestDocumentWalk)
#include "tst_documentwalk.moc"
