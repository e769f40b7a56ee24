// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/actcommand.h"

namespace interlock {

/// `gates`: every gate of a route or of all routes, one sentence each; 4 when one of them locks a forward
/// move.
class GatesCommand final : public SessionCommand
{
    Q_OBJECT

public:
    using SessionCommand::SessionCommand;
    void interrupt() override { finish(ExitCode::Unknown); }

protected:
    void run() override;

private:
    void show();
    [[nodiscard]] bool waits();
    [[nodiscard]] QJsonArray showDecommission();
    [[nodiscard]] QJsonObject showRoute(const QString &routeId, bool &locked);
};

} // namespace interlock
