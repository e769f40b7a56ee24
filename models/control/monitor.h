// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/alarmbook.h"
#include "models/control/controltimings.h"
#include "models/control/migrationstate.h"
#include "models/domain/clock.h"
#include "models/endpoints/ports.h"
#include "models/history/serieshistory.h"

#include <memory>
#include <QObject>

namespace interlock {

/// Polls every endpoint (each on its own single-shot timer, re-armed after the answer, aligned to one tick),
/// takes what the bridge pushes, and keeps the one picture of the migration. A watchdog of its own moves
/// qualities and alarms, so a source that falls silent ages on the screen. Older answers never overwrite
/// newer ones. GUI thread.
class Monitor final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Monitor)

public:
    /// @p ports, @p clock and @p history outlive the monitor. @p history may be null (command line).
    Monitor(const Profile &profile, Ports &ports, const Clock &clock, SeriesHistory *history,
            QObject *parent = nullptr, const ControlTimings &timings = {});
    ~Monitor() override;

    void start();
    void stop();
    [[nodiscard]] const Profile &profile() const;
    [[nodiscard]] const MigrationState &state() const;
    /// Highest priority first, then newest first.
    [[nodiscard]] QList<Alarm> alarms() const;
    /// Puts an alarm aside; see AlarmBook::shelve(). Control::shelve() also writes it down.
    std::optional<ShelveFault> shelve(AlarmKind kind, const QString &subject, int minutes,
                                      const QString &why);
    /// Alarms raised in the last ten minutes.
    [[nodiscard]] int alarmsLately() const;
    /// "Seen"; never clears an alarm.
    void acknowledge(AlarmKind kind, const QString &subject);
    /// Raised from outside the readings (journal, unsettled acts); @p active false withdraws it.
    void setAlarm(const Alarm &alarm);
    /// Takes a state that an act's answer carried, as fresh as a poll's.
    void take(const BridgeState &bridge);
    /// Asks every endpoint now.
    void refresh();
    /// Asks only the bridge now.
    void refreshBridge();
    /// While urgent (a rollback is not settled), failures do not slow the questions down.
    void setUrgent(bool urgent);
    /// Sends marks through both directions from now on, where the profile has a sync endpoint and wants them.
    void measureLag();
    /// True once every endpoint of the profile has answered or failed at least once.
    [[nodiscard]] bool firstRoundDone() const;

Q_SIGNALS:
    /// The picture changed (at most 10 times a second, and at least once a second: ages move).
    void changed();
    /// Figures came from a metrics endpoint and are in the picture: at once, for those who must not wait.
    void figuresArrived();
    void alarmsChanged();
    /// The bridge's revision, epoch or latch moved, by whomever.
    void bridgeMoved(const interlock::BridgeState &before, const interlock::BridgeState &after);
    void firstRoundFinished();
    /// A part of the signals' past came (the last hour, then the day before it); it is in the history
    /// already.
    void pastArrived(const QList<interlock::SignalSeries> &series);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace interlock
