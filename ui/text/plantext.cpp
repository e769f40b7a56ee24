// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/plantext.h"

#include "models/domain/plaintext.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString planSubject(const QString &text)
{
    return visibleText(text.left(120));
}

} // namespace

QString PlanText::step(const PlanStepView &view, const Profile &profile)
{
    QStringList titles;
    for (const QString &id : view.step.routes) {
        const RouteSpec *route = profile.route(id);
        titles << planSubject(route ? route->title : id);
    }
    const QString who = titles.isEmpty() ? tr("every route") : titles.join(u", "_s);
    QString text = tr("%1 to %2").arg(who, Format::percent(view.step.percent));
    if (view.step.mode)
        text += u", "_s + Words::mode(*view.step.mode);
    return view.step.title.isEmpty() ? text : planSubject(view.step.title) + u": "_s + text;
}

QString PlanText::state(const PlanStepView &view)
{
    switch (view.state) {
    case PlanStepState::Done:
        return tr("✓ done");
    case PlanStepState::Next:
        return view.obstacles.isEmpty() ? tr("▶ may be taken now") : tr("✗ not now");
    case PlanStepState::Later:
        return tr("later");
    case PlanStepState::Unknown:
        return tr("? not known");
    }
    Q_UNREACHABLE();
}

QString PlanText::obstacle(const PlanObstacle &obstacle)
{
    const QString subject = planSubject(obstacle.subject);
    QString text;
    switch (obstacle.kind) {
    case PlanObstacle::Kind::NotKnown:
        text = tr("%1 is not known").arg(subject);
        break;
    case PlanObstacle::Kind::Day:
        text = tr("it is planned for day %1").arg(subject);
        break;
    case PlanObstacle::Kind::Gate:
        text = tr("gate %1 on %2").arg(subject, planSubject(obstacle.routeId));
        break;
    case PlanObstacle::Kind::Checklist:
        text = tr("nobody has given a go for “%1”").arg(subject);
        break;
    case PlanObstacle::Kind::Undecided:
        text = tr("the checklist is not known yet");
        break;
    case PlanObstacle::Kind::NoGo:
        text = tr("no-go for “%1”").arg(subject);
        break;
    case PlanObstacle::Kind::Before:
        text = tr("%1 comes first").arg(subject);
        break;
    }
    if (!obstacle.detail.isEmpty())
        text += u" ("_s + planSubject(obstacle.detail) + u')';
    return obstacle.until.isValid() ? tr("%1, until %2").arg(text, Format::absolute(obstacle.until)) : text;
}

QString PlanText::legacy(const QList<DecommissionObstacle> &obstacles)
{
    if (obstacles.isEmpty())
        return tr("✓ Legacy: nothing that is measured here speaks against switching it off.");
    QStringList routes;
    QStringList others;
    for (const DecommissionObstacle &one : obstacles) {
        switch (one.kind) {
        case DecommissionObstacle::Kind::Bridge:
            others << tr("who answers whom is not known");
            break;
        case DecommissionObstacle::Kind::Route:
            routes << planSubject(one.subject);
            break;
        case DecommissionObstacle::Kind::Gate:
            others << tr("gate %1 on %2").arg(planSubject(one.subject), planSubject(one.routeId));
            break;
        case DecommissionObstacle::Kind::Orders:
            others << (one.subject.isEmpty() ? tr("how many of its orders wait is not known")
                                             : tr("%1 orders placed on it wait").arg(one.subject));
            break;
        }
    }
    if (!routes.isEmpty())
        others.prepend(tr("used by %1").arg(routes.join(u", "_s)));
    return tr("✗ Legacy must stay: %1").arg(others.join(u" · "_s));
}

QString PlanText::item(const PlanItem &item)
{
    const QString text = planSubject(item.text);
    if (!item.decision)
        return tr("☐ %1 — nobody has said go").arg(text);
    const QString by = planSubject(item.decision->by);
    const QString at = Format::absolute(item.decision->at);
    if (item.decision->go)
        return tr("☑ %1 — go, %2, %3").arg(text, by, at);
    return tr("✗ %1 — NO-GO, %2, %3: %4").arg(text, by, at, planSubject(item.decision->reason));
}

QString PlanText::line(const PlanView &view, const Profile &profile)
{
    QStringList parts;
    if (view.day > 0)
        parts << tr("day %1 of %2").arg(view.day).arg(view.lastDay);
    if (!view.known)
        return (parts << tr("plan: the bridge's state is not live")).join(u" · "_s);
    const PlanStepView *next = view.nextStep();
    if (!next)
        return (parts << tr("every step of the plan is done")).join(u" · "_s);
    parts << tr("step %1/%2").arg(view.next + 1).arg(view.steps.size());
    parts << tr("next: %1").arg(step(*next, profile));
    if (next->obstacles.isEmpty())
        parts << tr("may be taken now");
    else if (next->earliest.isValid())
        parts << tr("earliest %1, held by: %2")
                     .arg(Format::absolute(next->earliest), obstacle(next->obstacles.constFirst()));
    else
        parts << tr("held by: %1").arg(obstacle(next->obstacles.constFirst()));
    if (next->obstacles.size() > 1)
        parts.last() += tr(" and %1 more").arg(next->obstacles.size() - 1);
    return parts.join(u" · "_s);
}

} // namespace interlock
