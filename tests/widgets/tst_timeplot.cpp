// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/memorysource.h"
#include "widgets/plotcanvas.h"
#include "widgets/timeplot.h"

#include <cmath>
#include <limits>
#include <QApplication>
#include <QClipboard>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 Start = 1'700'000'000'000;
constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

/// A plot of one line on a group that does not follow, with the value axis fixed to [0, 100].
struct Bench
{
    TimePlotGroup group;
    std::shared_ptr<MemorySource> source = std::make_shared<MemorySource>();
    TimePlot plot{&group};
    QColor color = Theme::light().legacy;

    void show(qint64 from, qint64 to)
    {
        group.setUtc(true);
        group.showRange(from, to);
        plot.setTheme(PlotTheme::from(Theme::light(), plot.font()));
        plot.setTitle(u"Latency"_s, u"ms"_s);
        plot.setValueRange(0, 100);
        plot.setSeries({{u"legacy"_s, {color, LineKind::Solid, MarkShape::None}, source, 1}});
        plot.resize(800, 300);
        plot.show();
        QApplication::processEvents();
    }
    /// The line's colour, or more than half of it at an antialiased edge.
    [[nodiscard]] bool isInk(const QColor &pixel) const
    {
        return std::abs(pixel.red() - color.red()) + std::abs(pixel.green() - color.green()) +
                   std::abs(pixel.blue() - color.blue()) <
               260;
    }
    [[nodiscard]] QImage picture()
    {
        QApplication::processEvents();
        return plot.canvas()->grab().toImage();
    }
    /// How many pixels of the line's colour lie in the part of the plot between two times and two values.
    [[nodiscard]] int inked(qint64 from, qint64 to, double bottom = 0, double top = 100)
    {
        const QImage image = picture();
        const PlotCanvas *canvas = plot.canvas();
        const QRect area = canvas->plotRect();
        const auto row = [&](double value) { return area.bottom() - int(value / 100 * area.height()); };
        int count = 0;
        for (int x = int(canvas->xAt(from)); x < int(canvas->xAt(to)); ++x) {
            for (int y = std::max(row(top), area.top()); y < std::min(row(bottom), area.bottom()); ++y)
                count += isInk(image.pixelColor(x, y)) ? 1 : 0;
        }
        return count;
    }
};

} // namespace

