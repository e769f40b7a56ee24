// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/gate.h"
#include "models/control/warranty.h"
#include "models/journal/journalentry.h"

#include <QObject>
#include <QTimer>

namespace interlock {

class ActContext;
class RollbackAct;

/// Keeps the rollback warranty stated: follows the picture, the paths' dry runs and the journal's measured
/// rollbacks and drills, raises the alarm when it lapses and feeds the gates. Made by Control. GUI thread.
class WarrantyKeeper final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WarrantyKeeper)

public:
    /// Both outlive it.
    WarrantyKeeper(ActContext &context, RollbackAct &act, QObject *parent);

    /// As it is at this moment.
    [[nodiscard]] Warranty statement() const;
    /// The same for the gate.
    [[nodiscard]] WarrantyReading reading() const;
    /// Drills of the journal, as evidence.
    [[nodiscard]] const QList<Evidence> &drills() const { return m_drills; }

Q_SIGNALS:
    /// A gap came or went, or a rollback or drill was measured.
    void changed();

private:
    void look();
    void raise(const Warranty &warranty);
    void followJournal();
    void takeEntries(const QList<JournalEntry> &entries);
    [[nodiscard]] bool takeEntry(const JournalEntry &entry);

    ActContext &m_context;
    RollbackAct &m_act;
    RollbackTimes m_times;
    QList<Evidence> m_drills;
    Warranty m_said;
    MonotonicTime m_lapsedSince{}; ///< zero: it holds
    bool m_raised = false;
    qint64 m_lastNumber = 0;
    bool m_reading = false;
    QTimer m_timer;
};

} // namespace interlock
