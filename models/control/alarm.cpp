// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/alarm.h"

#include "models/domain/namedenum.h"

namespace interlock {

namespace {
constexpr EnumNames<AlarmKind, 20> alarmKindNames{{{AlarmKind::EndpointLost, u"endpoint-lost"},
                                                   {AlarmKind::NotAcknowledged, u"not-acknowledged"},
                                                   {AlarmKind::NotObserved, u"not-observed"},
                                                   {AlarmKind::LagOverLimit, u"lag-over-limit"},
                                                   {AlarmKind::ErrorRateOverLimit, u"error-rate-over-limit"},
                                                   {AlarmKind::P95OverLimit, u"p95-over-limit"},
                                                   {AlarmKind::SignalOutOfLimits, u"signal-out-of-limits"},
                                                   {AlarmKind::ClockSkew, u"clock-skew"},
                                                   {AlarmKind::JournalFailed, u"journal-failed"},
                                                   {AlarmKind::RollbackUnsettled, u"rollback-unsettled"},
                                                   {AlarmKind::GateOverridden, u"gate-overridden"},
                                                   {AlarmKind::TriggerTripped, u"trigger-tripped"},
                                                   {AlarmKind::TriggerBlind, u"trigger-blind"},
                                                   {AlarmKind::TriggerFlapping, u"trigger-flapping"},
                                                   {AlarmKind::GradualRollback, u"gradual-rollback"},
                                                   {AlarmKind::LegacyUnhealthy, u"legacy-unhealthy"},
                                                   {AlarmKind::NobodyWatches, u"nobody-watches"},
                                                   {AlarmKind::NotificationFailed, u"notification-failed"},
                                                   {AlarmKind::LagDisagrees, u"lag-disagrees"},
                                                   {AlarmKind::WarrantyLapsed, u"warranty-lapsed"}}};
constexpr EnumNames<AlarmPriority, 3> alarmPriorityNames{{{AlarmPriority::Attention, u"attention"},
                                                          {AlarmPriority::Alarm, u"alarm"},
                                                          {AlarmPriority::Highest, u"highest"}}};
constexpr EnumNames<AlarmState, 6> alarmStateNames{{{AlarmState::Normal, u"normal"},
                                                    {AlarmState::Unacknowledged, u"unacknowledged"},
                                                    {AlarmState::Acknowledged, u"acknowledged"},
                                                    {AlarmState::Returned, u"returned-unacknowledged"},
                                                    {AlarmState::Shelved, u"shelved"},
                                                    {AlarmState::Suppressed, u"suppressed"}}};
} // namespace

QString alarmStateName(AlarmState state)
{
    return enumName(alarmStateNames, state);
}
QString alarmKindName(AlarmKind kind)
{
    return enumName(alarmKindNames, kind);
}
QString alarmPriorityName(AlarmPriority priority)
{
    return enumName(alarmPriorityNames, priority);
}

} // namespace interlock
