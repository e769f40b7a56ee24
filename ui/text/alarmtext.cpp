// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/alarmtext.h"

#include "models/domain/plaintext.h"
#include "ui/text/format.h"

#include <cmath>
#include <QLocale>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
QString alarmTitle(const Alarm &alarm)
{
    return visibleText((alarm.title.isEmpty() ? alarm.subject : alarm.title).left(120));
}
} // namespace

QString AlarmText::figure(double value, const QString &unit)
{
    if (!std::isfinite(value))
        return Format::dash();
    const double size = std::abs(value);
    const int decimals = size >= 100 || size == 0 ? 0 : (size >= 10 ? 1 : 2);
    return Format::withUnit(QLocale().toString(value, 'f', decimals), visibleText(unit));
}

QString AlarmText::cause(const Alarm &alarm)
{
    const QString title = alarmTitle(alarm);
    const QString value = figure(alarm.value, alarm.unit);
    const QString limit = figure(alarm.limit, alarm.unit);
    switch (alarm.kind) {
    case AlarmKind::EndpointLost:
        return tr("%1 gives no live readings").arg(title);
    case AlarmKind::NotAcknowledged:
        return tr("%1: not every bridge instance has acknowledged what was commanded").arg(title);
    case AlarmKind::NotObserved:
        return tr("%1: the traffic does not follow what was commanded (%2 observed, "
                  "%3 expected)")
            .arg(title, value, limit);
    case AlarmKind::LagOverLimit:
        return tr("%1: lag %2 (limit %3)").arg(title, value, limit);
    case AlarmKind::ErrorRateOverLimit:
        return tr("%1: error rate %2 (limit %3)").arg(title, value, limit);
    case AlarmKind::P95OverLimit:
        return tr("%1: p95 %2 (limit %3)").arg(title, value, limit);
    case AlarmKind::SignalOutOfLimits:
        return tr("%1: %2 (limit %3)").arg(title, value, limit);
    case AlarmKind::ClockSkew:
        return tr("The clock of %1 differs from ours by %2").arg(title, value);
    case AlarmKind::JournalFailed:
        return tr("The journal cannot be written");
    case AlarmKind::TriggerTripped:
        return tr("Trigger %1 has fired: %2 (limit %3)").arg(title, value, limit);
    case AlarmKind::TriggerBlind:
        return tr("Trigger %1 has no live figure and cannot fire").arg(title);
    case AlarmKind::TriggerFlapping:
        return tr("Trigger %1: the figure keeps breaking its limit without holding it (%2, limit %3)")
            .arg(title, value, limit);
    case AlarmKind::GradualRollback:
        return tr("A gradual rollback is under way: %1").arg(title);
    case AlarmKind::LegacyUnhealthy:
        return tr("After the automatic rollback LEGACY is not known to be healthy");
    case AlarmKind::NobodyWatches:
        return tr("Nobody watches: no engine is armed");
    case AlarmKind::NotificationFailed:
        return tr("The team could not be told through %1").arg(title);
    case AlarmKind::LagDisagrees:
        return tr("The %1 lag cannot be believed: our own marks say otherwise").arg(title);
    case AlarmKind::WarrantyLapsed:
        return tr("The rollback warranty has lapsed");
    case AlarmKind::RollbackUnsettled:
        return tr("A rollback is not settled");
    case AlarmKind::GateOverridden:
        return tr("A gate is overridden: %1").arg(title);
    }
    Q_UNREACHABLE();
}

