// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <QList>
#include <QString>
#include <vector>

namespace interlock::bench {

/// One line of the table: what was measured and what the product promises.
struct Figure
{
    QString name;
    std::optional<double> median; ///< absent when it could not be measured
    QString unit;
    std::optional<double> atMost; ///< absent: nothing is promised, the figure stands beside others
    QString command;              ///< how to measure this one alone
    QString problem;              ///< why there is no figure
};

/// What a group of figures costs in rounds, and where the programs are.
struct Effort
{
    bool quick = false;
    QString programs; ///< folder with interlock, interlock-rehearsal, interlock-bench-plots

    [[nodiscard]] int rounds(int full, int quickly) const { return quick ? quickly : full; }
};

/// Absent when there are none.
[[nodiscard]] std::optional<double> median(std::vector<double> values);
/// A line of the table as plain text; the header when @p figure is null.
[[nodiscard]] QString tableLine(const Figure *figure);
/// Says on stderr what is going on, so that a long run is not silent.
void say(const QString &text);

/// Runs the event loop until @p done or @p seconds have passed; returns whether it is done. Looks after each
/// event, so that a time taken right after it is exact.
[[nodiscard]] bool runUntil(const std::function<bool()> &done, double seconds);

} // namespace interlock::bench
