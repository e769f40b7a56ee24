// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/sessioncommand.h"

namespace interlock {

/// `status`: one look at everything; 1 when an alarm is present, 3 when the bridge cannot be reached.
class StatusCommand final : public SessionCommand
{
    Q_OBJECT

public:
    using SessionCommand::SessionCommand;
    void interrupt() override { finish(ExitCode::Unknown); }

protected:
    void run() override;

private:
    void show();
    [[nodiscard]] QList<Alarm> activeAlarms();
};

} // namespace interlock
