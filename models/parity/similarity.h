// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/alignment.h"
#include "models/parity/values.h"

#include <vector>

namespace interlock {

/// Which elements of a gap between aligned ones are the same thing, changed: pairs in order that share most
/// of their members. Empty when positions are as good, or the gap is large (more than 100 × 100).
[[nodiscard]] IndexPairs similarPairs(const std::vector<JsonValue> &legacy,
                                      const std::vector<JsonValue> &newer);

} // namespace interlock
