// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/derivedseries.h"

#include "models/control/signalbook.h"
#include "models/domain/whendone.h"

#include <cmath>
#include <map>
#include <QtConcurrent/QtConcurrentRun>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

std::optional<double> splitPercent(const QList<RouteStatus> &routes)
{
    double all = 0;
    double fresh = 0;
    for (const RouteStatus &route : routes) {
        if (!route.observed.isLive())
            continue;
        all += route.observed.value.requestsPerSecond;
        fresh += route.observed.value.newPerSecond;
    }
    return all > 0 ? std::optional(100.0 * fresh / all) : std::nullopt;
}

std::optional<double> errorRate(const QList<RouteStatus> &routes, Side side)
{
    double weight = 0;
    double errors = 0;
    for (const RouteStatus &route : routes) {
        const Reading<double> &rate = side == Side::New ? route.errorRateNew : route.errorRateLegacy;
        if (!rate.isLive() || !route.observed.isLive() || !std::isfinite(rate.value))
            continue;
        const ObservedShare &traffic = route.observed.value;
        const double here =
            side == Side::New ? traffic.newPerSecond : traffic.requestsPerSecond - traffic.newPerSecond;
        weight += std::max(0.0, here);
        errors += std::max(0.0, here) * rate.value;
    }
    return weight > 0 ? std::optional(errors / weight) : std::nullopt;
}

std::optional<double> slowestP95(const QList<RouteStatus> &routes, Side side)
{
    std::optional<double> slowest;
    for (const RouteStatus &route : routes) {
        const Reading<double> &p95 = side == Side::New ? route.p95New : route.p95Legacy;
        if (p95.isLive() && std::isfinite(p95.value))
            slowest = std::max(slowest.value_or(p95.value), p95.value);
    }
    return slowest;
}

std::optional<ParityBucket> allParity(const MigrationState &state)
{
    std::optional<ParityBucket> sum;
    for (const RouteStatus &route : state.routes) {
        if (!route.parity.isLive())
            continue;
        if (!sum)
            sum = ParityBucket{};
        sum->eligible += route.parity.value.eligible;
        sum->compared += route.parity.value.compared;
        sum->equal += route.parity.value.equal + route.parity.value.ignored;
    }
    return sum;
}

/// Samples of one line, as SeriesHistory::prepend() takes them.
struct PastLine
{
    QList<double> seconds;
    QList<double> values;
};
using PastLines = std::map<QString, PastLine>;

/// The lines that come out of requests, error rates and p95: (key, value or nothing).
template<typename Take>
void takeSignalLines(const QList<RouteStatus> &routes, Take take)
{
    const std::optional<double> split = splitPercent(routes);
    take(u"split|new"_s, split);
    take(u"split|legacy"_s, split ? std::optional(100.0 - *split) : std::nullopt);
    take(u"errors|legacy"_s, errorRate(routes, Side::Legacy));
    take(u"errors|new"_s, errorRate(routes, Side::New));
    take(u"p95|legacy"_s, slowestP95(routes, Side::Legacy));
    take(u"p95|new"_s, slowestP95(routes, Side::New));
}

/// The samples of all series by their time, oldest first.
std::map<qint64, QList<SignalValue>> byTime(const QList<SignalSeries> &past)
{
    std::map<qint64, QList<SignalValue>> result;
    for (const SignalSeries &series : past) {
        const qsizetype count = std::min(series.times.size(), series.values.size());
        for (qsizetype i = 0; i < count; ++i)
            result[std::llround(series.times[i])].append(
                {series.signalId, series.routeId, series.side, series.values[i], 0});
    }
    return result;
}

/// What the lines would have been: each moment is read by a book of its own, so that nothing is carried over
/// a gap.
PastLines pastLines(const Profile &profile, const QList<SignalSeries> &past)
{
    PastLines lines;
    for (const auto &[second, values] : byTime(past)) {
        SignalBook book(profile);
        book.take({}, {QDateTime::fromSecsSinceEpoch(second, Qt::UTC), values, {}, {}}, {});
        QList<RouteStatus> routes;
        for (const RouteSpec &spec : profile.routes) {
            routes.emplaceBack();
            routes.last().spec = spec;
            book.fill(routes.last());
        }
        takeSignalLines(routes, [&lines, second = second](const QString &key, std::optional<double> value) {
            if (!value)
                return;
            lines[key].seconds.append(double(second));
            lines[key].values.append(*value);
        });
    }
    return lines;
}

} // namespace

DerivedSeries::DerivedSeries(QObject *parent) : QObject(parent)
{
    m_pastPool.setMaxThreadCount(1);
}

void DerivedSeries::append(const QString &key, qint64 time, std::optional<double> value)
{
    if (value)
        m_history.append(key, time, *value);
}

void DerivedSeries::feed(const MigrationState &state)
{
    const qint64 second = state.wall.toSecsSinceEpoch();
    if (!state.wall.isValid() || second <= m_lastSecond)
        return;
    m_lastSecond = second;
    const qint64 time = second * 1000;
    takeSignalLines(state.routes, [this, time](const QString &key, std::optional<double> value) {
        append(key, time, value);
    });
    const auto parity = allParity(state);
    if (parity && parity->compared > 0)
        append(u"parity|equal"_s, time, 100.0 * double(parity->equal) / double(parity->compared));
    if (parity && parity->eligible > 0)
        append(u"parity|coverage"_s, time, 100.0 * double(parity->compared) / double(parity->eligible));
}

void DerivedSeries::takePast(const Profile &profile, const QList<SignalSeries> &past)
{
    whenDone(QtConcurrent::run(&m_pastPool, [profile, past] { return pastLines(profile, past); }), this,
             [this](const PastLines &lines) {
                 for (const auto &[key, line] : lines)
                     m_history.prepend(key, line.seconds, line.values);
             });
}

} // namespace interlock
