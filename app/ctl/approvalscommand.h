// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/sessioncommand.h"
#include "models/control/team/team.h"

namespace interlock {

/// `approvals`: requests for a second person: lists them, shows the evidence of one, and signs, declines or
/// withdraws it. Signing names the digest of the evidence that was shown, and needs what this machine sees to
/// agree with it; who may do what is decided by the server.
class ApprovalsCommand final : public SessionCommand
{
    Q_OBJECT

public:
    using SessionCommand::SessionCommand;
    void interrupt() override { finish(ExitCode::Unknown); }

protected:
    void run() override;

private:
    void begin();
    void list();
    void show(const Approval &approval);
    void sign(const Approval &approval);
    void follow(const QFuture<Result<Approval>> &step);
    /// The request that the id, or the beginning of it, names; ends the command when it is none or several.
    [[nodiscard]] std::optional<Approval> named();

    Team *m_team = nullptr;
};

/// A request in one line: "5f0c… requested by ann (ann) 3 min ago: Checkout 15 % → 50 % …".
[[nodiscard]] QString approvalSentence(const Approval &approval);
/// Its parts for `--json`; the keys are in docs/interlockctl.md.
[[nodiscard]] QJsonObject approvalJson(const Approval &approval);
/// What the team's database turned down, or did not answer: 6 or 7.
[[nodiscard]] ExitCode exitOfStep(const Error &error);

} // namespace interlock
