// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/consequence/routerecord.h"

#include "models/control/signalbook.h"
#include "models/history/serieshistory.h"

#include <cmath>
#include <vector>

namespace interlock {

namespace {

constexpr qint64 recordStepMs = 60'000;

/// The signal with the longest window, as the observed share takes it.
const SignalSpec *longestSignal(const Profile &profile, SignalMeaning meaning)
{
    const SignalSpec *found = nullptr;
    for (const SignalSpec &spec : profile.signalSpecs) {
        if (spec.meaning == meaning && (!found || spec.windowSeconds > found->windowSeconds))
            found = &spec;
    }
    return found;
}

/// Means of one series by minute; what was not measured is absent.
class MinuteMeans final
{
public:
    MinuteMeans(const SeriesHistory &history, const QString &key, const QDateTime &from, const QDateTime &to)
        : m_first(from.toMSecsSinceEpoch() / recordStepMs)
    {
        const qint64 end = to.toMSecsSinceEpoch();
        const Series *series = history.series(key);
        if (!series || end / recordStepMs < m_first)
            return;
        m_sums.resize(std::size_t(end / recordStepMs - m_first + 1));
        series->visit(from.toMSecsSinceEpoch(), end, [this](qint64 time, double value) {
            if (std::isnan(value))
                return;
            Sum &sum = m_sums[std::size_t(time / recordStepMs - m_first)];
            sum.total += value;
            ++sum.count;
        });
    }
    [[nodiscard]] std::optional<double> at(qint64 minute) const
    {
        const qint64 index = minute - m_first;
        if (index < 0 || index >= qint64(m_sums.size()) || m_sums[std::size_t(index)].count == 0)
            return {};
        return m_sums[std::size_t(index)].total / m_sums[std::size_t(index)].count;
    }

private:
    struct Sum
    {
        double total = 0;
        int count = 0;
    };
    qint64 m_first;
    std::vector<Sum> m_sums;
};

} // namespace

RouteRecord routeRecord(const Profile &profile, const SeriesHistory &history, const QString &routeId,
                        const QDateTime &from, const QDateTime &to)
{
    const SignalSpec *requests = longestSignal(profile, SignalMeaning::Requests);
    if (!requests)
        return {};
    const auto means = [&](const QString &route, SideReached side) {
        return MinuteMeans(history, seriesKey(requests->id, route, side), from, to);
    };
    QList<MinuteMeans> onNew;
    for (const RouteSpec &route : profile.routes)
        onNew << means(route.id, SideReached::New) << means(route.id, SideReached::Both);
    const MinuteMeans legacy = means(routeId, SideReached::Legacy);
    const MinuteMeans fresh = means(routeId, SideReached::New);
    const MinuteMeans both = means(routeId, SideReached::Both);
    const SignalSpec *p95 = longestSignal(profile, SignalMeaning::P95);
    const QString p95Route = p95 && !p95->routeLabel.isEmpty() ? routeId : QString();
    const MinuteMeans slow(history, p95 ? seriesKey(p95->id, p95Route, SideReached::New) : QString(), from,
                           to);
    RouteRecord record;
    for (qint64 minute = from.toMSecsSinceEpoch() / recordStepMs;
         minute <= to.toMSecsSinceEpoch() / recordStepMs; ++minute) {
        if (!legacy.at(minute) && !fresh.at(minute) && !both.at(minute))
            continue;
        RecordedMinute made;
        made.at = minute * recordStepMs;
        made.routeNew = fresh.at(minute).value_or(0) + both.at(minute).value_or(0);
        made.routeRequests = made.routeNew + legacy.at(minute).value_or(0);
        for (const MinuteMeans &one : std::as_const(onNew))
            made.newLoad += one.at(minute).value_or(0);
        made.p95 = slow.at(minute);
        record.minutes.append(made);
    }
    return record;
}

} // namespace interlock
