// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/plan.h"
#include "models/domain/result.h"

#include <QFuture>
#include <QObject>
#include <QTimer>

namespace interlock {

class ActContext;
struct JournalEntry;

/// The plan of one migration with everybody's word on its checklists, which live in the journal: whoever
/// shares that shares them. Made by Control. GUI thread.
class PlanKeeper final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PlanKeeper)

public:
    explicit PlanKeeper(ActContext &context);

    [[nodiscard]] PlanView view() const;
    /// What steps of the plan still want of this change.
    [[nodiscard]] QList<PlanObstacle> against(const RouteState &route, const RouteChange &change) const;
    /// Go or no-go on one item, by name. Counts once it is on the disk; a no-go needs a reason.
    [[nodiscard]] QFuture<Result<PlanDecision>> decide(const QString &stepKey, const QString &item, bool go,
                                                       const QString &reason);
    /// An entry of another console's journal: its word on a checklist counts here, in the order of time.
    void takeShared(const JournalEntry &entry);
    [[nodiscard]] const QList<PlanDecision> &decisions() const { return m_decisions; }

Q_SIGNALS:
    void changed();

private:
    [[nodiscard]] PlanInputs inputs() const;
    void followJournal();
    void takeEntries(const QList<JournalEntry> &entries);
    void takeEntry(const JournalEntry &entry);

    ActContext &m_context;
    QList<PlanDecision> m_decisions;
    qint64 m_lastNumber = 0;
    bool m_reading = false;
    QTimer m_timer;
};

} // namespace interlock
