// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/legacyhealth.h"

#include "models/domain/namedenum.h"

#include <cmath>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr EnumNames<LegacyHealth, 3> legacyHealthNames{{{LegacyHealth::Healthy, u"healthy"},
                                                        {LegacyHealth::Unhealthy, u"unhealthy"},
                                                        {LegacyHealth::Unknown, u"unknown"}}};

/// A figure that was measured after the rollback; no traffic is none.
bool counts(const Reading<double> &reading, MonotonicTime since)
{
    return reading.isLive() && std::isfinite(reading.value) &&
           reading.receivedAt - reading.ageAtReceipt >= since;
}
} // namespace

QString legacyHealthName(LegacyHealth health)
{
    return enumName(legacyHealthNames, health);
}

LegacyVerdict legacyHealth(const Profile &profile, const MigrationState &state, MonotonicTime since)
{
    QStringList bad;
    int figures = 0;
    const auto judge = [&](const QString &what, const Reading<double> &reading, double limit) {
        if (!counts(reading, since))
            return;
        ++figures;
        if (reading.value > limit)
            bad.append(u"%1 %2 (limit %3)"_s.arg(what, QString::number(reading.value, 'g', 4),
                                                 QString::number(limit, 'g', 4)));
    };
    for (const RouteStatus &route : state.routes) {
        judge(route.spec.id % u" error rate"_s, route.errorRateLegacy, profile.limits.errorRate);
        judge(route.spec.id % u" p95"_s, route.p95Legacy, profile.limits.p95Seconds);
    }
    if (!bad.isEmpty())
        return {LegacyHealth::Unhealthy, bad.join(u", "_s)};
    if (figures == 0)
        return {LegacyHealth::Unknown, u"no live figure of legacy"_s};
    return {LegacyHealth::Healthy, u"%1 figures within their limits"_s.arg(figures)};
}

} // namespace interlock
