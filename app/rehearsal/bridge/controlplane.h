// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/bridge/routingtable.h"
#include "models/domain/clock.h"

#include <QObject>

namespace interlock::rehearsal {

/// A rule of a route and whom it is about.
struct RuleConfig
{
    RoutingRule rule;
    RuleCondition condition = RuleCondition::Staff;
};

/// One route as the bridge starts with it.
struct RouteConfig
{
    QString id;
    QString title;
    Layer layer = Layer::Read;
    QStringList prefixes; ///< URL paths it owns; the longest match wins over all routes
    QList<RuleConfig> rules;
    Mode mode = Mode::Legacy;
    int percent = 0;
};

struct ControlPlaneConfig
{
    QString name = QStringLiteral("shop-bridge");
    QString version = QStringLiteral("1.0.0");
    QList<RouteConfig> routes;
    QStringList instances{QStringLiteral("edge-1"), QStringLiteral("edge-2")};
    int releasePeople = 1; ///< how many people a latch release needs: 1 or 2
};

/// What became of an order to the control plane, in the order in which the contract judges.
enum class Verdict { Done, WaitingForPeople, UnknownRoute, StaleEpoch, StaleRevision, NotAllowed, Latched };

struct PlaneAnswer
{
    Verdict verdict = Verdict::Done;
    BridgeState state; ///< after the order; as it is when nothing was done
    QString detail;    ///< why not; empty when done
};

/// A change of one route, with what it was prepared for.
struct ChangeOrder
{
    RouteChange change;
    quint64 expectedRevision = 0;
    quint64 epoch = 0;
    QString actor;
    QString notAllowed; ///< why a value of the request cannot be meant (an unknown mode); judged in its turn
    bool dryRun = false;
};

/// The one place where the bridge's state changes: modes, shares and rules of the routes, revision, epoch,
/// latch, and what each instance has acknowledged. It knows no HTTP. One thread, together with its instances
/// and API servers.
class ControlPlane final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ControlPlane)

public:
    /// @p clock outlives the plane.
    ControlPlane(const ControlPlaneConfig &config, const Clock *clock, QObject *parent = nullptr);

    [[nodiscard]] BridgeState state() const;
    /// What instances are to route by at the current revision.
    [[nodiscard]] RoutingTablePtr table() const { return m_table; }
    [[nodiscard]] quint64 revision() const { return m_table->revision; }

    /// True when users who do not reach new now would, compared or answered, rules included. A route that
    /// does not exist sends nobody anywhere.
    [[nodiscard]] bool sendsMoreToNew(const RouteChange &change) const;
    PlaneAnswer change(const ChangeOrder &order);
    /// Absolute and idempotent: always Done. Unknown ids are named in the state; `*` means all routes.
    PlaneAnswer rollback(const QStringList &routes, quint64 epoch, const QString &actor);
    /// Done, WaitingForPeople or StaleEpoch. Moves no traffic.
    PlaneAnswer releaseLatch(quint64 epoch, const QString &actor);
    /// An instance says that it routes by @p revision now. Ids that are not in the configuration are ignored.
    void acknowledge(const QString &instance, quint64 revision);

Q_SIGNALS:
    /// There is a new table: instances are to adopt it and to acknowledge.
    void commanded(quint64 revision);
    /// The state is another one, by a command or by an acknowledgement.
    void changed();

private:
    [[nodiscard]] PlaneAnswer refusal(Verdict verdict, const QString &detail) const;
    [[nodiscard]] std::optional<PlaneAnswer> judged(const ChangeOrder &order) const;
    [[nodiscard]] const RoutedRoute *find(const QString &routeId) const;
    void commit(RoutingTable table);

    ControlPlaneConfig m_config;
    const Clock *m_clock;
    RoutingTablePtr m_table;
    quint64 m_epoch = 1;
    bool m_latched = false;
    QStringList m_releasers; ///< who has asked for the release of the current latch
    QList<InstanceState> m_instances;
};

} // namespace interlock::rehearsal
