// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/setcommand.h"

#include "app/ctl/approvalscommand.h"
#include "app/ctl/foresight.h"
#include "app/ctl/gatesentence.h"
#include "app/ctl/sentences.h"
#include "models/control/actrecords.h"
#include "models/control/team/team.h"
#include "models/domain/whendone.h"

#include <algorithm>
#include <QJsonArray>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

/// What the network may add to the profile's limits.
constexpr seconds setMargin{5};
/// A bridge that tells with its refusal only that it refused is asked what it has now.
constexpr milliseconds conflictLimit{1500};

/// Only a metrics server remembers what was before this command.
bool hasPast(const Profile &profile)
{
    return std::ranges::any_of(profile.endpoints, [](const EndpointSpec &endpoint) {
        return endpoint.driver == Driver::Prometheus;
    });
}

QJsonObject routeJson(const RouteState &route)
{
    return {{u"mode"_s, modeName(route.mode)}, {u"percent"_s, route.percent}};
}

} // namespace

SessionOptions SetCommand::sessionOptions() const
{
    SessionOptions options = ActCommand::sessionOptions();
    options.history = invocation().dryRun;
    return options;
}

void SetCommand::run()
{
    const bool sends = !invocation().dryRun && !invocation().ask;
    if (sends && invocation().wait && !trafficIsMeasured()) {
        fail(ExitCode::Usage,
             u"the profile has no signal with meaning requests, so the traffic cannot confirm the change: "
             u"use --no-wait"_s);
        return;
    }
    if (sends)
        session().control().resume();
    m_pastArrived = !invocation().dryRun || !hasPast(session().profile());
    connect(&session().monitor(), &Monitor::pastArrived, this, [this] { m_pastArrived = true; });
    const auto complete = [this] {
        const Team *team = session().control().team();
        return m_pastArrived && pictureComplete() && session().control().unsettledRoutes().isEmpty() &&
               (!team || team->known());
    };
    when(complete, pictureLimit(), [this] { prepare(); });
}

void SetCommand::prepare()
{
    if (isFinished() || endedWithoutBridge() || endedByUnknownRoute({route()}))
        return;
    const Limits &limits = session().profile().limits;
    const milliseconds limit = seconds(limits.acknowledgeSeconds + limits.observeSeconds) + setMargin;
    if (const RouteState *now = state().bridge.value.route(route()))
        m_before = *now;
    const RouteChange change{route(), invocation().mode, invocation().percent, {}, invocation().reason};
    const bool mayWait = isForward(m_before, change) && !std::exchange(m_waitedForTraffic, true);
    if (mayWait && waitsForTraffic(session().control().gates().results(route()))) {
        Output::message(u"waiting for traffic to judge the gates by"_s);
        return when([this] { return !waitsForTraffic(session().control().gates().results(route())); },
                    figuresLimit, [this] { prepare(); });
    }
    if (invocation().ask)
        return ask(change);
    m_act = session().control().forward(route());
    m_act->setDraft(change);
    follow(m_act, invocation().timeout.value_or(std::chrono::duration_cast<seconds>(limit)));
    if (invocation().dryRun) { // nothing is set aside for what is not sent
        foresee(change);
        return m_act->prepare();
    }
    setAside(invocation().overrides);
}

/// Asks a second person to sign the change with the evidence of this moment; nothing is sent to the bridge.
void SetCommand::ask(const RouteChange &change)
{
    Team *team = session().control().team();
    if (!team || !team->isNeeded(m_before, change))
        return fail(ExitCode::Usage, u"this change needs no second person: leave --ask out"_s);
    whenDone(team->request(change), this, [this](const Result<Approval> &approval) {
        if (!approval)
            return fail(exitOfStep(approval.error()), errorSentence(approval.error()));
        output().line(approvalSentence(*approval));
        finish(ExitCode::Done, {{u"approval"_s, approvalJson(*approval)}});
    });
}

