// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/serieshistory.h"

#include <cmath>
#include <limits>
#include <QSignalSpy>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

class TestSeriesHistory final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsSeriesByKey()
    {
        SeriesHistory history;
        QCOMPARE(history.series(u"lag|back"_s), nullptr);
        history.append(u"lag|back"_s, 1000, 1.5);
        history.append(u"errors|new"_s, 1000, 2);
        const Series *lag = history.series(u"lag|back"_s);
        QVERIFY(lag);
        QCOMPARE(lag->lastValue(), 1.5);
        for (int i = 0; i < 1000; ++i)
            history.append(QString::number(i), 1, 1);
        QCOMPARE(history.series(u"lag|back"_s), lag);
        QCOMPARE(history.keys().size(), 1002);
    }

    void timeNeverGoesBack()
    {
        SeriesHistory history;
        history.append(u"a"_s, 1000, 1);
        history.append(u"a"_s, 1000, 2);
        history.append(u"a"_s, 999, 3);
        QCOMPARE(history.series(u"a"_s)->size(), 1);
        QCOMPARE(history.series(u"a"_s)->lastValue(), 1.0);
    }

    void dropsWhatIsOlderThanTheSpan()
    {
        SeriesHistory history(std::chrono::seconds(100));
        for (qint64 i = 0; i <= 1000; ++i)
            history.append(u"a"_s, i * 1000, double(i));
        QCOMPARE(history.series(u"a"_s)->firstTime(), 900'000);
        QCOMPARE(history.series(u"a"_s)->size(), 101);
    }

    void seriesOfOnePollShareTheirTimes()
    {
        // "b" comes with "a", "c" a little later; each keeps its own times, whoever is dropped first.
        SeriesHistory alone;
        SeriesHistory together(std::chrono::seconds(4000));
        const auto timeOf = [](qint64 i) { return i * 1000 + i * i % 97; }; // no two blocks alike
        for (qint64 i = 0; i < 5120; ++i) {
            alone.append(u"a"_s, timeOf(i), double(i));
            together.append(u"a"_s, timeOf(i), double(i));
            together.append(u"b"_s, timeOf(i), double(-i));
            together.append(u"c"_s, timeOf(i) + i % 3, 1);
        }
        SeriesHistory pair;
        for (qint64 i = 0; i < 5120; ++i) {
            pair.append(u"a"_s, timeOf(i), 1);
            pair.append(u"b"_s, timeOf(i), 2);
        }
        QCOMPARE(2 * alone.memoryBytes() - pair.memoryBytes(), 5120 * qsizetype(sizeof(quint16)));
        together.append(u"a"_s, timeOf(20'000), 0); // all but this one sample of "a" is too old
        QCOMPARE(together.series(u"a"_s)->size(), 1);
        qint64 at = 5120 - together.series(u"b"_s)->size();
        together.series(u"b"_s)->visit(0, timeOf(5120), [&](qint64 time, double value) {
            QCOMPARE(time, timeOf(at));
            QCOMPARE(value, double(-at));
            ++at;
        });
        QCOMPARE(at, 5120);
        at = 5120 - together.series(u"c"_s)->size();
        together.series(u"c"_s)->visit(0, timeOf(5121), [&](qint64 time, double) {
            QCOMPARE(time, timeOf(at) + at % 3);
            ++at;
        });
        QCOMPARE(at, 5120);
    }

    void pastComesBeforeOwnSamples()
    {
        SeriesHistory history;
        history.append(u"a"_s, 100'000, 50);
        history.append(u"a"_s, 101'000, 51);
        const Series *series = history.series(u"a"_s);
        const quint64 before = series->revision();
        history.prepend(u"a"_s, {60, 70, 80, 90, 100, 110}, {1, 2, 3, 4, 999, 999});
        QCOMPARE(history.series(u"a"_s), series);
        QVERIFY(series->revision() > before);
        QCOMPARE(series->size(), 6);
        QCOMPARE(series->valueAt(100'000), 50.0);
        const auto columns = series->columns(60'000, 110'000, 50);
        QCOMPARE(columns.size(), std::size_t(6));
        for (std::size_t i = 1; i < columns.size(); ++i) // ten seconds are the past's own step
            QVERIFY(!columns[i].gapBefore);
        history.append(u"a"_s, 111'000, 52); // but not that of the own samples
        QVERIFY(series->columns(60'000, 112'000, 52).back().gapBefore);
    }

    void pastOfAnEmptySeries()
    {
        SeriesHistory history(std::chrono::seconds(3600));
        history.prepend(u"a"_s, {0, 5000, 5010}, {1, 2, std::numeric_limits<double>::quiet_NaN()});
        QVERIFY(history.series(u"a"_s));
        QCOMPARE(history.series(u"a"_s)->firstTime(), 5'000'000); // the first one is older than the span
        QVERIFY(std::isnan(history.series(u"a"_s)->lastValue()));
        history.prepend(u"b"_s, {}, {});
        QCOMPARE(history.series(u"b"_s), nullptr);
    }

    void announcesSeldom()
    {
        SeriesHistory history;
        QSignalSpy spy(&history, &SeriesHistory::appended);
        for (qint64 i = 0; i < 5000; ++i)
            history.append(u"a"_s, i, 1);
        QCOMPARE(spy.count(), 0); // never from within append
        QTRY_COMPARE(spy.count(), 1);
        for (qint64 i = 5000; i < 9000; ++i)
            history.append(u"a"_s, i, 1);
        QTRY_COMPARE(spy.count(), 2);
    }

    void aDayOfAHundredSignalsIsSmall()
    {
        SeriesHistory history;
        for (int s = 0; s < 10; ++s) {
            for (qint64 i = 0; i < 86'400; ++i)
                history.append(QString::number(s), i * 1000, double(i));
        }
        QVERIFY2(history.memoryBytes() * 10 < 65'000'000, qPrintable(QString::number(history.memoryBytes())));
    }
};

QTEST_GUILESS_MAIN(TestSeriesHistory)
#include "tst_serieshistory.moc"
