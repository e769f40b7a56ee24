// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/parityreport.h"

#include <algorithm>

namespace interlock {

namespace {

constexpr qsizetype mostFields = 12;

/// Higher: needs more looking at.
int urgency(const RouteParity &route)
{
    if (!route.gate)
        return route.counts.pairs() > 0 ? 2 : 0;
    switch (route.gate->state) {
    case ParityGateState::Closed:
        return 3;
    case ParityGateState::Insufficient:
        return 2;
    case ParityGateState::Open:
        return 1;
    }
    return 0;
}

QList<RouteParity> reportRoutes(ParityDesk &desk, const MigrationState &state, const ParityOverTime &overTime)
{
    QList<RouteParity> routes;
    const auto add = [&](const QString &id, const QString &title) -> RouteParity & {
        RouteParity route;
        route.id = id;
        route.title = title;
        const auto found = std::ranges::find(overTime.routes, id, &ParityOverTime::Route::id);
        route.place =
            found == overTime.routes.end() ? RouteParity::npos : std::size_t(found - overTime.routes.begin());
        if (found != overTime.routes.end())
            route.counts = found->total;
        const auto gate = desk.gates().find(id);
        if (gate != desk.gates().end())
            route.gate = gate->second;
        routes.append(route);
        return routes.last();
    };
    for (const RouteStatus &status : state.routes) {
        RouteParity &route = add(status.spec.id, status.spec.title);
        if (status.parity.hasValue() && status.parity.quality != Quality::Bad)
            route.seen = status.parity.value;
    }
    for (const ParityOverTime::Route &other : overTime.routes) {
        const bool known = std::ranges::any_of(
            state.routes, [&other](const RouteStatus &status) { return status.spec.id == other.id; });
        if (!known)
            add(other.id, other.id);
    }
    return routes;
}

void addGroups(ParityReport &report, ParityDesk &desk)
{
    const GroupColumns &groups = desk.groups().columns();
    QList<DifferingField> fields;
    for (GroupColumns::Row row = 0; row < groups.size(); ++row) {
        if (groups.pairs(row) == 0)
            continue;
        const GroupSignature &signature = groups.signature(row);
        ++report.groups[std::size_t(desk.triage().entry(groups.key(row)).state)];
        report.occurrences += groups.pairs(row);
        fields.append({QString::fromUtf8(signature.route), QString::fromUtf8(signature.path), signature.kind,
                       groups.pairs(row)});
    }
    std::ranges::stable_sort(fields, std::ranges::greater(), &DifferingField::pairs);
    report.fields = fields.first(std::min(fields.size(), mostFields));
}

} // namespace

int ParityReport::worstRoute() const
{
    int worst = -1;
    for (int i = 0; i < routes.size(); ++i) {
        if (urgency(routes[i]) == 0)
            continue;
        if (worst < 0) {
            worst = i;
            continue;
        }
        const auto toGo = [](const RouteParity &route) {
            return route.gate ? route.gate->cleanPairsToGo : 0;
        };
        const auto rank = [&](int index) { return std::pair(urgency(routes[index]), toGo(routes[index])); };
        if (rank(i) > rank(worst))
            worst = i;
    }
    return worst;
}

ParityReport makeParityReport(ParityDesk &desk, const Profile &profile, const MigrationState &state)
{
    ParityReport report;
    report.environment = profile.environment.name;
    report.migration = profile.migration;
    report.madeAt = state.wall;
    report.hasSource = desk.hasSource();
    report.problem = desk.problem();
    report.ruleProblems = desk.rules().problems();
    report.findings = desk.findings();
    if (desk.store())
        report.rules = desk.store()->rules;
    report.overTime = parityOverTime(desk.pairs().columns());
    if (report.overTime.newestAt > 0)
        report.newestAt = QDateTime::fromMSecsSinceEpoch(report.overTime.newestAt, Qt::UTC);
    report.routes = reportRoutes(desk, state, report.overTime);
    addGroups(report, desk);
    if (desk.data().census())
        report.data = desk.data().census()->census.total();
    return report;
}

} // namespace interlock
