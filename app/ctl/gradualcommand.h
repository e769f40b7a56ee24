// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/actcommand.h"

namespace interlock {

/// `rollback --gradual`: the rollback in steps, followed to its end. Ctrl-C stops it where it is.
class GradualCommand final : public ActCommand
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
    void begin();
    [[nodiscard]] QJsonObject report() const;

    GradualRollback *m_act = nullptr;
    QString m_said;
};

} // namespace interlock
