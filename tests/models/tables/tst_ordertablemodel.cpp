// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/ordertablemodel.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

QDateTime noon()
{
    return QDateTime(QDate(2026, 3, 2), QTime(12, 0), Qt::UTC);
}

OrderInFlight order(int number, int dueHours, Side origin = Side::Legacy)
{
    OrderInFlight made;
    made.orderId = u"O%1"_s.arg(number, 6, 10, QLatin1Char('0'));
    made.origin = origin;
    made.owner = origin;
    made.state = u"waiting"_s;
    made.placedAt = noon().addDays(-1);
    made.dueAt = noon().addSecs(dueHours * 3600);
    made.legacyId = u"L%1"_s.arg(number);
    made.amountMinor = number * 100;
    made.currency = u"EUR"_s;
    return made;
}

OrdersSnapshot snapshot(const QList<OrderInFlight> &rows)
{
    OrdersSnapshot made;
    made.at = noon();
    made.rows = rows;
    return made;
}

QStringList shownIds(const OrderTableModel &model)
{
    QStringList ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids << model.index(row, 0).data(IdRole).toString();
    return ids;
}

} // namespace

class TestOrderTableModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refreshSignalsOnlyWhatChanged_data();
    void refreshSignalsOnlyWhatChanged();
    void selectionSurvivesWhatMoves();
    void sortsAndKeepsWhatIsMissingLast();
    void filters_data();
    void filters();
    void becomesOverdueWithTime();
    void agreesWithTheSnapshotWhateverComes();
    void holdsFiftyThousand();
};

void TestOrderTableModel::refreshSignalsOnlyWhatChanged_data()
{
    QTest::addColumn<QList<OrderInFlight>>("after");
    QTest::addColumn<QList<int>>("counts"); // inserted, removed, changed, layout
    const QList base{order(1, 1), order(2, 2), order(3, 3)};
    QTest::newRow("same rows") << base << QList{0, 0, 0, 0};
    QTest::newRow("same rows, other order") << QList{base[2], base[0], base[1]} << QList{0, 0, 0, 0};
    QList moved = base;
    moved[0].state = u"sent"_s;
    QTest::newRow("one state") << moved << QList{0, 0, 1, 0};
    QTest::newRow("one went") << QList{base[0], base[2]} << QList{0, 1, 0, 0};
    QTest::newRow("one came in the middle")
        << QList{base[0], base[1], base[2], order(4, 2)} << QList{1, 0, 0, 0};
    QTest::newRow("none left") << QList<OrderInFlight>{} << QList{0, 1, 0, 0};
    QList later = base;
    later[0].dueAt = noon().addDays(1);
    QTest::newRow("moves in the order") << later << QList{0, 0, 1, 1};
}

void TestOrderTableModel::refreshSignalsOnlyWhatChanged()
{
    QFETCH(const QList<OrderInFlight>, after);
    QFETCH(const QList<int>, counts);
    OrderTableModel model;
    const QAbstractItemModelTester contract(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSnapshot(snapshot({order(1, 1), order(2, 2), order(3, 3)}));
    const QSignalSpy inserted(&model, &OrderTableModel::rowsInserted);
    const QSignalSpy removed(&model, &OrderTableModel::rowsRemoved);
    const QSignalSpy changed(&model, &OrderTableModel::dataChanged);
    const QSignalSpy layout(&model, &OrderTableModel::layoutChanged);
    model.setSnapshot(snapshot(after));
    QCOMPARE((QList{int(inserted.size()), int(removed.size()), int(changed.size()), int(layout.size())}),
             counts);
    QCOMPARE(model.rowCount(), after.size());
}

void TestOrderTableModel::selectionSurvivesWhatMoves()
{
    OrderTableModel model;
    model.setSnapshot(snapshot({order(1, 1), order(2, 2), order(3, 3)}));
    const QPersistentModelIndex second = model.index(1, 0);
    model.setSnapshot(snapshot({order(2, 9), order(3, 3), order(4, 1)}));
    QCOMPARE(second.data(IdRole).toString(), u"O000002"_s);
    QCOMPARE(second.row(), 2);
    model.sort(OrderTableModel::IdColumn, Qt::DescendingOrder);
    QCOMPARE(second.data(IdRole).toString(), u"O000002"_s);
}

void TestOrderTableModel::sortsAndKeepsWhatIsMissingLast()
{
    OrderInFlight undated = order(3, 0);
    undated.dueAt = {};
    OrderTableModel model;
    model.setSnapshot(snapshot({undated, order(1, 5), order(2, 1)}));
    QCOMPARE(shownIds(model), (QStringList{u"O000002"_s, u"O000001"_s, u"O000003"_s}));
    model.sort(OrderTableModel::DueColumn, Qt::DescendingOrder);
    QCOMPARE(shownIds(model), (QStringList{u"O000001"_s, u"O000002"_s, u"O000003"_s}));
    model.sort(OrderTableModel::AmountColumn, Qt::DescendingOrder);
    QCOMPARE(shownIds(model), (QStringList{u"O000003"_s, u"O000002"_s, u"O000001"_s}));
}

void TestOrderTableModel::filters_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("origin"); // -1: both
    QTest::addColumn<bool>("overdue");
    QTest::addColumn<QStringList>("ids");
    QTest::newRow("nothing") << QString() << -1 << false
                             << QStringList{u"O000002"_s, u"O000001"_s, u"O000003"_s};
    QTest::newRow("id") << u"o000003"_s << -1 << false << QStringList{u"O000003"_s};
    QTest::newRow("legacy id") << u"L2"_s << -1 << false << QStringList{u"O000002"_s};
    QTest::newRow("placed on new") << QString() << int(Side::New) << false << QStringList{u"O000001"_s};
    QTest::newRow("overdue") << QString() << -1 << true << QStringList{u"O000002"_s};
    QTest::newRow("no match") << u"zzz"_s << -1 << false << QStringList{};
}

