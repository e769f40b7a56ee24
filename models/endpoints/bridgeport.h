// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/bridgestate.h"
#include "models/domain/result.h"

#include <QFuture>
#include <QObject>

namespace interlock {

/// One independent way on which a rollback can be sent: a URL of the Control API, a HAProxy instance's
/// socket.
struct RollbackPath
{
    QString id;
    QString title; ///< plain text from the profile ("edge-1", "https://bridge-a:8443")
};

/// Who answers, route by route: the port that every bridge driver implements.
///
/// Futures end on success, error, timeout and destruction of the port (Cancelled), on the GUI thread. A
/// driver checks its input, writes, reads back and compares; a success answer alone is never believed. An
/// answer that was lost after bytes had been sent is Timeout, Network or Protocol: the caller treats it as
/// UNKNOWN and asks action().
class BridgePort : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] virtual QFuture<Result<BridgeState>> read() = 0;
    [[nodiscard]] virtual QFuture<Result<Identity>> identity() = 0;
    /// Everything that apply() checks, changing nothing.
    [[nodiscard]] virtual QFuture<Result<BridgeState>> dryRun(const PreparedChange &change) = 0;
    [[nodiscard]] virtual QFuture<Result<BridgeState>> apply(const PreparedChange &change) = 0;
    [[nodiscard]] virtual QFuture<Result<ActionStatus>> action(const QUuid &key) = 0;
    /// The paths of a rollback; never empty, constant over the port's life.
    [[nodiscard]] virtual QList<RollbackPath> rollbackPaths() const = 0;
    /// Sends the order on one path. The first byte leaves within this call when the connection is kept alive.
    [[nodiscard]] virtual QFuture<Result<BridgeState>> rollback(const QString &pathId,
                                                                const RollbackOrder &order) = 0;
    /// Whether the path answers right now with credentials that may roll back; changes nothing.
    [[nodiscard]] virtual QFuture<Result<Identity>> probe(const QString &pathId) = 0;
    /// Everything that rollback() does on the path short of moving anything: the same connection and
    /// credentials, and a write that the bridge checks as a whole and does not carry out. Where the bridge
    /// has no dry run, reading its state is all that can be tried.
    [[nodiscard]] virtual QFuture<Result<void>> tryRollback(const QString &pathId, const QString &actor) = 0;
    [[nodiscard]] virtual QFuture<Result<BridgeState>> releaseLatch(const LatchRelease &release) = 0;
    /// Starts pushing stateArrived() where the bridge can (server-sent events); otherwise does nothing.
    virtual void startEvents() = 0;

Q_SIGNALS:
    /// A pushed state; may come more often than polls, never older than one delivered before.
    void stateArrived(const interlock::BridgeState &state);
    /// Pushing works (true) or does not: then the caller polls.
    void eventsUp(bool up);
    /// Our changedBy/current state that came with a 409: what the other side has now.
    void conflictSeen(const interlock::BridgeState &current);
};

} // namespace interlock
