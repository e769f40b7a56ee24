// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/migrationstate.h"
#include "models/control/trigger.h"

#include <map>

namespace interlock {

/// The figure of one route (or of the whole, when the signal is not split) that a trigger looks at.
struct TriggerFigure
{
    QString routeId; ///< empty: the figure is not split by route
    Reading<double> reading;
    bool noTraffic = false; ///< nobody is on new and there never was a figure: nothing to judge
};

/// The figures a trigger looks at. Never empty: a trigger whose signal gives nothing has one figure that was
/// never there, so that missing data is seen.
[[nodiscard]] QList<TriggerFigure> triggerFigures(const TriggerSpec &spec, const MigrationState &state);

/// How one trigger does over one figure.
struct TriggerStatus
{
    TriggerSpec spec;
    QString routeId;
    TriggerState state = TriggerState::Quiet;
    TriggerVerdict verdict = TriggerVerdict::Missing; ///< of the last look
    bool tripped = false;
    bool flapping = false;
    Reading<double> reading;
    std::chrono::milliseconds overFor{0};
    std::chrono::milliseconds goodFor{0};

    /// "trigger" or "trigger|route": the subject of its alarms.
    [[nodiscard]] QString subject() const;
};

/// Something that a look at all triggers found.
struct TriggerHappening
{
    TriggerEvent event = TriggerEvent::None;
    TriggerStatus status;
};

/// All triggers of a profile with a machine for every figure they look at. Pure: moved by look() alone.
class TriggerBook final
{
public:
    explicit TriggerBook(const QList<TriggerSpec> &specs) : m_specs(specs) {}

    /// Looks at every figure once; gives what happened, in the profile's order.
    QList<TriggerHappening> look(const MigrationState &state);
    /// In the profile's order; empty before the first look.
    [[nodiscard]] const QList<TriggerStatus> &statuses() const { return m_statuses; }
    /// True when every figure of the trigger has been good for its recovery time: the system has recovered.
    /// A figure without traffic says nothing; at least one must be good.
    [[nodiscard]] bool recovered(const QString &triggerId) const;

private:
    QList<TriggerSpec> m_specs;
    std::map<std::pair<QString, QString>, TriggerMachine> m_machines; ///< by trigger and route
    QList<TriggerStatus> m_statuses;
};

} // namespace interlock