class TestTimePlot final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void gapsStayEmpty_data()
    {
        QTest::addColumn<qint64>("step");
        QTest::newRow("polyline") << qint64(10'000);
        QTest::newRow("spans") << qint64(100);
    }
    void gapsStayEmpty()
    {
        QFETCH(const qint64, step);
        Bench bench;
        bench.source->series.setGapAfter(std::chrono::milliseconds(step * 3));
        for (qint64 t = 0; t < 1'000'000; t += step) {
            if (t < 300'000 || t >= 500'000) // a pause
                bench.source->series.append(Start + t, t >= 700'000 && t < 800'000 ? NaN : 50);
        }
        bench.show(Start, Start + 1'000'000);
        QVERIFY(bench.inked(Start + 100'000, Start + 290'000) > 50);
        QCOMPARE(bench.inked(Start + 310'000, Start + 490'000), 0);
        QVERIFY(bench.inked(Start + 510'000, Start + 690'000) > 50);
        QCOMPARE(bench.inked(Start + 710'000, Start + 790'000), 0);
        QVERIFY(bench.inked(Start + 810'000, Start + 990'000) > 50);
    }

    void oneSpikeInAMillionIsSeen()
    {
        Bench bench;
        for (qint64 i = 0; i < 1'000'000; ++i)
            bench.source->series.append(Start + i * 100, i == 654'321 ? 90 : 10);
        bench.show(Start, Start + 100'000'000);
        const qint64 spike = Start + 65'432'100;
        QVERIFY(bench.inked(spike - 500'000, spike + 500'000, 60, 80) >= 20);
        QCOMPARE(bench.inked(Start, spike - 500'000, 60, 80), 0);
        QCOMPARE(bench.inked(spike + 500'000, Start + 100'000'000, 60, 80), 0);
    }

    /// What a live update leaves on the screen is what drawing everything anew would.
    void liveUpdatesEqualAFullPicture_data()
    {
        QTest::addColumn<qint64>("step");
        QTest::newRow("polyline") << qint64(2000);
        QTest::newRow("spans") << qint64(50);
    }
    void liveUpdatesEqualAFullPicture()
    {
        QFETCH(const qint64, step);
        Bench bench;
        const auto value = [](qint64 i) { return 50 + 40 * std::sin(double(i * i % 977)); };
        qint64 i = 0;
        for (; i * step < 400'000; ++i)
            bench.source->series.append(Start + i * step, value(i));
        bench.show(Start, Start + 600'000);
        const QImage first = bench.picture();
        bench.source->asked = 0;
        int updates = 0;
        for (; i * step < 440'000; ++i) {
            bench.source->series.append(Start + i * step, i % 50 == 7 ? NaN : value(i));
            bench.group.refresh();
            QApplication::processEvents();
            ++updates;
        }
        const int asked = bench.source->asked;
        const QImage live = bench.picture();
        bench.plot.canvas()->redrawAll();
        const QImage anew = bench.picture();
        QVERIFY(live != first);
        QVERIFY2(asked < updates * 24, qPrintable(u"%1 columns in %2 updates"_s.arg(asked).arg(updates)));
        int different = 0; // rounding of antialiased edges where strips meet is all that may differ
        for (int y = 0; y < anew.height(); ++y) {
            for (int x = 0; x < anew.width(); ++x) {
                const QColor a = live.pixelColor(x, y);
                const QColor b = anew.pixelColor(x, y);
                const int apart = std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) +
                                  std::abs(a.blue() - b.blue());
                different += apart > 96 ? 1 : 0;
            }
        }
        QVERIFY2(different < 10, qPrintable(QString::number(different)));
    }

    void staleEndIsMarked()
    {
        Bench bench;
        for (qint64 t = 0; t < 600'000; t += 1000)
            bench.source->series.append(Start + t, 50);
        bench.show(Start, Start + 900'000);
        bench.group.setNow(Start + 602'000);
        bench.group.refresh();
        const QImage fresh = bench.picture();
        bench.group.setNow(Start + 800'000);
        bench.group.refresh();
        const QImage stale = bench.picture();
        const QColor hatch = Theme::light().staleHatch;
        const auto hatched = [&](const QImage &image, qint64 from, qint64 to) {
            int count = 0;
            for (int x = int(bench.plot.canvas()->xAt(from)); x < int(bench.plot.canvas()->xAt(to)); ++x) {
                for (int y = 40; y < 200; ++y)
                    count += image.pixelColor(x, y) == hatch ? 1 : 0;
            }
            return count;
        };
        QCOMPARE(hatched(fresh, Start + 610'000, Start + 890'000), 0);
        QVERIFY(hatched(stale, Start + 610'000, Start + 890'000) > 200);
        QCOMPARE(hatched(stale, Start, Start + 590'000), 0);
        bench.plot.refresh();
        QTRY_VERIFY(bench.plot.accessibleDescription().contains(u"stale"_s));
    }

    void keysMoveTime()
    {
        Bench bench;
        for (qint64 t = 0; t <= 3'600'000; t += 1000)
            bench.source->series.append(Start + t, 50);
        bench.show(Start, Start + 600'000);
        TimePlotGroup &group = bench.group;
        group.goLive();
        QVERIFY(group.isLive());
        QVERIFY(group.to() > Start + 3'600'000);
        QCOMPARE(group.span(), 600'000);
        QTest::keyClick(&bench.plot, Qt::Key_Left);
        QVERIFY(!group.isLive());
        QVERIFY(bench.plot.header()->state().startsWith(u"paused at"_s));
        const qint64 right = group.to();
        QTest::keyClick(&bench.plot, Qt::Key_Left);
        QCOMPARE(group.to(), right - 60'000);
        QTest::keyClick(&bench.plot, Qt::Key_Right);
        QCOMPARE(group.to(), right);
        QTest::keyClick(&bench.plot, Qt::Key_Plus);
        QVERIFY(group.span() < 600'000);
        QTest::keyClick(&bench.plot, Qt::Key_Minus);
        QVERIFY(std::abs(group.span() - 600'000) <= 1);
        QTest::keyClick(&bench.plot, Qt::Key_Home);
        QCOMPARE(group.from(), Start);
        QTest::keyClick(&bench.plot, Qt::Key_Escape);
        QVERIFY(group.isLive());
        QVERIFY(bench.plot.header()->state().startsWith(u"live"_s));
        QVERIFY(bench.plot.header()->state().endsWith(u"UTC"_s));
    }

    void liveViewFollowsInSteps()
    {
        TimePlotGroup group;
        group.setSpan(640'000);
        group.setNow(Start);
        QSignalSpy moved(&group, &TimePlotGroup::rangeChanged);
        for (qint64 t = 0; t < 100'000; t += 100)
            group.setNow(Start + t);
        QVERIFY(moved.count() >= 9);
        QVERIFY(moved.count() <= 11);
        QVERIFY(group.to() > Start + 99'900);
        QVERIFY(group.to() <= Start + 99'900 + 10'000);
    }

    void mouseZoomsAndPans()
    {
        Bench bench;
        bench.source->series.append(Start, 50);
        bench.show(Start, Start + 1'000'000);
        PlotCanvas *canvas = bench.plot.canvas();
        const QPoint middle = canvas->plotRect().center();
        const qint64 under = canvas->timeAt(middle.x());
        QWheelEvent wheel(middle, canvas->mapToGlobal(middle), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(canvas, &wheel);
        QCOMPARE(bench.group.span(), 800'000);
        QVERIFY(std::abs(canvas->timeAt(middle.x()) - under) < 3000); // what is under the pointer stays there
        const qint64 from = bench.group.from();
        QTest::mousePress(canvas, Qt::LeftButton, {}, middle);
        QMouseEvent move(QEvent::MouseMove, middle + QPoint(100, 0),
                         canvas->mapToGlobal(middle + QPoint(100, 0)), Qt::NoButton, Qt::LeftButton,
                         Qt::NoModifier);
        QApplication::sendEvent(canvas, &move);
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, middle + QPoint(100, 0));
        const double expected = -100.0 / canvas->plotRect().width() * 800'000;
        QVERIFY(std::abs(double(bench.group.from() - from) - expected) < 2);
    }

    void cursorIsShared()
    {
        Bench bench;
        for (qint64 t = 0; t < 600'000; t += 1000)
            bench.source->series.append(Start + t, double(t) / 10'000);
        bench.show(Start, Start + 600'000);
        TimePlot other(&bench.group);
        other.resize(400, 200);
        other.setSeries({{u"new"_s, {Qt::green, LineKind::Dashed, MarkShape::Round}, bench.source, 2}});
        other.show();
        bench.group.setCursor(Start + 300'000);
        QCOMPARE(bench.plot.header()->entries().constFirst().value, u"30.0\u2009ms"_s);
        QCOMPARE(other.header()->entries().constFirst().value, u"30.00"_s);
        const QSize room = bench.plot.header()->size();
        bench.group.setCursor(std::nullopt);
        QCOMPARE(bench.plot.header()->entries().constFirst().value, u"59.9\u2009ms"_s);
        QCOMPARE(bench.plot.header()->size(), room);
        QTest::keyClick(&other, Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(bench.group.cursor().has_value());
        QVERIFY(!bench.group.isLive());
    }

    void exportsWhatIsVisible()
    {
        Bench bench;
        for (qint64 t = 0; t < 10'000; t += 1000)
            bench.source->series.append(Start + t, t == 4000 ? NaN : -double(t) / 1000);
        bench.show(Start + 3000, Start + 6000);
        bench.plot.setSeries(
            {{u"=legacy"_s, {bench.color, LineKind::Solid, MarkShape::None}, bench.source, 1}});
        QTest::keyClick(&bench.plot, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), u"time_utc,'=legacy [ms]\r\n"
                                                    "2023-11-14T22:13:23.000Z,-3\r\n"
                                                    "2023-11-14T22:13:24.000Z,\r\n"
                                                    "2023-11-14T22:13:25.000Z,-5\r\n"_s);
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"plot.png"_s);
        QVERIFY(bench.plot.savePng(path));
        const QImage saved(path);
        QVERIFY(saved.height() > bench.plot.height()); // the stamp
        QCOMPARE(saved.text(u"Title"_s), u"Latency"_s);
        QVERIFY(!bench.plot.savePng(folder.filePath(u"no/such/folder.png"_s)));
    }

    void saysWhatItShows()
    {
        Bench bench;
        bench.plot.setLimits({{u"p95 limit"_s, 80}});
        bench.source->series.append(Start, 42);
        bench.show(Start, Start + 10'000);
        bench.group.setNow(Start + 1000);
        QCOMPARE(bench.plot.accessibleName(), u"Latency, ms"_s);
        bench.plot.refresh();
        QTRY_VERIFY(bench.plot.accessibleDescription().contains(u"legacy 42.0"_s));
        QVERIFY(bench.plot.accessibleDescription().contains(u"limit p95 limit: 80"_s));
    }

    void emptyPlotSaysSo()
    {
        Bench bench;
        bench.show(Start, Start + 10'000);
        const QImage nothing = bench.picture();
        bench.plot.setEmptyText(u"Samples appear here once metrics answer."_s);
        QVERIFY(bench.picture() != nothing);
        QCOMPARE(bench.plot.header()->entries().constFirst().value, u"—"_s); // missing is never 0
        QCOMPARE(bench.plot.toCsv(), u"time_utc,legacy [ms]\r\n"_s);
    }

    void eventsAreFound()
    {
        Bench bench;
        bench.show(Start, Start + 100'000);
        bench.group.setEvents({{Start + 50'000, u"<b>Checkout</b> 15 %"_s}});
        const PlotCanvas *canvas = bench.plot.canvas();
        const QPoint at(int(canvas->xAt(Start + 50'000)), canvas->plotRect().bottom());
        (void)bench.picture();
        QVERIFY(canvas->eventAt(at).has_value());
        QVERIFY(!canvas->eventAt(at + QPoint(40, 0)).has_value());
    }
};

QTEST_MAIN(TestTimePlot)
#include "tst_timeplot.moc"
