// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/answer.h"
#include "models/endpoints/bridge/haproxytransaction.h"
#include "models/endpoints/bridgeport.h"

#include <memory>

namespace interlock {

/// A bridge of one or more HAProxy instances, over their Runtime API sockets (rows: HaProxyConvention).
///
/// Commanded is what the last act wrote or, before one, the rows of the instance with the highest revision;
/// the driver keeps it, so that a worker that reloaded (its maps are back at their file), a row changed by
/// hand and an instance that does not answer show as not agreeing instead of as the new truth. A forward act
/// sets exactly the confirmed route, on every instance that answers, and moves nothing else that drifted.
/// Applying a route as it already is brings drifted instances back.
///
/// The sockets have no identities: whoever may open them may do everything, so identity() is the actor of the
/// profile with all scopes. HAProxy has no compare-and-swap: the revision is compared right before the
/// commit, best effort. HAProxy has no clock on this interface and remembers no author: times are ours
/// (a row keeps when a route was changed), changedBy is known for acts of this driver only. When the maps'
/// names are absolute paths of local writable files, the files are replaced too, so that a reload keeps the
/// state: after the commit for a forward act, before it for everything else.
class HaProxyBridge final : public BridgePort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HaProxyBridge)

public:
    /// @p board gives the routes of the profile their order, titles, layers and known rules.
    HaProxyBridge(const EndpointSpec &spec, const QString &actor, const QList<RouteState> &board,
                  QObject *parent = nullptr);
    HaProxyBridge(const EndpointSpec &spec, const QString &actor, QObject *parent = nullptr);
    ~HaProxyBridge() override;

    [[nodiscard]] QFuture<Result<BridgeState>> read() override;
    [[nodiscard]] QFuture<Result<Identity>> identity() override;
    [[nodiscard]] QFuture<Result<BridgeState>> dryRun(const PreparedChange &change) override;
    [[nodiscard]] QFuture<Result<BridgeState>> apply(const PreparedChange &change) override;
    [[nodiscard]] QFuture<Result<ActionStatus>> action(const QUuid &key) override;
    [[nodiscard]] QList<RollbackPath> rollbackPaths() const override;
    [[nodiscard]] QFuture<Result<BridgeState>> rollback(const QString &pathId,
                                                        const RollbackOrder &order) override;
    [[nodiscard]] QFuture<Result<Identity>> probe(const QString &pathId) override;
    /// Prepares the maps' next version and reads them, as a rollback begins; the version is never committed.
    [[nodiscard]] QFuture<Result<void>> tryRollback(const QString &pathId, const QString &actor) override;
    [[nodiscard]] QFuture<Result<BridgeState>> releaseLatch(const LatchRelease &release) override;
    void startEvents() override {}

private:
    using StateAnswer = Answer<BridgeState>::Ptr;
    using Each = std::function<void(const Result<HaProxySnapshot> &)>;
    /// What is known of one instance. Calls are numbered: what an older call brings never replaces a newer
    /// one's.
    struct Instance
    {
        QString id;
        Result<HaProxyAddress> address;
        std::optional<HaProxySnapshot> good; ///< the last that could be read
        std::optional<Error> error;          ///< why the last call brought nothing
        quint64 order = 0;
        QDateTime at;
        QDateTime
            reloadedAt; ///< set when a worker was seen to be another one, until the instance agrees again
        quint64 revisionBeforeReload = 0;
    };

    [[nodiscard]] Instance *instance(const QString &id);
    [[nodiscard]] HaProxyChannel channel(const Instance &instance) const;
    void readOne(const QString &id, Each each);
    void readAll(const std::function<void()> &then);
    void write(const QString &id, const HaProxyTransaction::Target &target, const Each &each);
    void store(const QString &id, quint64 order, const Result<HaProxySnapshot> &result);
    void adopt();
    [[nodiscard]] BridgeState compose() const;
    [[nodiscard]] InstanceState composeInstance(const Instance &instance) const;
    [[nodiscard]] QString noteOn(const Instance &instance, const QStringList &differences) const;
    [[nodiscard]] bool agreesOn(const QString &routeId) const;
    [[nodiscard]] Error nobodyAnswered() const;
    [[nodiscard]] bool anyAnswered() const;
    [[nodiscard]] quint64 highestEpoch() const;
    [[nodiscard]] bool anyLatched() const;

    [[nodiscard]] std::optional<Error> objection(const PreparedChange &change) const;
    void applyChecked(const PreparedChange &change, const StateAnswer &answer);
    void applied(const PreparedChange &change, const HaProxyBoard &after,
                 const QList<Result<HaProxySnapshot>> &results, const StateAnswer &answer);
    void release(const LatchRelease &order, const StateAnswer &answer);
    /// Writes to every instance that answered the last time, at once; @p then has one result an instance.
    void writeAll(const HaProxyTransaction::Target &target,
                  const std::function<void(const QList<Result<HaProxySnapshot>> &)> &then);
    void kill(const QString &pathId, const RollbackOrder &order, const StateAnswer &answer);
    void killAnswered(const QString &pathId, const RollbackOrder &order, const StateAnswer &answer,
                      const Result<QByteArray> &reply);
    void rollBackRows(const QString &pathId, const RollbackOrder &order, const StateAnswer &answer,
                      int attempt);
    void rolledBack(const RollbackOrder &order, const HaProxySnapshot &snapshot, const StateAnswer &answer);
    [[nodiscard]] quint64 rollbackRevision(const RollbackOrder &order, const HaProxyBoard &own);
    void keepFiles(const QMap<QString, HaProxyRows> &maps) const;

    EndpointSpec m_spec;
    QString m_actor;
    HaProxyConvention m_convention;
    QList<Instance> m_instances;
    std::optional<HaProxyBoard> m_commanded;
    QMap<QUuid, quint64> m_rollbackRevisions; ///< one revision for the same order on every path
    quint64 m_calls = 0;
    int m_writes = 0; ///< acts under way: meanwhile what an instance has is not taken for what was commanded
};

} // namespace interlock
