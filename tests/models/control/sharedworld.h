// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/whendone.h"
#include "tests/models/control/controlbench.h"

#include <map>

namespace interlock {

/// The reference: what a migration's bridge must have after each act, in a few lines that share nothing with
/// the product. Beside it, what must never happen is noted as a violation.
class ReferenceModel final
{
public:
    explicit ReferenceModel(const BridgeState &start)
        : m_revision(start.revision), m_epoch(start.epoch), m_latched(start.latched)
    {
        for (const RouteState &route : start.routes)
            m_routes[route.id] = {int(route.mode), route.percent};
    }

    /// A change arrives. True when it takes effect.
    bool change(const PreparedChange &change)
    {
        if (change.epoch < m_epoch || change.expectedRevision != m_revision || m_done.contains(change.key))
            return false;
        Row &row = m_routes[change.change.routeId];
        Row after = row;
        if (change.change.mode)
            after.mode = int(*change.change.mode);
        after.percent = change.change.percent.value_or(row.percent);
        if (m_latched && isMore(row, after))
            return false;
        m_done.insert(change.key);
        if (after.mode == row.mode && after.percent == row.percent)
            return false;
        row = after;
        ++m_revision;
        return true;
    }
    void rollback(const RollbackOrder &order)
    {
        bool moved = !m_latched || order.epoch > m_epoch;
        for (auto &[id, row] : m_routes) {
            if (!order.routes.contains(QStringLiteral("*")) && !order.routes.contains(id))
                continue;
            moved = moved || row.mode != 0 || row.percent != 0;
            row.mode = row.percent = 0;
        }
        m_epoch = std::max(m_epoch, order.epoch);
        m_latched = true;
        if (moved)
            ++m_revision;
    }
    void release(quint64 epoch)
    {
        if (epoch < m_epoch || !m_latched)
            return;
        m_latched = false;
        ++m_revision;
    }
    void byOther(const RouteChange &change)
    {
        m_routes[change.routeId].percent = change.percent.value_or(0);
        ++m_revision;
    }

    /// What @p state has otherwise; empty when nothing.
    [[nodiscard]] QString difference(const BridgeState &state) const
    {
        if (state.revision != m_revision || state.epoch != m_epoch || state.latched != m_latched)
            return QStringLiteral("revision %1, epoch %2, latched %3 instead of %4, %5, %6")
                .arg(state.revision)
                .arg(state.epoch)
                .arg(state.latched)
                .arg(m_revision)
                .arg(m_epoch)
                .arg(m_latched);
        for (const RouteState &route : state.routes) {
            const Row &row = m_routes.at(route.id);
            if (int(route.mode) != row.mode || route.percent != row.percent)
                return QStringLiteral("%1 is %2 %3 instead of %4 %5")
                    .arg(route.id)
                    .arg(int(route.mode))
                    .arg(route.percent)
                    .arg(row.mode)
                    .arg(row.percent);
        }
        return {};
    }
    /// True when the change, if it takes effect, sends more users to new or lets new answer more.
    [[nodiscard]] bool isMore(const PreparedChange &change) const
    {
        const Row &row = m_routes.at(change.change.routeId);
        Row after = row;
        if (change.change.mode)
            after.mode = int(*change.change.mode);
        after.percent = change.change.percent.value_or(row.percent);
        return change.expectedRevision == m_revision && isMore(row, after);
    }

private:
    struct Row
    {
        int mode = 0;
        int percent = 0;
    };
    [[nodiscard]] static bool isMore(const Row &before, const Row &after)
    {
        const int reached = before.mode == 0 ? 0 : before.percent;
        return after.mode != 0 && (after.mode > before.mode || after.percent > reached);
    }

    std::map<QString, Row> m_routes;
    QSet<QUuid> m_done;
    quint64 m_revision;
    quint64 m_epoch;
    bool m_latched;
};

/// One bridge for everybody, its reference, and what went wrong so far.
struct SharedWorld
{
    FakeBridge bridge;
    ReferenceModel model{bridge.state()};
    QStringList violations;
    QHash<QUuid, int> changesByKey;
    QHash<QUuid, int> effectsByKey;

