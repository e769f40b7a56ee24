// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

struct CompareRun
{
    int exit = -1;
    QByteArray out;
    QByteArray err;

    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

} // namespace

/// `interlockctl compare` as a process: exit codes, what goes to which stream, the keys of `--json`.
class TestCompare : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exitCodes_data();
    void exitCodes();
    void emptyOutputOnBadInput_data();
    void emptyOutputOnBadInput();
    void jsonAsInTheContract();
    void linesInOrderWithAnyNumberOfJobs();
    void blankLinesAndPartners();
    void standardInput();
    void truncatedButCounted();
    void limits();
    void wrongRulesNameThePlace();
    void masksNeverLeak();
    void htmlIsEscaped();
    void htmlThatIsNotWhole();
    void idMap();
    void wrongIdMapNamesTheLine();

private:
    [[nodiscard]] QString file(const QString &name, const QByteArray &content) const;
    [[nodiscard]] static CompareRun run(const QStringList &arguments, const QByteArray &input = {});

    QTemporaryDir m_folder;
};

QString TestCompare::file(const QString &name, const QByteArray &content) const
{
    QFile out(m_folder.filePath(name));
    if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size())
        qFatal("cannot write a test file");
    return out.fileName();
}

CompareRun TestCompare::run(const QStringList &arguments, const QByteArray &input)
{
    QProcess process;
    process.start(QStringLiteral(INTERLOCK_BIN_DIR "/interlockctl"), QStringList{u"compare"_s} + arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000))
        process.kill();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

void TestCompare::exitCodes_data()
{
    QTest::addColumn<QByteArray>("legacy");
    QTest::addColumn<QByteArray>("newer");
    QTest::addColumn<int>("exit");
    QTest::newRow("same bytes") << QByteArray("{}") << QByteArray("{}") << 0;
    QTest::newRow("same value") << QByteArray("[1]") << QByteArray("[1.0]") << 0;
    QTest::newRow("different") << QByteArray("[1]") << QByteArray("[2]") << 1;
    QTest::newRow("not comparable") << QByteArray("[1") << QByteArray("[1") << 1;
    QTest::newRow("empty files are documents that do not parse") << QByteArray() << QByteArray() << 1;
}

void TestCompare::exitCodes()
{
    QFETCH(QByteArray, legacy);
    QFETCH(QByteArray, newer);
    QFETCH(int, exit);
    const QStringList files{file(u"l.json"_s, legacy), file(u"n.json"_s, newer)};
    const CompareRun plain = run(files);
    QCOMPARE(plain.exit, exit);
    QVERIFY(!plain.out.isEmpty());
    QVERIFY2(plain.err.isEmpty(), plain.err.constData());
    QCOMPARE(run(files + QStringList{u"--json"_s}).exit, exit);
}

void TestCompare::emptyOutputOnBadInput_data()
{
    QTest::addColumn<QStringList>("arguments");
    const QString good = file(u"good.json"_s, "{}");
    const QString none = file(u"none.ndjson"_s, "\n \n");
    const QString rules = file(u"bad.toml"_s, "[[rule]]\nop='x'\npath='/a'\n");
    QTest::newRow("no such file") << QStringList{m_folder.filePath(u"nothing.json"_s), good};
    QTest::newRow("a folder") << QStringList{good, m_folder.path()};
    QTest::newRow("no pair at all") << QStringList{none, none};
    QTest::newRow("no rules file") << QStringList{good, good, u"--rules"_s,
                                                  m_folder.filePath(u"nothing.toml"_s)};
    QTest::newRow("wrong rules") << QStringList{good, good, u"--rules"_s, rules};
    QTest::newRow("one file") << QStringList{good};
    QTest::newRow("twice standard input") << QStringList{u"-"_s, u"-"_s};
    QTest::newRow("no number") << QStringList{good, good, u"--max-differences"_s, u"many"_s};
    QTest::newRow("no jobs") << QStringList{good, good, u"--jobs"_s, u"0"_s};
    QTest::newRow("page cannot be written") << QStringList{good, good, u"--html"_s, m_folder.path()};
    QTest::newRow("option of another command") << QStringList{good, good, u"--reason"_s, u"x"_s};
}

