// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/control.h"

#include "models/control/actcontext.h"
#include "models/control/actrecords.h"
#include "models/control/keysettler.h"
#include "models/control/team/team.h"
#include "models/control/warrantykeeper.h"
#include "models/domain/whendone.h"

#include <map>
#include <QPromise>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
template<typename T>
using SharedPromise = std::shared_ptr<QPromise<Result<T>>>;

template<typename T>
SharedPromise<T> startedPromise()
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    return promise;
}

template<typename T>
void finishPromise(const SharedPromise<T> &promise, const Result<T> &result)
{
    promise->addResult(result);
    promise->finish();
}

/// A refusal is certain; anything else may have happened all the same.
bool isRefusal(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Auth:
    case ErrorKind::Conflict:
    case ErrorKind::Refused:
    case ErrorKind::Input:
        return true;
    case ErrorKind::Cancelled:
    case ErrorKind::Timeout:
    case ErrorKind::Network:
    case ErrorKind::Protocol:
    case ErrorKind::Server:
    case ErrorKind::Database:
        return false;
    }
    Q_UNREACHABLE();
}

QString outcomeText(const Error &error)
{
    return errorKindName(error.kind) % u": "_s % error.detail;
}
} // namespace

class Control::Private final
{
    Q_DISABLE_COPY_MOVE(Private)

public:
    Private(Control *control, const Profile &profile, Ports &ports, Monitor &monitor, Journal &journal,
            const Clock &clock, const QString &intentFile, const ControlTimings &timings)
        : q(control), context(profile, ports, monitor, journal, clock, intentFile, timings)
    {
    }

    [[nodiscard]] QStringList unsettled(const QString &exceptRoute) const;
    [[nodiscard]] bool rollbackRunning() const;
    [[nodiscard]] QList<TeamDraft> armed() const;
    void makeTeam();
    void sendRelease(const JournalRecord &intent, const QString &reason,
                     const SharedPromise<BridgeState> &promise);
    void sendCommand(const JournalRecord &intent, const QString &pipelineId, PipelineCommand command,
                     const SharedPromise<PipelineState> &promise);
    void note(const JournalRecord &intent, JournalMark mark, const QString &outcome);
    void noteSettled(const JournalRecord &intent, ActionOutcome outcome);
    void settleLater(const JournalRecord &intent, milliseconds sentAgo);

    Control *q;
    ActContext context;
    std::map<QString, ForwardAct *> forwards;
    RollbackAct *rollback = nullptr;
    GradualRollback *gradual = nullptr;
    WarrantyKeeper *warranty = nullptr;
    Team *team = nullptr;
};

QStringList Control::Private::unsettled(const QString &exceptRoute) const
{
    QStringList routes;
    for (const auto &[id, act] : forwards) {
        const ForwardState state = act->state();
        const bool underWay = act->busy() && state != ForwardState::Acknowledged;
        if (id != exceptRoute && (underWay || state == ForwardState::Unknown))
            routes.append(id);
    }
    return routes;
}

bool Control::Private::rollbackRunning() const
{
    if (gradual->running())
        return true;
    switch (rollback->state()) {
    case RollbackState::Latched:
    case RollbackState::Sending:
    case RollbackState::Partial:
        return true;
    case RollbackState::Idle:
    case RollbackState::Armed:
    case RollbackState::Hold:
    case RollbackState::Acknowledged:
    case RollbackState::Observed:
    case RollbackState::Safe:
        return false;
    }
    Q_UNREACHABLE();
}

/// What this console is about to send, for everybody else to see.
QList<TeamDraft> Control::Private::armed() const
{
    QList<TeamDraft> drafts;
    for (const auto &[id, act] : forwards) {
        const ForwardState state = act->state();
        const RouteState *route = context.monitor.state().bridge.value.route(id);
        const auto prepared = act->prepared();
        if ((state == ForwardState::Armed || state == ForwardState::Hold) && prepared && route)
            drafts.append({id, changeInWords(*route, prepared->change, context.profile.environment.name),
                           act->marks().armed});
    }
    return drafts;
}

