// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/reading.h"

namespace interlock {

/// The two clocks everything uses; tests give their own. Any thread.
class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual MonotonicTime monotonic() const = 0;
    /// UTC, with milliseconds.
    [[nodiscard]] virtual QDateTime wall() const = 0;
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] MonotonicTime monotonic() const override { return std::chrono::steady_clock::now(); }
    [[nodiscard]] QDateTime wall() const override { return QDateTime::currentDateTimeUtc(); }
};

/// A clock that stands still until it is moved; for tests and replay.
class ManualClock final : public Clock
{
public:
    [[nodiscard]] MonotonicTime monotonic() const override { return m_monotonic; }
    [[nodiscard]] QDateTime wall() const override { return m_wall; }
    void advance(std::chrono::milliseconds by)
    {
        m_monotonic += by;
        m_wall = m_wall.addMSecs(by.count());
    }
    void setWall(const QDateTime &wall) { m_wall = wall; }

private:
    MonotonicTime m_monotonic{std::chrono::hours(1)};
    QDateTime m_wall{QDate(2026, 3, 2), QTime(8, 0), Qt::UTC};
};

} // namespace interlock
