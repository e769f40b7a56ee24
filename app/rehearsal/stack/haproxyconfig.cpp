// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/stack/haproxyconfig.h"

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

constexpr auto frontendTemplate = R"CFG(global
    maxconn 2000
    nbthread 1
    stats timeout 1m
    stats socket $SOCKET mode 600 level admin
$TCPADMIN
defaults
    mode http
    retries 1
    timeout connect 1s
    timeout client 60s
    timeout server 6s
    timeout http-keep-alive 60s
    default-server inter 1s fall 2 rise 1

frontend shop
    bind 127.0.0.1:$SHOPPORT
    http-request set-var(txn.uid) req.hdr(X-User-Id)
    http-request set-var(txn.uid) req.cook(uid) if !{ var(txn.uid) -m found }
    http-request set-var(txn.uid) src           if !{ var(txn.uid) -m found }
    http-request set-var(txn.bucket) var(txn.uid),xxh32(7),mod(10000)
    http-request set-var(txn.route) str($FALLBACK)
    http-request set-var(txn.route) path,field(2,/) if { path,field(2,/) -m str $SEGMENTS }
    http-request set-var(txn.share) var(txn.route),map_str_int($MAP,0)
    http-request set-var(txn.mode) str(mode.),concat(,txn.route),map_str_int($MAP,0)
    http-request set-var(txn.staff)   var(txn.route),concat(.staff),map_str_int($MAP,0)
    http-request set-var(txn.mobile)  var(txn.route),concat(.mobile),map_str_int($MAP,0)
    http-request set-var(txn.trouble) var(txn.route),concat(.trouble),map_str_int($MAP,0)
$TRACKING
    acl killed       str(kill),map_str_int($MAP,0) gt 0
    acl in_share     var(txn.bucket),sub(txn.share) lt 0
    acl comparing    var(txn.mode) -m int 1 2
    acl all_new      var(txn.mode) -m int 3
    acl is_staff     req.hdr(X-User-Group) -m str staff
    acl is_mobile    req.hdr(User-Agent) -m sub Mobile
    acl has_trouble  req.hdr(X-Legacy-Trouble) -m str 1
    acl has_trouble  req.cook(legacy_trouble) -m str 1
    http-request set-var(txn.reached) str(legacy)
    http-request set-var(txn.reached) str(both) if !killed comparing in_share
    http-request set-var(txn.reached) str(new)  if !killed all_new in_share
    http-request set-var(txn.rule) bool(true) if is_staff { var(txn.staff) -m int gt 0 }
    http-request set-var(txn.rule) bool(true) if is_mobile { var(txn.mobile) -m int gt 0 }
    http-request set-var(txn.rule) bool(true) if has_trouble { var(txn.trouble) -m int gt 0 }
    http-request set-var(txn.reached) str(both_rule) if !killed comparing { var(txn.rule) -m bool }
    http-request set-var(txn.reached) str(new_rule)  if !killed all_new { var(txn.rule) -m bool }
    http-response set-header X-Interlock-Instance $INSTANCE
    http-response set-header X-Interlock-Route %[var(txn.route)]
    use_backend %[var(txn.route),concat(_,txn.reached)]

frontend exporter
    bind 127.0.0.1:$EXPORTERPORT
    http-request use-service prometheus-exporter if { path /metrics }

backend health_legacy
    option httpchk GET /healthz
    server store 127.0.0.1:$LEGACYPORT check
backend health_new
    option httpchk GET /healthz
    server store 127.0.0.1:$NEWPORT check
backend health_comparer
    option httpchk GET /healthz
    server store 127.0.0.1:$COMPARERPORT check
)CFG";

constexpr auto routeTemplate = R"CFG(
backend users_$ROUTE
    stick-table type string len 48 size 50k expire 30s
backend $ROUTE_legacy
    server legacy 127.0.0.1:$LEGACYPORT track health_legacy/store
)CFG";

constexpr auto newTemplate = R"CFG(backend $ROUTE_new$VIA
    server new 127.0.0.1:$NEWPORT track health_new/store
)CFG";

/// Compare modes: the comparer asks both systems for what is safe; what writes goes to the one that answers.
constexpr auto bothTemplate = R"CFG(backend $ROUTE_both$VIA
    http-request set-header X-Interlock-Route $ROUTE
    http-request set-header X-Interlock-Return legacy if { var(txn.mode) -m int 1 }
    http-request set-header X-Interlock-Return new if { var(txn.mode) -m int 2 }
    use-server compare if METH_GET
    use-server new if !METH_GET { var(txn.mode) -m int 2 }
    use-server legacy if !METH_GET { var(txn.mode) -m int 1 }
    server compare 127.0.0.1:$COMPARERPORT track health_comparer/store weight 0
    server new 127.0.0.1:$NEWPORT track health_new/store weight 0
    server legacy 127.0.0.1:$LEGACYPORT track health_legacy/store
)CFG";

