// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <QtGlobal>

namespace interlock {

/// How much of the traffic a parity figure speaks of: compared / mirrored / eligible.
struct ParityCoverage
{
    std::optional<double> ofMirrored; ///< compared / mirrored, 0 … 1; nothing when nothing was mirrored
    std::optional<double> ofEligible; ///< compared / eligible, 0 … 1; nothing when nothing was eligible

    friend bool operator==(const ParityCoverage &, const ParityCoverage &) = default;
};

[[nodiscard]] ParityCoverage parityCoverage(qint64 compared, qint64 mirrored, qint64 eligible);

/// A check of stored rows, or a sample of traffic: only the first may ever say 100 %.
struct CensusCounts
{
    qint64 rows = 0; ///< that exist
    qint64 checked = 0;
    qint64 skipped = 0; ///< left out for whatever reason: locked, pending, no checksum
    qint64 different = 0;

    /// Every row was checked, none skipped.
    [[nodiscard]] bool isComplete() const { return rows > 0 && skipped == 0 && checked == rows; }
    /// The one case in which "100 %" is a true sentence.
    [[nodiscard]] bool maySayAll() const { return isComplete() && different == 0; }
    friend bool operator==(const CensusCounts &, const CensusCounts &) = default;
};

/// @p ratio (0 … 1) as percent, cut (not rounded) to @p decimals, so that 99.9996 % never reads as 100.00 %.
/// Nothing for a ratio of 1 unless @p census says that it is all: then the bound is to be said in words
/// instead.
[[nodiscard]] std::optional<double> percentToShow(double ratio, int decimals, bool census);

} // namespace interlock
