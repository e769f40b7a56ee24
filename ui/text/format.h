// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/observedshare.h"
#include "models/domain/reading.h"

#include <QCoreApplication>

namespace interlock {

/// Numbers, units and times as the console writes them: a thin space before each unit, times relative in
/// place and absolute on hover. What is not known is a dash, never 0.
class Format
{
    Q_DECLARE_TR_FUNCTIONS(interlock::Format)

public:
    [[nodiscard]] static QString dash();
    /// @p one when @p n is 1, else @p many with %1 replaced by the number.
    [[nodiscard]] static QString counted(qint64 n, const QString &one, const QString &many);
    /// "1,240" in the user's locale.
    [[nodiscard]] static QString count(qint64 value);
    /// "0.42 s", "12 ms": three digits that matter.
    [[nodiscard]] static QString seconds(double value);
    /// A percentage of 0 … 100 with @p decimals.
    [[nodiscard]] static QString percent(double value, int decimals = 0);
    /// A ratio of 0 … 1 as a percentage with the decimals it needs: "0.02 %", "4.1 %".
    [[nodiscard]] static QString ratio(double value);
    [[nodiscard]] static QString perSecond(double value);
    /// "50.3 % ±0.4"
    [[nodiscard]] static QString observed(const ObservedShare &share);
    [[nodiscard]] static QString amount(qint64 minor, const QString &currency);
    /// "4 s", "3 min", "2 h 10 min", "6 d".
    [[nodiscard]] static QString duration(std::chrono::seconds value);
    /// "3 min ago", "in 2 h"; a dash when invalid.
    [[nodiscard]] static QString relative(const QDateTime &time, const QDateTime &now);
    /// "2026-03-02 08:41:07" of local time with its offset; for tooltips.
    [[nodiscard]] static QString absolute(const QDateTime &time);
    /// "08:41:07"
    [[nodiscard]] static QString clock(const QDateTime &time);
    /// "08:41:07.120"
    [[nodiscard]] static QString clockMs(const QDateTime &time);
    /// @p text followed by its unit with a thin space.
    [[nodiscard]] static QString withUnit(const QString &text, const QString &unit);
};

} // namespace interlock
