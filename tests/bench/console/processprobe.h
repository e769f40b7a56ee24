// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <QtGlobal>

namespace interlock::bench {

/// User and system time a process has used, in seconds (to 10 ms); absent when there is no such process.
[[nodiscard]] std::optional<double> cpuSeconds(qint64 processId);
/// Resident memory of a process in megabytes (10^6 bytes).
[[nodiscard]] std::optional<double> residentMegabytes(qint64 processId);
/// CPU time of the calling thread in milliseconds.
[[nodiscard]] double threadCpuMs();

} // namespace interlock::bench
