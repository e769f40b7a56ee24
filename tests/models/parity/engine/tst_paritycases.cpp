// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/comparer.h"
#include "models/parity/idlinks.h"

#include <QRegularExpression>
#include <QTest>
#include <toml++/toml.h>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

QString textOf(const toml::table &table, std::string_view key)
{
    return QString::fromStdString(table[key].value_or(std::string()));
}

QStringList listOf(const toml::table &table, std::string_view key)
{
    QStringList list;
    if (const toml::array *const array = table[key].as_array()) {
        for (const toml::node &node : *array)
            list.append(QString::fromStdString(node.value_or(std::string())));
    }
    return list;
}

QString side(const std::optional<QByteArray> &value)
{
    return value ? QString::fromUtf8(*value) : u"-"_s;
}

QStringList differencesOf(const PairResult &result)
{
    static const QRegularExpression mask(u"\"masked:[0-9a-f]{16}\""_s);
    QStringList lines;
    for (const Difference &difference : result.differences) {
        QString line = u"%1 %2 %3 | %4"_s.arg(QString::fromLatin1(differenceKindName(difference.kind)),
                                              QString::fromUtf8(difference.path), side(difference.legacy),
                                              side(difference.newer));
        lines.append(line.replace(mask, u"MASK"_s));
    }
    return lines;
}

QStringList reasonsOf(const PairResult &result)
{
    QStringList lines;
    for (const Incomparable &reason : result.reasons)
        lines.append(u"%1 %2 %3:%4"_s
                         .arg(QString::fromLatin1(pairSideName(reason.side)),
                              QString::fromLatin1(incomparableReasonName(reason.reason)))
                         .arg(reason.line)
                         .arg(reason.column));
    return lines;
}

QList<qint64> hitsOf(const PairResult &result, std::size_t rules)
{
    QList<qint64> hits(static_cast<qsizetype>(rules), 0);
    for (const RuleHits &hit : result.ruleHits)
        hits[hit.rule] = hit.hits;
    return hits;
}

} // namespace

/// tests/data/parity/cases.toml, a row a case.
class TestParityCases : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void compares_data();
    void compares();

private:
    toml::table m_file;
};

void TestParityCases::initTestCase()
{
    m_file = toml::parse_file(INTERLOCK_SOURCE_DIR "/tests/data/parity/cases.toml");
}

void TestParityCases::compares_data()
{
    QTest::addColumn<qsizetype>("index");
    const toml::array &cases = *m_file["case"].as_array();
    for (std::size_t i = 0; i < cases.size(); ++i)
        QTest::newRow(textOf(*cases[i].as_table(), "name").toUtf8().constData()) << static_cast<qsizetype>(i);
}

void TestParityCases::compares()
{
    QFETCH(qsizetype, index);
    const toml::table &row = *(*m_file["case"].as_array())[static_cast<std::size_t>(index)].as_table();
    auto rules = RuleSet::fromToml(textOf(row, "rules").toUtf8());
    QVERIFY2(rules, rules ? "" : qPrintable(rules.error().front().describe(u"rules"_s)));
    const std::size_t count = rules->rules().size();
    CompareOptions options;
    options.today = QDate(2026, 3, 10);
    if (row.contains("ids")) {
        auto ids = IdLinks::fromCsv(textOf(row, "ids").toStdString());
        QVERIFY2(ids, ids ? "" : qPrintable(ids.error().text));
        options.idMap = *ids;
    }
    Comparer comparer(std::make_shared<const RuleSet>(std::move(*rules)), options);
    const std::string legacy = textOf(row, "legacy").toStdString();
    const std::string newer = textOf(row, "new").toStdString();
    const PairScope scope{textOf(row, "route").toUtf8(), {}};
    for (int round = 0; round < 2; ++round) { // what was compared before must not matter
        const PairResult result = comparer.compare(legacy, newer, scope);
        QCOMPARE(differencesOf(result), listOf(row, "differences"));
        QCOMPARE(QString::fromLatin1(pairOutcomeName(result.outcome)), textOf(row, "outcome"));
        QCOMPARE(reasonsOf(result), listOf(row, "reasons"));
        QCOMPARE(result.differenceCount, static_cast<qint64>(result.differences.size()));
        if (const toml::array *const hits = row["hits"].as_array()) {
            QList<qint64> expected;
            for (const toml::node &node : *hits)
                expected.append(node.value_or(qint64{-1}));
            QCOMPARE(hitsOf(result, count), expected);
        }
    }
}

QTEST_GUILESS_MAIN(TestParityCases)
#include "tst_paritycases.moc"
