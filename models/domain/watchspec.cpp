// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/watchspec.h"

#include "models/domain/namedenum.h"

namespace interlock {

namespace {
constexpr EnumNames<TriggerWatch, 6> triggerWatchNames{{{TriggerWatch::ErrorRate, u"error-rate"},
                                                        {TriggerWatch::P95, u"p95"},
                                                        {TriggerWatch::Conversion, u"conversion"},
                                                        {TriggerWatch::Tickets, u"tickets"},
                                                        {TriggerWatch::Health, u"health"},
                                                        {TriggerWatch::Signal, u"signal"}}};
constexpr EnumNames<TriggerAction, 3> triggerActionNames{{{TriggerAction::Alarm, u"alarm"},
                                                          {TriggerAction::Gradual, u"gradual"},
                                                          {TriggerAction::Immediate, u"immediate"}}};
} // namespace

QString triggerWatchName(TriggerWatch watch)
{
    return enumName(triggerWatchNames, watch);
}
std::optional<TriggerWatch> triggerWatchFromName(QStringView name)
{
    return enumFromName(triggerWatchNames, name);
}
QString triggerActionName(TriggerAction action)
{
    return enumName(triggerActionNames, action);
}
std::optional<TriggerAction> triggerActionFromName(QStringView name)
{
    return enumFromName(triggerActionNames, name);
}

} // namespace interlock
