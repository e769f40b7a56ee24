// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/bridge/haproxyboard.h"
#include "models/endpoints/bridge/haproxycall.h"

#include <QDeadlineTimer>

namespace interlock {

/// How one instance is spoken to: where it is, within which limits, by which convention.
struct HaProxyChannel
{
    HaProxyAddress address;
    HaProxyCall::Limits limits;
    const HaProxyConvention *convention = nullptr; ///< outlives every call
};

/// The commands that read a whole instance in one connection.
[[nodiscard]] QList<QByteArray> haProxyReadCommands(const HaProxyConvention &convention);
/// The answer to them, from block @p from on.
[[nodiscard]] Result<HaProxySnapshot> haProxySnapshot(const HaProxyConvention &convention,
                                                      const QList<QByteArray> &blocks, qsizetype from = 0);

/// Writes one instance's maps as one versioned transaction and reads them back.
///
/// `prepare map` and the rows come in one connection, then the new rows in batches that HAProxy's buffer
/// takes, then `commit map` of every map, the weights and the rows again in one connection. Nobody sees half
/// of it. HAProxy has no compare-and-swap: the target is made from the rows read with `prepare map`, a
/// fraction of a millisecond before the commit, and a commit that somebody else overtook is refused ("Version
/// number out of range.", a Conflict here). Calls back once with what was read after the commit, then deletes
/// itself; destroying it earlier calls nothing and may leave a prepared version behind, which the next commit
/// drops.
class HaProxyTransaction final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HaProxyTransaction)

public:
    using Target =
        std::function<Result<HaProxyBoard>(const HaProxyBoard &own, const HaProxySnapshot &current)>;
    using Done = std::function<void(Result<HaProxySnapshot>)>;

    HaProxyTransaction(const HaProxyChannel &channel, Target target, Done done, QObject *parent);
    ~HaProxyTransaction() override = default;

private:
    using Blocks = std::function<void(const QList<QByteArray> &blocks)>;

    void ask(const QList<QByteArray> &commands, Blocks then);
    void prepared(const QList<QByteArray> &blocks);
    void makeBatches(const QMap<QString, HaProxyRows> &maps);
    void sendNextBatch();
    void commit();
    void committed(const QList<QByteArray> &blocks, qsizetype writes);
    void finish(Result<HaProxySnapshot> result);

    HaProxyChannel m_channel;
    Target m_target;
    Done m_done;
    QDeadlineTimer m_deadline;
    QMap<QString, quint64> m_versions;
    QList<QByteArray> m_batches;
    QList<std::pair<QString, int>> m_weights;
};

} // namespace interlock
