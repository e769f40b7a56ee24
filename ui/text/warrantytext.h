// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/warranty.h"

#include <QCoreApplication>

namespace interlock {

/// The rollback warranty in words. Plain text, safe to show.
class WarrantyText
{
    Q_DECLARE_TR_FUNCTIONS(interlock::WarrantyText)

public:
    /// "tested 42 s ago · takes 0.9 s (worst 1.4 s)"
    [[nodiscard]] static QString tested(const Warranty &warranty, const QDateTime &now);
    /// "strands 0 orders · valid 37 h", or what is missing: "▲ no warranty: back sync lags 7.4 s (limit 5
    /// s)".
    [[nodiscard]] static QString statement(const Warranty &warranty);
    /// Everything about it, a line each; for the tool tip.
    [[nodiscard]] static QString whole(const Warranty &warranty, const QDateTime &now);
    [[nodiscard]] static QString gap(const WarrantyGap &gap);
};

} // namespace interlock
