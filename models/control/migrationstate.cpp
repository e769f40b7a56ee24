// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/migrationstate.h"

#include <algorithm>

namespace interlock {

const RouteStatus *MigrationState::route(QStringView id) const
{
    const auto it =
        std::ranges::find_if(routes, [id](const RouteStatus &status) { return status.spec.id == id; });
    return it == routes.end() ? nullptr : &*it;
}

Reading<double> MigrationState::claimedLag(SyncDirection direction) const
{
    Reading<double> worst;
    bool known = true;
    for (const PipelineState &pipeline : pipelines.value.pipelines) {
        if (pipeline.direction != direction || pipeline.state == PipelineRunState::Done)
            continue;
        known = known && pipeline.lagSeconds.has_value();
        const double lag = pipeline.lagSeconds.value_or(0.0);
        if (pipeline.lagSeconds && (worst.quality == Quality::Never || lag > worst.value)) {
            worst.value = lag;
            worst.sourceTime = pipelines.sourceTime;
            worst.receivedAt = pipelines.receivedAt;
            worst.ageAtReceipt = pipelines.ageAtReceipt;
            worst.quality = pipelines.quality;
            worst.problem = pipelines.problem;
        }
    }
    if (!known && worst.quality == Quality::Live) {
        // One lag of several is missing: the worst is at least this, nobody knows how much more.
        worst.quality = Quality::Bad;
        worst.problem = QStringLiteral("a pipeline does not report its lag");
    }
    return worst;
}

Reading<double> MigrationState::worstLag(SyncDirection direction) const
{
    Reading<double> worst = claimedLag(direction);
    if (const MarkedLag *marked = markedLag(direction); marked && !marked->agrees) {
        worst.quality = worse(worst.quality, Quality::Bad);
        worst.problem = marked->problem;
    }
    return worst;
}

const MarkedLag *MigrationState::markedLag(SyncDirection direction) const
{
    const auto it = std::ranges::find(markedLags, direction, &MarkedLag::direction);
    return it == markedLags.end() ? nullptr : &*it;
}

const SignalReading *MigrationState::signal(QStringView signalId, QStringView routeId,
                                            std::optional<SideReached> side) const
{
    const auto it = std::ranges::find_if(signalReadings, [&](const SignalReading &reading) {
        return reading.signalId == signalId && reading.routeId == routeId && reading.side == side;
    });
    return it == signalReadings.end() ? nullptr : &*it;
}

std::optional<qint64> MigrationState::ordersTouchedByRollback() const
{
    if (!orders.isLive())
        return std::nullopt;
    return orders.value.newOpen;
}

std::optional<qint64> MigrationState::ordersStrandedByRollback() const
{
    // Of rows that were not fetched nobody knows whether legacy has them.
    if (!orders.isLive() || orders.value.truncated)
        return std::nullopt;
    return std::ranges::count_if(orders.value.rows, [](const OrderInFlight &order) {
        return order.origin == Side::New && order.legacyId.isEmpty();
    });
}

} // namespace interlock
