// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/servers/haproxyserver.h"

#include <atomic>
#include <QByteArray>
#include <thread>
#include <vector>

namespace interlock::bench {

/// Users who go on asking for one route of some HAProxy instances, and counters of who answered them.
class TrafficLoop final
{
    Q_DISABLE_COPY_MOVE(TrafficLoop)

public:
    /// @p edges outlive the loop and answer.
    TrafficLoop(const QByteArray &route, std::vector<const test::HaProxyServer *> edges);
    ~TrafficLoop();

    /// The counters as a `/metrics` page. Any thread.
    [[nodiscard]] QByteArray metrics() const;

private:
    void run();

    QByteArray m_route;
    std::vector<const test::HaProxyServer *> m_edges;
    std::atomic<qint64> m_legacy = 0;
    std::atomic<qint64> m_fresh = 0;
    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

} // namespace interlock::bench
