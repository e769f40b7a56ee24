// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/makecommand.h"

#include "app/ctl/compare/comparecommand.h"
#include "app/ctl/journalcommand.h"
#include "app/ctl/rollbackcommand.h"
#include "app/ctl/setcommand.h"
#include "app/ctl/statuscommand.h"
#include "app/ctl/validatecommand.h"

namespace interlock {

std::unique_ptr<Command> makeCommand(const Invocation &invocation)
{
    switch (invocation.command) {
    case CtlCommand::Status:
        return std::make_unique<StatusCommand>(invocation);
    case CtlCommand::Set:
        return std::make_unique<SetCommand>(invocation);
    case CtlCommand::Rollback:
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
