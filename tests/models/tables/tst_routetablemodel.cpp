// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/routetablemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

template<typename T>
Reading<T> live(const T &value)
{
    Reading<T> reading;
    reading.value = value;
    reading.receivedAt = MonotonicTime{} + std::chrono::hours(1);
    reading.quality = Quality::Live;
    return reading;
}

RouteStatus routeStatus(const QString &id, Layer layer, Mode mode, int percent)
{
    RouteStatus status;
    status.spec = {id, id, layer};
    RouteState state;
    state.id = id;
    state.layer = layer;
    state.mode = mode;
    state.percent = percent;
    status.commanded = live(state);
    status.acknowledged = live(Acknowledgement{2, 2, {}});
    ObservedShare observed;
    observed.percent = percent;
    observed.requestsPerSecond = 10;
    observed.newPerSecond = percent / 10.0;
    status.observed = live(observed);
    return status;
}

MigrationState shop()
{
    MigrationState state;
    state.now = MonotonicTime{} + std::chrono::hours(1);
    state.wall = QDateTime(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC);
    state.routes = {routeStatus(u"catalog"_s, Layer::Read, Mode::CompareNew, 50),
                    routeStatus(u"checkout"_s, Layer::Write, Mode::CompareNew, 15),
                    routeStatus(u"orders"_s, Layer::Write, Mode::Legacy, 0)};
    return state;
}

} // namespace

class TestRouteTableModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void layersOpenIntoRoutes();
    void refreshSignalsOnlyWhatChanged_data();
    void refreshSignalsOnlyWhatChanged();
    void layerAddsUpItsRoutes();
    void staleCellsTellTheirAge();
    void missingIsNeverZero();
};

void TestRouteTableModel::layersOpenIntoRoutes()
{
    RouteTableModel model;
    const QAbstractItemModelTester contract(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setState(shop());
    QCOMPARE(model.rowCount(), 2);
    const QModelIndex write = model.index(1, 0);
    QCOMPARE(model.rowCount(write), 2);
    const QModelIndex orders = model.indexOfRoute(u"orders"_s);
    QCOMPARE(orders.parent(), write);
    QCOMPARE(model.route(orders)->id, u"orders"_s);
    QVERIFY(!model.layer(orders));
    QCOMPARE(model.layer(write)->routes, 2);
}

void TestRouteTableModel::refreshSignalsOnlyWhatChanged_data()
{
    QTest::addColumn<MigrationState>("after");
    QTest::addColumn<QList<int>>("counts"); // inserted, removed, changed, reset
    QTest::newRow("same picture") << shop() << QList{0, 0, 0, 0};
    MigrationState later = shop();
    later.now += std::chrono::seconds(1);
    later.wall = later.wall.addSecs(1);
    QTest::newRow("only older, still live") << later << QList{0, 0, 0, 0};
    MigrationState moved = shop();
    moved.routes[1].commanded.value.percent = 50;
    QTest::newRow("one route, and so its layer") << moved << QList{0, 0, 2, 0};
    MigrationState gone = shop();
    gone.routes.removeLast();
    QTest::newRow("a route went") << gone << QList{0, 1, 1, 0};
    MigrationState come = shop();
    come.routes << routeStatus(u"session"_s, Layer::Session, Mode::Legacy, 0);
    QTest::newRow("a layer came with a route") << come << QList{2, 0, 0, 0};
    MigrationState layerGone = shop();
    layerGone.routes.removeFirst();
    QTest::newRow("a layer went with its route") << layerGone << QList{0, 2, 0, 0};
    MigrationState swapped = shop();
    swapped.routes.swapItemsAt(1, 2);
    QTest::newRow("another order") << swapped << QList{0, 0, 0, 1};
}

void TestRouteTableModel::refreshSignalsOnlyWhatChanged()
{
    QFETCH(const MigrationState, after);
    QFETCH(const QList<int>, counts);
    RouteTableModel model;
    const QAbstractItemModelTester contract(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setState(shop());
    const QSignalSpy inserted(&model, &RouteTableModel::rowsInserted);
    const QSignalSpy removed(&model, &RouteTableModel::rowsRemoved);
    const QSignalSpy changed(&model, &RouteTableModel::dataChanged);
    const QSignalSpy reset(&model, &RouteTableModel::modelReset);
    model.setState(after);
    QCOMPARE((QList{int(inserted.size()), int(removed.size()), int(changed.size()), int(reset.size())}),
             counts);
}

void TestRouteTableModel::layerAddsUpItsRoutes()
{
    RouteTableModel model;
    model.setState(shop());
    const LayerRow *write = model.layer(model.index(1, 0));
    QVERIFY(write->mixedModes);
    QVERIFY(!write->mode.value);
    QCOMPARE(*write->commandedLow.value, 0);
    QCOMPARE(*write->commandedHigh.value, 15);
    QCOMPARE(write->observed.value->percent, 7.5); // 1.5 of 20 requests
}

void TestRouteTableModel::staleCellsTellTheirAge()
{
    MigrationState state = shop();
    state.routes[0].observed.quality = Quality::Stale;
    state.now += std::chrono::seconds(14);
    RouteTableModel model;
    model.setState(state);
    const RouteRow *row = model.route(model.indexOfRoute(u"catalog"_s));
    QCOMPARE(row->observed.ageSeconds, 14);
    const QModelIndex cell =
        model.indexOfRoute(u"catalog"_s).siblingAtColumn(RouteTableModel::ObservedColumn);
    QCOMPARE(cell.data(QualityRole).toInt(), int(Quality::Stale));
}

void TestRouteTableModel::missingIsNeverZero()
{
    MigrationState state = shop();
    state.routes[0].commanded = {};
    state.routes[0].observed = {};
    RouteTableModel model;
    model.setState(state);
    const QModelIndex catalog = model.indexOfRoute(u"catalog"_s);
    for (int column = RouteTableModel::SplitColumn; column < RouteTableModel::ColumnCount; ++column) {
        if (column != RouteTableModel::AcknowledgedColumn)
            QVERIFY2(!catalog.siblingAtColumn(column).data(RawRole).isValid() ||
                         column == RouteTableModel::ChangedColumn,
                     qPrintable(QString::number(column)));
    }
}

QTEST_GUILESS_MAIN(TestRouteTableModel)
#include "tst_routetablemodel.moc"
