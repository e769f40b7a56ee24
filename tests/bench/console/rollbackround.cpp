// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/console/rollbackround.h"

#include "models/control/control.h"
#include "models/endpoints/bridge/haproxybridge.h"
#include "models/endpoints/metrics/expositionmetrics.h"
#include "tests/bench/console/bytesrelay.h"
#include "tests/bench/console/figures.h"
#include "tests/bench/console/trafficloop.h"
#include "tests/integration/servers/metricstarget.h"

#include <QProcess>
#include <QTemporaryDir>

namespace interlock::bench {

using namespace Qt::StringLiterals;
using std::chrono::steady_clock;
using test::HaProxyServer;

namespace {

constexpr auto allOnNew =
    "kill 0\nlatched 0\nepoch 2\nrevision 9\nmode.checkout 3\ncheckout 10000\nmode.search 3\nsearch 10000\n";
constexpr auto killNeedle = "kill 1";

double msSince(steady_clock::time_point start, steady_clock::time_point end = steady_clock::now())
{
    return std::chrono::duration<double, std::milli>(end - start).count();
}

Profile pairProfile(const QMap<QString, QString> &sockets, const QString &map, const QUrl &metrics)
{
    EndpointSpec bridge;
    bridge.id = u"bridge"_s;
    bridge.kind = EndpointKind::Bridge;
    bridge.driver = Driver::HaProxy;
    bridge.sockets = sockets;
    bridge.shareMap = map;
    bridge.controlMap = map;
    EndpointSpec scraped;
    scraped.id = u"metrics"_s;
    scraped.kind = EndpointKind::Metrics;
    scraped.driver = Driver::Exposition;
    scraped.urls = {metrics};
    SignalSpec requests;
    requests.id = u"requests"_s;
    requests.endpoint = scraped.id;
    requests.meaning = SignalMeaning::Requests;
    requests.kind = SignalKind::Rate;
    requests.metric = u"edge_requests_total"_s;
    requests.windowSeconds = 5; // the least a profile may have
    requests.routeLabel = u"route"_s;
    requests.sideLabel = u"side"_s;
    Profile profile;
    profile.migration = u"bench"_s;
    profile.environment = {u"bench"_s, u"#8250df"_s};
    profile.endpoints = {bridge, scraped};
    profile.routes = {{u"checkout"_s, u"Checkout"_s, Layer::Write}, {u"search"_s, u"Search"_s, Layer::Read}};
    profile.signalSpecs = {requests};
    profile.actor = u"bench"_s;
    return profile;
}

QList<RouteState> pairBoard()
{
    RouteState checkout;
    checkout.id = u"checkout"_s;
    checkout.layer = Layer::Write;
    RouteState search;
    search.id = u"search"_s;
    search.layer = Layer::Read;
    return {checkout, search};
}

/// The product between the operator and two HAProxy instances, with a relay before each of their sockets.
class PairConsole final
{
public:
    PairConsole(const HaProxyServer &first, const HaProxyServer &second, const TrafficLoop &traffic)
        : m_firstRelay(m_folder.filePath(u"1.sock"_s), first.socketPath(), killNeedle),
          m_secondRelay(m_folder.filePath(u"2.sock"_s), second.socketPath(), killNeedle),
          m_target([&traffic](const QByteArray &, const QByteArray &) {
              return test::MetricsTarget::Reply{200, traffic.metrics()};
          }),
          m_profile(pairProfile({{u"edge-1"_s, m_firstRelay.path()}, {u"edge-2"_s, m_secondRelay.path()}},
                                first.mapName(), QUrl(u"http://"_s + m_target.address() + u"/metrics"_s))),
          m_journal(m_folder.filePath(u"journal.sqlite"_s))
    {
        m_ports.bridge =
            std::make_unique<HaProxyBridge>(m_profile.endpoints[0], m_profile.actor, pairBoard());
        m_ports.metrics[u"metrics"_s] =
            std::make_unique<ExpositionMetrics>(m_profile.endpoints[1], m_profile.signalSpecs, QString());
        m_monitor = std::make_unique<Monitor>(m_profile, m_ports, m_clock, nullptr);
        m_control = std::make_unique<Control>(m_profile, m_ports, *m_monitor, m_journal, m_clock,
                                              m_folder.filePath(u"rollback.intent"_s));
        m_monitor->start();
        m_control->resume();
    }
    Q_DISABLE_COPY_MOVE(PairConsole)

