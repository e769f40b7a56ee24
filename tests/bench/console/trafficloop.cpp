// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/console/trafficloop.h"

namespace interlock::bench {

namespace {
constexpr int usersOfABatch = 20;
constexpr std::chrono::milliseconds betweenBatches{50};
} // namespace

TrafficLoop::TrafficLoop(const QByteArray &route, std::vector<const test::HaProxyServer *> edges)
    : m_route(route), m_edges(std::move(edges)), m_thread([this] { run(); })
{
}

TrafficLoop::~TrafficLoop()
{
    m_stop = true;
    m_thread.join();
}

void TrafficLoop::run()
{
    for (int first = 0; !m_stop; first += usersOfABatch) {
        for (const test::HaProxyServer *edge : m_edges) {
            const QList<QByteArray> sides = edge->ask(m_route, usersOfABatch, first);
            m_legacy += sides.count("legacy");
            m_fresh += sides.count("new");
        }
        std::this_thread::sleep_for(betweenBatches);
    }
}

QByteArray TrafficLoop::metrics() const
{
    const auto line = [this](const QByteArray &side, qint64 count) -> QByteArray {
        return "edge_requests_total{route=\"" + m_route + "\",side=\"" + side + "\"} " +
               QByteArray::number(count) + '\n';
    };
    return QByteArray("# TYPE edge_requests_total counter\n") + line("legacy", m_legacy) +
           line("new", m_fresh);
}

} // namespace interlock::bench
