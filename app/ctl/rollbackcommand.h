// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/actcommand.h"

namespace interlock {

/// `rollback`: the emergency rollback of the console. Nothing locks it; it needs the bridge only.
class RollbackCommand final : public ActCommand
{
    Q_OBJECT

public:
    using ActCommand::ActCommand;
    void interrupt() override;

protected:
    void run() override;
    void look() override;
    void giveUp() override;

private:
    void send();
    void sayPaths();
    void acknowledged();
    void done();
    void end(ExitCode exit, const QString &message);
    [[nodiscard]] bool bridgeIsKnown();
    [[nodiscard]] QString pathsText() const;
    [[nodiscard]] QString resumeAdvice();
    [[nodiscard]] QJsonObject report() const;

    RollbackAct *m_act = nullptr;
    QMap<QString, QString> m_said; ///< path id → what was said of it last
    bool m_journalFailureSaid = false;
    bool m_acknowledgedSaid = false;
};

} // namespace interlock
