// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

namespace interlock {

/// How long the compared traffic of a route has shown no difference. Ends with the newest comparison: a
/// source that is silent proves nothing.
struct CleanSpell
{
    QDateTime from; ///< of the last difference, or of the first comparison when there was none
    QDateTime to;   ///< of the newest comparison
    bool afterDifference = false;

    /// Whole days.
    [[nodiscard]] int days() const { return int(from.msecsTo(to) / (24LL * 3600 * 1000)); }
    friend bool operator==(const CleanSpell &, const CleanSpell &) = default;
};

} // namespace interlock
