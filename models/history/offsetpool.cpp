// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/offsetpool.h"

namespace interlock {

namespace {

/// More than the endpoints that a profile polls at different moments; each is compared with by memcmp.
constexpr std::size_t RecentOffsets = 64;

} // namespace

std::shared_ptr<SampleOffsets> OffsetPool::shared(const std::shared_ptr<SampleOffsets> &full)
{
    for (auto recent = m_recent.rbegin(); recent != m_recent.rend(); ++recent) {
        std::shared_ptr<SampleOffsets> known = recent->lock();
        if (known && *known == *full)
            return known;
    }
    m_recent.push_back(full);
    if (m_recent.size() > RecentOffsets)
        m_recent.pop_front();
    return full;
}

} // namespace interlock
