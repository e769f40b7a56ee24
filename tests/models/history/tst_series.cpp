// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/series.h"

#include <cmath>
#include <limits>
#include <optional>
#include <QTest>
#include <random>

using namespace interlock;

namespace {

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

struct Sample
{
    qint64 time;
    double value;
};

/// The plain reading of the contract, one pass over all samples.
std::vector<Column> bruteForce(const std::vector<Sample> &samples, qint64 from, qint64 to, int width,
                               qint64 gapAfter)
{
    std::vector<Column> result;
    qint64 currentColumn = -1;
    std::optional<std::size_t> joint;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto &[time, value] = samples[i];
        if (std::isnan(value) || time >= to)
            continue;
        if (time >= from) {
            const qint64 k = (time - from) * width / (to - from);
            const auto v = float(value);
            if (k != currentColumn) {
                const bool gap = !joint || *joint + 1 != i || time - samples[*joint].time > gapAfter;
                result.push_back({time, time, v, v, v, v, gap});
                currentColumn = k;
            }
            Column &column = result.back();
            column.lastTime = time;
            column.min = std::min(column.min, v);
            column.max = std::max(column.max, v);
            column.last = v;
        }
        joint = i;
    }
    return result;
}

QByteArray text(const std::vector<Column> &columns)
{
    QByteArray out;
    for (const Column &c : columns) {
        out += QByteArray::number(c.firstTime) + '-' + QByteArray::number(c.lastTime) + ' ' +
               QByteArray::number(double(c.first)) + '/' + QByteArray::number(double(c.min)) + '/' +
               QByteArray::number(double(c.max)) + '/' + QByteArray::number(double(c.last)) +
               (c.gapBefore ? " gap\n" : "\n");
    }
    return out;
}

/// Random walks with equal times, pauses longer than a chunk's offsets hold, runs of NaN and single ones.
std::vector<Sample> randomSamples(std::mt19937_64 &random, int count)
{
    std::vector<Sample> samples;
    qint64 time = 1'700'000'000'000 + qint64(random() % 1000);
    double value = 0;
    int nanRun = 0;
    for (int i = 0; i < count; ++i) {
        const auto kind = random() % 100;
        time += kind < 5 ? 0 : kind < 8 ? qint64(random() % 200'000) : qint64(random() % 2000);
        if (random() % 200 == 0)
            nanRun = int(random() % 300);
        value += double(random() % 2001) / 1000.0 - 1.0;
        const bool missing = nanRun-- > 0 || random() % 50 == 0;
        samples.push_back({time, missing ? NaN : value});
    }
    return samples;
}

} // namespace

