// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fakeworld.h"

#include "models/endpoints/database/localtriage.h"

#include <cmath>

namespace interlock {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct FakeRoute
{
    const char *id;
    const char *title;
    Layer layer;
    Mode mode;
    int percent;
};

constexpr FakeRoute fakeRoutes[] = {
    {"url-space", "URL space", Layer::Url, Mode::New, 100},
    {"catalog", "Catalog", Layer::Read, Mode::New, 100},
    {"product", "Product pages", Layer::Read, Mode::CompareNew, 50},
    {"search", "Search", Layer::Read, Mode::CompareLegacy, 50},
    {"session", "Sessions", Layer::Session, Mode::Legacy, 0},
    {"cart", "Cart", Layer::Write, Mode::CompareLegacy, 15},
    {"checkout", "Checkout", Layer::Write, Mode::CompareNew, 15},
    {"orders", "Orders", Layer::Write, Mode::Legacy, 0},
};

SignalSpec fakeSignal(const QString &id, SignalMeaning meaning, SignalKind kind, const QString &unit)
{
    SignalSpec spec;
    spec.id = id;
    spec.title = id;
    spec.endpoint = u"metrics"_s;
    spec.meaning = meaning;
    spec.kind = kind;
    spec.metric = id;
    spec.routeLabel = u"route"_s;
    spec.sideLabel = meaning == SignalMeaning::ActiveUsers ? QString() : u"side"_s;
    spec.unit = unit;
    return spec;
}

EndpointSpec fakeEndpoint(const QString &id, EndpointKind kind, Driver driver)
{
    EndpointSpec spec;
    spec.id = id;
    spec.kind = kind;
    spec.driver = driver;
    spec.title = id;
    spec.period = 200ms;
    return spec;
}

} // namespace

FakeWorld::FakeWorld() : FakeWorld(Options{{}, fastTimings()}) {}

FakeWorld::FakeWorld(const Options &options) : profile(makeProfile(options.hostile))
{
    profile.stateFolder = folder.path();
    profile.gates = options.gates;
    profile.approval = options.approval;
    makePorts(options.hostile);
    if (options.makeTeam)
        ports.team = options.makeTeam();
    journal = std::make_unique<Journal>(folder.filePath(u"journal.sqlite"_s));
    monitor = std::make_unique<Monitor>(profile, ports, clock, &history, nullptr);
    control = std::make_unique<Control>(profile, ports, *monitor, *journal, clock,
                                        folder.filePath(u"intent"_s), nullptr, options.timings);
    makeDesk(options);
}

void FakeWorld::makeDesk(const Options &options)
{
    ParityParts parts;
    if (options.sharedRules) {
        auto own = std::make_unique<FakeSharedRules>();
        sharedRules = own.get();
        parts.sharedRules = std::move(own);
    }
    if (options.database) {
        auto ownLog = std::make_unique<FakeMigrationLog>();
        auto ownTeamLog = std::make_unique<FakeTeamLog>();
        migrationLog = ownLog.get();
        teamLog = ownTeamLog.get();
        parts.data.migrationLog = std::move(ownLog);
        parts.data.teamLog = std::move(ownTeamLog);
        parts.data.walkAgain = 50ms;
        parts.data.tryAgain = 50ms;
        parts.data.readAgain = 50ms;
    }
    parts.pairsFile = folder.filePath(u"pairs.sqlite"_s);
    parts.rulesFile = folder.filePath(u"parity-rules.toml"_s);
    parts.triage = options.makeTriage ? options.makeTriage()
                                      : std::make_unique<LocalTriage>(folder.filePath(u"triage.sqlite"_s));
    parts.source = [this](const QString &cursor, int limit) { return parity->pairs(cursor, limit); };
    parts.actor = profile.actor;
    parts.timings.period = 50ms;
    desk = std::make_unique<ParityDesk>(std::move(parts));
}

FakeWorld::~FakeWorld()
{
    m_window.reset();
    desk.reset();
    control.reset();
    monitor.reset();
    journal.reset();
}

ControlTimings FakeWorld::fastTimings()
{
    ControlTimings timings;
    timings.forwardHold = 200ms;
    timings.rollbackHold = 100ms;
    timings.probePeriod = 300ms;
    timings.followPeriod = 50ms;
    timings.askFirst = 50ms;
    timings.retryFirst = 50ms;
    return timings;
}

