// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/http/metricsregistry.h"

namespace interlock::rehearsal {

/// The `shop_*` families of both stores. Any thread.
struct ShopMetrics
{
    explicit ShopMetrics(MetricsRegistry &registry);

    MetricsRegistry::Family &requests;     ///< {app, route, code}
    MetricsRegistry::Histogram &durations; ///< {app, route}, seconds
    MetricsRegistry::Family &sessionsLost; ///< {app}: requests of users who should have been logged in
    MetricsRegistry::Family &orders;       ///< {app}
    MetricsRegistry::Family &memory;       ///< {app}, bytes
    MetricsRegistry::Family &callbacks;    ///< {app, outcome}
};

} // namespace interlock::rehearsal
