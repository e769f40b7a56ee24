// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <chrono>
#include <optional>
#include <QDeadlineTimer>

namespace interlock {

/// Keeps attempts to reach a server apart: after each failure twice as long as before, from 0.5 s on, give or
/// take a fifth, so that consoles do not come back all at once.
class ReconnectPause final
{
public:
    explicit ReconnectPause(std::chrono::milliseconds greatest = std::chrono::seconds(8))
        : m_greatest(greatest)
    {
    }

    /// Why no attempt may be made yet: what the last one ended with. Nothing when one may.
    [[nodiscard]] std::optional<Error> reason() const;
    /// An attempt that ended as @p opened; its error comes back with @p where in it.
    [[nodiscard]] Result<void> after(const Result<void> &opened, const QString &where);

private:
    std::chrono::milliseconds m_greatest;
    std::chrono::milliseconds m_pause{0};
    QDeadlineTimer m_nextTry{0};
    Error m_lastError;
};

} // namespace interlock
