// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <QObject>
#include <QTimer>

namespace interlock {

/// When one endpoint is asked: at the ticks of its period (all pollers share them), again only after the
/// answer, and after failures with a capped, jittered backoff. Every question has a generation, so an older
/// answer never overwrites a newer one.
class Poller final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Poller)

public:
    using Ask = std::function<void(quint64 generation)>;

    /// @p ask sends one question; it must end in answered() or failed() with its generation.
    Poller(std::chrono::milliseconds period, std::chrono::milliseconds backoffCap, Ask ask, QObject *parent);

    void start();
    void stop();
    /// Asks at once, also while an answer is awaited (two at most).
    void askNow();
    /// True when no newer answer came before; then it counts.
    [[nodiscard]] bool answered(quint64 generation);
    [[nodiscard]] bool failed(quint64 generation);
    /// While urgent, failures do not slow it down.
    void setUrgent(bool urgent);
    /// Generation of the newest question.
    [[nodiscard]] quint64 lastGeneration() const { return m_asked; }

private:
    [[nodiscard]] bool settle(quint64 generation, bool good);
    [[nodiscard]] std::chrono::milliseconds untilNext() const;

    std::chrono::milliseconds m_period;
    std::chrono::milliseconds m_backoffCap;
    Ask m_ask;
    QTimer m_timer;
    quint64 m_asked = 0;
    quint64 m_settled = 0;
    int m_waiting = 0;
    int m_failures = 0;
    bool m_running = false;
    bool m_urgent = false;
};

/// @p first · 2^(@p attempt − 1), at most @p cap, moved by up to a fifth at random so that consoles do not
/// knock in step.
[[nodiscard]] std::chrono::milliseconds backoff(int attempt, std::chrono::milliseconds first,
                                                std::chrono::milliseconds cap);

} // namespace interlock
