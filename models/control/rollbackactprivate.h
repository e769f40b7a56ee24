// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/rollbackpathrun.h"

namespace interlock {

class RollbackAct::Private final
{
    Q_DISABLE_COPY_MOVE(Private)

public:
    Private(RollbackAct *act, ActContext &theContext);

    enum class Arming { None, Armed, Hold };

    void confirm();
    void decide(const QStringList &routes, const QString &reason);
    [[nodiscard]] RollbackOrder newOrder(const QStringList &routes, const QString &reason) const;
    void begin(const RollbackIntent &intent);
    void takeUpUnlessReleased(const RollbackIntent &found);
    void takeUp(const RollbackIntent &found);
    void drop(const RollbackIntent &found);
    void writeIntent(bool open);
    void diskDone();
    void send();
    void takeAccepted(const BridgeState &bridge);
    void worldChanged();
    void followBridge();
    void followTraffic();
    void followLatch();
    void setPhase(RollbackState next);
    void finish(RollbackState next);
    void updateSending();
    void setUnsettledAlarm(bool active, const QString &detail = {});
    void write(JournalMark mark, const QString &outcome, const ActContext::Written &written = {});

    [[nodiscard]] bool running() const;   ///< an order is not acknowledged yet
    [[nodiscard]] bool latchable() const; ///< the bridge has a latch
    [[nodiscard]] QStringList routesWithUsersOnNew(const RollbackOrder &order) const;
    [[nodiscard]] std::optional<double> newPerSecond(MonotonicTime since) const;
    [[nodiscard]] int acceptedPaths() const;

    RollbackAct *q;
    ActContext &context;
    QList<RollbackPathRun *> runs;
    Arming arming = Arming::None;
    RollbackState phase = RollbackState::Idle;
    QStringList armedRoutes; ///< of ARMED; "*" for all
    QString armedReason;
    RollbackIntent intent; ///< of the order that runs or ran last
    quint64 revision = 0;  ///< the rollback's revision; 0 until a path or the bridge's state told it
    MonotonicTime holdSince{};
    MonotonicTime confirmedAt{};
    MonotonicTime acknowledgedMonotonic{};
    std::chrono::milliseconds elapsedAtEnd{-1};
    std::chrono::milliseconds elapsedBefore{0}; ///< of a crashed run that is taken up
    QDateTime acknowledgedAt;
    QDateTime observedAt;
    int diskPending = 0;
    bool sent = false;
    bool resumed = false;
    bool journalFailed = false;
    bool latchSeen = false;
    QStringList unknownRoutes;
    QTimer holdTimer;
    QTimer diskTimer;
    QTimer followTimer;
    QTimer unsettledTimer;
};

} // namespace interlock
