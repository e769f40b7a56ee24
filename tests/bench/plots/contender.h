// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>
#include <QtGlobal>

namespace interlock::bench {

/// A way to draw live lines: some plots with some lines each, which share their samples' times.
class Contender
{
    Q_DISABLE_COPY_MOVE(Contender)

public:
    Contender() = default;
    virtual ~Contender() = default;

    /// Appends a sample to each line and lets each plot paint itself, as a live update does.
    virtual void liveUpdate(qint64 time, double value) = 0;
    /// Appends a sample and draws the whole picture anew, as when the time axis moves on.
    virtual void fullFrame(qint64 time, double value) = 0;
};

/// What all contenders draw.
struct Task
{
    int plots = 1;
    int linesPerPlot = 1;
    qint64 points = 10'000;
    qint64 stepMs = 1000;
    QSize size{1200, 400};

    [[nodiscard]] qint64 start() const { return 1'700'000'000'000; }
    [[nodiscard]] qint64 end() const { return start() + points * stepMs; }
    /// Much the same as a latency: noise with rare spikes. The same for all.
    [[nodiscard]] static double value(qint64 i)
    {
        const quint64 hash = quint64(i) * 0x9E3779B97F4A7C15ULL;
        const double noise = double(hash >> 40) / double(1 << 24);
        return 100 + 20 * noise + (hash % 9973 == 0 ? 200 : 0);
    }
};

} // namespace interlock::bench
