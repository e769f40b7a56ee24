// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/command.h"
#include "app/drill/drill.h"
#include "models/journal/journal.h"
#include "models/profile/profile.h"

#include <memory>

namespace interlock {

/// `drill`: practises one rollback in the rehearsal and keeps the result in the migration's journal.
class DrillCommand final : public Command
{
    Q_OBJECT

public:
    using Command::Command;
    ~DrillCommand() override;

    void start() override;
    void interrupt() override;

private:
    void keep(const DrillResult &result);

    Profile m_profile;
    std::unique_ptr<Drill> m_drill;
    std::unique_ptr<Journal> m_journal;
};

} // namespace interlock
