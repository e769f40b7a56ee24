// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/blocker.h"

#include <QCoreApplication>

namespace interlock {

/// A lock in one sentence: who locks it, what is, and what opens it.
class BlockerText
{
    Q_DECLARE_TR_FUNCTIONS(interlock::BlockerText)

public:
    /// Plain text, safe to show.
    [[nodiscard]] static QString sentence(const Blocker &blocker);
};

} // namespace interlock
