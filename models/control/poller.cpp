// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/poller.h"

#include <algorithm>
#include <QRandomGenerator>

namespace interlock {

using std::chrono::milliseconds;

namespace {
constexpr int mostWaiting = 2;
constexpr int mostDoublings = 16;
} // namespace

milliseconds backoff(int attempt, milliseconds first, milliseconds cap)
{
    const qint64 doubled = first.count() << std::clamp(attempt - 1, 0, mostDoublings);
    const qint64 capped = std::min<qint64>(doubled, cap.count());
    const double jitter = 0.8 + 0.2 * QRandomGenerator::global()->generateDouble(); // never above the cap
    return milliseconds(std::max<qint64>(1, qint64(double(capped) * jitter)));
}

Poller::Poller(milliseconds period, milliseconds backoffCap, Ask ask, QObject *parent)
    : QObject(parent),
      m_period(std::max(period, milliseconds(1))),
      m_backoffCap(backoffCap),
      m_ask(std::move(ask))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Poller::askNow);
}

void Poller::start()
{
    m_running = true;
    m_failures = 0;
    askNow();
}

void Poller::stop()
{
    m_running = false;
    m_timer.stop();
}

void Poller::askNow()
{
    if (!m_running || m_waiting >= mostWaiting)
        return;
    m_timer.stop();
    ++m_waiting;
    m_ask(++m_asked);
}

bool Poller::answered(quint64 generation)
{
    return settle(generation, true);
}

bool Poller::failed(quint64 generation)
{
    return settle(generation, false);
}

void Poller::setUrgent(bool urgent)
{
    if (m_urgent == urgent)
        return;
    m_urgent = urgent;
    if (urgent && m_waiting == 0)
        askNow();
}

bool Poller::settle(quint64 generation, bool good)
{
    m_waiting = std::max(0, m_waiting - 1);
    const bool counts = generation > m_settled;
    if (counts) {
        m_settled = generation;
        m_failures = good ? 0 : m_failures + 1;
    }
    if (m_running && m_waiting == 0)
        m_timer.start(untilNext());
    return counts;
}

/// To the next tick of the period, counted from the clock's own zero so that all pollers wake up together.
milliseconds Poller::untilNext() const
{
    if (m_failures > 0 && !m_urgent)
        return backoff(m_failures, m_period, m_backoffCap);
    const auto now =
        std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
    return m_period - now % m_period;
}

} // namespace interlock
