// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/parity/grouptablemodel.h"
#include "models/tables/parity/pairtablemodel.h"

#include <numeric>
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <random>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

QDateTime rowTime(qint64 second)
{
    return QDateTime(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC).addSecs(second);
}

std::vector<StoredGroup> threeGroups()
{
    return {{1, {"cart", "/total", DifferenceKind::Value, {}, {}}},
            {2, {"cart", "/items/*/price", DifferenceKind::Type, "number", "string"}},
            {9, {"search", "/Hits", DifferenceKind::Length, {}, {}}}};
}

StoredPair storedPair(qint64 number, const std::vector<quint32> &groups = {},
                      const QString &route = u"cart"_s)
{
    StoredPair pair;
    pair.number = number;
    pair.at = rowTime(number);
    pair.lastAt = rowTime(number + 1);
    pair.route = route;
    pair.method = number % 4 == 0 ? "POST" : "GET";
    pair.path = "/p/" + QByteArray::number(number % 100);
    pair.outcome = groups.empty() ? PairOutcome::Equal : PairOutcome::Different;
    pair.groups = groups;
    pair.legacyStatus = 200;
    if (number % 3 != 0)
        pair.newerStatus = 500;
    pair.legacyMs = number * 7 % 50;
    pair.newerMs = number;
    return pair;
}

std::vector<StoredPair> tenPairs()
{
    std::vector<StoredPair> pairs;
    for (qint64 number = 11; number <= 20; ++number) {
        const bool isCart = number % 2 == 0;
        pairs.push_back(storedPair(number, isCart ? std::vector<quint32>{1, 2} : std::vector<quint32>{},
                                   isCart ? u"cart"_s : u"search"_s));
    }
    return pairs;
}

PairColumns columnsOf(const std::vector<StoredPair> &pairs)
{
    PairColumns columns;
    for (const StoredPair &pair : pairs)
        columns.append(pair);
    return columns;
}

QList<qint64> shownNumbers(const PairTableModel &model)
{
    QList<qint64> numbers;
    for (int row = 0; row < model.rowCount(); ++row)
        numbers << model.number(row);
    return numbers;
}

QVariant raw(const QAbstractItemModel &model, int row, int column)
{
    return model.index(row, column).data(RawRole);
}

} // namespace

class TestParityTables final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void radixSortsLikeSort();
    void pairsShowTheirCells();
    void pairsAreFiltered_data();
    void pairsAreFiltered();
    void pairsAreSorted_data();
    void pairsAreSorted();
    void appendedPairsComeIn();
    void millionPairs();
    void groupsAddUp();
    void groupsAreFilteredAndSorted();
    void groupsFollowTriage();
    void groupTrend();
};