void Control::Private::makeTeam()
{
    if (!context.ports.team)
        return;
    team = new Team(
        context, *context.ports.team, [this] { return armed(); }, q);
    context.approvalBlockers = [this](const RouteState &route, const RouteChange &change) {
        return team->blockers(route, change);
    };
    context.useApproval = [this](const RouteState &before,
                                 const PreparedChange &prepared) -> std::optional<QFuture<Result<Approval>>> {
        if (!team->isNeeded(before, prepared.change))
            return std::nullopt;
        return team->use(prepared.change, prepared.key);
    };
    context.othersKnown = [this] { return team->share().caughtUp(); };
    QObject::connect(team, &Team::changed, q, &Control::changed);
    QObject::connect(&team->share(), &JournalShare::arrived, q, [this](const QList<JournalEntry> &entries) {
        for (const JournalEntry &entry : entries) {
            context.gates().takeShared(entry);
            context.plan().takeShared(entry);
        }
    });
}

void Control::Private::note(const JournalRecord &intent, JournalMark mark, const QString &outcome)
{
    JournalRecord record = intent;
    record.mark = mark;
    record.outcome = outcome;
    context.write(record, q);
}

/// The answer to a release or a pipeline command was lost: whoever got it is asked by key until the journal
/// can say what became of it.
void Control::Private::settleLater(const JournalRecord &intent, milliseconds sentAgo)
{
    const bool isPipeline = intent.kind == JournalKind::Pipeline;
    // The settler cannot be named inside its own callback before it exists; the guard finds it by then.
    const auto self = std::make_shared<QPointer<KeySettler>>();
    *self = new KeySettler(
        [this, isPipeline](const QUuid &key) {
            return isPipeline ? context.ports.sync->action(key) : context.ports.bridge->action(key);
        },
        intent.act, context.timings, sentAgo,
        [this, intent, self](const ActionStatus &status) {
            noteSettled(intent, status.outcome);
            context.monitor.refresh();
            if (*self)
                (*self)->deleteLater();
        },
        q);
}

void Control::Private::noteSettled(const JournalRecord &intent, ActionOutcome outcome)
{
    switch (outcome) {
    case ActionOutcome::Accepted:
        return note(intent, JournalMark::Acknowledged, u"settled by key"_s);
    case ActionOutcome::Rejected:
        return note(intent, JournalMark::Rejected, u"settled by key"_s);
    case ActionOutcome::NeverArrived:
        return note(intent, JournalMark::Rejected, u"settled by key: it never arrived"_s);
    case ActionOutcome::Pending: // never handed on by the settler
    case ActionOutcome::Unknown:
        return note(intent, JournalMark::Abandoned, u"the service lost track of it: look at its state"_s);
    }
}

void Control::Private::sendRelease(const JournalRecord &intent, const QString &reason,
                                   const SharedPromise<BridgeState> &promise)
{
    const LatchRelease release{context.monitor.state().bridge.value.epoch, reason, intent.act, intent.actor};
    whenDone(context.ports.bridge->releaseLatch(release), q,
             [this, intent, promise](const Result<BridgeState> &state) {
                 if (state) {
                     context.monitor.take(*state);
                     const QString waiting = u"waiting for %1 more"_s.arg(state->waitingFor);
                     note(intent, JournalMark::Acknowledged, state->waitingFor > 0 ? waiting : QString());
                 } else if (isRefusal(state.error())) {
                     note(intent, JournalMark::Rejected, outcomeText(state.error()));
                 } else {
                     note(intent, JournalMark::Unknown, outcomeText(state.error()));
                     settleLater(intent, milliseconds(0));
                 }
                 finishPromise(promise, state);
             });
}