class TestSeries final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsEmpty()
    {
        const Series series;
        QVERIFY(series.empty());
        QVERIFY(std::isnan(series.lastValue()));
        QVERIFY(std::isnan(series.valueAt(5)));
        QVERIFY(series.columns(0, 100, 10).empty());
        QCOMPARE(series.revision(), quint64(0));
    }

    void oneSample()
    {
        Series series;
        series.append(1000, 4.5);
        QCOMPARE(series.size(), 1);
        QCOMPARE(series.firstTime(), 1000);
        QCOMPARE(series.lastTime(), 1000);
        QCOMPARE(series.lastValue(), 4.5);
        QCOMPARE(series.columns(1000, 1001, 5).size(), std::size_t(1));
        QVERIFY(series.columns(0, 1000, 5).empty());    // the end is outside
        QVERIFY(series.columns(1001, 2000, 5).empty()); // and so is what lies before
        QVERIFY(series.columns(1000, 1000, 5).empty());
        QVERIFY(series.columns(0, 5000, 0).empty());
        QVERIFY(series.columns(0, 5000, 7).front().gapBefore);
    }

    void valueAtKeepsGaps_data()
    {
        QTest::addColumn<qint64>("time");
        QTest::addColumn<double>("expected");
        QTest::newRow("before the first") << qint64(999) << NaN;
        QTest::newRow("on a sample") << qint64(1000) << 1.0;
        QTest::newRow("between two") << qint64(1999) << 1.0;
        QTest::newRow("the last of equal times") << qint64(2000) << 3.0;
        QTest::newRow("within reach of the last") << qint64(7000) << 3.0;
        QTest::newRow("out of reach") << qint64(7001) << NaN;
        QTest::newRow("at a missing value") << qint64(20'000) << NaN;
        QTest::newRow("after a missing value") << qint64(20'500) << NaN;
        QTest::newRow("after the gap") << qint64(21'000) << 5.0;
    }
    void valueAtKeepsGaps()
    {
        QFETCH(const qint64, time);
        QFETCH(const double, expected);
        Series series(std::chrono::seconds(5));
        series.append(1000, 1);
        series.append(2000, 2);
        series.append(2000, 3);
        series.append(20'000, NaN);
        series.append(21'000, 5);
        const double value = series.valueAt(time);
        QVERIFY2(std::isnan(expected) ? std::isnan(value) : value == expected,
                 qPrintable(QString::number(value)));
    }

    void whatAFloatCannotHoldIsAGap()
    {
        Series series;
        series.append(0, 1);
        series.append(1, std::numeric_limits<double>::infinity());
        series.append(2, 1e300);
        series.append(3, 2);
        const auto columns = series.columns(0, 4, 4);
        QCOMPARE(columns.size(), std::size_t(2));
        QVERIFY(columns[1].gapBefore);
        QCOMPARE(columns[1].max, 2.0F);
    }

    void earlierSamplesAreDropped()
    {
        Series series;
        series.append(10, 1);
        series.append(9, 2);
        series.append(10, 3);
        QCOMPARE(series.size(), 2);
        QCOMPARE(series.revision(), quint64(2));
    }

    void gapRuleMayChange()
    {
        Series series(std::chrono::seconds(30));
        series.append(0, 1);
        series.append(20'000, 1);
        series.setGapAfter(std::chrono::seconds(5));
        series.append(40'000, 1);
        const auto columns = series.columns(0, 60'000, 60);
        QVERIFY(!columns[1].gapBefore);
        QVERIFY(columns[2].gapBefore);
    }

    /// Whatever is asked, the columns are those of the plain reading of the contract.
    void columnsAreExact_data()
    {
        QTest::addColumn<quint64>("seed");
        QTest::addColumn<int>("count");
        const auto base = quint64(std::random_device{}()); // printed with each row
        quint64 seed = base;
        for (const int count : {1, 2, 3, 63, 64, 65, 511, 512, 513, 4097, 30'000}) {
            QTest::addRow("%d samples, seed %llu", count, seed) << seed << count;
            ++seed;
        }
        QTest::newRow("seed of the first run") << quint64(20240607) << 5000;
    }
    void columnsAreExact()
    {
        QFETCH(const quint64, seed);
        QFETCH(const int, count);
        std::mt19937_64 random(seed);
        auto samples = randomSamples(random, count);
        Series series(std::chrono::seconds(5));
        for (const Sample &sample : samples)
            series.append(sample.time, sample.value);
        QCOMPARE(series.size(), qsizetype(count));

        for (int round = 0; round < 60; ++round) {
            const qint64 first = samples.front().time;
            const qint64 last = samples.back().time;
            const qint64 margin = 5000;
            const qint64 reach = last - first + 2 * margin;
            qint64 from = first - margin + qint64(random() % quint64(reach));
            qint64 to = first - margin + qint64(random() % quint64(reach));
            if (round == 0) {
                from = first;
                to = last + 1;
            }
            if (from > to)
                std::swap(from, to);
            const int width = 1 + int(random() % 2500);
            const auto actual = series.columns(from, to, width);
            const auto expected =
                to > from ? bruteForce(samples, from, to, width, 5000) : std::vector<Column>{};
            QVERIFY(qsizetype(actual.size()) <= width);
            if (actual != expected) // the text only then: it is long
                QCOMPARE(text(actual), text(expected));
            if (round % 10 == 9) { // what was dropped is as if it had never been
                const qint64 cut = first + qint64(random() % quint64(last - first + 1)) / 4;
                series.dropBefore(cut);
                std::erase_if(samples, [cut](const Sample &s) { return s.time < cut; });
                QCOMPARE(series.size(), qsizetype(samples.size()));
                QCOMPARE(series.firstTime(), samples.front().time);
            }
        }
    }

    void slidesForDays()
    {
        Series series;
        std::vector<Sample> samples;
        std::mt19937_64 random(7);
        for (qint64 i = 0; i < 20'000; ++i) {
            samples.push_back({i * 1000, double(random() % 1000)});
            series.append(samples.back().time, samples.back().value);
            series.dropBefore((i - 1000) * 1000);
        }
        std::erase_if(samples, [](const Sample &s) { return s.time < (20'000 - 1 - 1000) * 1000LL; });
        QCOMPARE(series.size(), qsizetype(samples.size()));
        QVERIFY(series.columns(0, 20'000'000, 700) == bruteForce(samples, 0, 20'000'000, 700, 5000));
        QVERIFY2(series.memoryBytes() < 16'000, qPrintable(QString::number(series.memoryBytes())));
    }

    void everythingDroppedStartsAgain()
    {
        Series series;
        for (qint64 i = 0; i < 700; ++i)
            series.append(i, double(i));
        series.dropBefore(10'000);
        QVERIFY(series.empty());
        QVERIFY(series.columns(0, 20'000, 10).empty());
        series.append(10'000, 3);
        series.append(10'001, 4);
        QCOMPARE(series.firstTime(), 10'000);
        QVERIFY(series.columns(0, 20'000, 10) == (std::vector<Column>{{10'000, 10'001, 3, 3, 4, 4, true}}));
    }

    /// The pyramid's upper levels only fill with millions of samples.
    void tenMillionSamplesAreExact()
    {
        constexpr qint64 Count = 10'000'000;
        Series series;
        std::vector<Sample> samples;
        samples.reserve(Count);
        std::mt19937_64 random(42);
        double value = 0;
        for (qint64 i = 0; i < Count; ++i) {
            value += double(random() % 3) - 1.0;
            samples.push_back({i * 9, i % 1'000'003 == 77 ? 1e6 : value}); // some lone spikes
            series.append(samples.back().time, samples.back().value);
        }
        QVERIFY(series.columns(0, Count * 9, 1200) == bruteForce(samples, 0, Count * 9, 1200, 5000));
        QVERIFY(series.columns(123'457, 80'000'001, 999) ==
                bruteForce(samples, 123'457, 80'000'001, 999, 5000));
        QVERIFY(series.memoryBytes() < Count * 8);
    }

    void memoryOfADay()
    {
        Series series;
        for (qint64 i = 0; i < 86'400; ++i)
            series.append(i * 1000 + i % 7, double(i));
        QVERIFY2(series.memoryBytes() < 86'400 * 8, qPrintable(QString::number(series.memoryBytes())));
    }

    void visitsWhatIsExported()
    {
        Series series;
        for (qint64 i = 0; i < 200; ++i)
            series.append(i * 10, i == 100 ? NaN : double(i));
        QList<qint64> times;
        int missing = 0;
        series.visit(500, 1500, [&](qint64 time, double value) {
            times.append(time);
            missing += std::isnan(value) ? 1 : 0;
        });
        QCOMPARE(times.size(), 100);
        QCOMPARE(series.count(500, 1500), 100);
        QCOMPARE(series.count(-5, 1), 1);
        QCOMPARE(series.count(1990, 1990), 0);
        QCOMPARE(series.count(0, 9999), 200);
        QCOMPARE(times.first(), 500);
        QCOMPARE(times.last(), 1490);
        QCOMPARE(missing, 1);
    }
};

QTEST_GUILESS_MAIN(TestSeries)
#include "tst_series.moc"
