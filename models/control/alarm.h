// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QList>
#include <QString>

namespace interlock {

enum class AlarmKind {
    EndpointLost,    ///< an endpoint gives no live reading
    NotAcknowledged, ///< acknowledged ≠ commanded for longer than the limit
    NotObserved,     ///< observed ≠ acknowledged beyond its tolerance for longer than the limit
    LagOverLimit,
    ErrorRateOverLimit,
    P95OverLimit,
    SignalOutOfLimits,
    ClockSkew, ///< the server's clock differs from ours by more than 2 s
    JournalFailed,
    RollbackUnsettled,
    GateOverridden,     ///< somebody has set a gate aside; until it is spent or expires
    TriggerTripped,     ///< a trigger's limit was broken long enough; until the system has recovered
    TriggerBlind,       ///< a trigger has no live figure: it cannot fire
    TriggerFlapping,    ///< a figure keeps breaking its trigger's limit without holding it
    GradualRollback,    ///< a gradual rollback is under way
    LegacyUnhealthy,    ///< after an automatic rollback legacy is not healthy, or nothing says that it is
    NobodyWatches,      ///< no engine is armed
    NotificationFailed, ///< the team could not be told
    LagDisagrees,       ///< our own marks say otherwise than the sync service
    WarrantyLapsed      ///< the rollback warranty does not hold
};

/// Attention = yellow band, Alarm = vermilion, Highest = magenta (docs/acts.md). All but
/// Attention stay until acknowledged.
enum class AlarmPriority { Attention, Alarm, Highest };

/// The states of ISA-18.2 that one alarm can be shown in. Returned: its cause is gone, and nobody has
/// acknowledged it. Shelved: a person put it aside for a while. Suppressed: it only follows from another one.
enum class AlarmState { Normal, Unacknowledged, Acknowledged, Returned, Shelved, Suppressed };

/// One alarm. @c value and @c limit carry @c unit ("s", "%", "/s"); texts are made in `ui/`.
struct Alarm
{
    AlarmKind kind = AlarmKind::EndpointLost;
    AlarmPriority priority = AlarmPriority::Attention;
    QString subject; ///< endpoint, route, pipeline or signal it is about; with the kind it is the alarm's
                     ///< identity
    QString title;   ///< the subject's title from the profile or the server, plain text
    double value = 0;
    double limit = 0;
    QString unit;
    QString detail;
    QDateTime since; ///< wall clock of the raise
    bool active = true;
    bool acknowledged = false;
    bool locksForward = false; ///< also while it is shelved or suppressed
    AlarmState state = AlarmState::Normal;
    bool firstOut = false;    ///< the first of a burst: most likely the cause of those that followed
    QDateTime shelvedUntil{}; ///< of a shelved one
    QString shelvedWhy{};

    friend bool operator==(const Alarm &, const Alarm &) = default;
};

[[nodiscard]] QString alarmKindName(AlarmKind kind);
[[nodiscard]] QString alarmStateName(AlarmState state);
[[nodiscard]] QString alarmPriorityName(AlarmPriority priority);

} // namespace interlock
