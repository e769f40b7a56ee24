// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/historyfeed.h"

#include "models/control/signalbook.h"

namespace interlock {

using namespace Qt::StringLiterals;

void HistoryFeed::append(const QString &key, const QDateTime &wall, double value)
{
    if (m_history)
        m_history->append(key, wall.toMSecsSinceEpoch(), value);
}

void HistoryFeed::signalValues(const SignalSnapshot &snapshot, const QDateTime &wall)
{
    if (!m_history)
        return;
    for (const SignalValue &value : snapshot.values)
        append(seriesKey(value.signalId, value.routeId, value.side), wall, value.value);
}

void HistoryFeed::shares(const MigrationState &state)
{
    for (const RouteStatus &route : state.routes) {
        const QString key = u"share|"_s % route.spec.id;
        const RouteState &commanded = route.commanded.value;
        if (route.commanded.isLive())
            append(key % u"|commanded"_s, state.wall, effectivePercent(commanded.mode, commanded.percent));
        if (route.observed.isLive())
            append(key % u"|observed"_s, state.wall, route.observed.value.percent);
    }
}

void HistoryFeed::lags(const MigrationState &state)
{
    for (const SyncDirection direction : {SyncDirection::Forward, SyncDirection::Back}) {
        const Reading<double> lag = state.worstLag(direction);
        if (lag.isLive())
            append(u"lag|"_s % directionName(direction), state.wall, lag.value);
    }
}

void HistoryFeed::orders(const MigrationState &state)
{
    if (!state.orders.isLive())
        return;
    append(u"orders|legacy"_s, state.wall, double(state.orders.value.legacyOpen));
    append(u"orders|new"_s, state.wall, double(state.orders.value.newOpen));
}

void HistoryFeed::past(const QList<SignalSeries> &series)
{
    for (const SignalSeries &one : series) {
        if (m_history)
            m_history->prepend(seriesKey(one.signalId, one.routeId, one.side), one.times, one.values);
    }
}

} // namespace interlock
