// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/consequence/predictionbook.h"
#include "models/history/serieshistory.h"
#include "tests/models/control/controlbench.h"

#include <functional>
#include <QFile>
#include <QSignalSpy>

using namespace interlock;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QDateTime predictedAt()
{
    return QDateTime(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC);
}

Forecast within(double low, double value, double high)
{
    return {ForecastBasis::Record, value, low, high};
}

/// 15 → 50 % of checkout, followed by the traffic a minute later.
Prediction predicted()
{
    Prediction made;
    made.act = QUuid::fromString(u"{2f1b7c3e-9a54-4d08-8a41-5d6c7e8f9012}"_s);
    made.routeId = u"checkout"_s;
    made.from = 15;
    made.to = 50;
    made.at = predictedAt();
    made.figures = {{PredictedFigure::Requests, within(40'000, 50'400, 60'000)},
                    {PredictedFigure::Load, within(25, 30, 35)},
                    {PredictedFigure::P95, within(0.4, 0.5, 0.6)},
                    {PredictedFigure::Differences, within(0, 12, 24)},
                    {PredictedFigure::Orders, {ForecastBasis::Extrapolated, 10, 6, 15}}};
    made.routeNewBefore = 6;
    made.observedAt = predictedAt().addSecs(60);
    made.differentThen = 5;
    return made;
}

struct AfterWorld
{
    AfterWorld()
    {
        RouteStatus route;
        route.spec.id = u"checkout"_s;
        route.commanded.value.mode = Mode::CompareNew;
        route.commanded.value.percent = 50;
        route.commanded.quality = Quality::Live;
        route.parity.value.different = 8;
        route.parity.quality = Quality::Live;
        state.routes = {route};
        state.orders.value.newOpen = 20;
        state.orders.quality = Quality::Live;
        for (int minute = 0; minute < 12; ++minute)
            record.minutes.append({predicted().observedAt.addSecs(60 * minute).toMSecsSinceEpoch(),
                                   minute == 0 ? 1000.0 : 31.0, 40, 20, 0.7});
        at(600);
    }
    void at(qint64 secondsAfter) { state.wall = predicted().observedAt.addSecs(secondsAfter); }
    [[nodiscard]] Prediction look(const Prediction &one) const { return judged(one, record, state, {}); }

    MigrationState state;
    RouteRecord record;
};

} // namespace

/// What was foretold, beside what came.
class TestPredictions final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatCameIsMeasured();
    void nothingIsJudgedThatIsNotDue_data();
    void nothingIsJudgedThatIsNotDue();
    void whatWasNotMeasuredIsAbsent();
    void ordersAreLookedAtAnHourLater();
    void survivesItsFile();
    void damagedEntriesAreLeftOut_data();
    void damagedEntriesAreLeftOut();
    void newestAreKept();
    void anActThatIsSentIsFollowed();
    void anActThatIsNotSentIsNot();
};

void TestPredictions::whatCameIsMeasured()
{
    const AfterWorld world;
    const Prediction after = world.look(predicted());
    QCOMPARE(after.came.value(PredictedFigure::Requests), 14.0 * 3600);
    QCOMPARE(after.came.value(PredictedFigure::Load), 31.0); // the first minute had not settled
    QCOMPARE(after.came.value(PredictedFigure::P95), 0.7);
    QCOMPARE(after.came.value(PredictedFigure::Differences), 18.0); // three in ten minutes
    QVERIFY(!after.came.contains(PredictedFigure::Orders));
    QVERIFY(!after.closed);
    QCOMPARE(scoreOf({after}), (PredictionScore{3, 4})); // p95 came out of its range
    QCOMPARE(world.look(after), after);
}

void TestPredictions::nothingIsJudgedThatIsNotDue_data()
{
    using Change = std::function<void(Prediction &, AfterWorld &)>;
    QTest::addColumn<Change>("change");
    QTest::addColumn<bool>("closed");
    QTest::newRow("nine minutes") << Change([](Prediction &, AfterWorld &w) { w.at(599); }) << false;
    QTest::newRow("not observed yet")
        << Change([](Prediction &p, AfterWorld &) { p.observedAt = {}; }) << false;
    QTest::newRow("moved again meanwhile")
        << Change([](Prediction &, AfterWorld &w) { w.state.routes[0].commanded.value.percent = 25; })
        << true;
    QTest::newRow("rolled back meanwhile")
        << Change([](Prediction &, AfterWorld &w) { w.state.routes[0].commanded.value.mode = Mode::Legacy; })
        << true;
}

void TestPredictions::nothingIsJudgedThatIsNotDue()
{
    using Change = std::function<void(Prediction &, AfterWorld &)>;
    QFETCH(Change, change);
    QFETCH(bool, closed);
    AfterWorld world;
    Prediction one = predicted();
    change(one, world);
    const Prediction after = world.look(one);
    QVERIFY(after.came.isEmpty());
    QCOMPARE(after.closed, closed);
}

void TestPredictions::whatWasNotMeasuredIsAbsent()
{
    AfterWorld world;
    world.record = {};
    world.state.routes[0].parity.quality = Quality::Stale;
    QVERIFY(world.look(predicted()).came.isEmpty());
    world.state.routes[0].parity.quality = Quality::Live;
    world.state.routes[0].parity.value.different = 2; // the window has let go of old ones
    QVERIFY(world.look(predicted()).came.isEmpty());
    Prediction unknown = predicted();
    unknown.figures[PredictedFigure::Load] = {ForecastBasis::Insufficient};
    QVERIFY(!AfterWorld().look(unknown).came.contains(PredictedFigure::Load)); // nothing was foretold
}

