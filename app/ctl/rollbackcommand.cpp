// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/rollbackcommand.h"

#include "app/ctl/sentences.h"

#include <QJsonArray>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

/// How long the rollback waits to learn the bridge's epoch and our name before it goes without.
constexpr milliseconds knowLimit{700};
constexpr seconds rollbackMargin{30};
/// Traffic that no live metric measured this long after the acknowledgement will not be measured in time
/// either.
constexpr seconds blindLimit{10};

QString pathText(const RollbackPathStatus &status)
{
    if (status.acceptedAt.isValid())
        return u"%1: accepted"_s.arg(status.path.title);
    if (status.attempts == 0)
        return {};
    if (!status.problem.isEmpty())
        return u"%1: attempt %2 failed, trying again: %3"_s.arg(
            status.path.title, QString::number(status.attempts), status.problem);
    return u"%1: sent"_s.arg(status.path.title);
}

} // namespace

bool RollbackCommand::bridgeIsKnown()
{
    const bool answered = state().bridge.hasValue() && state().identity.hasValue();
    const bool failed = !state().identity.problem.isEmpty();
    return answered || failed;
}

void RollbackCommand::run()
{
    when([this] { return bridgeIsKnown(); }, knowLimit, [this] { send(); });
}

void RollbackCommand::send()
{
    if (isFinished() || endedByUnknownRoute(invocation().routes))
        return;
    const milliseconds usual = seconds(session().profile().limits.observeSeconds) + rollbackMargin;
    m_act = session().control().rollback();
    follow(m_act, invocation().timeout.value_or(std::chrono::duration_cast<seconds>(usual)));
    m_act->arm(invocation().routes, invocation().reason);
    Output::message(u"rolling back %1 to legacy on %2"_s.arg(
        invocation().routes.isEmpty() ? u"all routes"_s : invocation().routes.join(u", "),
        session().profile().environment.name));
    m_act->confirm();
}

void RollbackCommand::look()
{
    sayPaths();
    switch (m_act->state()) {
    case RollbackState::Idle:
    case RollbackState::Armed:
    case RollbackState::Hold:
    case RollbackState::Latched:
    case RollbackState::Sending:
    case RollbackState::Partial:
        return;
    case RollbackState::Acknowledged:
        return acknowledged();
    case RollbackState::Observed:
        return done();
    case RollbackState::Safe:
        return m_act->observedAt().isValid() ? done() : acknowledged();
    }
}

void RollbackCommand::sayPaths()
{
    for (const RollbackPathStatus &status : m_act->paths()) {
        const QString text = pathText(status);
        QString &last = m_said[status.path.id];
        if (!text.isEmpty())
            say(text, last);
    }
    if (m_act->journalFailed() && !std::exchange(m_journalFailureSaid, true))
        Output::message(u"the journal cannot be written: the rollback goes on without it"_s);
}

void RollbackCommand::acknowledged()
{
    if (!std::exchange(m_acknowledgedSaid, true)) {
        Output::message(u"acknowledged by every instance after %1"_s.arg(durationText(m_act->elapsed())));
        QTimer::singleShot(blindLimit, this, [this] {
            if (!isFinished() && !m_act->observedAt().isValid() && !m_act->newPerSecond())
                end(ExitCode::Unknown, u"acknowledged, but no live metric measures the traffic"_s);
        });
    }
    if (!invocation().wait)
        return done();
    if (!trafficIsMeasured())
        end(ExitCode::Unknown,
            u"acknowledged, but the profile has no signal with meaning requests: nothing can confirm it "
            u"in the traffic (--no-wait asks for no more)"_s);
}

void RollbackCommand::done()
{
    const QStringList unknown = m_act->unknownRoutes();
    if (!unknown.isEmpty())
        Output::message(u"the bridge does not know: "_s + unknown.join(u", "));
    const bool observed = m_act->observedAt().isValid();
    const QString word = observed ? u"observed: no request reaches the new system"_s : u"acknowledged"_s;
    output().line(u"%1, after %2, %3"_s.arg(word, durationText(m_act->elapsed()), pathsText()));
    finish(ExitCode::Done, report());
}

