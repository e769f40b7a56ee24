// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/controltimings.h"
#include "models/control/gatekeeper.h"
#include "models/control/intentfile.h"
#include "models/control/interlocks.h"
#include "models/control/monitor.h"
#include "models/control/plankeeper.h"
#include "models/domain/team.h"
#include "models/journal/journal.h"

#include <functional>
#include <QTimer>

namespace interlock {

/// What the acts of one Control share: the ports, the journal and what each must know of the others.
class ActContext final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ActContext)

public:
    using Written = std::function<void(const Result<JournalEntry> &entry)>;

    ActContext(const Profile &theProfile, Ports &thePorts, Monitor &theMonitor, Journal &theJournal,
               const Clock &theClock, const QString &intentFile, const ControlTimings &theTimings);

    [[nodiscard]] QString actor() const;
    /// A record with who and where filled in.
    [[nodiscard]] JournalRecord record(JournalKind kind, JournalMark mark, const QUuid &act) const;
    /// Appends; a failure raises the journal's alarm and is tried again from time to time until it can be
    /// written.
    /// @p written runs on @p receiver's thread as long as that lives; it may be empty.
    void write(const JournalRecord &record, QObject *receiver, const Written &written = {});
    [[nodiscard]] bool journalWritable() const { return m_journalWritable; }
    /// The gates and who set which aside.
    [[nodiscard]] GateKeeper &gates() const { return *m_gates; }
    [[nodiscard]] PlanKeeper &plan() const { return *m_plan; }
    /// The view of @p exceptRoute's act: its own state does not lock it.
    [[nodiscard]] InterlockView view(const QString &exceptRoute) const;
    /// True when every instance has the bridge's @p revision; without instances the bridge's own word counts.
    [[nodiscard]] static Acknowledgement acknowledged(const BridgeState &bridge, quint64 revision);
    [[nodiscard]] quint64 highestEpoch() const { return m_highestEpoch; }
    void sawEpoch(quint64 epoch);

    const Profile &profile;
    Ports &ports;
    Monitor &monitor;
    Journal &journal;
    const Clock &clock;
    const ControlTimings timings;
    IntentFile intent;
    /// Set by Control: routes of other acts under way or UNKNOWN, and whether a rollback is not settled.
    std::function<QStringList(const QString &exceptRoute)> unsettled;
    std::function<bool()> rollbackRunning;
    /// Set by Control where several people work on this: what a second person's signature still lacks.
    std::function<QList<Blocker>(const RouteState &, const RouteChange &)> approvalBlockers;
    /// Set likewise: whether what the others decided has been read.
    std::function<bool()> othersKnown;
    /// Set likewise: uses the signature up before its act is sent; nothing when the act needs none.
    std::function<std::optional<QFuture<Result<Approval>>>(const RouteState &, const PreparedChange &)>
        useApproval;
    /// Set by Control: the immediate rollback of @p routes, for @p reason.
    std::function<void(const QStringList &routes, const QString &reason)> rollBackNow;

Q_SIGNALS:
    /// An act moved.
    void changed();

private:
    void noteWritten(const Result<JournalEntry> &entry);

    std::unique_ptr<GateKeeper> m_gates;
    std::unique_ptr<PlanKeeper> m_plan;
    bool m_journalWritable = true;
    quint64 m_highestEpoch = 0;
    QTimer m_journalRetry;
};

} // namespace interlock
