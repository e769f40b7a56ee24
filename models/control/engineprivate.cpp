// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/engineprivate.h"

#include "models/control/actrecords.h"
#include "models/domain/whendone.h"

#include <algorithm>
#include <cmath>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
QJsonObject statusRecord(const TriggerStatus &status)
{
    QJsonObject object{{u"trigger"_s, status.spec.id},
                       {u"action"_s, triggerActionName(status.spec.action)},
                       {u"armed"_s, status.spec.armed},
                       {u"state"_s, triggerStateName(status.state)},
                       {u"threshold"_s, status.spec.threshold},
                       {u"quality"_s, qualityName(status.reading.quality)},
                       {u"overMs"_s, qint64(status.overFor.count())}};
    if (!status.routeId.isEmpty())
        object.insert(u"route"_s, status.routeId);
    if (status.reading.hasValue() && std::isfinite(status.reading.value))
        object.insert(u"value"_s, status.reading.value);
    return object;
}

/// Empty: all.
QStringList routesOf(const TriggerStatus &status)
{
    return status.spec.allRoutes || status.routeId.isEmpty() ? QStringList() : QStringList{status.routeId};
}

QString holderText(const LeaseHolder &holder)
{
    return u"%1 on %2 (%3)"_s.arg(holder.identity.who, holder.identity.where, holder.identity.program);
}
} // namespace

Engine::Private::Private(Engine *engine, Control &theControl, const Clock &theClock,
                         std::unique_ptr<LeasePort> theLease, std::unique_ptr<Notifier> theNotifier,
                         const ControlTimings &theTimings)
    : q(engine),
      control(theControl),
      clock(theClock),
      lease(std::move(theLease)),
      notifier(std::move(theNotifier)),
      timings(theTimings),
      book(theControl.profile().triggers)
{
    lookTimer.setInterval(timings.watchdog);
    leaseTimer.setInterval(timings.leasePeriod);
    QObject::connect(&lookTimer, &QTimer::timeout, q, [this] { look(); });
    QObject::connect(&leaseTimer, &QTimer::timeout, q, [this] { renew(); });
    // A limit that is broken for long enough does not wait for the next look.
    QObject::connect(&control.monitor(), &Monitor::figuresArrived, q, [this] {
        if (running)
            look();
    });
    QObject::connect(control.gradual(), &GradualRollback::changed, q, [this] { followGradual(); });
    QObject::connect(control.rollback(), &RollbackAct::changed, q, [this] { followRollback(); });
    QObject::connect(notifier.get(), &Notifier::portChanged, q,
                     [this](const QString &id, const QString &problem) {
                         Alarm alarm;
                         alarm.kind = AlarmKind::NotificationFailed;
                         alarm.subject = alarm.title = id;
                         alarm.detail = problem;
                         alarm.active = !problem.isEmpty();
                         control.monitor().setAlarm(alarm);
                         Q_EMIT q->happened(u"notification"_s, {{u"webhook"_s, id}, {u"problem"_s, problem}});
                     });
}

bool Engine::Private::armed() const
{
    return running && clock.monotonic() < validUntil;
}

void Engine::Private::look()
{
    const QList<TriggerHappening> happenings = book.look(control.monitor().state());
    for (const TriggerHappening &happening : happenings) {
        QJsonObject details = statusRecord(happening.status);
        details.insert(u"transition"_s, triggerEventName(happening.event));
        details.insert(u"engineArmed"_s, armed());
        Q_EMIT q->happened(u"trigger"_s, details);
    }
    for (const TriggerStatus &status : book.statuses()) {
        if (status.tripped)
            continue;
        handled.remove(status.subject());
        owed.remove(status.subject());
    }
    raiseAlarms();
    actWhereDue();
    followGradual();
    checkLegacy();
    sayLease();
    raiseNobodyWatches();
    Q_EMIT q->changed();
}

