// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/bridge/bridgemetrics.h"
#include "app/rehearsal/bridge/controlplane.h"
#include "app/rehearsal/http/httpserver.h"
#include "app/rehearsal/http/upstream.h"
#include "app/rehearsal/parity/paritystore.h"

namespace interlock::rehearsal {

struct BridgeInstanceConfig
{
    QString id = QStringLiteral("edge-1");
    QUrl legacyUrl;
    QUrl newUrl;
    std::chrono::milliseconds acknowledgeDelay{150}; ///< from a command to routing by it and saying so
    std::chrono::milliseconds legacyTimeout{5000};
    std::chrono::milliseconds newTimeout{3000};
    /// Of so many compared requests one is asked of legacy twice, so that what differs within one system is
    /// known; 0 = none.
    int askTwiceEvery = 0;
};

/// One edge of the bridge: takes the shop's traffic, decides who answers each request, and really sends it
/// there.
///
/// It routes by the table it last adopted, and acknowledges to the plane only what it routes by. An answer
/// that new owes and does not give is the shopper's error (502, 504): nothing falls back to legacy in
/// silence. Every answer says how it came about: X-Interlock-Instance, X-Interlock-Route,
/// X-Interlock-Answered-By.
///
/// Lives on the plane's thread, with the parity store and the metrics: one event loop carries several hundred
/// requests a second, and nothing needs a lock.
class BridgeInstance final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BridgeInstance)

public:
    /// All pointers outlive the instance. It adopts the plane's current table at once.
    BridgeInstance(const BridgeInstanceConfig &config, ControlPlane *plane, ParityStore *parity,
                   BridgeMetrics *metrics, const Clock *clock, QObject *parent = nullptr);

    /// Opens the port for shop traffic on loopback; 0 takes a free one.
    [[nodiscard]] Result<quint16> start(quint16 port = 0) { return m_server.start(port); }
    /// Closes the port, as when the process dies. It goes on acknowledging unless it is made deaf.
    void stop() { m_server.stop(); }
    [[nodiscard]] quint16 port() const { return m_server.port(); }
    /// The fault "does not acknowledge": it keeps routing by what it has. Ended, it catches up at once.
    void setDeaf(bool deaf);
    /// The revision it routes by.
    [[nodiscard]] quint64 revision() const { return m_table->revision; }

private:
    struct Exchange;

    void handle(const HttpRequest &request, const HttpReply &reply);
    void answerFrom(Side side, const std::shared_ptr<Exchange> &exchange);
    void mirrorTo(Side side, const std::shared_ptr<Exchange> &exchange);
    void askLegacyAgain(const std::shared_ptr<Exchange> &exchange);
    void arrived(Side side, const std::shared_ptr<Exchange> &exchange, const UpstreamAnswer &answer);
    void reply(Exchange &exchange, const UpstreamAnswer &answer);
    /// Once every answer that belongs to it is there.
    void keepPair(const Exchange &exchange);
    void adopt();
    [[nodiscard]] Upstream &upstream(Side side) { return side == Side::Legacy ? m_legacy : m_new; }
    [[nodiscard]] std::chrono::milliseconds timeout(Side side) const;

    BridgeInstanceConfig m_config;
    QByteArray m_id;
    ControlPlane *m_plane;
    ParityStore *m_parity;
    BridgeMetrics *m_metrics;
    const Clock *m_clock;
    RoutingTablePtr m_table;
    bool m_deaf = false;
    qint64 m_mirrored = 0;
    Upstream m_legacy;
    Upstream m_new;
    HttpServer m_server;
};

} // namespace interlock::rehearsal
