// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/orders/reconnectpause.h"

#include <algorithm>
#include <QRandomGenerator>

namespace interlock {

namespace {
constexpr std::chrono::milliseconds leastReconnectPause{500};
} // namespace

std::optional<Error> ReconnectPause::reason() const
{
    return m_nextTry.hasExpired() ? std::nullopt : std::optional(m_lastError);
}

Result<void> ReconnectPause::after(const Result<void> &opened, const QString &where)
{
    if (opened) {
        m_pause = std::chrono::milliseconds(0);
        return {};
    }
    m_lastError = opened.error();
    m_lastError.where = where;
    m_pause = std::clamp(m_pause * 2, leastReconnectPause, m_greatest);
    m_nextTry.setRemainingTime(m_pause * QRandomGenerator::global()->bounded(80, 120) / 100);
    return tl::unexpected<Error>(m_lastError);
}

} // namespace interlock