void Engine::Private::setAlarm(AlarmKind kind, const TriggerStatus &status, bool active,
                               AlarmPriority priority)
{
    Alarm alarm;
    alarm.kind = kind;
    alarm.priority = priority;
    // The route stands where the interlocks look for it: "id|route".
    alarm.subject = status.subject();
    alarm.title =
        status.routeId.isEmpty() ? status.spec.title : status.spec.title % u" · "_s % status.routeId;
    alarm.value = status.reading.value;
    alarm.limit = status.spec.threshold;
    alarm.detail = status.reading.problem;
    alarm.locksForward = kind != AlarmKind::TriggerBlind || status.spec.armed;
    alarm.active = active;
    control.monitor().setAlarm(alarm);
}

void Engine::Private::raiseAlarms()
{
    for (const TriggerStatus &status : book.statuses()) {
        setAlarm(AlarmKind::TriggerTripped, status, status.tripped, AlarmPriority::Highest);
        setAlarm(AlarmKind::TriggerBlind, status, status.state == TriggerState::Blind,
                 status.spec.armed ? AlarmPriority::Alarm : AlarmPriority::Attention);
        setAlarm(AlarmKind::TriggerFlapping, status, status.flapping, AlarmPriority::Alarm);
    }
}

/// By the level, not by the event: an engine that takes the lease over in the middle of a fault acts too.
void Engine::Private::actWhereDue()
{
    if (!armed())
        return;
    const QList<TriggerStatus> statuses = book.statuses();
    for (const TriggerStatus &status : statuses) {
        const bool due = status.tripped && status.verdict == TriggerVerdict::Over;
        if (!due)
            continue;
        if (owed.contains(status.subject()) && rollBack(status))
            owed.remove(status.subject());
        if (handled.contains(status.subject()))
            continue;
        handled.insert(status.subject());
        act(status);
    }
}

QString Engine::Private::reasonOf(const TriggerStatus &status) const
{
    const TriggerSpec &spec = status.spec;
    const QString value = QString::number(status.reading.value, 'g', 4);
    const QString what = spec.signal.isEmpty() ? triggerWatchName(spec.watch) : spec.signal;
    const QString where = status.routeId.isEmpty() ? QString() : u" of "_s % status.routeId;
    return u"trigger %1: %2%3 %4 %5 %6 for %7 s"_s.arg(
        spec.id, what, where, value, spec.above ? u"above"_s : u"below"_s,
        QString::number(spec.threshold, 'g', 4), QString::number(spec.sustainSeconds));
}

bool Engine::Private::somebodyOnNew(const QStringList &routes) const
{
    return std::ranges::any_of(control.monitor().state().routes, [&routes](const RouteStatus &route) {
        const RouteState &now = route.commanded.value;
        const bool onLegacy = route.commanded.isLive() && effectivePercent(now.mode, now.percent) == 0;
        return (routes.isEmpty() || routes.contains(route.spec.id)) && !onLegacy;
    });
}

void Engine::Private::act(const TriggerStatus &status)
{
    const TriggerSpec &spec = status.spec;
    const QString reason = reasonOf(status);
    QJsonObject details = statusRecord(status);
    details.insert(u"epoch"_s, QString::number(epoch));
    const bool acts = spec.armed && spec.action != TriggerAction::Alarm;
    if (!acts || !somebodyOnNew(routesOf(status))) {
        details.insert(u"done"_s, acts ? u"nothing: everybody is on legacy"_s : u"alarm"_s);
        control.note(JournalKind::Trigger, u"Trigger %1 fired"_s.arg(spec.id), reason, details);
        Q_EMIT q->happened(u"action"_s, details);
        return tell(u"trigger"_s, u"Trigger fired (alarm only): "_s % reason, details);
    }
    details.insert(u"done"_s, triggerActionName(spec.action));
    control.note(JournalKind::Trigger,
                 u"Trigger %1 fired: %2 rollback"_s.arg(spec.id, triggerActionName(spec.action)), reason,
                 details);
    Q_EMIT q->happened(u"action"_s, details);
    if (!rollBack(status)) {
        owed.insert(status.subject());
        Q_EMIT q->happened(u"gradual"_s, {{u"problem"_s, control.gradual()->problem()}});
    }
    tell(u"action"_s, u"Automatic %1 rollback begun: %2"_s.arg(triggerActionName(spec.action), reason),
         details);
}

