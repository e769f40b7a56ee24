// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/actcontext.h"
#include "models/control/rollbackact.h"

namespace interlock {

/// One way of the rollback: probed and tried dry from time to time, and, while an order runs, sent on again
/// and again with capped backoff until it was accepted or stopped. Knows nothing of the other paths.
class RollbackPathRun final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RollbackPathRun)

public:
    RollbackPathRun(const RollbackPath &path, ActContext &context, QObject *parent);

    [[nodiscard]] const RollbackPathStatus &status() const { return m_status; }
    [[nodiscard]] bool accepted() const { return m_status.acceptedAt.isValid(); }
    [[nodiscard]] bool failed() const { return m_failed; }
    void startProbing();
    /// Sends at once; the first byte leaves within this call.
    void send(const RollbackOrder &order);
    void stop();

Q_SIGNALS:
    void changed();
    /// The path answered with a state that has the order's routes on legacy.
    void acceptedState(const interlock::BridgeState &state);

private:
    void probe();
    void dryRun();
    void attempt();
    void take(const Result<BridgeState> &result);
    void failedWith(const QString &problem);

    ActContext &m_context;
    RollbackPathStatus m_status;
    RollbackOrder m_order;
    QTimer m_retry;
    QTimer m_probe;
    QTimer m_dryRun;
    quint64 m_run = 0;     ///< answers to an earlier order are not for this one
    QString m_actor;       ///< whose token it is, as the path itself says
    bool m_trying = false; ///< a dry run is on its way
    bool m_running = false;
    bool m_failed = false;
};

/// True when every route of the order that the state knows is on legacy with share 0.
[[nodiscard]] bool isRolledBack(const BridgeState &state, const RollbackOrder &order);
/// True when @p routeId is one of the order's.
[[nodiscard]] bool covers(const RollbackOrder &order, const QString &routeId);

} // namespace interlock
