// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <chrono>

#include <vector>

namespace interlock {

/// First, min, max and last of the samples in one pixel column (M4; Jugel et al., VLDB 2014). Values are float;
/// times are milliseconds since the epoch.
struct Column {
    qint64 firstTime = 0, lastTime = 0;
    float first = 0, min = 0, max = 0, last = 0;
    bool gapBefore = false; ///< no line joins it to the column before
};

/// One time series as columns of values with a min/max pyramid, so that a frame costs the width, not the points.
/// Appending is amortised O(1); a query of w columns is O(w log n). Not thread-safe.
class Series
{
public:
    /// Samples further apart than @p gapAfter are not joined.
    explicit Series(std::chrono::milliseconds gapAfter = std::chrono::seconds(5));

    void append(qint64 time, double value); ///< NaN makes a gap
    void dropBefore(qint64 time);
    [[nodiscard]] qsizetype size() const;
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] qint64 firstTime() const; ///< undefined when empty
    [[nodiscard]] qint64 lastTime() const;
    [[nodiscard]] double lastValue() const; ///< NaN when empty
    /// At most @p width columns over [from, to); empty ones are left out. Rises by 1 with each append: see revision().
    [[nodiscard]] std::vector<Column> columns(qint64 from, qint64 to, int width) const;
    /// The sample at or before @p time (NaN when none, or when a gap lies between).
    [[nodiscard]] double valueAt(qint64 time) const;
    [[nodiscard]] quint64 revision() const;
    [[nodiscard]] qsizetype memoryBytes() const;

private:
    struct Chunk;
    std::chrono::milliseconds m_gapAfter;
    // The storage is this class's own business; see series.cpp.
};

} // namespace interlock
