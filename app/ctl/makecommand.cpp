// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/makecommand.h"

#include "app/ctl/approvalscommand.h"
#include "app/ctl/compare/comparecommand.h"
#include "app/ctl/drillcommand.h"
#include "app/ctl/gatescommand.h"
#include "app/ctl/gradualcommand.h"
#include "app/ctl/initdbcommand.h"
#include "app/ctl/journalcommand.h"
#include "app/ctl/rollbackcommand.h"
#include "app/ctl/setcommand.h"
#include "app/ctl/statuscommand.h"
#include "app/ctl/validatecommand.h"
#include "app/ctl/watchcommand.h"

namespace interlock {

std::unique_ptr<Command> makeCommand(const Invocation &invocation)
{
    switch (invocation.command) {
    case CtlCommand::Status:
        return std::make_unique<StatusCommand>(invocation);
    case CtlCommand::Gates:
        return std::make_unique<GatesCommand>(invocation);
    case CtlCommand::Set:
        return std::make_unique<SetCommand>(invocation);
    case CtlCommand::Approvals:
        return std::make_unique<ApprovalsCommand>(invocation);
    case CtlCommand::Drill:
        return std::make_unique<DrillCommand>(invocation);
    case CtlCommand::InitDb:
        return std::make_unique<InitDbCommand>(invocation);
    case CtlCommand::Watch:
        return std::make_unique<WatchCommand>(invocation);
    case CtlCommand::Rollback:
        if (invocation.gradual)
            return std::make_unique<GradualCommand>(invocation);
        return std::make_unique<RollbackCommand>(invocation);
    case CtlCommand::JournalVerify:
    case CtlCommand::JournalShow:
    case CtlCommand::JournalExport:
        return std::make_unique<JournalCommand>(invocation);
    case CtlCommand::Compare:
        return std::make_unique<CompareCommand>(invocation);
    case CtlCommand::Validate:
    case CtlCommand::Help:
    case CtlCommand::Version:
        break;
    }
    return std::make_unique<ValidateCommand>(invocation);
}

} // namespace interlock
