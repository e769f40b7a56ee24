// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QApplication;

namespace interlock::bench {

/// Runs the console's session and window on @p profile with a day of one-second samples in every series, lets
/// it live for @p seconds, goes through its pages, and prints `NAME: NUMBER` lines: series, samples and
/// resident in MB, gaps and work in ms. Returns the exit code.
[[nodiscard]] int runDay(QApplication &application, const QString &profile, double seconds);

} // namespace interlock::bench