void Control::Private::sendCommand(const JournalRecord &intent, const QString &pipelineId,
                                   PipelineCommand command, const SharedPromise<PipelineState> &promise)
{
    whenDone(context.ports.sync->command(pipelineId, command, intent.act), q,
             [this, intent, promise](const Result<PipelineState> &state) {
                 if (state) {
                     note(intent, JournalMark::Acknowledged, pipelineRunStateName(state->state));
                 } else if (isRefusal(state.error())) {
                     note(intent, JournalMark::Rejected, outcomeText(state.error()));
                 } else {
                     note(intent, JournalMark::Unknown, outcomeText(state.error()));
                     settleLater(intent, milliseconds(0));
                 }
                 context.monitor.refresh();
                 finishPromise(promise, state);
             });
}

Control::Control(const Profile &profile, Ports &ports, Monitor &monitor, Journal &journal, const Clock &clock,
                 const QString &intentFile, QObject *parent, const ControlTimings &timings)
    : QObject(parent),
      d(std::make_unique<Private>(this, profile, ports, monitor, journal, clock, intentFile, timings))
{
    d->rollback = new RollbackAct(d->context, this);
    d->gradual = new GradualRollback(d->context, intentFile + u".gradual"_s, this);
    d->warranty = new WarrantyKeeper(d->context, *d->rollback, this);
    d->context.gates().warranty = [this] { return d->warranty->reading(); };
    connect(d->warranty, &WarrantyKeeper::changed, this, &Control::changed);
    d->context.rollBackNow = [this](const QStringList &routes, const QString &reason) {
        d->rollback->now(routes, reason);
    };
    d->context.unsettled = [this](const QString &exceptRoute) { return d->unsettled(exceptRoute); };
    d->context.rollbackRunning = [this] { return d->rollbackRunning(); };
    connect(&d->context, &ActContext::changed, this, &Control::changed);
    connect(&d->context.gates(), &GateKeeper::changed, this, &Control::changed);
    connect(&d->context.plan(), &PlanKeeper::changed, this, &Control::changed);
    connect(&monitor, &Monitor::changed, this, &Control::changed);
    connect(ports.bridge.get(), &BridgePort::conflictSeen, &monitor, &Monitor::take);
    d->makeTeam();
}

Control::~Control()
{
    // The acts use the context: they go first, and without telling anybody.
    disconnect(&d->context, nullptr, this, nullptr);
    d->context.approvalBlockers = {};
    d->context.useApproval = {};
    delete d->team;
    for (const auto &[id, act] : d->forwards)
        delete act;
    d->forwards.clear();
    d->context.gates().warranty = {};
    delete d->warranty;
    delete d->gradual;
    delete d->rollback;
}

const Profile &Control::profile() const
{
    return d->context.profile;
}
Monitor &Control::monitor()
{
    return d->context.monitor;
}
Journal &Control::journal()
{
    return d->context.journal;
}
GateKeeper &Control::gates()
{
    return d->context.gates();
}
PlanKeeper &Control::plan()
{
    return d->context.plan();
}
RollbackAct *Control::rollback()
{
    return d->rollback;
}
GradualRollback *Control::gradual()
{
    return d->gradual;
}
WarrantyKeeper &Control::warranty()
{
    return *d->warranty;
}
Team *Control::team()
{
    return d->team;
}
void Control::note(JournalKind kind, const QString &what, const QString &reason, const QJsonObject &after)
{
    JournalRecord record = d->context.record(kind, JournalMark::Note, {});
    record.what = what;
    record.reason = reason;
    record.after = after;
    record.evidence = evidenceRecord(d->context.monitor.state());
    d->context.write(record, this);
}
QString Control::actor() const
{
    return d->context.actor();
}

ForwardAct *Control::forward(const QString &routeId)
{
    ForwardAct *&act = d->forwards[routeId];
    if (!act)
        act = new ForwardAct(d->context, routeId, this);
    return act;
}

std::optional<ShelveFault> Control::shelve(AlarmKind kind, const QString &subject, int minutes,
                                           const QString &why)
{
    const std::optional<ShelveFault> fault = d->context.monitor.shelve(kind, subject, minutes, why);
    if (fault)
        return fault;
    JournalRecord record = d->context.record(JournalKind::Alarm, JournalMark::Note, {});
    record.what = u"Alarm %1 of %2 shelved for %3 minutes"_s.arg(alarmKindName(kind), subject,
                                                                 QString::number(minutes));
    record.reason = why;
    d->context.write(record, this);
    return std::nullopt;
}

