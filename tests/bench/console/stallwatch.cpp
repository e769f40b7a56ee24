// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/console/stallwatch.h"

#include "tests/bench/console/processprobe.h"

#include <algorithm>

namespace interlock::bench {

namespace {
constexpr std::chrono::milliseconds turnEvery{5};
} // namespace

StallWatch::StallWatch(QObject *parent) : QObject(parent)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &StallWatch::turn);
    m_timer.start(turnEvery);
    reset();
}

void StallWatch::reset()
{
    m_last = std::chrono::steady_clock::now();
    m_lastCpuMs = threadCpuMs();
    m_longestMs = 0;
    m_longestCpuMs = 0;
}

void StallWatch::turn()
{
    const auto now = std::chrono::steady_clock::now();
    const double cpu = threadCpuMs();
    const std::chrono::duration<double, std::milli> gap = now - m_last - turnEvery;
    m_longestMs = std::max(m_longestMs, gap.count());
    m_longestCpuMs = std::max(m_longestCpuMs, cpu - m_lastCpuMs);
    m_last = now;
    m_lastCpuMs = cpu;
}

} // namespace interlock::bench
