// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/faults/fault.h"
#include "app/rehearsal/http/metricsregistry.h"
#include "app/rehearsal/shoppers/shopper.h"

#include <deque>
#include <memory>
#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>
#include <vector>

namespace interlock::rehearsal {

/// All shoppers: keeps the rate, whatever the shop does, as long as there are shoppers who are not waiting
/// for an answer. Each shopper uses one edge. Lives on one thread, where start() runs.
class ShopperPool final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ShopperPool)

public:
    struct Config
    {
        int users = 300;
        int products = 240;
        double requestsPerSecond = 60;
        QList<quint16> edges;   ///< ports of the bridge's instances
        quint16 legacyPort = 0; ///< where an old address leads
    };

    ShopperPool(const Config &config, const FaultSwitches &faults, MetricsRegistry &metrics,
                QObject *parent = nullptr);
    ~ShopperPool() override;

    void start();

private:
    void tick();
    void act(size_t shopper);
    [[nodiscard]] double currentRate() const;
    [[nodiscard]] QNetworkAccessManager &networkOf(const Shopper &shopper, quint16 *port, bool *direct);

    Config m_config;
    const FaultSwitches &m_faults;
    MetricsRegistry::Family &m_requests;
    MetricsRegistry::Family &m_bypassed;
    std::vector<Shopper> m_shoppers;
    std::deque<size_t> m_idle; ///< who is not waiting for an answer, the one idle for longest first
    std::vector<std::unique_ptr<QNetworkAccessManager>> m_networks;
    QElapsedTimer m_clock;
    QTimer m_timer;
    qint64 m_lastTick = 0;
    double m_credit = 0; ///< requests owed
};

} // namespace interlock::rehearsal