/// One gate after the other, each on the disk before it counts; then the act.
void SetCommand::setAside(QStringList gates)
{
    if (isFinished())
        return;
    if (gates.isEmpty())
        return m_act->prepare();
    const QString gate = gates.takeFirst();
    whenDone(session().control().gates().setAside(route(), gate, invocation().reason), this,
             [this, gate, gates](const Result<GateOverride> &result) {
                 if (result) {
                     Output::message(u"gate %1 is overridden for this act"_s.arg(gate));
                     return setAside(gates);
                 }
                 const ErrorKind kind = result.error().kind;
                 fail(kind == ErrorKind::Input ? ExitCode::Usage : ExitCode::Blocked,
                      u"gate %1 stays: %2"_s.arg(gate, errorSentence(result.error())), report());
             });
}

void SetCommand::look()
{
    switch (m_act->state()) {
    case ForwardState::View:
    case ForwardState::Preflight:
    case ForwardState::Hold:
    case ForwardState::Journaled:
        return;
    case ForwardState::Draft:
    case ForwardState::Blocked:
        return fellBack();
    case ForwardState::Armed:
        return armed();
    case ForwardState::Sent:
        return say(u"sent: "_s + acknowledgedText(), m_said);
    case ForwardState::Acknowledged:
        return acknowledged();
    case ForwardState::Observed:
        return end(ExitCode::Done);
    case ForwardState::Conflict:
        return conflict();
    case ForwardState::Rejected:
        return rejected();
    case ForwardState::Unknown:
        return say(u"no answer: asking the bridge what became of it (%1)"_s.arg(
                       errorSentence(m_act->error().value_or(Error{}))),
                   m_said);
    }
}

void SetCommand::armed()
{
    if (m_confirmed)
        return;
    m_words = changeInWords(m_before, m_act->prepared()->change, session().profile().environment.name);
    if (invocation().dryRun) {
        const QJsonObject reached = report();
        m_act->cancel();
        output().line(u"would do: "_s + m_words);
        tellForeseen();
        return finish(ExitCode::Done, reached);
    }
    m_confirmed = true;
    Output::message(m_words);
    m_act->confirm();
}

/// BLOCKED, or back in DRAFT although it had been armed.
void SetCommand::fellBack()
{
    m_blockers = m_act->blockers();
    if (m_blockers.isEmpty())
        return;
    const bool moved = std::ranges::any_of(
        m_blockers, [](const Blocker &blocker) { return blocker.kind == BlockerKind::RevisionMoved; });
    for (const Blocker &blocker : std::as_const(m_blockers))
        Output::message(blockerSentence(blocker));
    tellForeseen();
    end(moved ? ExitCode::Conflict : ExitCode::Blocked,
        moved ? u"conflict: nothing was sent"_s : u"blocked: nothing was sent"_s);
}

void SetCommand::conflict()
{
    if (std::exchange(m_waitsForConflict, true))
        return;
    const MonotonicTime met = session().clock().monotonic();
    when([this, met] { return state().bridge.receivedAt > met; }, conflictLimit,
         [this] {
             const auto theirs = m_act->conflictWith();
             QString what = u"conflict: somebody else was first"_s;
             if (theirs)
                 what = u"conflict: %1 set %2 to %3 %4 % at %5"_s.arg(
                     theirs->changedBy.isEmpty() ? u"somebody"_s : theirs->changedBy, route(),
                     modeName(theirs->mode), QString::number(theirs->percent),
                     theirs->changedAt.toUTC().toString(Qt::ISODateWithMs));
             end(ExitCode::Conflict, what);
         });
}

/// A request that never arrived is not turned down: the bridge could not be reached.
void SetCommand::rejected()
{
    const Error error = m_act->error().value_or(Error{});
    const bool lost = error.kind == ErrorKind::Network;
    end(lost ? ExitCode::Unreachable : ExitCode::Rejected, u"not done: "_s + errorSentence(error));
}

void SetCommand::acknowledged()
{
    say(u"acknowledged: "_s + acknowledgedText(), m_said);
    if (invocation().wait)
        return;
    const QJsonObject reached = report();
    const QString words = m_words;
    m_act->cancel(); // closes the act in the journal: nobody waits for the traffic
    output().line(u"acknowledged: "_s + words);
    finish(ExitCode::Done, reached);
}

void SetCommand::giveUp()
{
    if (m_act->state() == ForwardState::Acknowledged) {
        const auto observed = state().route(route());
        const QString seen =
            observed && observed->observed.hasValue()
                ? u"observed %1 %"_s.arg(QString::number(observed->observed.value.percent, 'f', 1))
                : u"no traffic measured"_s;
        return end(ExitCode::Unknown,
                   u"acknowledged, but the traffic did not confirm it in time: %1"_s.arg(seen));
    }
    end(ExitCode::Unknown, u"not settled in time (%1): %2. %3"_s.arg(forwardStateName(m_act->state()),
                                                                     acknowledgedText(), notSettledAdvice()));
}

