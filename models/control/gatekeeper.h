// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/gatebook.h"
#include "models/control/gatememoryfile.h"
#include "models/domain/result.h"

#include <functional>
#include <QFuture>
#include <QObject>
#include <QTimer>
#include <QUuid>

namespace interlock {

class ActContext;
struct JournalEntry;

/// "Break glass": one gate set aside for the next forward act of one route.
struct GateOverride
{
    QUuid id;
    QString routeId;
    QString gateId;
    QString actor;
    QString reason;
    QDateTime until;  ///< wall clock
    bool ours = true; ///< false: another console's; shown here, and good for nothing here

    friend bool operator==(const GateOverride &, const GateOverride &) = default;
};

/// The gates of one console: evaluates them with every picture, keeps who has set which aside, and says both
/// loudly. Made by Control. GUI thread.
class GateKeeper final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GateKeeper)

public:
    /// @p memoryFile: where proven hold times are kept; empty: nowhere.
    GateKeeper(ActContext &context, const QString &memoryFile);
    ~GateKeeper() override;

    /// Every gate of the route as it is now, in the profile's order.
    [[nodiscard]] QList<GateResult> results(const QString &routeId);
    /// Sets a gate aside for the next forward act of the route, once that is on the disk. Refused without a
    /// reason, without the scope to operate, for a gate marked `never`, and when the journal cannot be
    /// written.
    [[nodiscard]] QFuture<Result<GateOverride>> setAside(const QString &routeId, const QString &gateId,
                                                         const QString &reason);
    /// An entry of another console's journal: what it set aside is loud here, too.
    void takeShared(const JournalEntry &entry) { takeEntry(entry); }
    /// Takes an override of ours back.
    void withdraw(const QString &routeId, const QString &gateId);
    /// The act @p key was sent: what was set aside for its route is used up.
    void spend(const QString &routeId, const QUuid &key);
    /// All that stand, of every console that shares the journal.
    [[nodiscard]] const QList<GateOverride> &overrides() const { return m_overrides; }
    /// Ours of a route: ids of gates.
    [[nodiscard]] QStringList setAsideOn(const QString &routeId) const;

    /// What states the rollback warranty; empty: nobody.
    std::function<std::optional<WarrantyReading>()> warranty;
    /// What is known of a route's pairs, where this program keeps them; empty: it does not.
    std::function<std::optional<Reading<GateVerdict>>(const QString &routeId)> parity;
    /// Evidence beside the profile's: drills that the engine ran itself.
    QList<Evidence> ownEvidence;

Q_SIGNALS:
    /// A gate or an override changed.
    void changed();

private:
    [[nodiscard]] GateInputs inputs() const;
    void tick();
    void evaluateAll();
    void expire();
    void remember();
    void followJournal();
    void takeEntry(const JournalEntry &entry);
    void setAlarm(const GateOverride &one, bool active);
    void close(const GateOverride &one, const QString &how, const QUuid &key = {});
    void drop(const QUuid &id);
    [[nodiscard]] std::optional<Error> whyNotAside(const QString &routeId, const QString &gateId,
                                                   const QString &reason) const;

    ActContext &m_context;
    GateBook m_book;
    GateMemoryFile m_memory;
    QList<GateOverride> m_overrides;
    QHash<QUuid, MonotonicTime> m_deadlines; ///< of ours: clocks that jump do not lengthen them
    QSet<QUuid> m_closed;                    ///< are over: an older entry does not open them again
    MonotonicTime m_evaluatedAt{};
    MonotonicTime m_rememberedAt{};
    QHash<QString, QList<GateState>> m_states;
    QTimer m_journalTimer;
    bool m_reading = false;
};

} // namespace interlock
