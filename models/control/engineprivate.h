// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/control.h"
#include "models/control/engine.h"
#include "models/domain/clock.h"

#include <QSet>
#include <QTimer>

namespace interlock {

class Engine::Private final
{
    Q_DISABLE_COPY_MOVE(Private)

public:
    Private(Engine *engine, Control &theControl, const Clock &theClock, std::unique_ptr<LeasePort> theLease,
            std::unique_ptr<Notifier> theNotifier, const ControlTimings &theTimings);

    void look();
    void raiseAlarms();
    void actWhereDue();
    void act(const TriggerStatus &status);
    [[nodiscard]] bool rollBack(const TriggerStatus &status);
    [[nodiscard]] bool allRecovered(const QString &begunBy) const;
    void followGradual();
    void followRollback();
    void checkLegacy();
    void judgeLegacy(bool last);
    void renew();
    [[nodiscard]] bool mayRollBack() const;
    void takeLease(const Result<LeaseStatus> &status, MonotonicTime asked);
    void raiseNobodyWatches();
    void sayLease();
    void tell(const QString &what, const QString &text, QJsonObject details);
    [[nodiscard]] bool armed() const;
    [[nodiscard]] bool somebodyOnNew(const QStringList &routes) const;
    [[nodiscard]] QString reasonOf(const TriggerStatus &status) const;
    void setAlarm(AlarmKind kind, const TriggerStatus &status, bool active, AlarmPriority priority);

    Engine *q;
    Control &control;
    const Clock &clock;
    std::unique_ptr<LeasePort> lease;
    std::unique_ptr<Notifier> notifier;
    ControlTimings timings;
    TriggerBook book;
    QTimer lookTimer;
    QTimer leaseTimer;
    bool running = false;
    bool asking = false;
    std::optional<LeaseHolder> holder;
    QString leaseProblem;
    quint64 epoch = 0;           ///< of our lease
    MonotonicTime validUntil{};  ///< our lease counts as confirmed until then
    MonotonicTime nobodySince{}; ///< zero: somebody watches
    bool wasArmed = false;
    quint64 saidEpoch = 0; ///< of the holder that was said last
    QSet<QString> handled; ///< subjects of triggers whose action of this trip was said and begun …
    QSet<QString> owed;    ///< … but for these, whose rollback could not begin yet
    GradualState lastGradual = GradualState::Idle;
    RollbackState lastRollback = RollbackState::Idle;
    bool checking = false; ///< legacy, after a rollback of this engine
    bool legacyAlarm = false;
    MonotonicTime checkSince{};
    MonotonicTime checkUntil{};
};

} // namespace interlock
