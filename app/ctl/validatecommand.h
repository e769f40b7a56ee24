// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/command.h"

namespace interlock {

/// `validate`: every error of a profile, a line each on standard error; 0 or 2.
class ValidateCommand final : public Command
{
    Q_OBJECT

public:
    using Command::Command;
    void start() override;
    void interrupt() override { finish(ExitCode::Unknown); }
};

} // namespace interlock
