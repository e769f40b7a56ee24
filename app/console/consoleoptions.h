// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <QList>
#include <QSize>
#include <QString>
#include <QStringList>

namespace interlock {

/// A page to be drawn into a file.
struct ScreenshotWish
{
    QString page;
    QString file;

    friend bool operator==(const ScreenshotWish &, const ScreenshotWish &) = default;
};

/// The command line of `interlock`.
struct ConsoleOptions
{
    QString profile;
    QList<ScreenshotWish> screenshots;
    QSize size;    ///< empty: as it was the last time
    QString theme; ///< "light", "dark", "system"; empty: as it was the last time
    bool reportStart = false;
    bool help = false;
    bool version = false;
    QString problem; ///< what is wrong with the command line; empty when nothing is

    /// False when nobody looks: pictures or a report are asked for, and what a person has set is left alone.
    [[nodiscard]] bool forPeople() const { return screenshots.isEmpty() && !reportStart; }

    friend bool operator==(const ConsoleOptions &, const ConsoleOptions &) = default;
};

/// @p arguments without the program's name.
[[nodiscard]] ConsoleOptions parseConsoleOptions(const QStringList &arguments);
[[nodiscard]] QString consoleUsage();

} // namespace interlock
