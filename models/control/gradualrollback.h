// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/bridgestate.h"
#include "models/domain/result.h"

#include <chrono>
#include <memory>
#include <QObject>

namespace interlock {

class ActContext;
class Control;

/// Idle: nothing was begun. Stepping: a step's changes are being made. Settling: the answer to a change was
/// lost, the bridge is asked by key. Waiting: until the next step. The rest are ends: everybody on legacy;
/// the system recovered; a person stopped it; it was hurried to an immediate rollback; somebody rolled back.
enum class GradualState { Idle, Stepping, Settling, Waiting, Done, Recovered, Stopped, Hurried, Overtaken };

/// The rollback in steps, 75 → 50 → 25 → 10 → 0 from wherever the share is; steps and waits are the
/// profile's. It only ever lowers a share. A bridge that does not answer is asked again and again; a lost
/// answer is settled by key; each change has a key of its own, which is on the disk before it is sent, so
/// that the next start goes on without doing anything twice. Made by Control, one at a time. GUI thread.
/// docs/triggers.md draws the machine.
class GradualRollback final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GradualRollback)

public:
    ~GradualRollback() override;

    [[nodiscard]] GradualState state() const;
    [[nodiscard]] bool running() const;
    /// Ids, or "*" for all; of the last one that ran.
    [[nodiscard]] QStringList routes() const;
    [[nodiscard]] QString reason() const;
    /// Id of the trigger that fired; empty when a person began it.
    [[nodiscard]] QString trigger() const;
    /// Percent of the step under way or last done; absent before the first.
    [[nodiscard]] std::optional<int> step() const;
    /// The steps that are still to come, falling.
    [[nodiscard]] QList<int> stepsLeft() const;
    /// Until the next step; 0 when it is not Waiting.
    [[nodiscard]] std::chrono::milliseconds waitLeft() const;
    [[nodiscard]] QDateTime startedAt() const;
    [[nodiscard]] bool resumed() const;
    /// What stood in the way last; empty when nothing does.
    [[nodiscard]] QString problem() const;

    /// Begins at once. @p routes empty: all; @p trigger empty: a person began it. False when one runs
    /// already, here or in another program on this machine (problem() says so); an immediate rollback is
    /// always possible.
    bool start(const QStringList &routes, const QString &reason, const QString &trigger = {});
    /// Takes further routes into the one that runs; @p routes empty: all. Their first step comes at once.
    /// Nothing when none runs.
    void include(const QStringList &routes, const QString &reason);
    /// The system has recovered: it stays where the step under way ends.
    void systemRecovered();
    /// A person stops it where it is; journaled. A change that is under way may still arrive.
    void stop(const QString &reason);
    /// Goes over to the immediate rollback of the same routes.
    void hurry(const QString &reason);

Q_SIGNALS:
    void changed();
    /// Once for each that was begun or taken up.
    void ended(interlock::GradualState how);

private:
    friend class Control;
    GradualRollback(ActContext &context, const QString &intentFile, QObject *parent);
    /// Takes up what a crash left, unless another program on this machine does already.
    void resume();
    class Private;
    std::unique_ptr<Private> d;
};

/// "idle", "stepping", …
[[nodiscard]] QString gradualStateName(GradualState state);

} // namespace interlock
