// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/leaseport.h"

namespace interlock {

/// The holder as the lock file has it: one line of JSON, padded so that an overwrite never leaves a tail.
[[nodiscard]] QByteArray leaseText(const LeaseHolder &holder);
/// A file that is empty or damaged gives a holder about whom nothing is known but that there is one.
[[nodiscard]] LeaseHolder leaseFromText(const QByteArray &text);

} // namespace interlock
