// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/world.h"

#include "app/rehearsal/database/pgconnection.h"
#include "app/rehearsal/database/schema.h"
#include "app/rehearsal/stack/embeddedstack.h"
#include "app/rehearsal/stack/haproxystack.h"
#include "app/rehearsal/stack/profiletext.h"

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

constexpr double dueDays = 7;
constexpr SeedSize seedSize;

/// Orders that legacy took over the last days and whose results are still to come; $ORDERS of them. They are
/// changes like any other, so the first thing that forward sync does is to bring them over.
constexpr auto inFlightTemplate = R"SQL(
with life as (
    select n, clock_timestamp() as now, random() * 6 as age, random() as luck from generate_series(1, $ORDERS) n
), placed as (
    insert into legacy.orders(order_key, user_id, total, placed_at, due_at, updated_at)
    select 'O-' || upper(substr(md5('seed' || n), 1, 12)), 1 + n % $USERS, (5 + (n * 53) % 20000 / 100.0)::numeric(12,2),
           now - age * $DAY * interval '1 second', now + (7 - age) * $DAY * interval '1 second',
           now - age * $DAY * interval '1 second'
    from life returning order_key
)
insert into saas.jobs(order_key, result_at)
select 'O-' || upper(substr(md5('seed' || n), 1, 12)),
       now + (0.05 + (6.5 - age) * luck) * $DAY * interval '1 second'
from life;
)SQL";

} // namespace

World::World(const WorldConfig &config, QObject *parent)
    : QObject(parent),
      m_config(config),
      m_daySeconds(86'400.0 / config.speed),
      m_shopMetrics(m_metrics),
      m_admin(m_faults, m_metrics)
{
    connect(&m_admin, &AdminServer::faultWanted, this, &World::setFault);
    connect(&m_follow, &QTimer::timeout, this, &World::followBridge);
}

World::~World()
{
    // People first, then what they talk to, the database last.
    m_follow.stop();
    m_shoppers.reset();
    m_stack.reset();
    m_service.reset();
    m_sync.reset();
    m_legacy.reset();
    m_new.reset();
}

Result<void> World::start()
{
    if (const Result<quint16> port = m_admin.start(m_config.port); port)
        m_adminPort = *port;
    else
        return tl::unexpected(port.error());
    if (Result<void> started = m_database.start(); !started)
        return started;
    if (Result<void> seeded = seed(); !seeded)
        return seeded;
    Result<WorldTokens> tokens = WorldTokens::make(m_database.folder());
    if (!tokens)
        return tl::unexpected(tokens.error());
    m_tokens = *tokens;
    if (Result<void> started = startStores(); !started)
        return started;
    if (Result<void> started = startStack(); !started)
        return started;
    for (const Fault fault : std::as_const(m_config.scenario.faults))
        setFault(fault, true);
    startShoppers();
    followBridge();
    m_follow.start(1000);
    return {};
}

Result<void> World::seed()
{
    PgConnection connection(m_database.connectionString());
    SeedSize size = seedSize;
    size.users = m_config.users;
    if (Result<void> seeded = connection.script(seedSql(size)); !seeded)
        return seeded;
    QByteArray orders = inFlightTemplate;
    orders.replace("$ORDERS", QByteArray::number(m_config.scenario.ordersInFlight))
        .replace("$USERS", QByteArray::number(m_config.users))
        .replace("$DAY", QByteArray::number(m_daySeconds, 'f', 6));
    return connection.script(orders);
}

Result<void> World::startStores()
{
    const QByteArray database = m_database.connectionString();
    const auto makeStore = [this, database](Side side) {
        return [this, database, side] {
            const StoreServer::Config config{side, database, dueDays * m_daySeconds};
            return std::make_unique<StoreServer>(config, m_faults, m_shopMetrics);
        };
    };
    m_legacy = std::make_unique<ThreadHost<StoreServer>>(u"legacy store"_s, makeStore(Side::Legacy));
    m_new = std::make_unique<ThreadHost<StoreServer>>(u"new store"_s, makeStore(Side::New));
    m_service = std::make_unique<ThreadHost<ConsolidationService>>(u"consolidation"_s, [this, database] {
        return std::make_unique<ConsolidationService>(database, m_faults, m_daySeconds);
    });
    m_sync = std::make_unique<ThreadHost<SyncEngine>>(
        u"sync"_s, [this, database] { return std::make_unique<SyncEngine>(database, m_faults); });
    Result<quint16> legacy;
    Result<quint16> modern;
    Result<quint16> service;
    m_legacy->call([&] { legacy = m_legacy->object().start(); });
    m_new->call([&] { modern = m_new->object().start(); });
    m_service->call([&] { service = m_service->object().start(); });
    for (const Result<quint16> &started : {legacy, modern, service}) {
        if (!started)
            return tl::unexpected(started.error());
    }
    m_legacyPort = *legacy;
    m_newPort = *modern;
    const auto introduce = [&](ThreadHost<StoreServer> &store, quint16 other) {
        store.call([&] {
            store.object().setOther(other);
            store.object().setServicePort(*service);
        });
    };
    introduce(*m_legacy, m_newPort);
    introduce(*m_new, m_legacyPort);
    m_sync->call([this] { m_sync->object().start(); });
    return {};
}

Result<void> World::startStack()
{
    if (m_config.stack == StackKind::HaProxy) {
        HaProxyStack::Config config;
        config.scenario = m_config.scenario;
        config.tokens = m_tokens.tokens();
        config.tokenFile = WorldTokens::fileOf(m_database.folder(), u"ann"_s);
        config.folder = m_database.folder();
        config.program = m_config.program;
        config.legacyPort = m_legacyPort;
        config.newPort = m_newPort;
        config.metricsPort = m_adminPort;
        m_stack = std::make_unique<HaProxyStack>(config, &m_sync->object());
        return m_stack->start();
    }
    EmbeddedStack::Config config;
    config.scenario = m_config.scenario;
    config.tokens = m_tokens.tokens();
    config.tokenFile = WorldTokens::fileOf(m_database.folder(), u"ann"_s);
    config.legacyPort = m_legacyPort;
    config.newPort = m_newPort;
    config.metricsPort = m_adminPort;
    m_stack = std::make_unique<EmbeddedStack>(config, &m_sync->object(), &m_metrics);
    return m_stack->start();
}

void World::startShoppers()
{
    ShopperPool::Config config;
    config.users = m_config.users;
    config.products = seedSize.products;
    config.requestsPerSecond = m_config.requestsPerSecond;
    config.edges = m_stack->edges();
    config.legacyPort = m_legacyPort;
    m_shoppers = std::make_unique<ThreadHost<ShopperPool>>(
        u"shoppers"_s, [this, config] { return std::make_unique<ShopperPool>(config, m_faults, m_metrics); });
    m_shoppers->call([this] { m_shoppers->object().start(); });
}

void World::followBridge()
{
    // The one callback address is changed at the cutover: once the orders are all on new, new receives the
    // results.
    const bool newReceives = m_stack->isFullyOnNew(u"orders"_s);
    m_service->object().setReceiver(newReceives ? m_newPort : m_legacyPort);
}

void World::setFault(Fault fault, bool on)
{
    m_faults.set(fault, on);
    m_stack->setFault(fault, on);
}

QByteArray World::profile() const
{
    return profileText(m_stack->profile(), m_config.scenario.routes, m_database.consoleConnection(),
                       m_database.consolePasswordFile(), m_database.folder() + u"/state"_s);
}

} // namespace interlock::rehearsal