void TestCompare::emptyOutputOnBadInput()
{
    QFETCH(QStringList, arguments);
    for (const QStringList &more : {QStringList(), QStringList{u"--json"_s}}) {
        const CompareRun result = run(arguments + more);
        QCOMPARE(result.exit, 2);
        QVERIFY(result.out.isEmpty());
        QVERIFY(!result.err.isEmpty());
    }
}

void TestCompare::jsonAsInTheContract()
{
    const QString legacy = file(u"l.ndjson"_s, "{\"items\":[{\"price\":12.5}],\"t\":1}\n{\"a\":1}\n");
    const QString newer = file(u"n.ndjson"_s, "{\"items\":[{\"price\":12.49}],\"t\":\"1\"}\n{\"a\": x}\n");
    const QString rules = file(u"r.toml"_s, "[[rule]]\nop='ignore'\npath='/z'\nexpires=2020-01-01\n");
    const CompareRun result = run({legacy, newer, u"--json"_s, u"--rules"_s, rules, u"--route"_s, u"cart"_s});
    QCOMPARE(result.exit, 1);
    const QJsonObject expected =
        QJsonDocument::fromJson(R"({"pairs":2,"equal":0,"equalAfterRules":0,"different":1,
        "notComparable":1,"strictParity":0.0,"effectiveParity":0.0,
        "differences":[{"pair":1,"path":"/items/0/price","kind":"value","legacy":"12.5","new":"12.49"},
                       {"pair":1,"path":"/t","kind":"type","legacy":"1","new":"\"1\""}],
        "groups":[{"route":"cart","path":"/items/*/price","kind":"value","count":1,"examplePair":1},
                  {"route":"cart","path":"/t","kind":"type","types":["number","string"],"count":1,"examplePair":1}],
        "notComparableReasons":[{"pair":2,"side":"new","reason":"parse","line":1,"column":7}],
        "rules":[{"index":0,"hits":0,"expired":true}]})")
            .object();
    QCOMPARE(result.json(), expected);
    const CompareRun none = run({file(u"bad.json"_s, "["), legacy, u"--json"_s});
    QVERIFY(none.json().value(u"strictParity"_s).isNull());
    QVERIFY(none.json().value(u"effectiveParity"_s).isNull());
}

void TestCompare::linesInOrderWithAnyNumberOfJobs()
{
    QByteArray legacy;
    QByteArray newer;
    constexpr int count = 5000;
    for (int i = 0; i < count; ++i) {
        legacy += "{\"n\":" + QByteArray::number(i) + "}\n";
        newer += "{\"n\":" + QByteArray::number(i % 7 == 0 ? -i - 1 : i) + "}\n";
    }
    const QStringList files{file(u"l.ndjson"_s, legacy), file(u"n.ndjson"_s, newer)};
    const QByteArray one = run(files + QStringList{u"--json"_s, u"--jobs"_s, u"1"_s}).out;
    const QByteArray four = run(files + QStringList{u"--json"_s, u"--jobs"_s, u"4"_s}).out;
    QCOMPARE(four, one);
    const QJsonObject result = QJsonDocument::fromJson(one).object();
    QCOMPARE(result.value(u"pairs"_s).toInt(), count);
    QCOMPARE(result.value(u"different"_s).toInt(), 715);
    QCOMPARE(result.value(u"differences"_s).toArray().at(1).toObject().value(u"pair"_s).toInt(), 8);
}

void TestCompare::blankLinesAndPartners()
{
    const QString legacy = file(u"l.jsonl"_s, "\xef\xbb\xbf{\"a\":1}\r\n\n  \n{\"b\":1}\n");
    const QString newer = file(u"n.jsonl"_s, "{\"a\":1.0}\n{\"b\":1.0}\n{\"c\":1}");
    const QJsonObject result = run({legacy, newer, u"--json"_s}).json();
    QCOMPARE(result.value(u"equal"_s).toInt(), 2);
    const QJsonObject reason = result.value(u"notComparableReasons"_s).toArray().first().toObject();
    QCOMPARE(reason, (QJsonObject{{u"pair"_s, 3}, {u"side"_s, u"legacy"_s}, {u"reason"_s, u"absent"_s}}));
}