void TestPredictions::ordersAreLookedAtAnHourLater()
{
    AfterWorld world;
    world.at(3600);
    const Prediction after = world.look(predicted());
    QCOMPARE(after.came.value(PredictedFigure::Orders), 20.0);
    QVERIFY(after.closed);
    world.state.orders.quality = Quality::Lost;
    const Prediction lost = world.look(predicted());
    QVERIFY(!lost.came.contains(PredictedFigure::Orders));
    QVERIFY(lost.closed);
}

void TestPredictions::survivesItsFile()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"predictions.json"_s);
    Prediction one = AfterWorld().look(predicted());
    {
        PredictionFile file(path);
        file.write(predicted());
        file.write(one);
    }
    QCOMPARE(PredictionFile(path).read(), QList<Prediction>{one});
    QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QVERIFY(PredictionFile(QString()).read().isEmpty());
}

void TestPredictions::damagedEntriesAreLeftOut_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("no act") << u"act"_s << QJsonValue(u"x"_s);
    QTest::newRow("no route") << u"route"_s << QJsonValue(u"<b>"_s);
    QTest::newRow("no time") << u"at"_s << QJsonValue();
    QTest::newRow("share over 100") << u"to"_s << QJsonValue(101);
    QTest::newRow("share that is text") << u"from"_s << QJsonValue(u"15"_s);
    QTest::newRow("figure without basis")
        << u"figures"_s << QJsonValue(QJsonObject{{u"load"_s, QJsonObject()}});
    QTest::newRow("range the wrong way round")
        << u"figures"_s
        << QJsonValue(QJsonObject{
               {u"load"_s,
                QJsonObject{{u"basis"_s, u"record"_s}, {u"value"_s, 2}, {u"low"_s, 3}, {u"high"_s, 1}}}});
}

void TestPredictions::damagedEntriesAreLeftOut()
{
    QFETCH(QString, key);
    QFETCH(QJsonValue, value);
    QJsonObject object = predictionJson(predicted());
    QCOMPARE(predictionFromJson(object), std::optional(predicted()));
    object.insert(key, value);
    QVERIFY(!predictionFromJson(object));
}

void TestPredictions::newestAreKept()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"predictions.json"_s);
    Prediction last;
    {
        PredictionFile file(path);
        for (int i = 0; i < PredictionFile::kept + 5; ++i) {
            last = predicted();
            last.act = QUuid::createUuid();
            file.write(last);
        }
    }
    const QList<Prediction> read = PredictionFile(path).read();
    QCOMPARE(read.size(), PredictionFile::kept);
    QCOMPARE(read.constFirst(), last);
}

/// From the armed act to what came, through a console that was started anew in between.
void TestPredictions::anActThatIsSentIsFollowed()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    SeriesHistory history;
    const QString path = bench.folder.filePath(u"predictions.json"_s);
    PredictionTimings timings;
    timings.look = 10ms;
    ForwardAct *act = bench.control->forward(u"checkout"_s);
    {
        PredictionBook book(*bench.control, history, path, nullptr, timings);
        book.follow(act);
        book.follow(act);
        act->setDraft(toPercent(u"checkout"_s, 25));
        act->prepare();
        QTRY_COMPARE(act->state(), ForwardState::Armed);
        QVERIFY(book.predictions().isEmpty());
        act->confirm();
        QTRY_COMPARE(book.predictions().size(), 1);
        const Prediction made = book.predictions().constFirst();
        QCOMPARE(made.from, 15);
        QCOMPARE(made.to, 25);
        QCOMPARE(made.figures.value(PredictedFigure::Requests).value, 100.0 * 3600);
        QCOMPARE(made.figures.value(PredictedFigure::P95).basis, ForecastBasis::Insufficient);
        bench.traffic(u"checkout"_s, 25);
        QTRY_COMPARE(act->state(), ForwardState::Observed);
        QTRY_VERIFY(book.predictions().constFirst().observedAt.isValid());
    }
    PredictionBook later(*bench.control, history, path, nullptr, timings);
    QCOMPARE(later.predictions().size(), 1);
    const qint64 observed = later.predictions().constFirst().observedAt.toMSecsSinceEpoch();
    for (int minute = 0; minute < 10; ++minute) {
        history.append(u"requests|checkout|new"_s, observed + minute * 60'000 + 1000, 250);
        history.append(u"requests|checkout|legacy"_s, observed + minute * 60'000 + 1000, 750);
    }
    QSignalSpy changed(&later, &PredictionBook::changed);
    bench.clock.advance(601s);
    QTRY_VERIFY(later.predictions().constFirst().came.contains(PredictedFigure::Requests));
    QCOMPARE(later.predictions().constFirst().came.value(PredictedFigure::Requests), 100.0 * 3600);
    QCOMPARE(later.score(), (PredictionScore{1, 2})); // catalog's load is not in this history
    QVERIFY(!changed.isEmpty());
}

void TestPredictions::anActThatIsNotSentIsNot()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    SeriesHistory history;
    PredictionBook book(*bench.control, history, QString());
    ForwardAct *act = bench.control->forward(u"checkout"_s);
    book.follow(act);
    act->setDraft(toPercent(u"checkout"_s, 25));
    act->prepare();
    QTRY_COMPARE(act->state(), ForwardState::Armed);
    act->cancel();
    QTRY_COMPARE(act->state(), ForwardState::View);
    QVERIFY(book.predictions().isEmpty());
}

QTEST_GUILESS_MAIN(TestPredictions)
#include "tst_predictions.moc"
