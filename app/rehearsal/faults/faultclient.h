// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/faults/fault.h"
#include "models/domain/result.h"

namespace interlock::rehearsal {

/// Switches a fault of the rehearsal whose admin server listens on @p port; the sentence says what is so now.
/// Blocks, five seconds at most.
[[nodiscard]] Result<QString> askForFault(quint16 port, Fault fault, bool on);

} // namespace interlock::rehearsal
