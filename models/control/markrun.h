// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/reading.h"

#include <optional>

namespace interlock {

/// One mark on its way, timed by our monotonic clock alone. Pure.
///
/// The service writes it between question and answer and it arrives between two looks, so that its way took
/// between atLeast() and atMost(); what the service claims meanwhile is held against both.
class MarkRun final
{
public:
    /// The question to write it leaves now.
    void sent(MonotonicTime at);
    /// The answer says that it is written.
    void written(MonotonicTime at) { m_writtenAt = at; }
    /// A look that was asked for at @p asked did not find it at the other end.
    void missing(MonotonicTime asked) { m_missingAt = std::max(m_missingAt, asked); }
    void arrived(MonotonicTime at) { m_arrivedAt = at; }
    /// The service's own figure while the mark is under way.
    void claims(double seconds);

    [[nodiscard]] bool isUnderWay() const { return m_writtenAt && !m_arrivedAt; }
    [[nodiscard]] bool hasArrived() const { return m_arrivedAt.has_value(); }
    /// Seconds; 0 when nothing was proven yet.
    [[nodiscard]] double atLeast() const;
    /// Seconds, of one that arrived.
    [[nodiscard]] double atMost() const;
    [[nodiscard]] std::optional<double> claimedAtMost() const { return m_claimedMost; }
    /// False when the service's figures cannot be true; without any there is nothing to contradict.
    [[nodiscard]] bool agrees(double toleranceSeconds) const;

private:
    MonotonicTime m_sentAt{};
    MonotonicTime m_missingAt{};
    std::optional<MonotonicTime> m_writtenAt;
    std::optional<MonotonicTime> m_arrivedAt;
    std::optional<double> m_claimedLeast;
    std::optional<double> m_claimedMost;
};

} // namespace interlock
