// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/bridgeport.h"
#include "models/endpoints/metricsport.h"
#include "models/endpoints/ordersport.h"
#include "models/endpoints/parityport.h"
#include "models/endpoints/syncport.h"
#include "models/endpoints/teamport.h"

#include <map>
#include <memory>

namespace interlock {

/// The endpoints of one migration, as ports. Bridge is always there; what the profile does not name is null
/// or absent. Keys of @c metrics are endpoint ids.
struct Ports
{
    std::unique_ptr<BridgePort> bridge;
    std::unique_ptr<SyncPort> sync;
    std::map<QString, std::unique_ptr<MetricsPort>> metrics;
    std::unique_ptr<OrdersPort> orders;
    std::unique_ptr<ParityPort> parity;
    std::unique_ptr<TeamPort> team; ///< no endpoint of the migration: where its people meet
};

} // namespace interlock
