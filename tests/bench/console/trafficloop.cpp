// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/console/trafficloop.h"

namespace interlock::bench {

namespace {
constexpr int usersOfABatch = 20;
constexpr std::chrono::milliseconds betweenBatches{50};
} // namespace

TrafficLoop::TrafficLoop(const QByteArrayList &routes, std::vector<const test::HaProxyServer *> edges)
    : m_edges(std::move(edges)), m_counters(std::size_t(routes.size()))
{
    for (qsizetype i = 0; i < routes.size(); ++i)
        m_counters[std::size_t(i)].route = routes[i];
    m_thread = std::thread([this] { run(); });
}

TrafficLoop::~TrafficLoop()
{
    m_stop = true;
    m_thread.join();
}

void TrafficLoop::run()
{
    for (int first = 0; !m_stop; first += usersOfABatch) {
        for (Counters &counters : m_counters) {
            for (const test::HaProxyServer *edge : m_edges) {
                const QList<QByteArray> sides = edge->ask(counters.route, usersOfABatch, first);
                counters.legacy += sides.count("legacy");
                counters.fresh += sides.count("new");
            }
        }
        std::this_thread::sleep_for(betweenBatches);
    }
}

QByteArray TrafficLoop::metrics() const
{
    QByteArray page = "# TYPE edge_requests_total counter\n";
    const auto add = [&page](const QByteArray &route, const char *side, qint64 count) {
        page += "edge_requests_total{route=\"" + route + "\",side=\"" + side + "\"} " +
                QByteArray::number(count) + '\n';
    };
    for (const Counters &counters : m_counters) {
        add(counters.route, "legacy", counters.legacy);
        add(counters.route, "new", counters.fresh);
    }
    return page;
}

} // namespace interlock::bench
