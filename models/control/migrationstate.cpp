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

Reading<double> MigrationState::worstLag(SyncDirection direction) const
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

} // namespace interlock