QString AlarmText::consequence(const Alarm &alarm)
{
    switch (alarm.kind) {
    case AlarmKind::EndpointLost:
        return tr("Its figures are old; forward moves stay locked, rollback works.");
    case AlarmKind::NotAcknowledged:
        return tr("Users are split differently depending on the instance that answers.");
    case AlarmKind::NotObserved:
        return tr("More or fewer users than intended are on NEW.");
    case AlarmKind::LagOverLimit:
        return tr("A rollback now could lose what has not been copied yet.");
    case AlarmKind::ErrorRateOverLimit:
        return tr("Users see errors.");
    case AlarmKind::P95OverLimit:
        return tr("Users wait.");
    case AlarmKind::SignalOutOfLimits:
        return tr("The limit was set by this migration's profile.");
    case AlarmKind::ClockSkew:
        return tr("Ages and times of its readings cannot be trusted.");
    case AlarmKind::JournalFailed:
        return tr("Forward moves are refused; a rollback still works.");
    case AlarmKind::TriggerTripped:
        return tr("If the trigger and an engine are armed, the share is going back by itself.");
    case AlarmKind::TriggerBlind:
        return tr("What it watches for would go unnoticed.");
    case AlarmKind::TriggerFlapping:
        return tr("Users are hit again and again; the trigger waits for a stretch without a break.");
    case AlarmKind::GradualRollback:
        return tr("The share goes down step by step; forward moves are locked.");
    case AlarmKind::LegacyUnhealthy:
        return tr("Everybody is on LEGACY, and it may not carry them.");
    case AlarmKind::NobodyWatches:
        return tr("No trigger will take anything back by itself.");
    case AlarmKind::NotificationFailed:
        return tr("People may not know what the engine did; the act itself went on.");
    case AlarmKind::LagDisagrees:
        return tr("How much a rollback would lose is not known; forward moves are locked.");
    case AlarmKind::WarrantyLapsed:
        return tr("A rollback may not work, may take long or may leave orders behind.");
    case AlarmKind::RollbackUnsettled:
        return tr("Some users may still be on NEW.");
    case AlarmKind::GateOverridden:
        return tr("The next forward move may go ahead against the evidence.");
    }
    Q_UNREACHABLE();
}

QString AlarmText::action(const Alarm &alarm)
{
    switch (alarm.kind) {
    case AlarmKind::EndpointLost:
        return tr("Check that it runs and is reachable from here.");
    case AlarmKind::NotAcknowledged:
        return tr("Look at the instance that is behind; restart it or take it out.");
    case AlarmKind::NotObserved:
        return tr("Check rules, caches and instances; go back if it does not settle.");
    case AlarmKind::LagOverLimit:
        return tr("Look at the pipeline on the Sync page; hold further steps.");
    case AlarmKind::ErrorRateOverLimit:
    case AlarmKind::P95OverLimit:
        return tr("Lower the share of the route, or roll back.");
    case AlarmKind::SignalOutOfLimits:
        return tr("Look at the plot and decide whether to hold or to go back.");
    case AlarmKind::ClockSkew:
        return tr("Set the clocks (NTP) before going on.");
    case AlarmKind::JournalFailed:
        return tr("Free space on the disk of the state folder or mend its permissions.");
    case AlarmKind::TriggerTripped:
        return tr("Watch the share; roll back by hand if nothing moves.");
    case AlarmKind::TriggerBlind:
        return tr("Mend its signal; watch the figure by other means until then.");
    case AlarmKind::TriggerFlapping:
        return tr("Look at the plot and decide; shorten the trigger's sustain time if it waits too long.");
    case AlarmKind::GradualRollback:
        return tr("Watch the figures; hurry it to an immediate rollback, or stop it.");
    case AlarmKind::LegacyUnhealthy:
        return tr("Check LEGACY now; the runbook says how to give it room.");
    case AlarmKind::NobodyWatches:
        return tr("Start “interlockctl watch”, or find out why it does not get the lease.");
    case AlarmKind::NotificationFailed:
        return tr("Tell them by other means and mend the webhook.");
    case AlarmKind::GateOverridden:
        return tr("Ask who did it, and watch the figure; it expires by itself.");
    case AlarmKind::LagDisagrees:
        return tr("Find out on the Sync page which of both is wrong; hold further steps.");
    case AlarmKind::WarrantyLapsed:
        return tr("Mend what the rollback bar names before going on.");
    case AlarmKind::RollbackUnsettled:
        return tr("Watch the rollback bar; type the command shown there if it stays.");
    }
    Q_UNREACHABLE();
}

} // namespace interlock
