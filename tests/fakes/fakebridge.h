// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/bridgeport.h"
#include "tests/fakes/answerscript.h"

#include <map>
#include <QHash>

namespace interlock {

/// A bridge in memory that keeps the contract's rules: revision and epoch are compared, a key acts once, the
/// latch refuses more to new, a rollback is absolute. Each verb's answers are scripted through its
/// AnswerScript.
class FakeBridge final : public BridgePort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FakeBridge)

public:
    /// Starts with shop() and the paths "edge-1" and "edge-2".
    explicit FakeBridge(QObject *parent = nullptr);
    ~FakeBridge() override;

    /// Revision 17, epoch 3, instances edge-1 and edge-2, all capabilities; routes catalog (compare-legacy
    /// 50, no rule), checkout (compare-new 15, rule "staff" on) and orders (legacy 0).
    [[nodiscard]] static BridgeState shop();

    AnswerScript<BridgeState> reads;
    AnswerScript<Identity> identities;
    AnswerScript<BridgeState> dryRuns;
    AnswerScript<BridgeState> applies;
    AnswerScript<ActionStatus> actions;
    AnswerScript<BridgeState> releases;
    [[nodiscard]] AnswerScript<BridgeState> &rollbacksOn(const QString &pathId)
    {
        return m_rollbacks[pathId];
    }
    [[nodiscard]] AnswerScript<void> &triesOn(const QString &pathId) { return m_tries[pathId]; }
    [[nodiscard]] AnswerScript<Identity> &probesOn(const QString &pathId) { return m_probes[pathId]; }

    [[nodiscard]] const BridgeState &state() const { return m_state; }
    /// Replaces the state as it is; nothing is pushed and no revision is made.
    void setState(const BridgeState &state) { m_state = state; }
    void setIdentity(const Identity &identity) { m_identity = identity; }
    void setRollbackPaths(const QList<RollbackPath> &paths) { m_paths = paths; }
    /// Off: instances keep their revision until acknowledge().
    void setAutoAcknowledge(bool on) { m_autoAcknowledge = on; }
    void acknowledge(const QString &instanceId);
    void acknowledgeAll();
    /// The clock of the bridge's `at`, advanced by hand; starts at 2026-03-02T08:00Z.
    void setNow(const QDateTime &now) { m_now = now; }
    /// What action() answers for a key whatever it knows.
    void setAction(const ActionStatus &status) { m_actions.insert(status.key, status); }

    /// Another operator's change: a new revision, by @p who.
    void changeByOther(const RouteChange &change, const QString &who);
    /// Pushes the present state, as server-sent events would.
    void push();
    void setEventsUp(bool up) { Q_EMIT eventsUp(up); }
    [[nodiscard]] bool eventsStarted() const { return m_eventsStarted; }

    /// Every call in its order: "read", "identity", "dryRun checkout", "apply checkout", "action", "rollback
    /// edge-1", "probe edge-1", "releaseLatch".
    [[nodiscard]] const QStringList &log() const { return m_log; }
    [[nodiscard]] int count(const QString &logged) const { return int(m_log.count(logged)); }
    /// Changes that arrived through apply(), also those that were refused by the bridge.
    [[nodiscard]] const QList<PreparedChange> &applied() const { return m_applied; }
    [[nodiscard]] const QList<std::pair<QString, RollbackOrder>> &rollbacks() const
    {
        return m_rollbackOrders;
    }

    QFuture<Result<BridgeState>> read() override;
    QFuture<Result<Identity>> identity() override;
    QFuture<Result<BridgeState>> dryRun(const PreparedChange &change) override;
    QFuture<Result<BridgeState>> apply(const PreparedChange &change) override;
    QFuture<Result<ActionStatus>> action(const QUuid &key) override;
    QFuture<Result<void>> tryRollback(const QString &pathId, const QString &actor) override;
    QList<RollbackPath> rollbackPaths() const override { return m_paths; }
    QFuture<Result<BridgeState>> rollback(const QString &pathId, const RollbackOrder &order) override;
    QFuture<Result<Identity>> probe(const QString &pathId) override;
    QFuture<Result<BridgeState>> releaseLatch(const LatchRelease &release) override;
    void startEvents() override { m_eventsStarted = true; }

private:
    Result<BridgeState> checked(const PreparedChange &change);
    Result<BridgeState> changed(const PreparedChange &change);
    Result<BridgeState> rolledBack(const RollbackOrder &order);
    Result<BridgeState> released(const LatchRelease &release);
    void replaceRoute(const RouteState &route);
    void newRevision();
    void remember(const QUuid &key, ActionOutcome outcome);

    BridgeState m_state;
    Identity m_identity;
    QList<RollbackPath> m_paths;
    QDateTime m_now;
    bool m_autoAcknowledge = true;
    bool m_eventsStarted = false;
    QStringList m_log;
    QList<PreparedChange> m_applied;
    QList<std::pair<QString, RollbackOrder>> m_rollbackOrders;
    QHash<QUuid, ActionStatus> m_actions;
    std::map<QString, AnswerScript<BridgeState>> m_rollbacks;
    std::map<QString, AnswerScript<Identity>> m_probes;
    std::map<QString, AnswerScript<void>> m_tries;
};

} // namespace interlock
