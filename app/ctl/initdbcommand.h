// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/command.h"
#include "models/endpoints/team/teamsetup.h"

namespace interlock {

/// `init-db`: the schema, roles and grants for several people.
class InitDbCommand final : public Command
{
    Q_OBJECT

public:
    using Command::Command;

    void start() override;
    void interrupt() override;

private:
    void make(const QString &connection, const QString &password);
    void made(const Result<TeamSetup> &setup);
};

} // namespace interlock