void TestOrderTableModel::filters()
{
    QFETCH(const QString, text);
    QFETCH(const int, origin);
    QFETCH(const bool, overdue);
    QFETCH(const QStringList, ids);
    OrderTableModel model;
    const QAbstractItemModelTester contract(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSnapshot(snapshot({order(1, 2, Side::New), order(2, -2), order(3, 3)}));
    OrderFilter filter;
    filter.text = text;
    filter.overdueOnly = overdue;
    if (origin >= 0)
        filter.origin = Side(origin);
    model.setFilter(filter);
    QCOMPARE(shownIds(model), ids);
    model.setFilter({});
    QCOMPARE(model.rowCount(), 3);
}

void TestOrderTableModel::becomesOverdueWithTime()
{
    OrderTableModel model;
    model.setSnapshot(snapshot({order(1, 1)}));
    QVERIFY(!model.isOverdue(0));
    const QSignalSpy changed(&model, &OrderTableModel::dataChanged);
    OrdersSnapshot later = snapshot({order(1, 1)});
    later.at = noon().addSecs(7200);
    model.setSnapshot(later);
    QVERIFY(model.isOverdue(0));
    QCOMPARE(changed.size(), 1);
}

void TestOrderTableModel::agreesWithTheSnapshotWhateverComes()
{
    OrderTableModel model;
    const QAbstractItemModelTester contract(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    quint32 seed = 12345;
    const auto random = [&seed](quint32 below) {
        seed = seed * 1664525u + 1013904223u;
        return int((seed >> 8) % below);
    };
    for (int round = 0; round < 200; ++round) {
        QList<OrderInFlight> rows;
        QStringList expected;
        for (int number = 0; number < 30; ++number) {
            if (random(3) > 0)
                rows << order(number, random(40));
        }
        QList<OrderInFlight> sorted = rows;
        std::ranges::sort(sorted, [](const OrderInFlight &a, const OrderInFlight &b) {
            return std::tie(a.dueAt, a.orderId) < std::tie(b.dueAt, b.orderId);
        });
        for (const OrderInFlight &row : std::as_const(sorted))
            expected << row.orderId;
        model.setSnapshot(snapshot(rows));
        QCOMPARE(shownIds(model), expected);
        if (!rows.isEmpty())
            QCOMPARE(model.order(0), sorted.constFirst());
    }
}

void TestOrderTableModel::holdsFiftyThousand()
{
    QList<OrderInFlight> rows;
    for (int number = 0; number < 50'000; ++number)
        rows << order(number, (number * 7919) % 1000 - 100);
    OrderTableModel model;
    model.setSnapshot(snapshot(rows));
    QCOMPARE(model.rowCount(), 50'000);
    rows.removeFirst();
    rows[10].state = u"sent"_s;
    const QSignalSpy reset(&model, &OrderTableModel::modelReset);
    const QSignalSpy removed(&model, &OrderTableModel::rowsRemoved);
    model.setSnapshot(snapshot(rows));
    QCOMPARE(reset.size(), 0);
    QCOMPARE(removed.size(), 1);
    OrderFilter filter;
    filter.text = u"O04999"_s;
    model.setFilter(filter);
    QCOMPARE(model.rowCount(), 10);
}

QTEST_GUILESS_MAIN(TestOrderTableModel)
#include "tst_ordertablemodel.moc"
