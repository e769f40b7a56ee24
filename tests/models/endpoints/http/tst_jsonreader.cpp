// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/route.h"
#include "models/endpoints/http/jsonreader.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

/// Reads one route as a driver would.
void readAll(const JsonReader &json)
{
    for (const JsonReader &route : json.at(u"routes").items()) {
        static_cast<void>(route.at(u"id").id());
        static_cast<void>(route.at(u"percent").whole(0, 100));
        static_cast<void>(route.at(u"mode").named(modeFromName, u"a mode"));
        if (const auto lag = route.find(u"lag"))
            static_cast<void>(lag->number(0));
        if (const auto at = route.find(u"at"))
            static_cast<void>(at->time());
        if (const auto on = route.find(u"on"))
            static_cast<void>(on->flag());
        if (const auto revision = route.find(u"revision"))
            static_cast<void>(revision->decimal());
    }
}

QString problemOf(const QByteArray &text)
{
    const Result<JsonDocument> document = JsonDocument::parse(text, u"here"_s);
    if (!document)
        return document.error().detail;
    readAll(document->root());
    return document->problem();
}

} // namespace

class TestJsonReader final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesThePlace_data();
    void namesThePlace();
    void limitsDepth_data();
    void limitsDepth();
    void readsWhatIsThere();
    void keepsTheFirstProblem();
};

void TestJsonReader::namesThePlace_data()
{
    QTest::addColumn<QByteArray>("members"); // of the fourth route
    QTest::addColumn<QString>("problem");
    const auto good = [](const char *more) -> QByteArray {
        return R"("id":"a","percent":1,"mode":"new")" + QByteArray(more);
    };
    QTest::newRow("good") << good("") << QString();
    QTest::newRow("unknown member") << good(R"(,"extra":{"x":[1]})") << QString();
    QTest::newRow("null is absent") << good(R"(,"lag":null)") << QString();
    QTest::newRow("whole as 15.0") << QByteArray(R"("id":"a","percent":15.0,"mode":"new")") << QString();
    QTest::newRow("text for a number")
        << QByteArray(R"("id":"a","percent":"abc","mode":"new")")
        << u"routes[3].percent: expected a whole number 0 … 100, got \"abc\""_s;
    QTest::newRow("out of range") << QByteArray(R"("id":"a","percent":101,"mode":"new")")
                                  << u"routes[3].percent: expected a whole number 0 … 100, got 101"_s;
    QTest::newRow("negative") << QByteArray(R"("id":"a","percent":-1,"mode":"new")")
                              << u"routes[3].percent: expected a whole number 0 … 100, got -1"_s;
    QTest::newRow("fraction") << QByteArray(R"("id":"a","percent":1.5,"mode":"new")")
                              << u"routes[3].percent: expected a whole number 0 … 100, got 1.5"_s;
    QTest::newRow("huge")
        << QByteArray(R"("id":"a","percent":18446744073709551615,"mode":"new")")
        << u"routes[3].percent: expected a whole number 0 … 100, got 18446744073709551615"_s;
    QTest::newRow("null for a value") << QByteArray(R"("id":"a","percent":null,"mode":"new")")
                                      << u"routes[3].percent: expected a value, got nothing"_s;
    QTest::newRow("missing") << QByteArray(R"("id":"a","mode":"new")")
                             << u"routes[3].percent: expected a value, got nothing"_s;
    QTest::newRow("twice") << QByteArray(R"("id":"a","percent":1,"percent":2,"mode":"new")")
                           << u"routes[3].percent: expected the member only once, got 2"_s;
    QTest::newRow("a list") << QByteArray(R"("id":[],"percent":1,"mode":"new")")
                            << u"routes[3].id: expected text, got a list"_s;
    QTest::newRow("an object") << QByteArray(R"("id":{},"percent":1,"mode":"new")")
                               << u"routes[3].id: expected text, got an object"_s;
    QTest::newRow("not an id")
        << QByteArray(R"("id":"a/b","percent":1,"mode":"new")")
        << u"routes[3].id: expected an id of 1 … 128 letters, digits and . _ : -, got \"a/b\""_s;
    QTest::newRow("bidi in an id")
        << QByteArray(R"("id":"a\u202eb","percent":1,"mode":"new")")
        << u"routes[3].id: expected an id of 1 … 128 letters, digits and . _ : -, got "
           "\"a⟨U+202E⟩b\""_s;
    QTest::newRow("unknown word") << QByteArray(R"("id":"a","percent":1,"mode":"newer")")
                                  << u"routes[3].mode: expected a mode, got \"newer\""_s;
    QTest::newRow("negative lag") << good(R"(,"lag":-0.1)")
                                  << u"routes[3].lag: expected a number of at least 0, got -0.1"_s;
    QTest::newRow("text for lag") << good(R"(,"lag":"0")")
                                  << u"routes[3].lag: expected a number of at least 0, got \"0\""_s;
    QTest::newRow("text for a flag") << good(R"(,"on":"yes")")
                                     << u"routes[3].on: expected true or false, got \"yes\""_s;
    QTest::newRow("number for a flag")
        << good(R"(,"on":1)") << u"routes[3].on: expected true or false, got 1"_s;
    const QString time = u"routes[3].at: expected a time as in 2026-03-02T08:15:00.120Z, got %1"_s;
    QTest::newRow("time without zone")
        << good(R"(,"at":"2026-03-02T08:15:00.120")") << time.arg(u"\"2026-03-02T08:15:00.120\"");
    QTest::newRow("date only") << good(R"(,"at":"2026-03-02")") << time.arg(u"\"2026-03-02\"");
    QTest::newRow("no such time") << good(R"(,"at":"2026-02-30T08:15:00Z")")
                                  << time.arg(u"\"2026-02-30T08:15:00Z\"");
    QTest::newRow("time as number") << good(R"(,"at":17)") << time.arg(u"17");
    const QString decimal = u"routes[3].revision: expected a decimal number as text, got %1"_s;
    QTest::newRow("revision as number") << good(R"(,"revision":17)") << decimal.arg(u"17");
    QTest::newRow("revision negative") << good(R"(,"revision":"-1")") << decimal.arg(u"\"-1\"");
    QTest::newRow("revision empty") << good(R"(,"revision":"")") << decimal.arg(u"\"\"");
    QTest::newRow("revision with a sign") << good(R"(,"revision":"+1")") << decimal.arg(u"\"+1\"");
    QTest::newRow("revision too large")
        << good(R"(,"revision":"18446744073709551616")") << decimal.arg(u"\"18446744073709551616\"");
}

