// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/servers/haproxyserver.h"

#include <atomic>
#include <QByteArrayList>
#include <thread>
#include <vector>

namespace interlock::bench {

/// Users who go on asking for routes of some HAProxy instances, and counters of who answered them.
class TrafficLoop final
{
    Q_DISABLE_COPY_MOVE(TrafficLoop)

public:
    /// @p edges outlive the loop and answer.
    TrafficLoop(const QByteArrayList &routes, std::vector<const test::HaProxyServer *> edges);
    ~TrafficLoop();

    /// The counters as a `/metrics` page. Any thread.
    [[nodiscard]] QByteArray metrics() const;

private:
    void run();

    struct Counters
    {
        QByteArray route;
        std::atomic<qint64> legacy = 0;
        std::atomic<qint64> fresh = 0;
    };

    std::vector<const test::HaProxyServer *> m_edges;
    std::vector<Counters> m_counters; ///< never grows once the thread runs
    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

} // namespace interlock::bench
