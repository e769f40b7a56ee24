// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <deque>
#include <memory>
#include <QtGlobal>

namespace interlock {

/// Times of 512 samples in a row, in milliseconds after the base of the chunk each lies in.
using SampleOffsets = std::array<quint16, 512>;

/// Lets series that are sampled at the same moments keep their times once: the signals of one poll come
/// together, and times are a third of what a sample takes. Not thread-safe.
class OffsetPool final
{
    Q_DISABLE_COPY_MOVE(OffsetPool)

public:
    OffsetPool() = default;
    ~OffsetPool() = default;

    /// The same offsets as @p full, which must not change any more: another series' when one of the last
    /// few completed has equal ones, else @p full itself.
    [[nodiscard]] std::shared_ptr<SampleOffsets> shared(const std::shared_ptr<SampleOffsets> &full);

private:
    std::deque<std::weak_ptr<SampleOffsets>> m_recent; ///< newest last
};

} // namespace interlock
