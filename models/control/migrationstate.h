// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/bridgestate.h"
#include "models/domain/observedshare.h"
#include "models/domain/orderinflight.h"
#include "models/domain/paritybucket.h"
#include "models/domain/pipeline.h"
#include "models/domain/reading.h"
#include "models/domain/signal.h"
#include "models/profile/profile.h"

#include <QHash>

namespace interlock {

/// How an endpoint does: for the freshness row of the status line and the alarms.
struct EndpointHealth
{
    QString id;
    QString title;
    EndpointKind kind = EndpointKind::Bridge;
    Quality quality = Quality::Never;
    MonotonicTime lastAnswerAt{}; ///< receive time of the last good answer
    QDateTime lastAnswerWall;     ///< the same on our wall clock
    std::chrono::milliseconds roundTrip{0};
    std::chrono::milliseconds clockSkew{
        0};          ///< server − ours, half of the round trip taken off; shown beyond 2 s
    QString problem; ///< detail of the last failure; empty when the last answer was good
    ErrorKind problemKind = ErrorKind::Network; ///< valid when problem is not empty
    bool events = false;                        ///< states are pushed
};

/// One series of a signal with its age.
struct SignalReading
{
    QString signalId;
    QString routeId;
    std::optional<SideReached> side;
    Reading<double> reading;
};

/// Everything one route shows: the three truths, its figures and their age.
struct RouteStatus
{
    RouteSpec spec;
    Reading<RouteState> commanded; ///< as the bridge has it
    Reading<Acknowledgement> acknowledged;
    Reading<ObservedShare> observed;
    bool observedAgrees = true;   ///< within tolerance of the commanded share (true when there is no value)
    Reading<ParityBucket> parity; ///< summed over the window shown in the cockpit (7 days at most)
    Reading<double> errorRateLegacy, errorRateNew; ///< 0 … 1
    Reading<double> p95Legacy, p95New;             ///< seconds
};

/// What our own marks say of a direction's lag, beside the service's figure.
struct MarkedLag
{
    SyncDirection direction = SyncDirection::Forward;
    Reading<double>
        seconds;           ///< how long the last mark took at most; while one is late, how long it has taken
    bool underWay = false; ///< the value is of a mark that has not arrived: it is at least this
    bool agrees = true;    ///< with what the service claimed meanwhile
    std::optional<double> claimed{}; ///< what it claimed at most meanwhile, seconds
    QString problem;                 ///< why there is no mark, untranslated
};

/// One consistent picture of the migration: what models, pages, interlocks and the command line read. A plain
/// value.
struct MigrationState
{
    MonotonicTime now{};
    QDateTime wall;
    Reading<BridgeState> bridge;
    Reading<Identity> identity;
    QList<RouteStatus> routes; ///< profile order; a route the bridge has and the profile lacks comes last
    Reading<PipelinesSnapshot> pipelines;
    QList<MarkedLag> markedLags; ///< of the directions that marks are sent through
    Reading<OrdersSnapshot> orders;
    QList<SignalReading> signalReadings;
    QList<EndpointHealth> endpoints; ///< profile order

    [[nodiscard]] const RouteStatus *route(QStringView id) const;
    /// The worst lag that the service claims for a direction's pipelines.
    [[nodiscard]] Reading<double> claimedLag(SyncDirection direction) const;
    /// The worst lag of a direction's pipelines, with the worst quality; NEVER when none is known, BAD when
    /// our own marks say otherwise.
    [[nodiscard]] Reading<double> worstLag(SyncDirection direction) const;
    /// What our marks say; null when none are sent through the direction.
    [[nodiscard]] const MarkedLag *markedLag(SyncDirection direction) const;
    /// The signal's series for a route ("" = not split) and side, or null.
    [[nodiscard]] const SignalReading *signal(QStringView signalId, QStringView routeId,
                                              std::optional<SideReached> side) const;
    /// Orders placed on new that wait: what a rollback now would touch; absent when not known.
    [[nodiscard]] std::optional<qint64> ordersTouchedByRollback() const;
    /// Orders placed on new that legacy does not know yet: what a rollback now would leave behind; absent
    /// when not known.
    [[nodiscard]] std::optional<qint64> ordersStrandedByRollback() const;
};

} // namespace interlock
