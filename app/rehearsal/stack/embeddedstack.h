// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/api/controlapiserver.h"
#include "app/rehearsal/bridge/bridgeinstance.h"
#include "app/rehearsal/faults/hangingport.h"
#include "app/rehearsal/stack/bridgestack.h"
#include "app/rehearsal/stack/scenario.h"

#include <memory>
#include <vector>

namespace interlock::rehearsal {

/// The bridge that is part of the rehearsal: two instances behind one control plane, each with an address of
/// the Control API of its own, which also answers for sync and parity.
class EmbeddedStack final : public BridgeStack
{
public:
    struct Config
    {
        Scenario scenario;
        QList<ApiToken> tokens;
        QString tokenFile; ///< the token that the profile refers to
        quint16 legacyPort = 0;
        quint16 newPort = 0;
        quint16 metricsPort = 0;
    };

    /// @p sync and @p metrics outlive the stack.
    EmbeddedStack(const Config &config, SyncService *sync, MetricsRegistry *metrics);
    ~EmbeddedStack() override;

    [[nodiscard]] Result<void> start() override;
    [[nodiscard]] QList<quint16> edges() const override;
    [[nodiscard]] bool isFullyOnNew(const QString &route) const override;
    void setFault(Fault fault, bool on) override;
    [[nodiscard]] StackProfile profile() const override;

private:
    /// One instance: its shop port, its port of the Control API, and what takes their places when it hangs.
    struct Edge
    {
        std::unique_ptr<BridgeInstance> instance;
        std::unique_ptr<ControlApiServer> api;
        quint16 shopPort = 0;
        quint16 apiPort = 0;
        HangingPort hangingShop;
        HangingPort hangingApi;
    };
    void setHanging(Edge &edge, bool on);

    Config m_config;
    SystemClock m_clock;
    ControlPlane m_plane;
    ParityRules m_rules;
    ParityStore m_parity{&m_rules};
    BridgeMetrics m_metrics;
    ControlApi m_api;
    std::vector<std::unique_ptr<Edge>> m_edges;
    bool m_deaf = false;
    bool m_hanging = false;
};

} // namespace interlock::rehearsal
