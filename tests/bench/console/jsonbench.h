// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/console/figures.h"

namespace interlock::bench {

/// A query_range answer of 12 series with 10,750 points to numbers, ours and through QJsonDocument, taking
/// turns.
[[nodiscard]] QList<Figure> measureRangeParsing(const Effort &effort);

} // namespace interlock::bench
