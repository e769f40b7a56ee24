// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/console/figures.h"

namespace interlock::bench {

class RehearsalProcess;

/// From the start of `interlock` to its first picture, the first live state and an answer of every endpoint.
[[nodiscard]] QList<Figure> measureStart(const Effort &effort, const RehearsalProcess &rehearsal);

/// CPU of a running `interlock` with fifty signals at one a second and nobody touching it.
[[nodiscard]] QList<Figure> measureIdle(const Effort &effort, const RehearsalProcess &rehearsal);

/// Memory and event-loop gaps of a console that has a day of every series (the day child).
[[nodiscard]] QList<Figure> measureDay(const Effort &effort, const RehearsalProcess &rehearsal);

} // namespace interlock::bench
