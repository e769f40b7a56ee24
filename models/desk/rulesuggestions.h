// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/difference.h"

#include <vector>

namespace interlock {

/// A rule that would make a difference not count, most narrow first. What it is called is the screen's
/// business.
struct RuleSuggestion
{
    enum class What {
        ExpectThis, ///< exactly this change
        NumberTolerance,
        TimeTolerance,
        SameNumber, ///< "12.50" = 12.5
        SameTime,
        Shape, ///< both are UUIDs
        AnyOrder,
        NullIsMissing,
        IgnoreKind, ///< only missing, extra, type or order at this path
        IgnoreAll
    };
    What what = What::IgnoreAll;
    QByteArray toml; ///< `[[rule]]` and its keys

    friend bool operator==(const RuleSuggestion &, const RuleSuggestion &) = default;
};

/// Rules for @p difference on @p route (empty: every route), by what its values look like.
[[nodiscard]] std::vector<RuleSuggestion> suggestRules(const QByteArray &route, const Difference &difference);

} // namespace interlock