void TestCompare::standardInput()
{
    const QString legacy = file(u"l.json"_s, "{\"a\":1}");
    QCOMPARE(run({legacy, u"-"_s}, "{\"a\":1.0}").exit, 0);
    QCOMPARE(run({u"-"_s, legacy}, "{\"a\":2}").exit, 1);
}

void TestCompare::truncatedButCounted()
{
    const QStringList files{file(u"l.json"_s, "[1,2,3,4]"), file(u"n.json"_s, "[5,6,7,8]")};
    const QJsonObject result = run(files + QStringList{u"--json"_s, u"--max-differences"_s, u"1"_s}).json();
    QCOMPARE(result.value(u"truncated"_s).toBool(), true);
    QCOMPARE(result.value(u"differences"_s).toArray().size(), 1);
    QCOMPARE(result.value(u"groups"_s).toArray().first().toObject().value(u"count"_s).toInt(), 4);
}

void TestCompare::limits()
{
    const QString deep = file(u"deep.json"_s, QByteArray("[").repeated(40) + QByteArray("]").repeated(40));
    const QString deepToo =
        file(u"deep2.json"_s, QByteArray("[").repeated(40) + QByteArray("]").repeated(40) + ' ');
    QCOMPARE(run({deep, deepToo}).exit, 1);
    QCOMPARE(run({deep, deepToo, u"--max-depth"_s, u"40"_s}).exit, 0);
    QCOMPARE(run({deep, deepToo, u"--max-depth"_s, u"40"_s, u"--max-size"_s, u"79"_s}).exit, 1);
    const QString large = file(u"large.json"_s, '"' + QByteArray(5 << 20, 'x') + '"');
    const QString largeToo = file(u"large2.json"_s, '"' + QByteArray(5 << 20, 'x') + "\" ");
    const QJsonObject result = run({large, largeToo, u"--json"_s}).json();
    QCOMPARE(
        result.value(u"notComparableReasons"_s).toArray().first().toObject().value(u"reason"_s).toString(),
        u"size"_s);
    QCOMPARE(run({large, largeToo, u"--max-size"_s, u"6M"_s}).exit, 0);
    const QByteArray nesting = QByteArray("[").repeated(10'000) + "1" + QByteArray("]").repeated(10'000);
    QByteArray other = nesting;
    other[10'000] = '2';
    QCOMPARE(run({file(u"d1.json"_s, nesting), file(u"d2.json"_s, other), u"--max-depth"_s, u"10000"_s}).exit,
             1);
}

void TestCompare::wrongRulesNameThePlace()
{
    const QString good = file(u"good.json"_s, "{}");
    const QString rules = file(u"wrong.toml"_s, "[[rule]]\nop = 'ignore'\n  whta = 'any'\npath = '/a'\n");
    const CompareRun result = run({good, good, u"--rules"_s, rules});
    QCOMPARE(result.exit, 2);
    QVERIFY2(result.err.startsWith((rules + u":3:3: "_s).toUtf8()), result.err.constData());
}

void TestCompare::masksNeverLeak()
{
    const QString legacy =
        file(u"l.json"_s, R"({"u":{"card":"4111-secret"},"p":"{\"card\":\"4222-secret\"}","card":1})");
    const QString newer = file(u"n.json"_s, R"({"card":"4333-secret"})");
    const QString rules = file(u"r.toml"_s, "[[rule]]\nop='mask'\npath='/**/card'\n"
                                            "[[rule]]\nop='normalise'\nas='json'\npath='/p'\n");
    const QString page = m_folder.filePath(u"masked.html"_s);
    for (const QStringList &more : {QStringList(), QStringList{u"--json"_s}}) {
        const CompareRun result =
            run(QStringList{legacy, newer, u"--rules"_s, rules, u"--html"_s, page} + more);
        QCOMPARE(result.exit, 1);
        QVERIFY(!result.out.contains("secret") && result.out.contains("masked:"));
        QFile html(page);
        QVERIFY(html.open(QIODevice::ReadOnly));
        QVERIFY(!html.readAll().contains("secret"));
    }
}

void TestCompare::htmlIsEscaped()
{
    const QString legacy = file(u"l.json"_s, R"({"<script>":"<img src=x>"})");
    const QString page = m_folder.filePath(u"page.html"_s);
    QCOMPARE(run({legacy, file(u"n.json"_s, "{}"), u"--html"_s, page}).exit, 1);
    QFile html(page);
    QVERIFY(html.open(QIODevice::ReadOnly));
    const QByteArray text = html.readAll();
    QVERIFY(!text.contains("<script>") && !text.contains("<img"));
    QVERIFY(text.contains("&lt;img src=x&gt;"));
}

/// A page that is cut without a word would look like all there is.
void TestCompare::htmlThatIsNotWhole()
{
    const int pairs = 150'000; // more reasons than fit into memory as rows of the page, not as lines
    const QString legacy = file(u"many.l.ndjson"_s, QByteArray("{}\n").repeated(pairs));
    const QString newer = file(u"many.n.ndjson"_s, QByteArray("x\n").repeated(pairs));
    const QString page = m_folder.filePath(u"many.html"_s);
    const QStringList arguments{legacy, newer, u"--html"_s, page};
    const CompareRun whole = run(arguments);
    QVERIFY2(whole.err.isEmpty() && QFile::remove(page), whole.err.constData());
    qputenv("TMPDIR", "/proc"); // where nobody can make a file, not even root
    const CompareRun cut = run(arguments);
    qunsetenv("TMPDIR");
    QVERIFY(cut.exit != whole.exit);
    QVERIFY(!cut.err.isEmpty());
    QVERIFY(cut.out.isEmpty() && !QFile::exists(page));
}

void TestCompare::idMap()
{
    const QString legacy = file(u"l.ndjson"_s, "{\"id\":17}\n{\"id\":18}\n");
    const QString newer = file(u"n.ndjson"_s, "{\"id\":\"a-9\"}\n{\"id\":\"a-9\"}\n");
    const QString rules = file(u"r.toml"_s, "[[rule]]\nop='map-id'\nentity='order'\npath='/id'\n");
    const QString ids = file(u"ids.csv"_s, "entity,legacy_id,new_id\norder,17,a-9\n");
    const QStringList plain{legacy, newer, u"--rules"_s, rules, u"--json"_s};
    QCOMPARE(run(plain).json()[u"different"_s].toInt(), 2); // nothing is linked without one
    const QJsonObject linked = run(plain + QStringList{u"--id-map"_s, ids}).json();
    QCOMPARE(linked[u"equalAfterRules"_s].toInt(), 1);
    QCOMPARE(linked[u"different"_s].toInt(), 1);
    QCOMPARE(linked[u"rules"_s][0][u"hits"_s].toInt(), 1);
}

void TestCompare::wrongIdMapNamesTheLine()
{
    const QString document = file(u"l.json"_s, "{}");
    const QString ids = file(u"ids.csv"_s, "entity,legacy_id,new_id\norder,17\n");
    const CompareRun wrong = run({document, document, u"--id-map"_s, ids, u"--json"_s});
    QCOMPARE(wrong.exit, 2);
    QVERIFY(wrong.out.isEmpty());
    QVERIFY2(wrong.err.contains("ids.csv:2: "), wrong.err.constData());
    const CompareRun absent = run({document, document, u"--id-map"_s, m_folder.filePath(u"nowhere.csv"_s)});
    QCOMPARE(absent.exit, 2);
    QVERIFY(absent.out.isEmpty());
}

QTEST_GUILESS_MAIN(TestCompare)
#include "tst_compare.moc"
