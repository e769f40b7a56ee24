// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <QObject>
#include <QTimer>

namespace interlock::bench {

/// The longest time in which the event loop of this thread came to nothing else: what a key or a click would
/// have had to wait. The thread's own CPU time in it tells work from a machine that gave the core to others.
class StallWatch final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StallWatch)

public:
    explicit StallWatch(QObject *parent = nullptr);

    /// Forgets what was seen.
    void reset();
    [[nodiscard]] double longestMs() const { return m_longestMs; }
    /// The most CPU time of this thread between two turns, in milliseconds.
    [[nodiscard]] double longestCpuMs() const { return m_longestCpuMs; }

private:
    void turn();

    QTimer m_timer;
    std::chrono::steady_clock::time_point m_last;
    double m_lastCpuMs = 0;
    double m_longestMs = 0;
    double m_longestCpuMs = 0;
};

} // namespace interlock::bench