void SetCommand::interrupt()
{
    if (!m_confirmed)
        return fail(ExitCode::Unknown, u"interrupted: nothing was sent"_s);
    end(ExitCode::Unknown, u"interrupted: %1. %2"_s.arg(m_words, notSettledAdvice()));
}

QString SetCommand::notSettledAdvice() const
{
    const auto prepared = m_act->prepared();
    const QString key = prepared ? prepared->key.toString(QUuid::WithoutBraces) : QString();
    return u"The act %1 is in the journal and may have taken effect: interlockctl status shows what the "
           u"bridge has; the "
           u"next set, or the console, asks the bridge by that key before anything else"_s.arg(key);
}

void SetCommand::foresee(const RouteChange &change)
{
    constexpr qint64 daySeconds = 24 * 3600;
    const QDateTime now = state().wall;
    const RouteRecord record =
        routeRecord(session().profile(), *session().history(), change.routeId, now.addSecs(-daySeconds), now);
    m_foreseen = consequenceOf({session().profile(), state(), record, change});
}

void SetCommand::tellForeseen() const
{
    if (!m_foreseen)
        return;
    for (const QString &line : foresightLines(*m_foreseen))
        output().line(line);
}

QString SetCommand::acknowledgedText() const
{
    const Acknowledgement seen = m_act->acknowledgement();
    if (seen.total == 0)
        return u"no instance has answered yet"_s;
    const QString text = u"%1/%2 instances acknowledged"_s.arg(seen.acknowledged).arg(seen.total);
    return seen.missing.isEmpty() ? text : text + u", missing: "_s + seen.missing.join(u", ");
}

void SetCommand::end(ExitCode exit, const QString &message)
{
    const QJsonObject reached = report();
    if (exit == ExitCode::Done) {
        output().line(u"observed: "_s + m_words);
        finish(exit, reached);
    } else {
        fail(exit, message, reached);
    }
}

QJsonObject SetCommand::report() const
{
    const ForwardMarks marks = m_act->marks();
    QJsonArray blockers;
    for (const Blocker &blocker : m_blockers) {
        QJsonObject object{{u"kind"_s, blockerKindName(blocker.kind)},
                           {u"subject"_s, blocker.subject},
                           {u"quality"_s, qualityName(blocker.quality)},
                           {u"detail"_s, blocker.detail},
                           {u"text"_s, blockerSentence(blocker)}};
        if (blocker.gate)
            object.insert(u"gate"_s, gateJson(*blocker.gate));
        blockers.append(object);
    }
    QJsonObject object{{u"route"_s, route()},
                       {u"dryRun"_s, invocation().dryRun},
                       {u"state"_s, forwardStateName(m_act->state())},
                       {u"before"_s, routeJson(m_before)},
                       {u"after"_s, routeJson(applied(m_before, m_act->draft()))},
                       {u"marks"_s, QJsonObject{{u"armed"_s, timeJson(marks.armed)},
                                                {u"journaled"_s, timeJson(marks.journaled)},
                                                {u"sent"_s, timeJson(marks.sent)},
                                                {u"acknowledged"_s, timeJson(marks.acknowledged)},
                                                {u"observed"_s, timeJson(marks.observed)}}},
                       {u"acknowledgement"_s, acknowledgementJson(m_act->acknowledgement())},
                       {u"blockers"_s, blockers}};
    if (m_foreseen)
        object.insert(u"consequence"_s, foresightJson(*m_foreseen));
    if (const auto prepared = m_act->prepared(); prepared && m_confirmed)
        object.insert(u"key"_s, prepared->key.toString(QUuid::WithoutBraces));
    if (const auto theirs = m_act->conflictWith()) {
        QJsonObject other = routeJson(*theirs);
        other.insert(u"changedBy"_s, theirs->changedBy);
        other.insert(u"changedAt"_s, timeJson(theirs->changedAt));
        object.insert(u"conflict"_s, other);
    }
    return object;
}

} // namespace interlock
