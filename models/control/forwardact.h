// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/blocker.h"
#include "models/control/migrationstate.h"

#include <memory>
#include <QObject>

namespace interlock {

class ActContext;
class Control;
struct JournalEntry;

/// States of docs/acts.md. Journaled, Sent, Acknowledged and Observed are marks that are reached in this
/// order.
enum class ForwardState {
    View,
    Draft,
    Preflight,
    Armed,
    Hold,
    Journaled,
    Sent,
    Acknowledged,
    Observed,
    Blocked,
    Conflict,
    Rejected,
    Unknown
};

/// When each mark was reached, on the wall clock; invalid until then.
struct ForwardMarks
{
    QDateTime armed, journaled, sent, acknowledged, observed;
};

/// One guarded change of one route, forward or down. The draft is prepared, shown, and then exactly that
/// prepared object is sent; everything is checked again just before. Made by Control, one per route. GUI
/// thread.
///
/// A change that sends less to new needs no interlock but goes the same way. Nothing is retried by itself.
/// docs/acts.md draws the machine.
class ForwardAct final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ForwardAct)

public:
    static constexpr std::chrono::milliseconds armedFor{30'000};
    static constexpr std::chrono::milliseconds holdFor{1'000};

    ~ForwardAct() override;

    [[nodiscard]] QString routeId() const;
    [[nodiscard]] ForwardState state() const;
    [[nodiscard]] RouteChange draft() const;
    [[nodiscard]] std::optional<PreparedChange> prepared() const; ///< from PREFLIGHT on
    [[nodiscard]] ForwardMarks marks() const;
    /// Why the act cannot go forward from here; empty when it can. In BLOCKED and after a fall back to DRAFT:
    /// the why.
    [[nodiscard]] QList<Blocker> blockers() const;
    /// What locks a forward move of this route right now, whatever the draft.
    [[nodiscard]] QList<Blocker> interlocks() const;
    /// In CONFLICT: the route as the other side left it (changedBy, changedAt), and the bridge's revision.
    [[nodiscard]] std::optional<RouteState> conflictWith() const;
    /// In REJECTED and UNKNOWN: what the bridge or the network said.
    [[nodiscard]] std::optional<Error> error() const;
    [[nodiscard]] std::chrono::milliseconds armedLeft() const;
    /// 0 … 1 while HOLD runs.
    [[nodiscard]] double holdProgress() const;
    [[nodiscard]] Acknowledgement acknowledgement() const; ///< of the act's own revision
    [[nodiscard]] bool busy() const;                       ///< between HOLD's end and OBSERVED or an exit

    /// VIEW, DRAFT, PREFLIGHT, ARMED, ACKNOWLEDGED (leaves it unobserved) or a settled exit → DRAFT. An empty
    /// change goes back to VIEW.
    void setDraft(const RouteChange &change);
    /// DRAFT → PREFLIGHT → ARMED, or BLOCKED, or CONFLICT.
    void prepare();
    /// ARMED: starts the 30 s anew.
    void extend();
    /// ARMED → HOLD; after 1 s → JOURNALED → SENT …
    void beginHold();
    /// HOLD → ARMED: letting go sends nothing.
    void releaseHold();
    /// ARMED → JOURNALED without a hold: the keyboard's second button, and the command line.
    void confirm();
    /// DRAFT … HOLD, ACKNOWLEDGED and settled exits → VIEW. Nothing that was sent is taken back by this.
    void cancel();

Q_SIGNALS:
    void changed();

private:
    friend class Control;
    ForwardAct(ActContext &context, const QString &routeId, QObject *parent);
    /// Takes up an act that a crash left open.
    void resume(const JournalEntry &entry);
    class Private;
    std::unique_ptr<Private> d;
};

[[nodiscard]] QString forwardStateName(ForwardState state);

} // namespace interlock
