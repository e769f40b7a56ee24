// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/database/privatepostgres.h"
#include "app/rehearsal/faults/adminserver.h"
#include "app/rehearsal/saas/consolidationservice.h"
#include "app/rehearsal/shoppers/shopperpool.h"
#include "app/rehearsal/stack/bridgestack.h"
#include "app/rehearsal/stack/scenario.h"
#include "app/rehearsal/stack/worldtokens.h"
#include "app/rehearsal/stores/storeserver.h"
#include "app/rehearsal/sync/syncengine.h"
#include "app/rehearsal/threadhost.h"

#include <memory>
#include <QObject>
#include <QTimer>

namespace interlock::rehearsal {

/// What stands in front of the stores.
enum class StackKind { Embedded, HaProxy };

struct WorldConfig
{
    quint16 port = 0; ///< of the admin server; 0 takes a free one
    Scenario scenario;
    StackKind stack = StackKind::Embedded;
    double speed = 2000; ///< simulated seconds a second: seven days of drain take five minutes
    double requestsPerSecond = 60;
    int users = 300;
    QString program; ///< this program, for roles that run as processes of their own (HAProxy stack)
};

/// The whole rehearsal: a small shop in the middle of its migration, with people in it. Everything it starts,
/// threads, processes and folder, ends with it. Main thread.
class World final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(World)

public:
    explicit World(const WorldConfig &config, QObject *parent = nullptr);
    ~World() override;

    /// Blocks for about two seconds; after it everything runs.
    [[nodiscard]] Result<void> start();
    [[nodiscard]] quint16 adminPort() const { return m_adminPort; }
    [[nodiscard]] QList<quint16> edges() const { return m_stack->edges(); }
    [[nodiscard]] quint16 storePort(Side side) const
    {
        return side == Side::Legacy ? m_legacyPort : m_newPort;
    }
    /// The migration profile of this world.
    [[nodiscard]] QByteArray profile() const;
    void setFault(Fault fault, bool on);
    [[nodiscard]] const PrivatePostgres &database() const { return m_database; }
    [[nodiscard]] SyncService &sync() const { return m_sync->object(); }

private:
    [[nodiscard]] Result<void> seed();
    [[nodiscard]] Result<void> startStores();
    [[nodiscard]] Result<void> startStack();
    void startShoppers();
    void followBridge();

    WorldConfig m_config;
    double m_daySeconds; ///< real seconds of a simulated day
    FaultSwitches m_faults;
    MetricsRegistry m_metrics;
    ShopMetrics m_shopMetrics;
    PrivatePostgres m_database;
    WorldTokens m_tokens;
    AdminServer m_admin;
    quint16 m_adminPort = 0;
    quint16 m_legacyPort = 0;
    quint16 m_newPort = 0;
    std::unique_ptr<ThreadHost<StoreServer>> m_legacy;
    std::unique_ptr<ThreadHost<StoreServer>> m_new;
    std::unique_ptr<ThreadHost<SyncEngine>> m_sync;
    std::unique_ptr<ThreadHost<ConsolidationService>> m_service;
    std::unique_ptr<BridgeStack> m_stack;
    std::unique_ptr<ThreadHost<ShopperPool>> m_shoppers;
    QTimer m_follow;
};

} // namespace interlock::rehearsal