void RollbackCommand::giveUp()
{
    if (m_act->acknowledgedAt().isValid()) {
        const auto rate = m_act->newPerSecond();
        return end(ExitCode::Unknown,
                   rate ? u"acknowledged, but %1 requests/s still reach the new system"_s.arg(
                              QString::number(*rate, 'g', 3))
                        : u"acknowledged, but no live metric measures the traffic"_s);
    }
    const Reading<Identity> &identity = state().identity;
    const bool mayNot = identity.hasValue() && !identity.value.scopes.contains(Scope::Rollback);
    if (m_act->acceptedPaths() > 0)
        return end(ExitCode::Unknown, u"not acknowledged by every instance in time: "_s + pathsText());
    if (mayNot)
        return end(ExitCode::Rejected,
                   u"%1 has no scope rollback"_s.arg(identity.value.actor.isEmpty() ? u"the token"_s
                                                                                    : identity.value.actor));
    end(ExitCode::Unreachable, u"no path accepted the rollback in time"_s);
}

void RollbackCommand::interrupt()
{
    if (!m_act)
        return fail(ExitCode::Unknown, u"interrupted: nothing was sent"_s);
    end(ExitCode::Unknown, u"interrupted: the rollback goes on nowhere now"_s);
}

QString RollbackCommand::pathsText() const
{
    const Acknowledgement seen = m_act->acknowledgement();
    const QString text =
        u"%1 of %2 paths accepted, %3/%4 instances acknowledged"_s.arg(m_act->acceptedPaths())
            .arg(m_act->paths().size())
            .arg(seen.acknowledged)
            .arg(seen.total);
    return seen.missing.isEmpty() ? text : text + u", missing: "_s + seen.missing.join(u", ");
}

QString RollbackCommand::resumeAdvice()
{
    const QString routes = invocation().routes.isEmpty() ? QString() : invocation().routes.join(u' ') + u' ';
    return u"To go on: interlockctl --profile %1 rollback %2--reason TEXT, or start the console: it takes up what %3 holds"_s
        .arg(invocation().profile, routes, session().paths().intent);
}

/// Says how to go on with what is not settled.
void RollbackCommand::end(ExitCode exit, const QString &message)
{
    if (isFinished())
        return;
    const QJsonObject reached = report();
    Output::message(pathsText());
    if (!m_act->acknowledgedAt().isValid())
        Output::message(resumeAdvice());
    fail(exit, message, reached);
}

QJsonObject RollbackCommand::report() const
{
    QJsonArray paths;
    for (const RollbackPathStatus &status : m_act->paths()) {
        paths.append(QJsonObject{{u"id"_s, status.path.id},
                                 {u"title"_s, status.path.title},
                                 {u"attempts"_s, status.attempts},
                                 {u"sentAt"_s, timeJson(status.sentAt)},
                                 {u"acceptedAt"_s, timeJson(status.acceptedAt)},
                                 {u"problem"_s, status.problem}});
    }
    const auto rate = m_act->newPerSecond();
    return {{u"routes"_s, QJsonArray::fromStringList(m_act->routes())},
            {u"state"_s, rollbackStateName(m_act->state())},
            {u"paths"_s, paths},
            {u"acceptedPaths"_s, m_act->acceptedPaths()},
            {u"acknowledgement"_s, acknowledgementJson(m_act->acknowledgement())},
            {u"startedAt"_s, timeJson(m_act->startedAt())},
            {u"acknowledgedAt"_s, timeJson(m_act->acknowledgedAt())},
            {u"observedAt"_s, timeJson(m_act->observedAt())},
            {u"elapsedMs"_s, qint64(m_act->elapsed().count())},
            {u"newPerSecond"_s, rate ? QJsonValue(*rate) : QJsonValue()},
            {u"unknownRoutes"_s, QJsonArray::fromStringList(m_act->unknownRoutes())},
            {u"journalFailed"_s, m_act->journalFailed()}};
}

} // namespace interlock
