// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/sentences.h"

#include "app/ctl/gatesentence.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString withDetail(const QString &sentence, const QString &detail)
{
    return detail.isEmpty() ? sentence : sentence + u" ("_s + detail + u')';
}

QString figure(double value, const QString &unit)
{
    return unit.isEmpty() ? QString::number(value, 'g', 4) : QString::number(value, 'g', 4) + u' ' + unit;
}

/// What is so; the figures follow.
QString alarmWhat(const Alarm &alarm)
{
    const QString about = alarm.title.isEmpty() ? alarm.subject : alarm.title;
    switch (alarm.kind) {
    case AlarmKind::EndpointLost:
        return u"%1 gives no live reading"_s.arg(about);
    case AlarmKind::NotAcknowledged:
        return u"%1 has not acknowledged what was commanded"_s.arg(about);
    case AlarmKind::NotObserved:
        return u"%1: the traffic does not agree with the share"_s.arg(about);
    case AlarmKind::LagOverLimit:
        return u"the %1 sync lags behind"_s.arg(about);
    case AlarmKind::ErrorRateOverLimit:
        return u"%1: error rate of the new system over the limit"_s.arg(about);
    case AlarmKind::P95OverLimit:
        return u"%1: response time of the new system over the limit"_s.arg(about);
    case AlarmKind::SignalOutOfLimits:
        return u"%1 is out of its limits"_s.arg(about);
    case AlarmKind::ClockSkew:
        return u"the clock of %1 differs from ours"_s.arg(about);
    case AlarmKind::JournalFailed:
        return u"the journal cannot be written"_s;
    case AlarmKind::RollbackUnsettled:
        return u"a rollback is not settled"_s;
    case AlarmKind::TriggerTripped:
        return u"trigger %1 has fired"_s.arg(about);
    case AlarmKind::TriggerBlind:
        return u"trigger %1 has no live figure and cannot fire"_s.arg(about);
    case AlarmKind::TriggerFlapping:
        return u"trigger %1: its figure keeps breaking the limit without holding it"_s.arg(about);
    case AlarmKind::GradualRollback:
        return u"a gradual rollback is under way"_s;
    case AlarmKind::LegacyUnhealthy:
        return u"legacy is not known to be healthy after the automatic rollback"_s;
    case AlarmKind::NobodyWatches:
        return u"nobody watches: no engine is armed"_s;
    case AlarmKind::NotificationFailed:
        return u"the team could not be told through %1"_s.arg(about);
    case AlarmKind::LagDisagrees:
        return u"the %1 lag cannot be believed: our own marks say otherwise"_s.arg(about);
    case AlarmKind::WarrantyLapsed:
        return u"the rollback warranty has lapsed"_s;
    case AlarmKind::GateOverridden:
        return u"a gate is overridden: %1"_s.arg(about);
    }
    return {};
}

bool hasFigures(AlarmKind kind)
{
    switch (kind) {
    case AlarmKind::NotObserved:
    case AlarmKind::LagOverLimit:
    case AlarmKind::ErrorRateOverLimit:
    case AlarmKind::P95OverLimit:
    case AlarmKind::SignalOutOfLimits:
    case AlarmKind::ClockSkew:
    case AlarmKind::TriggerTripped:
    case AlarmKind::TriggerFlapping:
        return true;
    case AlarmKind::EndpointLost:
    case AlarmKind::NotAcknowledged:
    case AlarmKind::JournalFailed:
    case AlarmKind::RollbackUnsettled:
    case AlarmKind::GateOverridden:
    case AlarmKind::TriggerBlind:
    case AlarmKind::GradualRollback:
    case AlarmKind::LegacyUnhealthy:
    case AlarmKind::NobodyWatches:
    case AlarmKind::NotificationFailed:
    case AlarmKind::LagDisagrees:
    case AlarmKind::WarrantyLapsed:
        return false;
    }
    return false;
}

} // namespace

