// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/migrationstate.h"
#include "models/endpoints/bridgeport.h"

#include <memory>
#include <QObject>

namespace interlock {

class ActContext;
class Control;

/// READY k/k, DEGRADED (some paths), BLIND (none): says what is known, never switches the button off.
/// Of one path: READY = it answers and its dry run went through a moment ago, DEGRADED = it answers, BLIND =
/// it does not.
enum class RollbackReadiness { Ready, Degraded, Blind };

/// States of docs/acts.md. Idle = READY/DEGRADED/BLIND shown by readiness().
enum class RollbackState { Idle, Armed, Hold, Latched, Sending, Partial, Acknowledged, Observed, Safe };

/// One row of the rollback bar.
struct RollbackPathStatus
{
    RollbackPath path;
    bool reachable = false;          ///< the last probe was answered with a scope that may roll back
    QDateTime probedAt;              ///< invalid when never
    QDateTime provenAt;              ///< the last dry run that went through; invalid when none did
    MonotonicTime provenMonotonic{}; ///< the same by our monotonic clock
    QString proofProblem;            ///< detail of the last dry run that failed; empty when it went through
    QString problem;                 ///< detail of the last failed probe or send
    int attempts = 0;                ///< of the running rollback
    QDateTime sentAt;                ///< first byte of the last attempt
    QDateTime acceptedAt;            ///< the path answered with a state that has the routes on legacy
};

/// The emergency rollback: absolute, idempotent, one per console. No gate, approval, freshness, freeze or
/// compare-and-swap stands in its way; every path is tried at once and again with capped backoff until it is
/// accepted or a person stops it. The intent is on the local disk before the first byte (a file reserved at
/// start, so that a full disk cannot refuse it), and the next start resumes it. Made by Control. GUI thread.
/// docs/acts.md draws the machine.
class RollbackAct final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RollbackAct)

public:
    static constexpr std::chrono::milliseconds holdFor{500};

    ~RollbackAct() override;

    [[nodiscard]] RollbackState state() const;
    /// state() without the hand on the button: what a trigger began goes on behind Armed and Hold.
    [[nodiscard]] RollbackState phase() const;
    [[nodiscard]] RollbackReadiness readiness() const;
    [[nodiscard]] QList<RollbackPathStatus> paths() const;
    [[nodiscard]] RollbackReadiness pathReadiness(const RollbackPathStatus &status) const;
    /// Ids, or "*" for all.
    [[nodiscard]] QStringList routes() const;
    [[nodiscard]] QString reason() const;
    [[nodiscard]] double holdProgress() const;
    [[nodiscard]] int acceptedPaths() const;
    [[nodiscard]] Acknowledgement acknowledgement() const; ///< instances at the rollback's revision
    /// Requests a second that still reach new on the rolled-back routes; absent when no live metric says so.
    [[nodiscard]] std::optional<double> newPerSecond() const;
    /// From the confirmed act to now, or to OBSERVED once reached.
    [[nodiscard]] std::chrono::milliseconds elapsed() const;
    [[nodiscard]] QDateTime startedAt() const;
    [[nodiscard]] QDateTime acknowledgedAt() const;
    [[nodiscard]] QDateTime observedAt() const;
    [[nodiscard]] bool resumed() const;       ///< it was taken up from a crash
    [[nodiscard]] bool journalFailed() const; ///< it goes on without the journal
    [[nodiscard]] QStringList unknownRoutes() const;

    /// IDLE or SAFE → ARMED. @p routes empty: all. Never refused.
    void arm(const QStringList &routes, const QString &reason);
    void beginHold();
    void releaseHold();
    /// ARMED → LATCHED without a hold: the keyboard's second button, and the command line.
    void confirm();
    /// → LATCHED at once: an armed trigger, or a gradual rollback that is hurried. What a person has armed
    /// stays armed. @p routes empty: all.
    void now(const QStringList &routes, const QString &reason);
    /// ARMED or HOLD → IDLE.
    void disarm();
    /// SENDING or PARTIAL: deliberately stops the retries; journaled. What was accepted stays.
    void stopRetries();

Q_SIGNALS:
    void changed();

private:
    friend class Control;
    RollbackAct(ActContext &context, QObject *parent);
    void resume(); ///< takes up what a crash left, from the intent file
    class Private;
    std::unique_ptr<Private> d;
};

[[nodiscard]] QString rollbackStateName(RollbackState state);
/// What one path is at @p now; @p proofFor: how long a dry run proves something.
[[nodiscard]] RollbackReadiness pathReadiness(const RollbackPathStatus &status, MonotonicTime now,
                                              std::chrono::milliseconds proofFor);
[[nodiscard]] QString rollbackReadinessName(RollbackReadiness readiness);

} // namespace interlock