/// False when the rollback could not begin: it is tried again at the next look.
bool Engine::Private::rollBack(const TriggerStatus &status)
{
    const QString reason = reasonOf(status);
    QStringList routes = routesOf(status);
    GradualRollback *gradual = control.gradual();
    if (status.spec.action == TriggerAction::Immediate) {
        if (gradual->running()) {
            if (!routes.isEmpty())
                routes += gradual->routes(); // what was on its way back is not left where it stands
            gradual->stop(u"a trigger asks for an immediate rollback"_s);
        }
        control.rollback()->now(routes, reason);
        return true;
    }
    if (!gradual->running())
        return gradual->start(routes, reason, status.spec.id);
    gradual->include(routes, reason);
    return true;
}

/// Whether no trigger that asks for the gradual rollback is tripped any more.
bool Engine::Private::allRecovered(const QString &begunBy) const
{
    return book.recovered(begunBy) && std::ranges::none_of(book.statuses(), [](const TriggerStatus &status) {
               return status.tripped && status.spec.armed && status.spec.action == TriggerAction::Gradual;
           });
}

/// Ends the gradual rollback where the system recovered, and one that was taken up although another engine
/// is armed by now.
void Engine::Private::followGradual()
{
    GradualRollback *gradual = control.gradual();
    const bool automatic = gradual->running() && !gradual->trigger().isEmpty();
    if (automatic && gradual->resumed() && !armed() && holder && holder->epoch != epoch &&
        !control.profile().triggers.isEmpty())
        return gradual->stop(u"another engine is armed: %1"_s.arg(holderText(*holder)));
    if (automatic && armed() && allRecovered(gradual->trigger()))
        gradual->systemRecovered();
    const GradualState state = gradual->state();
    if (std::exchange(lastGradual, state) == state)
        return;
    QJsonObject details{{u"state"_s, gradualStateName(state)}, {u"reason"_s, gradual->reason()}};
    if (gradual->step())
        details.insert(u"step"_s, *gradual->step());
    Q_EMIT q->happened(u"gradual"_s, details);
    if (!gradual->running() && state != GradualState::Idle)
        tell(u"gradual"_s,
             u"Gradual rollback %1%2"_s.arg(
                 gradualStateName(state), gradual->step() ? u" at %1 %"_s.arg(*gradual->step()) : QString()),
             details);
}

void Engine::Private::followRollback()
{
    const RollbackAct *act = control.rollback();
    const RollbackState state = act->phase();
    if (std::exchange(lastRollback, state) == state)
        return;
    Q_EMIT q->happened(u"rollback"_s, {{u"state"_s, rollbackStateName(state)},
                                       {u"reason"_s, act->reason()},
                                       {u"elapsedMs"_s, qint64(act->elapsed().count())}});
    if (state == RollbackState::Acknowledged && running) {
        checking = true;
        checkSince = clock.monotonic();
        checkUntil = checkSince + timings.legacyCheckFor;
    }
}

void Engine::Private::checkLegacy()
{
    if (checking && clock.monotonic() >= checkUntil) {
        checking = false;
        judgeLegacy(true);
    } else if (legacyAlarm) {
        judgeLegacy(false);
    }
}

void Engine::Private::judgeLegacy(bool last)
{
    const LegacyVerdict verdict = legacyHealth(control.profile(), control.monitor().state(), checkSince);
    const bool healthy = verdict.health == LegacyHealth::Healthy;
    if (!last && !healthy)
        return;
    legacyAlarm = !healthy;
    Alarm alarm;
    alarm.kind = AlarmKind::LegacyUnhealthy;
    alarm.priority = AlarmPriority::Highest;
    alarm.subject = alarm.title = u"legacy"_s;
    alarm.detail = verdict.detail;
    alarm.active = !healthy;
    alarm.locksForward = false;
    control.monitor().setAlarm(alarm);
    const QJsonObject details{{u"health"_s, legacyHealthName(verdict.health)}, {u"detail"_s, verdict.detail}};
    Q_EMIT q->happened(u"legacy"_s, details);
    const RollbackAct *rollback = control.rollback();
    tell(u"legacy"_s,
         u"After the rollback (%1) legacy is %2: %3"_s.arg(rollback->reason(),
                                                           legacyHealthName(verdict.health), verdict.detail),
         details);
}