constexpr auto prometheusHead = R"YML(global:
  scrape_interval: 1s
  scrape_timeout: 1s
  evaluation_interval: 1s
scrape_configs:
  - job_name: bridge
    params:
      scope: [server, sticktable]
    metric_relabel_configs:
      - { source_labels: [__name__], regex: 'haproxy_server_http_responses_total|haproxy_sticktable_used', action: keep }
      - { source_labels: [code], regex: '1xx|other', action: drop }
      - { source_labels: [__name__, proxy], regex: 'haproxy_server_http_responses_total;health_.*', action: drop }
      - { source_labels: [proxy], regex: '(.+)_(legacy|new|both)(_rule)?', target_label: route, replacement: '$1' }
      - { source_labels: [proxy], regex: '(.+)_(legacy|new|both)(_rule)?', target_label: reached, replacement: '$2' }
      - { source_labels: [proxy], regex: '.+_rule', target_label: via, replacement: rule }
      - { source_labels: [__name__], regex: 'haproxy_server_http_responses_total', target_label: __name__, replacement: bridge_requests_total }
      - { source_labels: [name], regex: 'users_(.+)', target_label: route, replacement: '$1' }
      - { source_labels: [__name__], regex: 'haproxy_sticktable_used', target_label: __name__, replacement: bridge_active_users }
    static_configs:
)YML";

QByteArray number(quint16 port)
{
    return QByteArray::number(port);
}

QByteArray filled(QByteArray text, const HaProxyConfig &config)
{
    return text.replace("$LEGACYPORT", number(config.legacyPort))
        .replace("$NEWPORT", number(config.newPort))
        .replace("$COMPARERPORT", number(config.comparerPort));
}

/// The route that takes whatever no other one has.
QByteArray fallbackRoute(const QList<RouteConfig> &routes)
{
    for (const RouteConfig &route : routes) {
        if (route.prefixes.contains(u"/"_s))
            return route.id.toUtf8();
    }
    return routes.first().id.toUtf8();
}

} // namespace

QByteArray haproxyConfigText(const HaProxyConfig &config)
{
    const QByteArray fallback = fallbackRoute(config.routes);
    QByteArray segments;
    QByteArray tracking;
    QByteArray backends;
    for (const RouteConfig &route : config.routes) {
        const QByteArray id = route.id.toUtf8();
        if (id != fallback)
            segments += ' ' + id;
        tracking += "    http-request track-sc0 var(txn.uid) table users_" + id +
                    " if { var(txn.route) -m str " + id + " }\n";
        QByteArray backend = routeTemplate;
        for (const char *via : {"", "_rule"})
            backend +=
                QByteArray(newTemplate).replace("$VIA", via) + QByteArray(bothTemplate).replace("$VIA", via);
        backends += filled(backend.replace("$ROUTE", id), config);
    }
    QByteArray text = frontendTemplate;
    text.replace("$SOCKET", config.adminSocket.toUtf8())
        .replace("$TCPADMIN",
                 config.adminPort == 0
                     ? QByteArray()
                     : "    stats socket ipv4@127.0.0.1:" + number(config.adminPort) + " level admin\n")
        .replace("$SHOPPORT", number(config.shopPort))
        .replace("$EXPORTERPORT", number(config.exporterPort))
        .replace("$FALLBACK", fallback)
        .replace("$SEGMENTS", segments.trimmed())
        .replace("$TRACKING", tracking)
        .replace("$INSTANCE", config.instance.toUtf8())
        .replace("$MAP", config.mapFile.toUtf8());
    return filled(text, config) + backends;
}

QByteArray haproxyMapText(const QList<RouteConfig> &routes)
{
    QByteArray rows = "kill 0\nlatched 0\nepoch 1\nrevision 1\n";
    for (const RouteConfig &route : routes) {
        const QByteArray id = route.id.toUtf8();
        rows += "mode." + id + ' ' + QByteArray::number(int(route.mode)) + '\n';
        rows += id + ' ' + QByteArray::number(route.percent * 100) + '\n';
        for (const RuleConfig &rule : route.rules)
            rows += id + '.' + rule.rule.id.toUtf8() + (rule.rule.enabled ? " 1\n" : " 0\n");
    }
    return rows;
}

QByteArray prometheusConfigText(const QMap<QString, quint16> &exporters, quint16 rehearsalPort,
                                quint16 comparerPort)
{
    QByteArray text = prometheusHead;
    for (auto exporter = exporters.cbegin(); exporter != exporters.cend(); ++exporter)
        text += "      - { targets: ['127.0.0.1:" + number(exporter.value()) +
                "'], labels: { instance: " + exporter.key().toUtf8() + " } }\n";
    const auto job = [&text](const QByteArray &name, quint16 port) {
        text += "  - job_name: " + name +
                "\n    static_configs:\n      - { targets: ['127.0.0.1:" + number(port) + "'] }\n";
    };
    job("shop", rehearsalPort);
    job("comparer", comparerPort);
    return text;
}

} // namespace interlock::rehearsal
