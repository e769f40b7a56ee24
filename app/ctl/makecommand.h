// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/command.h"

#include <memory>

namespace interlock {

/// The command of a command line that is neither help nor version.
[[nodiscard]] std::unique_ptr<Command> makeCommand(const Invocation &invocation);

} // namespace interlock