void TestParityTables::radixSortsLikeSort()
{
    std::mt19937_64 random(7);
    std::vector<RowKey> rows;
    for (quint32 i = 0; i < 20'000; ++i)
        rows.push_back(
            {i % 5 == 0 ? sortKey(-qint64(random() % 100)) : sortKey(qint64(random() % 50'000'000'000)), i});
    std::vector<RowKey> expected = rows;
    std::ranges::stable_sort(expected, {}, &RowKey::key);
    sortByKey(rows);
    QVERIFY(std::ranges::equal(rows, expected, {}, &RowKey::row, &RowKey::row));
    std::vector<RowKey> none;
    sortByKey(none);
    QVERIFY(none.empty());
}

void TestParityTables::pairsShowTheirCells()
{
    PairTableModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.replace(columnsOf(tenPairs()));
    QCOMPARE(model.rowCount(), 10);
    QCOMPARE(raw(model, 1, PairTableModel::NumberColumn).toLongLong(), 12);
    QCOMPARE(raw(model, 1, PairTableModel::AtColumn).toDateTime(), rowTime(12));
    QCOMPARE(raw(model, 1, PairTableModel::RouteColumn).toString(), u"cart"_s);
    QCOMPARE(raw(model, 1, PairTableModel::MethodColumn).toString(), u"POST"_s);
    QCOMPARE(raw(model, 1, PairTableModel::PathColumn).toString(), u"/p/12"_s);
    QCOMPARE(raw(model, 1, PairTableModel::OutcomeColumn).toInt(), int(PairOutcome::Different));
    QCOMPARE(raw(model, 1, PairTableModel::GroupsColumn).toInt(), 2);
    QCOMPARE(raw(model, 1, PairTableModel::LegacyStatusColumn).toInt(), 200);
    QVERIFY(!raw(model, 1, PairTableModel::NewerStatusColumn).isValid()); // missing is not 0
    QCOMPARE(raw(model, 1, PairTableModel::NewerMsColumn).toInt(), 12);
    QCOMPARE(model.index(1, 0).data(IdRole).toLongLong(), 12);
    QCOMPARE(model.rowOf(12), 1);
    QCOMPARE(model.rowOf(99), -1);
}

void TestParityTables::pairsAreFiltered_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QList<qint64>>("numbers");
    QTest::newRow("nothing") << QString() << QList<qint64>{11, 12, 13, 14, 15, 16, 17, 18, 19, 20};
    QTest::newRow("group") << u"group 2"_s << QList<qint64>{12, 14, 16, 18, 20};
    QTest::newRow("no such group") << u"group 9"_s << QList<qint64>{};
    QTest::newRow("route") << u"route search"_s << QList<qint64>{11, 13, 15, 17, 19};
    QTest::newRow("no such route") << u"route none"_s << QList<qint64>{};
    QTest::newRow("method") << u"method POST"_s << QList<qint64>{12, 16, 20};
    QTest::newRow("outcome") << u"outcome"_s << QList<qint64>{11, 13, 15, 17, 19};
    QTest::newRow("text") << u"text p/1"_s << QList<qint64>{11, 12, 13, 14, 15, 16, 17, 18, 19};
    QTest::newRow("end of a path") << u"text 7"_s << QList<qint64>{17};
    QTest::newRow("over two paths") << u"text 7\n"_s << QList<qint64>{};
    QTest::newRow("case") << u"text P/1"_s << QList<qint64>{};
    QTest::newRow("time") << u"time"_s << QList<qint64>{13, 14};
}

void TestParityTables::pairsAreFiltered()
{
    QFETCH(const QString, what);
    PairFilter filter;
    const QString word = what.section(u' ', 1);
    if (what.startsWith(u"group"))
        filter.group = word.toUInt();
    else if (what.startsWith(u"route"))
        filter.route = word;
    else if (what.startsWith(u"method"))
        filter.method = word.toUtf8();
    else if (what.startsWith(u"outcome"))
        filter.outcomes = {PairOutcome::Equal, PairOutcome::NotComparable};
    else if (what.startsWith(u"text"))
        filter.text = word.toUtf8();
    else if (what.startsWith(u"time")) {
        filter.from = rowTime(13);
        filter.to = rowTime(15);
    }
    PairTableModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFilter(filter);
    model.replace(columnsOf(tenPairs()));
    QTEST(shownNumbers(model), "numbers");
    model.setFilter({});
    QCOMPARE(model.rowCount(), 10);
    model.setFilter(filter);
    QTEST(shownNumbers(model), "numbers");
}

void TestParityTables::pairsAreSorted_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<QList<qint64>>("first"); // the first three rising
    QTest::newRow("number") << int(PairTableModel::NumberColumn) << QList<qint64>{11, 12, 13};
    QTest::newRow("at") << int(PairTableModel::AtColumn) << QList<qint64>{11, 12, 13};
    QTest::newRow("route") << int(PairTableModel::RouteColumn) << QList<qint64>{12, 14, 16};
    QTest::newRow("method") << int(PairTableModel::MethodColumn) << QList<qint64>{11, 13, 14};
    QTest::newRow("path") << int(PairTableModel::PathColumn) << QList<qint64>{11, 12, 13};
    QTest::newRow("outcome") << int(PairTableModel::OutcomeColumn) << QList<qint64>{11, 13, 15};
    QTest::newRow("groups") << int(PairTableModel::GroupsColumn) << QList<qint64>{11, 13, 15};
    QTest::newRow("status") << int(PairTableModel::NewerStatusColumn) << QList<qint64>{12, 15, 18};
    QTest::newRow("ms") << int(PairTableModel::LegacyMsColumn) << QList<qint64>{15, 16, 17};
}

void TestParityTables::pairsAreSorted()
{
    QFETCH(const int, column);
    PairTableModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.replace(columnsOf(tenPairs()));
    model.sort(column, Qt::AscendingOrder);
    QTEST(shownNumbers(model).sliced(0, 3), "first");
    const QList<qint64> rising = shownNumbers(model);
    model.sort(column, Qt::DescendingOrder);
    QList<qint64> falling = shownNumbers(model);
    std::ranges::reverse(falling);
    QCOMPARE(falling, rising);
    QCOMPARE(QSet<qint64>(rising.cbegin(), rising.cend()).size(), 10);
}

void TestParityTables::appendedPairsComeIn()
{
    PairTableModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.replace(columnsOf(tenPairs()));
    PairFilter filter;
    filter.route = u"cart"_s;
    model.setFilter(filter);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.append({storedPair(21), storedPair(22, {}, u"search"_s), storedPair(23)});
    QCOMPARE(shownNumbers(model), (QList<qint64>{12, 14, 16, 18, 20, 21, 23}));
    model.sort(PairTableModel::NumberColumn, Qt::DescendingOrder);
    model.append({storedPair(24), storedPair(25)});
    QCOMPARE(shownNumbers(model).sliced(0, 3), (QList<qint64>{25, 24, 23}));
    QCOMPARE(inserted.size(), 2);
    model.append({storedPair(26, {}, u"search"_s)});
    QCOMPARE(inserted.size(), 2);
    model.sort(PairTableModel::NewerMsColumn, Qt::DescendingOrder);
    model.append({storedPair(27)});
    QCOMPARE(model.number(0), 27);
}

void TestParityTables::millionPairs()
{
    constexpr qint64 pairs = 1'000'000;
    PairColumns columns;
    columns.reserve(size_t(pairs));
    for (qint64 number = 1; number <= pairs; ++number)
        columns.append(
            storedPair(number, number % 100 == 0 ? std::vector<quint32>{1} : std::vector<quint32>{}));
    PairTableModel model;
    model.replace(std::move(columns));
    PairFilter filter;
    filter.group = 1;
    model.setFilter(filter);
    QCOMPARE(model.rowCount(), int(pairs / 100));
    filter = {};
    filter.text = "/p/42";
    model.setFilter(filter);
    QCOMPARE(model.rowCount(), int(pairs / 100));
    QCOMPARE(model.number(1), 142);
    model.setFilter({});
    model.sort(PairTableModel::LegacyMsColumn, Qt::DescendingOrder);
    QCOMPARE(model.rowCount(), int(pairs));
    QCOMPARE(raw(model, 0, PairTableModel::LegacyMsColumn).toInt(), 49);
    QCOMPARE(raw(model, int(pairs) - 1, PairTableModel::LegacyMsColumn).toInt(), 0);
}

void TestParityTables::groupsAddUp()
{
    GroupTableModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    PairColumns pairs = columnsOf(tenPairs());
    model.replace(threeGroups(), pairs);
    QCOMPARE(model.rowCount(), 2); // group 9 has no pair
    QCOMPARE(model.groupId(0), 1U);
    QCOMPARE(raw(model, 0, GroupTableModel::PairsColumn).toLongLong(), 5);
    QCOMPARE(raw(model, 0, GroupTableModel::ShareColumn).toDouble(), 1.0); // of the route's comparable pairs
    QCOMPARE(raw(model, 0, GroupTableModel::FirstColumn).toDateTime(), rowTime(12));
    QCOMPARE(raw(model, 0, GroupTableModel::LastColumn).toDateTime(), rowTime(21));
    QCOMPARE(raw(model, 1, GroupTableModel::TagsColumn).toStringList(),
             (QStringList{u"number"_s, u"string"_s}));
    QVERIFY(!raw(model, 0, GroupTableModel::TagsColumn).isValid());

    const auto from = PairColumns::Row(pairs.size());
    pairs.append(storedPair(21, {9}, u"search"_s));
    pairs.append(storedPair(22, {2}));
    pairs.append(storedPair(23, {77})); // a group that nobody named
    model.append(threeGroups(), pairs, from);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.groupId(0), 2U); // six pairs now
    QCOMPARE(raw(model, model.rowOf(1), GroupTableModel::ShareColumn).toDouble(), 5.0 / 7.0);
    QCOMPARE(raw(model, model.rowOf(9), GroupTableModel::ShareColumn).toDouble(), 1.0 / 6.0);
    model.replace(threeGroups(), columnsOf({storedPair(1)}));
    QCOMPARE(model.rowCount(), 0);
}

void TestParityTables::groupsAreFilteredAndSorted()
{
    GroupTableModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.replace(threeGroups(),
                  columnsOf({storedPair(1, {1}), storedPair(2, {2, 1}), storedPair(3, {9}, u"search"_s)}));
    const auto ids = [&model] {
        QList<int> list;
        for (int row = 0; row < model.rowCount(); ++row)
            list << int(model.groupId(row));
        return list;
    };
    QCOMPARE(ids(), (QList<int>{1, 2, 9})); // most pairs first
    model.sort(GroupTableModel::PathColumn, Qt::AscendingOrder);
    QCOMPARE(ids(), (QList<int>{9, 2, 1}));
    model.sort(GroupTableModel::LastColumn, Qt::DescendingOrder);
    QCOMPARE(ids().constFirst(), 9);
    GroupFilter filter;
    filter.text = u"hits"_s;
    model.setFilter(filter);
    QCOMPARE(ids(), QList<int>{9});
    filter = {};
    filter.route = u"cart"_s;
    filter.kind = DifferenceKind::Type;
    model.setFilter(filter);
    QCOMPARE(ids(), QList<int>{2});
    for (int column = 0; column < GroupTableModel::ColumnCount; ++column) {
        model.setFilter({});
        model.sort(column, Qt::DescendingOrder);
        QCOMPARE(model.rowCount(), 3);
    }
}

void TestParityTables::groupsFollowTriage()
{
    GroupTableModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.replace(threeGroups(), columnsOf({storedPair(1, {1}), storedPair(2, {2, 1})}));
    QCOMPARE(raw(model, 0, GroupTableModel::StateColumn).toInt(), int(TriageState::New));
    TriageBook book;
    TriageEntry entry;
    entry.group = signatureKey(threeGroups()[0].signature);
    entry.state = TriageState::Known;
    entry.ticket = u"SHOP-7"_s;
    book.put(entry);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setTriage(book);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(raw(model, 0, GroupTableModel::StateColumn).toInt(), int(TriageState::Known));
    QCOMPARE(model.triage(0).ticket, u"SHOP-7"_s);
    GroupFilter filter;
    filter.states = {TriageState::New, TriageState::Review};
    model.setFilter(filter);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.groupId(0), 2U);
    filter = {};
    filter.text = u"shop-"_s;
    model.setFilter(filter);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.groupId(0), 1U);
}

void TestParityTables::groupTrend()
{
    constexpr qint64 hour = 3600;
    PairColumns pairs;
    for (qint64 i = 0; i < 200; ++i) {
        StoredPair pair = storedPair(i + 1, {1});
        pair.at = rowTime(i * hour);
        pairs.append(pair);
    }
    StoredPair last = storedPair(500, {2});
    last.at = rowTime(200 * hour);
    pairs.append(last);
    GroupColumns groups;
    groups.addGroups(threeGroups());
    for (PairColumns::Row row = 0; row < pairs.size(); ++row)
        groups.count(pairs, row);
    const GroupColumns::Trend trend = groups.trend(0);
    QCOMPARE(trend.back(), 0U); // the newest hour had none of it
    QCOMPARE(trend.at(trend.size() - 2), 1U);
    QCOMPARE(std::accumulate(trend.begin(), trend.end(), 0U), 23U);
    QCOMPARE(groups.rise(0), -1);
    QCOMPARE(groups.rise(1), 1);
    QCOMPARE(groups.pairs(0), 200);
}

QTEST_GUILESS_MAIN(TestParityTables)
#include "tst_paritytables.moc"