QStringList Control::unsettledRoutes() const
{
    QStringList routes;
    for (const auto &[id, act] : d->forwards) {
        if (act->state() == ForwardState::Unknown)
            routes.append(id);
    }
    return routes;
}

void Control::resume()
{
    d->rollback->resume();
    d->gradual->resume();
    whenDone(d->context.journal.openActs(), this, [this](const Result<QList<JournalEntry>> &open) {
        if (!open)
            return; // the journal's alarm comes with the first entry that cannot be written
        for (const JournalEntry &entry : *open) {
            const milliseconds ago(qMax<qint64>(0, entry.at.msecsTo(d->context.clock.wall())));
            const QString route = entry.record.after.value("route"_L1).toString();
            switch (entry.record.kind) {
            case JournalKind::Forward:
                if (!route.isEmpty() && forward(route)->state() == ForwardState::View)
                    forward(route)->resume(entry);
                else
                    d->settleLater(entry.record, ago);
                break;
            case JournalKind::LatchRelease:
                d->settleLater(entry.record, ago);
                break;
            case JournalKind::Pipeline:
                if (d->context.ports.sync)
                    d->settleLater(entry.record, ago);
                else
                    d->note(entry.record, JournalMark::Abandoned, u"the profile names no sync endpoint"_s);
                break;
            case JournalKind::Rollback: // the intent files know better
            case JournalKind::Gradual:
            case JournalKind::Trigger:
            case JournalKind::Alarm:
            case JournalKind::Session:
            case JournalKind::Override:
            case JournalKind::Plan:
            case JournalKind::Drill:
                break;
            }
        }
    });
}

QFuture<Result<BridgeState>> Control::releaseLatch(const QString &reason)
{
    if (reason.trimmed().isEmpty())
        return ready<Result<BridgeState>>(fail(ErrorKind::Input, u"a reason is needed"_s));
    if (d->rollbackRunning())
        return ready<Result<BridgeState>>(fail(ErrorKind::Refused, u"a rollback is not settled"_s));
    JournalRecord intent =
        d->context.record(JournalKind::LatchRelease, JournalMark::Intent, QUuid::createUuid());
    intent.what = u"Release of the latch on %1"_s.arg(d->context.profile.environment.name);
    intent.reason = reason;
    const auto promise = startedPromise<BridgeState>();
    d->context.write(intent, this, [this, intent, reason, promise](const Result<JournalEntry> &entry) {
        if (!entry)
            return finishPromise<BridgeState>(promise, tl::unexpected(entry.error()));
        d->sendRelease(intent, reason, promise);
    });
    return promise->future();
}

QFuture<Result<PipelineState>> Control::pipeline(const QString &pipelineId, PipelineCommand command,
                                                 const QString &reason)
{
    if (!d->context.ports.sync)
        return ready<Result<PipelineState>>(fail(ErrorKind::Input, u"the profile names no sync endpoint"_s));
    JournalRecord intent = d->context.record(JournalKind::Pipeline, JournalMark::Intent, QUuid::createUuid());
    intent.what = u"Pipeline %1: %2 on %3"_s.arg(pipelineId, pipelineCommandName(command),
                                                 d->context.profile.environment.name);
    intent.reason = reason;
    intent.after = {{u"pipeline"_s, pipelineId}, {u"command"_s, pipelineCommandName(command)}};
    const auto promise = startedPromise<PipelineState>();
    d->context.write(intent, this,
                     [this, intent, pipelineId, command, promise](const Result<JournalEntry> &entry) {
                         if (!entry)
                             return finishPromise<PipelineState>(promise, tl::unexpected(entry.error()));
                         d->sendCommand(intent, pipelineId, command, promise);
                     });
    return promise->future();
}

} // namespace interlock
