// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/gatebook.h"
#include "models/domain/clock.h"

#include <functional>

namespace interlock {

/// A picture that is right in everything, with a clock of its own.
struct GateWorld
{
    GateWorld()
    {
        profile.routes = {{QStringLiteral("checkout"), QStringLiteral("Checkout"), Layer::Write}};
        refresh();
    }
    /// Everything was read just now.
    void refresh()
    {
        const MonotonicTime now = clock.monotonic();
        state.now = now;
        state.wall = clock.wall();
        RouteStatus route;
        route.spec = profile.routes.constFirst();
        route.commanded = live(commanded);
        route.commanded.sourceTime = clock.wall().addSecs(-7200); // the bridge's clock is two hours slow
        route.errorRateNew = live(errorRate);
        route.p95New = live(p95);
        route.p95Legacy = live(1.0);
        route.parity = live(parity);
        state.routes = {route};
        state.pipelines = live(PipelinesSnapshot{clock.wall(), {forward, back}});
        state.signalReadings = {{QStringLiteral("conversion"), {}, SideReached::New, live(conversion)},
                                {QStringLiteral("conversion"), {}, SideReached::Legacy, live(0.05)},
                                {QStringLiteral("tickets"), {}, {}, live(tickets)},
                                {QStringLiteral("valid"), {}, {}, live(0.9995)}};
    }
    template<typename T>
    Reading<T> live(const T &value) const
    {
        Reading<T> reading;
        reading.value = value;
        reading.quality = Quality::Live;
        reading.receivedAt = clock.monotonic();
        return reading;
    }
    void pass(std::chrono::milliseconds time)
    {
        clock.advance(time);
        refresh();
    }
    GateResult look()
    {
        const QList<GateResult> results =
            book.evaluate({profile, state, evidence, warranty}, QStringLiteral("checkout"));
        return results.isEmpty() ? GateResult{} : results.constFirst();
    }
    /// What an engine had proven of the profile's gate when it ended @p ago.
    void recall(const QString &id, std::chrono::seconds held, std::optional<qint64> counter,
                std::chrono::milliseconds ago)
    {
        const QString &route = profile.routes.constFirst().id;
        const GateSpec *gate = findGate(profile.gates, id, route);
        book.recall({{id, route, held, counter, proofKey(*gate)}}, profile, ago, clock.monotonic());
    }
    void gate(GateKind kind, const std::function<void(GateSpec &)> &edit = {})
    {
        GateSpec spec = readyGate(kind);
        if (edit)
            edit(spec);
        profile.gates = {spec};
    }

    static PipelineState pipeline(const QString &id, SyncDirection direction)
    {
        PipelineState state;
        state.id = id;
        state.direction = direction;
        state.state = PipelineRunState::Running;
        state.lagSeconds = 1.0;
        state.errorsTotal = 7;
        state.conflictsOpen = 0;
        return state;
    }
    static RouteState startingRoute()
    {
        RouteState route;
        route.id = QStringLiteral("checkout");
        route.mode = Mode::CompareNew;
        route.percent = 15;
        route.changedAt =
            QDateTime(QDate(2026, 3, 1), QTime(6, 0), Qt::UTC); // 24 h before, by the bridge's clock
        return route;
    }

    Profile profile;
    MigrationState state;
    ManualClock clock;
    GateBook book;
    QList<Evidence> evidence;
    std::optional<WarrantyReading> warranty;
    RouteState commanded = startingRoute();
    double errorRate = 0.0005;
    double p95 = 0.6;
    double conversion = 0.05;
    double tickets = 105;
    ParityBucket parity{{}, 9000, 9000, 5000, 5000, 0, 0, 0};
    PipelineState forward = pipeline(QStringLiteral("fwd"), SyncDirection::Forward);
    PipelineState back = pipeline(QStringLiteral("back"), SyncDirection::Back);
};

} // namespace interlock
