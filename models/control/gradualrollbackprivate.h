// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/actcontext.h"
#include "models/control/gradualintent.h"
#include "models/control/gradualrollback.h"
#include "models/control/keysettler.h"

#include <QPointer>

namespace interlock {

/// Characters: the intent must fit its reserved file.
inline constexpr qsizetype longestGradualReason = 2000;

class GradualRollback::Private final
{
    Q_DISABLE_COPY_MOVE(Private)

public:
    Private(GradualRollback *act, ActContext &theContext, const QString &intentFile);

    void begin(const GradualIntent &next, bool takenUp);
    void look();
    void askBridge();
    void takeBridge(const BridgeState &bridge);
    [[nodiscard]] QList<RouteState> above(const BridgeState &bridge, int percent) const;
    [[nodiscard]] bool overtaken(const BridgeState &bridge) const;
    void include(const QStringList &routes, const QString &reason);
    [[nodiscard]] int nextTarget(const BridgeState &bridge) const;
    void prepare(const BridgeState &bridge, const RouteState &route);
    void persistAndSend();
    void send();
    void takeAnswer(const Result<BridgeState> &result);
    void accepted(quint64 revision);
    void unknown(const Error &error, std::chrono::milliseconds sentAgo);
    void settled(const ActionStatus &status);
    void dropPending(JournalMark mark, const QString &outcome);
    void stepDone();
    void tryLater(const QString &why);
    void finish(GradualState how, JournalMark mark, const QString &outcome);
    void enter(GradualState next);
    void save(bool thenSend);
    void raiseAlarm(bool active);
    void writeAct(JournalMark mark, const QString &outcome);
    void writeChange(JournalMark mark, const QString &outcome, const ActContext::Written &written = {});
    [[nodiscard]] bool running() const;

    GradualRollback *q;
    ActContext &context;
    ReservedFile file;
    GradualState state = GradualState::Idle;
    GradualIntent intent;
    QString problem;
    bool resumed = false;
    bool recovered = false;
    bool asking = false;
    int failures = 0;
    int diskPending = 0;
    bool sent = false;
    int generation = 0; ///< answers of an ended act are not its successor's
    MonotonicTime nextLook{};
    MonotonicTime nextStep{};
    QPointer<KeySettler> settler;
    RouteState before; ///< of the pending change
    QTimer ticker;
    QTimer diskTimer;
};

} // namespace interlock
