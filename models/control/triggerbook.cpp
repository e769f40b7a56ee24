// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/triggerbook.h"

#include <utility>

namespace interlock {

namespace {
bool usesRouteFigure(TriggerWatch watch)
{
    return watch == TriggerWatch::ErrorRate || watch == TriggerWatch::P95;
}

QList<TriggerFigure> routeFigures(const TriggerSpec &spec, const MigrationState &state)
{
    QList<TriggerFigure> figures;
    for (const RouteStatus &route : state.routes) {
        if (!spec.route.isEmpty() && route.spec.id != spec.route)
            continue;
        TriggerFigure figure;
        figure.routeId = route.spec.id;
        figure.reading = spec.watch == TriggerWatch::P95 ? route.p95New : route.errorRateNew;
        const RouteState &commanded = route.commanded.value;
        const bool onLegacy =
            route.commanded.isLive() && effectivePercent(commanded.mode, commanded.percent) == 0;
        // Nobody is on new: a figure that fell silent then is no fault of the metrics.
        figure.noTraffic = onLegacy && !figure.reading.isLive();
        figures.append(figure);
    }
    return figures;
}

QList<TriggerFigure> signalFigures(const TriggerSpec &spec, const MigrationState &state)
{
    QList<TriggerFigure> figures;
    for (const SignalReading &signal : state.signalReadings) {
        if (signal.signalId != spec.signal)
            continue;
        if (!spec.route.isEmpty() && signal.routeId != spec.route)
            continue;
        if (signal.side && *signal.side == SideReached::Legacy)
            continue; // triggers judge the new system
        TriggerFigure figure;
        figure.routeId = signal.routeId;
        figure.reading = signal.reading;
        figures.append(figure);
    }
    return figures;
}

/// Of several series of one route (new and both) the worst decides: Over before Missing before the rest.
TriggerVerdict worseVerdict(TriggerVerdict a, TriggerVerdict b)
{
    const auto rank = [](TriggerVerdict verdict) {
        switch (verdict) {
        case TriggerVerdict::Over:
            return 4;
        case TriggerVerdict::Missing:
            return 3;
        case TriggerVerdict::Between:
            return 2;
        case TriggerVerdict::Good:
            return 1;
        case TriggerVerdict::NoTraffic:
            return 0;
        }
        Q_UNREACHABLE();
    };
    return rank(a) >= rank(b) ? a : b;
}

TriggerVerdict verdictOf(const TriggerSpec &spec, const TriggerFigure &figure)
{
    return figure.noTraffic ? TriggerVerdict::NoTraffic : triggerVerdict(spec, figure.reading);
}
} // namespace

QList<TriggerFigure> triggerFigures(const TriggerSpec &spec, const MigrationState &state)
{
    QList<TriggerFigure> figures =
        usesRouteFigure(spec.watch) ? routeFigures(spec, state) : signalFigures(spec, state);
    if (figures.isEmpty())
        figures.append({spec.route, {}, false});
    return figures;
}

QString TriggerStatus::subject() const
{
    return routeId.isEmpty() ? spec.id : spec.id + u'|' + routeId;
}

QList<TriggerHappening> TriggerBook::look(const MigrationState &state)
{
    QList<TriggerHappening> happenings;
    QList<TriggerStatus> statuses;
    for (const TriggerSpec &spec : std::as_const(m_specs)) {
        std::map<QString, std::pair<TriggerVerdict, Reading<double>>> byRoute;
        for (const TriggerFigure &figure : triggerFigures(spec, state)) {
            const TriggerVerdict verdict = verdictOf(spec, figure);
            const auto [it, isNew] = byRoute.try_emplace(figure.routeId, verdict, figure.reading);
            if (!isNew && worseVerdict(verdict, it->second.first) != it->second.first)
                it->second = {verdict, figure.reading};
        }
        // A figure that vanished from the picture is missing, not gone.
        for (const auto &[key, machine] : m_machines) {
            if (key.first == spec.id && !(key.second.isEmpty() && !byRoute.empty()))
                byRoute.try_emplace(key.second, TriggerVerdict::Missing, Reading<double>());
        }
        for (const auto &[route, seen] : byRoute) {
            TriggerMachine &machine =
                m_machines.try_emplace(std::pair(spec.id, route), TriggerMachine(spec)).first->second;
            const TriggerEvent event = machine.look(seen.first, state.now);
            const TriggerStatus status{spec,
                                       route,
                                       machine.state(),
                                       seen.first,
                                       machine.tripped(),
                                       machine.flapping(),
                                       seen.second,
                                       machine.overFor(),
                                       machine.goodFor()};
            statuses.append(status);
            if (event != TriggerEvent::None)
                happenings.append({event, status});
        }
    }
    m_statuses = statuses;
    return happenings;
}

bool TriggerBook::recovered(const QString &triggerId) const
{
    bool anyGood = false;
    for (const TriggerStatus &status : m_statuses) {
        if (status.spec.id != triggerId)
            continue;
        const bool good = status.verdict == TriggerVerdict::Good &&
                          status.goodFor >= std::chrono::seconds(status.spec.recoverSeconds);
        if (!good && status.verdict != TriggerVerdict::NoTraffic)
            return false;
        anyGood = anyGood || good;
    }
    return anyGood;
}

} // namespace interlock
