// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/bridge/routingtable.h"
#include "app/rehearsal/http/metricsregistry.h"
#include "models/domain/clock.h"

#include <QHash>

namespace interlock::rehearsal {

/// The figures of all instances of a bridge, under the names that the rehearsal's profile asks for. One
/// thread, but for the scrape, which must happen on the same one.
class BridgeMetrics final
{
public:
    /// How long a user counts as active after a request.
    static constexpr std::chrono::seconds activeWindow{30};

    /// @p registry and @p clock outlive this object, and this object outlives the last scrape.
    BridgeMetrics(MetricsRegistry *registry, const Clock *clock);
    BridgeMetrics(const BridgeMetrics &) = delete;
    BridgeMetrics &operator=(const BridgeMetrics &) = delete;

    /// Starts every counter of @p instance for @p routes at 0: a series that does not exist yet is not known
    /// to be 0.
    void announce(const QByteArray &instance, const QList<RouteState> &routes);
    /// Counts a request at its end. `reached` tells what the mode does with the user ("both" in the compare
    /// modes); what was really copied is bridge_mirrored_requests_total, because only safe requests are.
    void count(const QByteArray &instance, const RouteDecision &decision, const QByteArray &userId,
               int status);
    void countMirrored(const QByteArray &instance, const QString &routeId);
    /// A copy to the side that does not answer was not answered in time or at all.
    void countMirrorFailure(const QByteArray &instance, const QString &routeId);

private:
    void publishActiveUsers();

    const Clock *m_clock;
    MetricsRegistry::Family &m_requests;
    MetricsRegistry::Family &m_ruleRequests;
    MetricsRegistry::Family &m_mirrored;
    MetricsRegistry::Family &m_mirrorFailures;
    MetricsRegistry::Family &m_activeUsers;
    QHash<QByteArray, QHash<QByteArray, MonotonicTime>> m_lastSeen; ///< route → user → when
};

} // namespace interlock::rehearsal
