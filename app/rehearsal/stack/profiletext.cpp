// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/stack/profiletext.h"

namespace interlock::rehearsal {

namespace {

constexpr auto profileHead = R"TOML(# Written by interlock-rehearsal; it holds as long as that rehearsal runs.

[migration]
name = "shop-rehearsal"
state_folder = $STATEFOLDER
actor = "ann"
runbook = """
If no path of the rollback answers:
1. interlockctl --profile THIS-FILE rollback --reason "console blind"
2. Stop the new store, so that the bridge has only legacy to send people to.
3. Tell the team, and write down when.
"""

[environment]
name = "rehearsal"
colour = "#8250df"
)TOML";

constexpr auto profileTail = R"TOML(
# ---- signals
[[signal]]
id = "requests"
title = "Requests"
endpoint = "metrics"
meaning = "requests"
kind = "rate"
metric = "bridge_requests_total"
route_label = "route"
side_label = "reached"
unit = "req/s"

# The same over a short window: the rollback's clock stops when it is 0.
[[signal]]
id = "requests-now"
title = "Requests, last 5 s"
endpoint = "metrics"
meaning = "requests"
kind = "rate"
metric = "bridge_requests_total"
window = 5
route_label = "route"
side_label = "reached"
unit = "req/s"

[[signal]]
id = "rule-requests"
title = "Requests sent by rules"
endpoint = "metrics"
meaning = "rule-requests"
kind = "rate"
$RULEREQUESTSroute_label = "route"
unit = "req/s"

[[signal]]
id = "active-users"
title = "Active users"
endpoint = "metrics"
meaning = "active-users"
kind = "gauge"
metric = "bridge_active_users"
route_label = "route"
unit = "users"

[[signal]]
id = "error-rate"
title = "Error rate"
endpoint = "metrics"
meaning = "error-rate"
kind = "ratio"
metric = "shop_requests_total"
numerator = { code = "~5.." }
side_label = "app"
unit = "%"
max = 0.001

[[signal]]
id = "error-rate-by-route"
title = "Error rate by route"
endpoint = "metrics"
meaning = "error-rate"
kind = "ratio"
metric = "shop_requests_total"
numerator = { code = "~5.." }
route_label = "route"
side_label = "app"
unit = "%"

[[signal]]
id = "p95"
title = "Response time, p95"
endpoint = "metrics"
meaning = "p95"
kind = "quantile"
metric = "shop_request_duration_seconds"
quantile = 0.95
side_label = "app"
unit = "s"
max = 2.0

[[signal]]
id = "p95-by-route"
title = "Response time by route, p95"
endpoint = "metrics"
meaning = "p95"
kind = "quantile"
metric = "shop_request_duration_seconds"
quantile = 0.95
route_label = "route"
side_label = "app"
unit = "s"

[[signal]]
id = "store-requests"
title = "Requests answered by the stores"
endpoint = "metrics"
kind = "rate"
metric = "shop_requests_total"
side_label = "app"
unit = "req/s"

[[signal]]
id = "orders-placed"
title = "Orders placed"
endpoint = "metrics"
kind = "rate"
metric = "shop_orders_total"
side_label = "app"
unit = "orders/s"

[[signal]]
id = "sessions-lost"
title = "Unexpected log-outs"
endpoint = "metrics"
kind = "rate"
metric = "shop_sessions_lost_total"
side_label = "app"
unit = "/s"
max = 0.5

[[signal]]
id = "memory"
title = "Memory"
endpoint = "metrics"
kind = "gauge"
metric = "shop_memory_bytes"
side_label = "app"
unit = "B"
max = 134217728.0

[[signal]]
id = "bypassed"
title = "Requests past the bridge"
endpoint = "metrics"
kind = "rate"
metric = "shopper_bypassed_requests_total"
unit = "req/s"
max = 0.1
)TOML";

/// A TOML basic string. What we put in holds no control characters.
QByteArray quoted(const QString &text)
{
    QByteArray bytes = text.toUtf8();
    bytes.replace('\\', "\\\\").replace('"', "\\\"");
    return '"' + bytes + '"';
}

QByteArray endpoint(const QByteArray &id, const QByteArray &kind, const QByteArray &lines)
{
    return "\n[[endpoint]]\nid = \"" + id + "\"\nkind = \"" + kind + "\"\n" + lines;
}

} // namespace

QByteArray profileText(const StackProfile &stack, const QList<RouteConfig> &routes,
                       const QString &ordersConnection, const QString &ordersPasswordFile,
                       const QString &stateFolder)
{
    QByteArray text = QByteArray(profileHead).replace("$STATEFOLDER", quoted(stateFolder));
    text += endpoint("bridge", "bridge", stack.bridge);
    text += endpoint("sync", "sync", stack.sync);
    text += endpoint("metrics", "metrics", stack.metrics);
    text += endpoint("parity", "parity", stack.parity);
    text += endpoint("orders", "orders",
                     "driver = \"postgresql\"\nconnection = " + quoted(ordersConnection) +
                         "\nsecret = { file = " + quoted(ordersPasswordFile) + " }\n");
    text += "\n# The team's database behind the parity pages: migration log, shared triage, log of issues.\n"
            "[parity]\nconnection = " +
            quoted(ordersConnection) + "\nsecret = { file = " + quoted(ordersPasswordFile) + " }\n";
    for (const RouteConfig &route : routes)
        text += "\n[[route]]\nid = " + quoted(route.id) + "\ntitle = " + quoted(route.title) +
                "\nlayer = " + quoted(layerName(route.layer)) + '\n';
    return text + QByteArray(profileTail).replace("$RULEREQUESTS", stack.ruleRequests);
}

} // namespace interlock::rehearsal
