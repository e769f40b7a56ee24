// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/stores/shopmetrics.h"

namespace interlock::rehearsal {

ShopMetrics::ShopMetrics(MetricsRegistry &registry)
    : requests(
          registry.counter("shop_requests_total", "Requests answered by a store.", {"app", "route", "code"})),
      durations(registry.histogram("shop_request_duration_seconds", "Time a store took to answer.",
                                   {"app", "route"},
                                   {0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2, 3, 5})),
      sessionsLost(registry.counter("shop_sessions_lost_total", "Unexpected log-outs.", {"app"})),
      orders(registry.counter("shop_orders_total", "Orders placed.", {"app"})),
      memory(registry.gauge("shop_memory_bytes", "Memory a store holds.", {"app"})),
      callbacks(registry.counter("shop_callbacks_total",
                                 "Results of the consolidation service, by what became of them.",
                                 {"app", "outcome"}))
{
}

} // namespace interlock::rehearsal
