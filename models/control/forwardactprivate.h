// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/actcontext.h"
#include "models/control/forwardact.h"
#include "models/control/keysettler.h"

#include <QPointer>

namespace interlock {

class ForwardAct::Private final
{
    Q_DISABLE_COPY_MOVE(Private)

public:
    Private(ForwardAct *act, ActContext &theContext, const QString &theRouteId);

    void enter(ForwardState next);
    void fallBack(const QList<Blocker> &reasons);
    void reset();
    void prepare();
    void takeDryRun(const Result<BridgeState> &result);
    void arm();
    void endHold();
    void commit();
    void writeIntent(bool forward);
    void send();
    void takeAnswer(const Result<BridgeState> &result);
    void accepted(quint64 revision);
    void rejected(const Error &why);
    [[nodiscard]] KeySettler::Ask askBridge() const;
    void conflict(const QString &outcome);
    void unknown(const Error &why, std::chrono::milliseconds sentAgo);
    void settled(const ActionStatus &status);
    void settleByEvidence(quint64 revisionThen);
    void resume(const JournalEntry &entry);
    void worldChanged();
    void follow();
    void write(JournalMark mark, const QString &outcome, const ActContext::Written &written = {});
    void leaveUnobserved();

    [[nodiscard]] QList<Blocker> draftBlockers() const;
    [[nodiscard]] QList<Blocker> armedBlockers() const;
    [[nodiscard]] const RouteState *route() const;
    [[nodiscard]] bool reached(const RouteState &now) const;
    [[nodiscard]] bool observed() const;
    [[nodiscard]] bool isSettledExit() const;

    ForwardAct *q;
    ActContext &context;
    QString routeId;
    ForwardState state = ForwardState::View;
    RouteChange draft;
    std::optional<PreparedChange> prepared;
    RouteState before; ///< the route as the draft was prepared on
    ForwardMarks marks;
    QList<Blocker> reasons; ///< of BLOCKED, or of the last fall back to DRAFT
    std::optional<Error> error;
    std::optional<Approval> approval; ///< the second person's signature that the act used up
    quint64 actRevision = 0;          ///< what the act made
    MonotonicTime holdSince{};
    MonotonicTime armedUntil{};
    MonotonicTime acknowledgedAt{};
    bool committing = false; ///< the journal's answer is awaited
    quint64 generation = 0;  ///< answers to an earlier preparation are not for us
    bool journaled = false;  ///< an Intent entry exists: every exit is journaled too
    QTimer armedTimer;
    QTimer holdTimer;
    QPointer<KeySettler> settler;
};

} // namespace interlock
