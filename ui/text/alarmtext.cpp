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
    case AlarmKind::RollbackUnsettled:
        return tr("A rollback is not settled");
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
    case AlarmKind::RollbackUnsettled:
        return tr("Some users may still be on NEW.");
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
    case AlarmKind::RollbackUnsettled:
        return tr("Watch the rollback bar; type the command shown there if it stays.");
    }
    Q_UNREACHABLE();
}

} // namespace interlock
