// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/serieshistory.h"

#include "models/history/offsetpool.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <QElapsedTimer>
#include <QTimer>
#include <utility>
#include <vector>

namespace interlock {

namespace {

constexpr int AppendedIntervalMs = 100;
constexpr std::chrono::milliseconds UsualGap = std::chrono::seconds(5);

/// What the past's neighbours may be apart and still be joined: three times the median step.
std::chrono::milliseconds pastGap(const QList<double> &seconds, std::chrono::milliseconds atLeast)
{
    std::vector<double> steps;
    for (qsizetype i = 1; i < seconds.size(); ++i)
        steps.push_back(seconds[i] - seconds[i - 1]);
    if (steps.empty())
        return atLeast;
    const auto middle = steps.begin() + std::ptrdiff_t(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    return std::max(atLeast, std::chrono::milliseconds(std::llround(*middle * 3000.0)));
}

} // namespace

class SeriesHistory::Private
{
public:
    std::chrono::milliseconds span{};
    OffsetPool times; // outlives the series
    std::map<SeriesKey, Series> series;
    QTimer timer;
    QElapsedTimer sinceEmitted;

    Series &own(const SeriesKey &key) { return series.try_emplace(key, UsualGap, &times).first->second; }

    /// Lets appended() go out now when the last one is long enough ago, else when it is.
    void announce()
    {
        if (timer.isActive())
            return;
        const qint64 passed = sinceEmitted.isValid() ? sinceEmitted.elapsed() : AppendedIntervalMs;
        timer.start(int(std::clamp<qint64>(AppendedIntervalMs - passed, 0, AppendedIntervalMs)));
    }
};

SeriesHistory::SeriesHistory(std::chrono::seconds span, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>())
{
    d->span = span;
    d->timer.setSingleShot(true);
    connect(&d->timer, &QTimer::timeout, this, [this] {
        d->sinceEmitted.start();
        Q_EMIT appended();
    });
}

SeriesHistory::~SeriesHistory() = default;

void SeriesHistory::append(const SeriesKey &key, qint64 time, double value)
{
    Series &series = d->own(key);
    if (!series.empty() && time <= series.lastTime())
        return;
    series.append(time, value);
    series.dropBefore(time - d->span.count());
    d->announce();
}

void SeriesHistory::prepend(const SeriesKey &key, const QList<double> &seconds, const QList<double> &values)
{
    Series &own = d->own(key);
    const qsizetype count = std::min(seconds.size(), values.size());
    const qint64 end = own.empty() ? std::numeric_limits<qint64>::max() : own.firstTime();
    const auto gap = own.gapAfter();
    Series joined(pastGap(seconds, gap), &d->times);
    for (qsizetype i = 0; i < count; ++i) {
        const qint64 time = std::llround(seconds[i] * 1000.0);
        if (time < end && (joined.empty() || time > joined.lastTime()))
            joined.append(time, values[i]);
    }
    if (joined.empty())
        return;
    bool first = true; // the seam keeps the rule of the past
    own.visit(std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max(),
              [&](qint64 time, double value) {
                  joined.append(time, value);
                  if (std::exchange(first, false))
                      joined.setGapAfter(gap);
              });
    if (first)
        joined.setGapAfter(gap);
    joined.dropBefore(joined.lastTime() - d->span.count());
    joined.continueFrom(own.revision());
    own = std::move(joined);
    d->announce();
}

void SeriesHistory::setGapAfter(const SeriesKey &key, std::chrono::milliseconds gapAfter)
{
    d->own(key).setGapAfter(gapAfter);
}

const Series *SeriesHistory::series(const SeriesKey &key) const
{
    const auto found = d->series.find(key);
    return found == d->series.end() || found->second.revision() == 0 ? nullptr : &found->second;
}

QList<SeriesKey> SeriesHistory::keys() const
{
    QList<SeriesKey> result;
    for (const auto &[key, series] : d->series) {
        if (series.revision() > 0)
            result.append(key);
    }
    return result;
}

qsizetype SeriesHistory::memoryBytes() const
{
    qsizetype bytes = 0;
    for (const auto &[key, series] : d->series)
        bytes += series.memoryBytes();
    return bytes;
}

} // namespace interlock