Profile FakeWorld::makeProfile(const QString &hostile)
{
    Profile profile;
    profile.file = u"/etc/interlock/shop.toml"_s;
    profile.migration = u"shop-cutover"_s + hostile;
    profile.environment = {u"rehearsal"_s + hostile, u"#8250df"_s};
    profile.endpoints = {fakeEndpoint(u"bridge"_s, EndpointKind::Bridge, Driver::ControlApi),
                         fakeEndpoint(u"sync"_s, EndpointKind::Sync, Driver::ControlApi),
                         fakeEndpoint(u"metrics"_s, EndpointKind::Metrics, Driver::Exposition),
                         fakeEndpoint(u"orders"_s, EndpointKind::Orders, Driver::PostgreSql),
                         fakeEndpoint(u"parity"_s, EndpointKind::Parity, Driver::ControlApi)};
    for (EndpointSpec &endpoint : profile.endpoints)
        endpoint.title += hostile;
    for (const FakeRoute &route : fakeRoutes)
        profile.routes << RouteSpec{QString::fromLatin1(route.id), QString::fromLatin1(route.title) + hostile,
                                    route.layer};
    profile.steps = {{2, 1}, {15, 2}, {50, 5}, {100, 10}};
    profile.signalSpecs = {
        fakeSignal(u"requests"_s, SignalMeaning::Requests, SignalKind::Rate, u"req/s"_s),
        fakeSignal(u"rule-requests"_s, SignalMeaning::RuleRequests, SignalKind::Rate, u"req/s"_s),
        fakeSignal(u"users"_s, SignalMeaning::ActiveUsers, SignalKind::Gauge, u"users"_s),
        fakeSignal(u"errors"_s, SignalMeaning::ErrorRate, SignalKind::Ratio, u"%"_s),
        fakeSignal(u"p95"_s, SignalMeaning::P95, SignalKind::Quantile, u"s"_s)};
    profile.signalSpecs[1].sideLabel.clear();
    profile.runbook =
        u"1. Call the lead.\n2. Send 100 % to LEGACY.\n3. Check that legacy is healthy."_s + hostile;
    profile.actor = u"ann"_s;
    return profile;
}

void FakeWorld::makePorts(const QString &hostile)
{
    auto ownBridge = std::make_unique<FakeBridge>();
    auto ownSync = std::make_unique<FakeSync>();
    auto ownMetrics = std::make_unique<FakeMetrics>();
    auto ownOrders = std::make_unique<FakeOrders>();
    auto ownParity = std::make_unique<FakeParity>();
    bridge = ownBridge.get();
    sync = ownSync.get();
    metrics = ownMetrics.get();
    orders = ownOrders.get();
    parity = ownParity.get();

    BridgeState state = FakeBridge::shop();
    const QDateTime now = clock.wall();
    state.at = now;
    state.routes.clear();
    for (const FakeRoute &route : fakeRoutes) {
        RouteState made;
        made.id = QString::fromLatin1(route.id);
        made.title = QString::fromLatin1(route.title) + hostile;
        made.layer = route.layer;
        made.mode = route.mode;
        made.percent = route.percent;
        made.changedAt = now.addSecs(-7200);
        made.changedBy = u"ann"_s + hostile;
        made.rules = {{u"staff"_s, u"Staff"_s + hostile, Side::New, false}};
        state.routes << made;
    }
    bridge->setState(state);
    bridge->setNow(now);
    bridge->setIdentity({u"ann"_s + hostile, {Scope::Read, Scope::Rollback, Scope::Operate}});

    sync->snapshot().at = now;
    for (PipelineState &pipeline : sync->snapshot().pipelines) {
        pipeline.title += hostile;
        pipeline.kind = u"outbox"_s;
        pipeline.eventsPerSecond = 41.5;
        pipeline.lagEvents = 12;
        pipeline.errorsTotal = 0;
        pipeline.conflictsOpen = 1;
        pipeline.conflictsTotal = 5;
        pipeline.progressDone = 480'000;
        pipeline.progressTotal = 480'000;
        pipeline.retainedUntil = now.addDays(2);
        pipeline.tables = {{u"orders"_s + hostile, 0.4, 12.0, 0}, {u"order_items"_s, 0.4, 29.5, 0}};
    }
    observeState();
    for (const FakeRoute &route : fakeRoutes) {
        if (route.mode != Mode::CompareLegacy && route.mode != Mode::CompareNew)
            continue;
        ParitySeries series{QString::fromLatin1(route.id), {}};
        series.buckets << ParityBucket{now.addSecs(-3600), 52'000, 49'000, 48'210, 48'150, 12, 48, 300};
        parity->setSeries(series);
    }
    ports.bridge = std::move(ownBridge);
    ports.sync = std::move(ownSync);
    ports.metrics.emplace(u"metrics"_s, std::move(ownMetrics));
    ports.orders = std::move(ownOrders);
    ports.parity = std::move(ownParity);
    addOrders(37, 3);
    if (!hostile.isEmpty()) {
        for (OrderInFlight &order : orders->snapshot().rows) {
            order.state += hostile;
            order.currency += hostile;
            order.legacyId += hostile;
        }
    }
}

