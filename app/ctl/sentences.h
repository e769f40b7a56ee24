// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/alarm.h"
#include "models/control/blocker.h"
#include "models/domain/result.h"

#include <chrono>

namespace interlock {

/// One plain English sentence each, for the terminal; the console has translated ones of its own in ui/.
[[nodiscard]] QString alarmSentence(const Alarm &alarm);
[[nodiscard]] QString blockerSentence(const Blocker &blocker);
[[nodiscard]] QString errorSentence(const Error &error);
/// "350 ms", "12.4 s", "3 min 20 s".
[[nodiscard]] QString durationText(std::chrono::milliseconds duration);

} // namespace interlock
