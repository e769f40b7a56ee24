// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routes/acttext.h"

#include "models/domain/plaintext.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString actRouteTitle(const RouteState &route)
{
    return visibleText(route.title.isEmpty() ? route.id : route.title);
}

QString ruleTitle(const RouteState &route, const QString &ruleId)
{
    for (const RoutingRule &rule : route.rules) {
        if (rule.id == ruleId && !rule.title.isEmpty())
            return visibleText(rule.title);
    }
    return visibleText(ruleId);
}

QString usersSentence(int before, int after)
{
    if (after == before)
        return ActText::tr("The share of users who reach NEW stays at %1.").arg(Format::percent(before));
    return after > before
               ? ActText::tr("%1 more of all users reach NEW (%2 → %3); nobody moves back.")
                     .arg(Format::percent(after - before), Format::percent(before), Format::percent(after))
               : ActText::tr("%1 of all users go back to LEGACY (%2 → %3).")
                     .arg(Format::percent(before - after), Format::percent(before), Format::percent(after));
}

QString answersSentence(Mode before, Mode after)
{
    const auto answersNew = [](Mode mode) { return mode == Mode::CompareNew || mode == Mode::New; };
    if (answersNew(before) == answersNew(after))
        return {};
    return answersNew(after) ? ActText::tr("These users then get NEW's answers.")
                             : ActText::tr("These users then get LEGACY's answers.");
}

QString conflictSentence(const ForwardAct &act)
{
    const auto with = act.conflictWith();
    if (!with)
        return ActText::tr("CONFLICT — somebody else changed the bridge. Look at it and prepare again.");
    return ActText::tr("CONFLICT — %1 changed it at %2: now %3, %4. Your draft is kept; prepare again.")
        .arg(with->changedBy.isEmpty() ? ActText::tr("somebody else") : visibleText(with->changedBy),
             Format::clock(with->changedAt), Format::percent(with->percent), Words::mode(with->mode));
}

} // namespace

QString ActText::change(const RouteState &now, const RouteChange &change)
{
    QStringList parts;
    if (change.percent)
        parts << u"%1 → %2"_s.arg(Format::percent(now.percent), Format::percent(*change.percent));
    if (change.mode)
        parts << u"%1 → %2"_s.arg(Words::mode(now.mode), Words::mode(*change.mode));
    for (auto it = change.rules.cbegin(); it != change.rules.cend(); ++it)
        parts << (it.value() ? tr("rule “%1” on") : tr("rule “%1” off")).arg(ruleTitle(now, it.key()));
    return actRouteTitle(now) + u' ' + parts.join(u", "_s);
}

QString ActText::consequences(const RouteStatus &status, const RouteChange &change)
{
    const RouteState &before = status.commanded.value;
    const RouteState after = applied(before, change);
    if (after == before)
        return tr("Nothing changes yet. Move the share, the mode or a rule.");
    const int from = effectivePercent(before.mode, before.percent);
    const int to = effectivePercent(after.mode, after.percent);
    const QString answers = answersSentence(before.mode, after.mode);
    return answers.isEmpty() ? usersSentence(from, to) : usersSentence(from, to) + u' ' + answers;
}

QString ActText::state(const ForwardAct &act, const RouteState &now, const QString &environment)
{
    const QString what = ActText::change(now, act.prepared() ? act.prepared()->change : act.draft());
    switch (act.state()) {
    case ForwardState::View:
        return tr("Nothing drafted.");
    case ForwardState::Draft:
        return tr("DRAFT — %1").arg(what);
    case ForwardState::Preflight:
        return tr("PREFLIGHT — the bridge checks %1").arg(what);
    case ForwardState::Armed:
    case ForwardState::Hold:
        return tr("ARMED — %1 on %2").arg(what, environment.toUpper());
    case ForwardState::Journaled:
        return tr("JOURNALED — sending %1").arg(what);
    case ForwardState::Sent:
        return tr("SENT — waiting for the instances: %1").arg(what);
    case ForwardState::Acknowledged:
        return tr("ACKNOWLEDGED — waiting for the traffic to follow: %1").arg(what);
    case ForwardState::Observed:
        return tr("OBSERVED — the traffic follows: %1").arg(what);
    case ForwardState::Blocked:
        return tr("BLOCKED — %1").arg(what);
    case ForwardState::Conflict:
        return conflictSentence(act);
    case ForwardState::Rejected:
        return tr("REJECTED — %1").arg(act.error() ? ErrorText::sentence(*act.error()) : what);
    case ForwardState::Unknown:
        return tr("UNKNOWN — the answer was lost. The bridge is asked what became of it; new moves stay "
                  "locked until "
                  "it is settled.");
    }
    Q_UNREACHABLE();
}

} // namespace interlock
