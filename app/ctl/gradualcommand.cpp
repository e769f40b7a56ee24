// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/gradualcommand.h"

#include <QJsonArray>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
constexpr milliseconds bridgeLimit{700}; ///< how long it waits to learn our name and the bridge's epoch
} // namespace

void GradualCommand::run()
{
    when([this] { return state().bridge.hasValue() && state().identity.hasValue(); }, bridgeLimit,
         [this] { begin(); });
}

void GradualCommand::begin()
{
    if (isFinished() || endedByUnknownRoute(invocation().routes))
        return;
    m_act = session().control().gradual();
    follow(m_act, invocation().timeout); // a bridge that hangs may take any time: only a person ends it early
    if (!m_act->start(invocation().routes, invocation().reason))
        return fail(ExitCode::Conflict, m_act->problem() + u"; rollback without --gradual goes at once"_s);
    Output::message(u"rolling back %1 in steps on %2; Ctrl-C stops it where it is"_s.arg(
        invocation().routes.isEmpty() ? u"all routes"_s : invocation().routes.join(u", "),
        session().profile().environment.name));
}

void GradualCommand::look()
{
    const QString step = m_act->step() ? u" at %1 %"_s.arg(*m_act->step()) : QString();
    const QString problem = m_act->problem().isEmpty() ? QString() : u": "_s + m_act->problem();
    switch (m_act->state()) {
    case GradualState::Idle:
        return;
    case GradualState::Stepping:
    case GradualState::Settling:
        if (!problem.isEmpty())
            say(u"trying again%1%2"_s.arg(step, problem), m_said);
        return;
    case GradualState::Waiting:
        return say(u"waiting%1; the next step comes in %2 s"_s.arg(
                       step, QString::number(session().profile().gradual.waitSeconds)),
                   m_said);
    case GradualState::Done:
        output().line(u"done: every route is on legacy"_s);
        return finish(ExitCode::Done, report());
    case GradualState::Recovered:
        output().line(u"stopped%1: the system recovered"_s.arg(step));
        return finish(ExitCode::Done, report());
    case GradualState::Stopped:
    case GradualState::Hurried:
        return fail(ExitCode::Unknown, u"stopped%1"_s.arg(step), report());
    case GradualState::Overtaken:
        return fail(ExitCode::Conflict, u"somebody rolled back at once%1"_s.arg(step), report());
    }
}

void GradualCommand::giveUp()
{
    const QJsonObject reached = report();
    m_act->stop(u"time is up"_s);
    fail(ExitCode::Unknown, u"not done in time; it stays where it is"_s, reached);
}

void GradualCommand::interrupt()
{
    if (!m_act)
        return fail(ExitCode::Unknown, u"interrupted: nothing was sent"_s);
    m_act->stop(u"interrupted"_s);
    fail(ExitCode::Unknown, u"interrupted: it stays where it is"_s, report());
}

QJsonObject GradualCommand::report() const
{
    QJsonArray left;
    for (const int percent : m_act->stepsLeft())
        left.append(percent);
    return {{u"routes"_s, QJsonArray::fromStringList(m_act->routes())},
            {u"state"_s, gradualStateName(m_act->state())},
            {u"step"_s, m_act->step() ? QJsonValue(*m_act->step()) : QJsonValue()},
            {u"stepsLeft"_s, left},
            {u"startedAt"_s, timeJson(m_act->startedAt())},
            {u"problem"_s, m_act->problem()}};
}

} // namespace interlock