QString alarmSentence(const Alarm &alarm)
{
    const QString what = alarmWhat(alarm);
    if (!hasFigures(alarm.kind))
        return withDetail(what, alarm.detail);
    const QString word = alarm.kind == AlarmKind::NotObserved ? u"expected"_s : u"limit"_s;
    return withDetail(
        u"%1: %2, %3 %4"_s.arg(what, figure(alarm.value, alarm.unit), word, figure(alarm.limit, alarm.unit)),
        alarm.detail);
}

QString blockerSentence(const Blocker &blocker)
{
    const QString &subject = blocker.subject;
    QString sentence;
    switch (blocker.kind) {
    case BlockerKind::ReadingNotLive:
        sentence = u"%1 is %2: a forward act needs it LIVE"_s.arg(subject, qualityName(blocker.quality));
        break;
    case BlockerKind::Latched:
        sentence = u"the bridge is latched after a rollback: release the latch first"_s;
        break;
    case BlockerKind::NoScope:
        sentence = u"%1 has no scope for this: operate is needed"_s.arg(subject);
        break;
    case BlockerKind::NoCapability:
        sentence = u"the bridge cannot do it: no capability %1"_s.arg(subject);
        break;
    case BlockerKind::ActUnsettled:
        sentence = u"an earlier act on %1 is not settled yet"_s.arg(subject);
        break;
    case BlockerKind::RollbackRunning:
        sentence = u"a rollback is not settled yet"_s;
        break;
    case BlockerKind::NotOneStep:
        sentence = u"one mode at a time: the next one is %1"_s.arg(subject);
        break;
    case BlockerKind::NothingToChange:
        sentence = u"nothing to change: the route is so already"_s;
        break;
    case BlockerKind::UnknownRoute:
        sentence = u"the bridge does not know the route %1"_s.arg(subject);
        break;
    case BlockerKind::AlarmActive:
        sentence = u"an alarm locks forward acts: %1"_s.arg(subject);
        break;
    case BlockerKind::JournalUnwritable:
        sentence = u"the journal cannot be written"_s;
        break;
    case BlockerKind::NotAcknowledged:
        sentence = subject.isEmpty() ? u"not every instance has acknowledged the present state"_s
                                     : u"%1 has not acknowledged the present state"_s.arg(subject);
        break;
    case BlockerKind::OutOfRange:
        sentence = u"the share must be 0 … 100 %"_s;
        break;
    case BlockerKind::NoReason:
        sentence = u"a reason is needed"_s;
        break;
    case BlockerKind::RevisionMoved:
        sentence = u"the bridge was changed meanwhile by %1"_s.arg(subject);
        break;
    case BlockerKind::PlanNotMet:
        sentence = u"the plan wants a go for: %1"_s.arg(subject);
        break;
    case BlockerKind::NeedsApproval:
        sentence = u"a second person has to sign it in the console: %1"_s.arg(subject);
        break;
    case BlockerKind::GateLocked:
        return blocker.gate ? gateSentence(*blocker.gate) : u"gate %1 is locked"_s.arg(subject);
    case BlockerKind::Expired:
        sentence = u"the act was armed for too long"_s;
        break;
    }
    return withDetail(sentence, blocker.detail);
}

QString errorSentence(const Error &error)
{
    const QString said = error.detail.isEmpty() ? errorKindName(error.kind) : error.detail;
    return error.where.isEmpty() ? said : error.where + u": "_s + said;
}

QString durationText(std::chrono::milliseconds duration)
{
    const auto count = duration.count();
    if (count < 1000)
        return u"%1 ms"_s.arg(count);
    if (count < 60'000)
        return u"%1 s"_s.arg(QString::number(double(count) / 1000.0, 'f', 1));
    const auto minutes = count / 60'000;
    if (minutes < 60)
        return u"%1 min %2 s"_s.arg(minutes).arg(count / 1000 % 60);
    if (minutes < 48 * 60)
        return u"%1 h %2 min"_s.arg(minutes / 60).arg(minutes % 60);
    return u"%1 d %2 h"_s.arg(minutes / 60 / 24).arg(minutes / 60 % 24);
}

} // namespace interlock
