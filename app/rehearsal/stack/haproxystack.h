// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/api/controlapiserver.h"
#include "app/rehearsal/stack/bridgestack.h"
#include "app/rehearsal/stack/childprocess.h"
#include "app/rehearsal/stack/haproxyconfig.h"

#include <memory>
#include <vector>

namespace interlock::rehearsal {

/// The real parts in front of the same stores: two HAProxy instances decide, a comparer process behind them
/// does what they cannot, Prometheus scrapes. All are processes that die with us. Sync answers on an address
/// of its own.
class HaProxyStack final : public BridgeStack
{
public:
    struct Config
    {
        Scenario scenario;
        QList<ApiToken> tokens;
        QString tokenFile; ///< the token that the profile refers to
        QString folder;    ///< the world's folder; sockets, configurations and Prometheus' data go there
        QString program;   ///< this program, for the comparer
        quint16 legacyPort = 0;
        quint16 newPort = 0;
        quint16 metricsPort = 0; ///< where the rehearsal's own figures are scraped
    };

    /// @p sync outlives the stack.
    HaProxyStack(const Config &config, SyncService *sync);
    ~HaProxyStack() override;

    [[nodiscard]] Result<void> start() override;
    [[nodiscard]] QList<quint16> edges() const override;
    [[nodiscard]] bool isFullyOnNew(const QString &route) const override;
    void setFault(Fault fault, bool on) override;
    [[nodiscard]] StackProfile profile() const override;

private:
    struct Edge
    {
        QString id;
        QString socket;
        quint16 shopPort = 0;
        quint16 exporterPort = 0;
        quint16 adminPort = 0;
        std::unique_ptr<ChildProcess> process;
    };
    [[nodiscard]] Result<void> startComparer();
    [[nodiscard]] Result<void> startEdge(const QString &id);
    [[nodiscard]] Result<void> startPrometheus();
    [[nodiscard]] Result<void> waitUntilReady();
    [[nodiscard]] QString mapFile() const { return m_config.folder + QStringLiteral("/bridge.map"); }
    /// The integer in a row of the first instance's map; none when it does not answer.
    [[nodiscard]] std::optional<qint64> mapValue(const QString &key) const;

    Config m_config;
    SystemClock m_clock;
    ControlApi m_syncApi;
    ControlApiServer m_syncServer;
    quint16 m_syncPort = 0;
    quint16 m_comparerPort = 0;
    quint16 m_parityPort = 0;
    quint16 m_prometheusPort = 0;
    std::unique_ptr<ChildProcess> m_comparer;
    std::vector<Edge> m_edges;
    std::unique_ptr<ChildProcess> m_prometheus;
};

} // namespace interlock::rehearsal