/// An engine that cannot send what its triggers ask for (a viewer's console) leaves the lease to one that
/// can. Who we are stays known while the bridge is away; a token that was taken back counts for nothing.
bool Engine::Private::mayRollBack() const
{
    const Reading<Identity> &identity = control.monitor().state().identity;
    return identity.hasValue() && identity.value.scopes.contains(Scope::Rollback);
}

void Engine::Private::renew()
{
    if (asking)
        return;
    asking = true;
    const MonotonicTime asked = clock.monotonic();
    whenDone(lease->renew(mayRollBack()), q, [this, asked](const Result<LeaseStatus> &status) {
        asking = false;
        if (running)
            takeLease(status, asked);
    });
}

/// Counted from the question, not from the answer: a confirmation that was long on its way proves less.
void Engine::Private::takeLease(const Result<LeaseStatus> &status, MonotonicTime asked)
{
    leaseProblem = status ? QString() : status.error().detail;
    if (status && !status->holder && !mayRollBack())
        leaseProblem = control.monitor().state().identity.hasValue()
                           ? u"this program's token may not roll back: it leaves the lease to others"_s
                           : u"the bridge has not said yet whether this program may roll back"_s;
    if (!status) {
        if (!armed())
            holder.reset();
    } else {
        holder = status->holder;
        validUntil = status->mine ? asked + timings.leaseValid : MonotonicTime{};
        if (status->mine && holder && holder->epoch != epoch) {
            epoch = holder->epoch;
            control.note(JournalKind::Session, u"This engine is armed"_s, u"it has the lease"_s,
                         {{u"epoch"_s, QString::number(epoch)},
                          {u"who"_s, holder->identity.who},
                          {u"where"_s, holder->identity.where},
                          {u"program"_s, holder->identity.program}});
        }
    }
    const bool somebody = holder.has_value() || armed();
    if (somebody)
        nobodySince = {};
    else if (nobodySince == MonotonicTime{})
        nobodySince = clock.monotonic();
    look();
}

/// Whenever we become armed or are it no more, and whenever somebody else is.
void Engine::Private::sayLease()
{
    const bool now = armed();
    const quint64 theirs = holder ? holder->epoch : 0;
    const bool moved = std::exchange(wasArmed, now) != now;
    const bool other = std::exchange(saidEpoch, theirs) != theirs;
    if (!moved && !other)
        return;
    QJsonObject details{{u"armed"_s, now}};
    if (holder) {
        details.insert(u"epoch"_s, QString::number(holder->epoch));
        details.insert(u"who"_s, holder->identity.who);
        details.insert(u"where"_s, holder->identity.where);
        details.insert(u"program"_s, holder->identity.program);
    }
    Q_EMIT q->happened(u"lease"_s, details);
}

void Engine::Private::raiseNobodyWatches()
{
    Alarm alarm;
    alarm.kind = AlarmKind::NobodyWatches;
    alarm.priority = AlarmPriority::Alarm;
    alarm.subject = alarm.title = u"lease"_s;
    alarm.detail = leaseProblem;
    alarm.active = q->nobodyWatches();
    control.monitor().setAlarm(alarm);
}

void Engine::Private::tell(const QString &what, const QString &text, QJsonObject details)
{
    if (!armed() && what != u"legacy" && what != u"gradual")
        return;
    const QString environment = control.profile().environment.name;
    details.insert(u"what"_s, what);
    details.insert(u"environment"_s, environment);
    details.insert(u"migration"_s, control.profile().migration);
    details.insert(u"at"_s, clock.wall().toString(Qt::ISODateWithMs));
    notifier->tell({u"[%1 %2] %3"_s.arg(control.profile().migration, environment, text), details});
}

} // namespace interlock