    /// Every act that moved the bridge ends here.
    void compare(const QString &after)
    {
        const QString difference = model.difference(bridge.state());
        if (!difference.isEmpty())
            violations.append(after + QStringLiteral(": ") + difference);
    }
};

/// One participant's line to the shared bridge, with faults of its own.
class SharedBridge final : public BridgePort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SharedBridge)

    template<typename T>
    [[nodiscard]] static QFuture<Result<T>> refused()
    {
        return ready<Result<T>>(tl::unexpected<Error>(network()));
    }
    template<typename Call>
    [[nodiscard]] auto calling(Call call)
    {
        m_calling = true;
        auto answer = call();
        m_calling = false;
        return answer;
    }
    template<typename Call>
    [[nodiscard]] QFuture<Result<BridgeState>> act(Call call)
    {
        if (cut || std::exchange(refuseNext, std::max(0, refuseNext - 1)) > 0)
            return refused<BridgeState>();
        const auto answer = calling(call);
        if (std::exchange(loseNext, std::max(0, loseNext - 1)) > 0)
            return ready<Result<BridgeState>>(fail(ErrorKind::Timeout, QStringLiteral("no answer")));
        return answer;
    }

public:
    SharedBridge(SharedWorld &world, const QString &who) : m_world(world), m_who(who)
    {
        connect(&world.bridge, &BridgePort::conflictSeen, this, [this](const BridgeState &state) {
            if (m_calling)
                Q_EMIT conflictSeen(state);
        });
    }

    bool cut = false;   ///< nothing arrives
    int refuseNext = 0; ///< acts that do not arrive
    int loseNext = 0;   ///< acts whose answer is lost
    /// Looks at every change before it takes effect.
    std::function<void(const PreparedChange &)> onChange;
    QSet<QUuid> sent; ///< keys of all acts that arrived

    QFuture<Result<BridgeState>> read() override
    {
        return cut ? refused<BridgeState>() : m_world.bridge.read();
    }
    QFuture<Result<Identity>> identity() override
    {
        return cut ? refused<Identity>()
                   : ready<Result<Identity>>(Identity{m_who, {Scope::Read, Scope::Rollback, Scope::Operate}});
    }
    QFuture<Result<BridgeState>> dryRun(const PreparedChange &change) override
    {
        return cut ? refused<BridgeState>() : calling([&] { return m_world.bridge.dryRun(change); });
    }
    QFuture<Result<BridgeState>> apply(const PreparedChange &change) override
    {
        return act([&] {
            sent.insert(change.key);
            onChange(change);
            if (++m_world.changesByKey[change.key] > 1)
                m_world.violations.append(m_who + QStringLiteral(" sent a change twice"));
            const quint64 before = m_world.bridge.state().revision;
            const auto answer = m_world.bridge.apply(change);
            const bool effect = m_world.bridge.state().revision != before;
            if (effect && ++m_world.effectsByKey[change.key] > 1)
                m_world.violations.append(m_who + QStringLiteral("'s change took effect twice"));
            if (m_world.model.change(change) != effect)
                m_world.violations.append(m_who + QStringLiteral("'s change: the reference disagrees"));
            m_world.compare(m_who + QStringLiteral("'s change"));
            return answer;
        });
    }
    QFuture<Result<ActionStatus>> action(const QUuid &key) override
    {
        return cut ? refused<ActionStatus>() : m_world.bridge.action(key);
    }
    QList<RollbackPath> rollbackPaths() const override { return m_world.bridge.rollbackPaths(); }
    QFuture<Result<BridgeState>> rollback(const QString &pathId, const RollbackOrder &order) override
    {
        return act([&] {
            sent.insert(order.key);
            const auto answer = m_world.bridge.rollback(pathId, order);
            m_world.model.rollback(order);
            m_world.compare(m_who + QStringLiteral("'s rollback"));
            return answer;
        });
    }
    QFuture<Result<Identity>> probe(const QString &) override { return identity(); }
    QFuture<Result<void>> tryRollback(const QString &, const QString &) override
    {
        return cut ? refused<void>() : ready<Result<void>>({});
    }
    QFuture<Result<BridgeState>> releaseLatch(const LatchRelease &release) override
    {
        return act([&] {
            sent.insert(release.key);
            const auto answer = m_world.bridge.releaseLatch(release);
            m_world.model.release(release.epoch);
            m_world.compare(m_who + QStringLiteral("'s release"));
            return answer;
        });
    }
    void startEvents() override {}

private:
    SharedWorld &m_world;
    QString m_who;
    bool m_calling = false;
};

} // namespace interlock