    [[nodiscard]] RollbackAct &act() { return *m_control->rollback(); }
    [[nodiscard]] bool knowsTraffic() const
    {
        const SignalReading *seen = m_monitor->state().signal(u"requests"_s, u"checkout"_s, SideReached::New);
        return seen && seen->reading.isLive() && seen->reading.value > 0;
    }
    [[nodiscard]] QList<BytesRelay *> relays() { return {&m_firstRelay, &m_secondRelay}; }

private:
    QTemporaryDir m_folder;
    BytesRelay m_firstRelay;
    BytesRelay m_secondRelay;
    test::MetricsTarget m_target;
    Profile m_profile;
    SystemClock m_clock;
    Ports m_ports;
    Journal m_journal;
    std::unique_ptr<Monitor> m_monitor;
    std::unique_ptr<Control> m_control;
};

bool reached(const RollbackAct &act, RollbackState state)
{
    return act.state() >= state;
}

} // namespace

RollbackTimes rollBackOnce(const RollbackRoundOptions &options)
{
    RollbackTimes times;
    HaProxyServer first;
    HaProxyServer second;
    for (HaProxyServer *edge : {&first, &second}) {
        times.problem = edge->start(allOnNew);
        if (!times.problem.isEmpty())
            return times;
    }
    const TrafficLoop traffic({"checkout", "search"},
                              options.halfDead ? std::vector<const HaProxyServer *>{&first}
                                               : std::vector<const HaProxyServer *>{&first, &second});
    PairConsole console(first, second, traffic);
    RollbackAct &act = console.act();
    if (!runUntil([&] { return console.knowsTraffic() && act.readiness() == RollbackReadiness::Ready; },
                  20)) {
        times.problem = u"the console did not see the pair and its traffic"_s;
        return times;
    }
    if (options.halfDead) {
        second.freezeWorker();
        static_cast<void>(runUntil([] { return false; }, 1.5)); // its polls hang by now
    }
    const int live = options.halfDead ? 1 : 2;
    act.arm({}, u"bench"_s);
    const steady_clock::time_point start = steady_clock::now();
    act.confirm();
    if (runUntil([&] { return act.acceptedPaths() >= live; }, 20))
        times.acceptedLive = msSince(start);
    if (!options.halfDead && runUntil([&] { return reached(act, RollbackState::Acknowledged); }, 20))
        times.acknowledged = msSince(start);
    if (options.observe && times.acknowledged &&
        runUntil([&] { return reached(act, RollbackState::Observed); }, 30))
        times.observed = msSince(start);
    const QList<BytesRelay *> relays = console.relays();
    for (const BytesRelay *relay : relays.first(live)) {
        if (const auto seen = relay->seenAt()) {
            const double at = msSince(start, *seen);
            times.firstByte = std::min(times.firstByte.value_or(at), at);
            times.lastByte = std::max(times.lastByte.value_or(at), at);
        }
    }
    second.thawWorker();
    return times;
}

QList<SocatTimes> killBySocat(int rounds)
{
    QList<SocatTimes> all;
    HaProxyServer edge;
    SocatTimes failed;
    failed.problem = edge.start(allOnNew);
    if (!failed.problem.isEmpty())
        return {failed};
    const QTemporaryDir folder;
    BytesRelay relay(folder.filePath(u"r.sock"_s), edge.socketPath(), killNeedle);
    const QString line =
        u"echo 'set map %1 kill 1' | socat - UNIX-CONNECT:%2"_s.arg(edge.mapName(), relay.path());
    for (int round = 0; round < rounds; ++round) {
        static_cast<void>(edge.command("set map " + edge.mapName().toUtf8() + " kill 0"));
        relay.reset();
        SocatTimes times;
        QProcess shell;
        const steady_clock::time_point start = steady_clock::now();
        shell.start(u"sh"_s, {u"-c"_s, line});
        if (shell.waitForFinished(10'000) && shell.exitCode() == 0)
            times.answered = msSince(start);
        else
            times.problem = u"socat: "_s + QString::fromLocal8Bit(shell.readAllStandardError());
        if (const auto seen = relay.seenAt())
            times.firstByte = msSince(start, *seen);
        all.append(times);
    }
    return all;
}

} // namespace interlock::bench
