// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/bridge/controlplane.h"
#include "app/rehearsal/faults/fault.h"

#include <optional>

namespace interlock::rehearsal {

/// A state of the migration in which the rehearsal starts.
struct Scenario
{
    QString name;
    QString text; ///< plain English, for `--help`
    QList<RouteConfig> routes;
    QList<Fault> faults;
    int ordersInFlight = 0; ///< legacy orders that were placed over the last seven simulated days
};

[[nodiscard]] QList<Scenario> scenarios();
[[nodiscard]] std::optional<Scenario> scenarioByName(QStringView name);

} // namespace interlock::rehearsal
