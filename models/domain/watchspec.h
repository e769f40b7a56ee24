// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/endpointspec.h"
#include "models/domain/signal.h"

#include <chrono>
#include <optional>

namespace interlock {

/// What a trigger watches. ErrorRate and P95 are the new system's figures of each route; the others are
/// signals of the profile: Conversion and Tickets as a part of what is expected (1 = as expected), Health 1
/// for healthy and 0 for not, Signal anything.
enum class TriggerWatch { ErrorRate, P95, Conversion, Tickets, Health, Signal };
/// What a trigger does when it fires. Nothing of it moves anything forward.
enum class TriggerAction { Alarm, Gradual, Immediate };

/// A rule of the automatic rollback: a limit, how long it must be broken, and what happens then.
struct TriggerSpec
{
    QString id;
    QString title;
    TriggerWatch watch = TriggerWatch::ErrorRate;
    QString signal;          ///< id of a signal; empty for ErrorRate and P95
    QString route;           ///< only this route's figure; empty: every route's
    bool above = true;       ///< fires above the threshold; false: below it
    double threshold = 0;    ///< in the figure's own unit (rates 0 … 1, seconds)
    double clears = 0;       ///< hysteresis: good again at this value or on its far side
    int sustainSeconds = 10; ///< how long it must be broken without a break; 0: at the first look
    int recoverSeconds = 60; ///< how long it must be good before the system counts as recovered
    TriggerAction action = TriggerAction::Alarm;
    bool armed = false;    ///< false: only the alarm, whatever the action
    bool allRoutes = true; ///< the action takes every route back; false: only the route that broke the limit

    friend bool operator==(const TriggerSpec &, const TriggerSpec &) = default;
};

/// How a gradual rollback goes down.
struct GradualPlan
{
    QList<int> steps{75, 50, 25, 10, 0}; ///< percent, falling, the last one is 0
    int waitSeconds = 300;               ///< between two steps

    friend bool operator==(const GradualPlan &, const GradualPlan &) = default;
};

/// Where the team is told: an address that takes Slack-compatible JSON. The address of such a service is a
/// secret; then @c url is empty and @c secret holds it.
struct WebhookSpec
{
    QString id;
    QUrl url;
    SecretRef secret;

    friend bool operator==(const WebhookSpec &, const WebhookSpec &) = default;
};

/// Where the lease is kept that says which engine is armed.
struct LeaseSpec
{
    QString connection; ///< libpq connection string without the password; empty: a lock file
    SecretRef secret;   ///< the password
    QString file;       ///< the lock file; empty: in the state folder

    friend bool operator==(const LeaseSpec &, const LeaseSpec &) = default;
};

/// What a team asks of the rollback warranty.
struct WarrantySpec
{
    std::chrono::seconds dryRunEvery{60}; ///< between two dry runs of a path
    double logReachHours = 1;          ///< the back sync's log must reach at least so far; 0: not asked for
    int mostSeconds = 300;             ///< no measured rollback of the last ones took longer
    std::optional<int> mostStranded{}; ///< orders on new that legacy does not know yet; absent: only shown

    friend bool operator==(const WarrantySpec &, const WarrantySpec &) = default;
};

/// Marks: records of our own, sent through both directions of the sync and timed by our clock.
struct MarkSpec
{
    bool enabled = true;
    std::chrono::seconds every{5}; ///< from the arrival of one to the next
    double toleranceSeconds = 2; ///< more than that between our time and the service's figure is no agreement

    friend bool operator==(const MarkSpec &, const MarkSpec &) = default;
};

/// Wire names: "error-rate", "p95", "conversion", "tickets", "health", "signal"; "alarm", "gradual",
/// "immediate".
[[nodiscard]] QString triggerWatchName(TriggerWatch watch);
[[nodiscard]] std::optional<TriggerWatch> triggerWatchFromName(QStringView name);
[[nodiscard]] QString triggerActionName(TriggerAction action);
[[nodiscard]] std::optional<TriggerAction> triggerActionFromName(QStringView name);

} // namespace interlock