void FakeWorld::setObserved(const QString &routeId, double percent)
{
    const double all = 40;
    metrics->setValue(u"requests"_s, routeId, SideReached::New, all * percent / 100);
    metrics->setValue(u"requests"_s, routeId, SideReached::Legacy, all * (100 - percent) / 100);
    metrics->setValue(u"requests"_s, routeId, SideReached::Both, 0);
    metrics->setValue(u"rule-requests"_s, routeId, std::nullopt, 0);
    metrics->setValue(u"users"_s, routeId, std::nullopt, 400);
    metrics->setValue(u"errors"_s, routeId, SideReached::Legacy, 0.0003);
    metrics->setValue(u"errors"_s, routeId, SideReached::New, 0.0002);
    metrics->setValue(u"p95"_s, routeId, SideReached::Legacy, 0.71);
    metrics->setValue(u"p95"_s, routeId, SideReached::New, 0.41);
}

void FakeWorld::observeState()
{
    metrics->snapshot().at = clock.wall();
    for (const RouteState &route : bridge->state().routes)
        setObserved(route.id, effectivePercent(route.mode, route.percent));
}

void FakeWorld::addOrders(int legacy, int fresh)
{
    OrdersSnapshot &snapshot = orders->snapshot();
    const QDateTime now = clock.wall();
    snapshot = {};
    snapshot.at = now;
    for (int i = 0; i < legacy + fresh; ++i) {
        const Side side = i < legacy ? Side::Legacy : Side::New;
        OrderInFlight order;
        order.orderId = u"2026-%1"_s.arg(100'000 + i);
        order.origin = side;
        order.owner = side;
        order.state = i % 5 == 0 ? u"sent"_s : u"waiting"_s;
        order.placedAt = now.addSecs(-3600 * (3 + i * 4));
        order.dueAt = order.placedAt.addDays(7);
        order.updatedAt = now.addSecs(-600 * (1 + i % 9));
        order.legacyId = u"L%1"_s.arg(70'000 + i);
        order.newId = side == Side::New ? u"N%1"_s.arg(9'000 + i) : QString();
        order.amountMinor = 1'999 + i * 731;
        order.currency = u"EUR"_s;
        snapshot.rows << order;
        snapshot.overdue += order.dueAt < now ? 1 : 0;
        if (side == Side::Legacy)
            snapshot.lastDueAt = std::max(snapshot.lastDueAt, order.dueAt);
    }
    snapshot.legacyOpen = legacy;
    snapshot.newOpen = fresh;
}

void FakeWorld::fillHistory()
{
    const qint64 now = clock.wall().toSecsSinceEpoch();
    for (int i = 3600; i > 0; --i) {
        const qint64 time = (now - i) * 1000;
        const double wave = std::sin(i / 97.0) + 0.4 * std::sin(i / 13.0);
        history.append(u"lag|forward"_s, time, 0.5 + 0.2 * wave * wave);
        history.append(u"lag|back"_s, time, 0.9 + 0.3 * std::abs(wave) + (i % 600 < 40 ? 3.0 : 0.0));
        history.append(u"orders|legacy"_s, time, std::floor(37 + i / 90.0));
        history.append(u"orders|new"_s, time, std::floor(3 + (3600 - i) / 1500.0));
    }
}

void FakeWorld::start()
{
    monitor->start();
    control->resume();
    desk->start();
}

void FakeWorld::openWindow(ThemeChoice &theme)
{
    m_window = std::make_unique<MainWindow>(*control, history, *desk, theme);
}

MainWindow &FakeWorld::window()
{
    return *m_window;
}

} // namespace interlock
