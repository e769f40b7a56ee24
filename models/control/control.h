// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/forwardact.h"
#include "models/control/gatekeeper.h"
#include "models/control/gradualrollback.h"
#include "models/control/monitor.h"
#include "models/control/plankeeper.h"
#include "models/control/rollbackact.h"
#include "models/journal/journal.h"

namespace interlock {

class Team;
class WarrantyKeeper;

/// The only way in which the console and the command line change anything: owns the acts, knows what locks
/// them, and writes every one of them to the journal. GUI thread.
class Control final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Control)

public:
    /// Everything given outlives the control. @p intentFile is the reserved file of the rollback's intent.
    Control(const Profile &profile, Ports &ports, Monitor &monitor, Journal &journal, const Clock &clock,
            const QString &intentFile, QObject *parent = nullptr, const ControlTimings &timings = {});
    ~Control() override;

    [[nodiscard]] const Profile &profile() const;
    [[nodiscard]] Monitor &monitor();
    [[nodiscard]] Journal &journal();
    /// The act of a route, made when first asked for; lives as long as the control.
    [[nodiscard]] ForwardAct *forward(const QString &routeId);
    [[nodiscard]] RollbackAct *rollback();
    /// The rollback in steps; its intent lies beside the immediate one's, with ".gradual" at its end.
    [[nodiscard]] GradualRollback *gradual();
    /// The gates of every route, and their overrides.
    [[nodiscard]] GateKeeper &gates();
    /// The plan and its checklists.
    [[nodiscard]] PlanKeeper &plan();
    /// What the rollback could do now, all the time.
    [[nodiscard]] WarrantyKeeper &warranty();
    /// The other people at work; null where the profile names no [team].
    [[nodiscard]] Team *team();
    /// Takes up what a crash left: an unsettled rollback goes on at once, unsettled forward acts are settled
    /// by key.
    void resume();
    /// Forward acts that are UNKNOWN, by route: they lock new forward acts until settled.
    [[nodiscard]] QStringList unsettledRoutes() const;
    /// Leaves SAFE: @p reason is needed. Moves no traffic.
    [[nodiscard]] QFuture<Result<BridgeState>> releaseLatch(const QString &reason);
    /// Journaled pause, resume or retry of a pipeline.
    [[nodiscard]] QFuture<Result<PipelineState>> pipeline(const QString &pipelineId, PipelineCommand command,
                                                          const QString &reason);
    /// Puts an alarm aside for 5, 15 or 60 minutes, journaled; what is returned is why not.
    std::optional<ShelveFault> shelve(AlarmKind kind, const QString &subject, int minutes,
                                      const QString &why);
    /// Journals what nobody waits for, with the evidence of now; a failure raises the journal's alarm and is
    /// tried again.
    void note(JournalKind kind, const QString &what, const QString &reason, const QJsonObject &after);
    /// Who acts here: the token's actor, or the profile's for drivers without identities.
    [[nodiscard]] QString actor() const;

Q_SIGNALS:
    /// Any act, interlock or unsettled list changed.
    void changed();

private:
    friend class ForwardAct;
    friend class RollbackAct;
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace interlock