void TestJsonReader::namesThePlace()
{
    QFETCH(const QByteArray, members);
    QFETCH(const QString, problem);
    const QByteArray fine = R"({"id":"a","percent":1,"mode":"new"},)";

    QCOMPARE(problemOf(R"({"routes":[)" + fine + fine + fine + '{' + members + "}]}"), problem);
}

void TestJsonReader::limitsDepth_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("problem");
    const auto nested = [](int depth) -> QByteArray {
        return QByteArray(depth, '[') + QByteArray(depth, ']');
    };
    const QString tooDeep = u"JSON is nested deeper than 32 levels"_s;
    QTest::newRow("scalar") << QByteArray("17") << u"answer: expected an object, got 17"_s;
    QTest::newRow("32") << nested(32) << u"answer: expected an object, got a list"_s;
    QTest::newRow("33") << nested(33) << tooDeep;
    QTest::newRow("beyond the parser's own limit") << nested(100'000) << tooDeep;
    QTest::newRow("33 by objects") << QByteArray(R"({"a":)").repeated(33) + '1' + QByteArray(33, '}')
                                   << tooDeep;
    QTest::newRow("deep but unread") << R"({"routes":[],"extra":)" + nested(32) + '}' << tooDeep;
}

void TestJsonReader::limitsDepth()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, problem);

    QCOMPARE(problemOf(text), problem);
}

void TestJsonReader::readsWhatIsThere()
{
    const QByteArray text =
        R"({"t":"2026-03-02T09:15:00.120+01:00","r":"18446744073709551615","f":true,"n":2,"s":"é<b>"})";
    const Result<JsonDocument> document = JsonDocument::parse(text);
    QVERIFY(document.has_value());
    const JsonReader root = document->root();

    QCOMPARE(root.at(u"t").time(), QDateTime(QDate(2026, 3, 2), QTime(8, 15, 0, 120), Qt::UTC));
    QCOMPARE(root.at(u"r").decimal(), std::numeric_limits<quint64>::max());
    QCOMPARE(root.at(u"f").flag(), true);
    QCOMPARE(root.at(u"n").number(0), 2.0);
    QCOMPARE(root.at(u"s").text(), u"é<b>"_s);
    QCOMPARE(root.names(), QStringList({u"t"_s, u"r"_s, u"f"_s, u"n"_s, u"s"_s}));
    QVERIFY(!root.find(u"x"));
    QCOMPARE(document->problem(), QString());
}

void TestJsonReader::keepsTheFirstProblem()
{
    const Result<JsonDocument> document =
        JsonDocument::parse(R"({"a":1,"b":2})", u"https://bridge/v1/state"_s);
    QVERIFY(document.has_value());
    static_cast<void>(document->root().at(u"a").text());
    static_cast<void>(document->root().at(u"b").at(u"c").flag());

    const Result<int> result = document->checked(5);

    QVERIFY(!result);
    QCOMPARE(result.error(),
             (Error{ErrorKind::Protocol, u"a: expected text, got 1"_s, u"https://bridge/v1/state"_s}));
}

QTEST_GUILESS_MAIN(TestJsonReader)
#include "tst_jsonreader.moc"
