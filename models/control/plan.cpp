// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/plan.h"

#include "models/control/interlocks.h"

#include <algorithm>
#include <QMap>
#include <QTimeZone>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// The change that takes the route towards the step, one mode at a time.
RouteChange towards(const RouteState &route, const PlanStep &step)
{
    RouteChange change;
    change.routeId = route.id;
    if (route.mode == Mode::Legacy || (step.mode && route.mode < *step.mode))
        change.mode = nextMode(route.mode);
    if (route.percent < step.percent)
        change.percent = step.percent;
    return change;
}

/// What counts on an item: each person's last word; of these a no-go, unless a go was said in knowledge of
/// it. People's clocks do not agree, so that no time decides between two of them.
std::optional<PlanDecision> lastWord(const QList<PlanDecision> &decisions, const QString &stepKey,
                                     const QString &item)
{
    QMap<QString, PlanDecision> words; // of each person, whose own clock orders them
    QStringList answered;
    for (const PlanDecision &decision : decisions) {
        if (decision.stepKey != stepKey || decision.item != item)
            continue;
        answered += decision.go ? decision.answers : QStringList();
        const auto own = words.constFind(decision.by);
        if (own == words.cend() || decision.at >= own->at)
            words.insert(decision.by, decision);
    }
    std::optional<PlanDecision> go;
    std::optional<PlanDecision> noGo;
    for (const PlanDecision &word : std::as_const(words)) {
        if (!word.go && answered.contains(word.key()))
            continue;
        std::optional<PlanDecision> &last = word.go ? go : noGo;
        if (!last || word.at >= last->at)
            last = word;
    }
    return noGo ? noGo : go;
}

QList<PlanItem> checklistOf(const PlanStep &step, const QList<PlanDecision> &decisions)
{
    QList<PlanItem> items;
    for (const QString &text : step.checklist)
        items.append({text, lastWord(decisions, planStepKey(step), text)});
    return items;
}

QList<PlanObstacle> checklistObstacles(const QList<PlanItem> &items, bool known)
{
    QList<PlanObstacle> obstacles;
    if (!known && !items.isEmpty())
        obstacles.append({PlanObstacle::Kind::Undecided,
                          u"checklist"_s,
                          {},
                          u"what the others said of it has not been read"_s,
                          {}});
    for (const PlanItem &item : items) {
        if (!item.decision)
            obstacles.append({PlanObstacle::Kind::Checklist, item.text, {}, {}, {}});
        else if (!item.decision->go)
            obstacles.append({PlanObstacle::Kind::NoGo,
                              item.text,
                              {},
                              item.decision->reason.isEmpty()
                                  ? item.decision->by
                                  : u"%1: %2"_s.arg(item.decision->by, item.decision->reason),
                              {}});
    }
    return obstacles;
}

PlanObstacle gateObstacle(const GateResult &gate)
{
    return {PlanObstacle::Kind::Gate, gate.gateId, gate.routeId, gate.problem, gate.opensAt};
}

/// Gates that a step names, which need not lock the act as such.
QList<PlanObstacle> namedGates(const PlanStep &step, const QList<GateResult> &results)
{
    QList<PlanObstacle> obstacles;
    for (const GateResult &gate : results) {
        if (step.gates.contains(gate.gateId) && !gate.passes() && gate.overriddenBy.isEmpty())
            obstacles.append(gateObstacle(gate));
    }
    return obstacles;
}

/// Makes one view of the plan.
class PlanMaker final
{
public:
    explicit PlanMaker(const PlanInputs &inputs)
        : m_inputs(inputs),
          m_profile(inputs.profile),
          m_state(inputs.state),
          m_zone(inputs.profile.calendar.timeZone)
    {
    }

    PlanView view()
    {
        m_view.known = m_state.bridge.isLive();
        for (const PlanStep &step : m_profile.steps)
            m_view.steps.append(stepView(step));
        countDays();
        findNext();
        forecast();
        return m_view;
    }

private:
    [[nodiscard]] QStringList routesOf(const PlanStep &step) const
    {
        if (!step.routes.isEmpty())
            return step.routes;
        QStringList ids;
        for (const RouteSpec &route : m_profile.routes)
            ids.append(route.id);
        return ids;
    }

    [[nodiscard]] QDateTime dayBegin(int day) const
    {
        if (!m_profile.planStart.isValid() || !m_zone.isValid())
            return {};
        return m_profile.planStart.addDays(day - 1).startOfDay(m_zone).toUTC();
    }

    PlanStepView stepView(const PlanStep &step) const
    {
        PlanStepView view;
        view.step = step;
        view.key = planStepKey(step);
        view.routes = routesOf(step);
        view.checklist = checklistOf(step, m_inputs.decisions);
        view.planned = dayBegin(step.day);
        for (const QString &id : std::as_const(view.routes)) {
            const RouteState *route = m_state.bridge.value.route(id);
            if (!route || !hasReached(*route, step))
                view.missing.append(id);
        }
        if (m_view.known)
            view.state = view.missing.isEmpty() ? PlanStepState::Done : PlanStepState::Later;
        return view;
    }

    void countDays()
    {
        for (const PlanStep &step : m_profile.steps)
            m_view.lastDay = std::max(m_view.lastDay, step.day);
        if (!m_profile.planStart.isValid() || !m_zone.isValid())
            return;
        const qint64 days = m_profile.planStart.daysTo(m_state.wall.toTimeZone(m_zone).date()) + 1;
        m_view.day = int(std::max<qint64>(0, days));
    }

    void findNext()
    {
        if (!m_view.known)
            return;
        for (int index = 0; index < m_view.steps.size(); ++index) {
            if (m_view.steps.at(index).state == PlanStepState::Done)
                continue;
            m_view.next = index;
            m_view.steps[index].state = PlanStepState::Next;
            m_view.steps[index].obstacles = obstaclesOf(m_view.steps.at(index));
            return;
        }
    }

    [[nodiscard]] QList<PlanObstacle> obstaclesOf(const PlanStepView &view) const
    {
        QList<PlanObstacle> obstacles;
        if (view.planned.isValid() && view.planned > m_state.wall)
            obstacles.append({PlanObstacle::Kind::Day, QString::number(view.step.day), {}, {}, view.planned});
        obstacles += checklistObstacles(view.checklist, m_inputs.othersKnown);
        for (const QString &id : view.missing) {
            const RouteState *route = m_state.bridge.value.route(id);
            if (!route) {
                obstacles.append(
                    {PlanObstacle::Kind::NotKnown, id, id, u"the bridge does not know this route"_s, {}});
                continue;
            }
            const QList<GateResult> results = m_inputs.gates(id);
            QList<PlanObstacle> ofRoute = namedGates(view.step, results);
            for (const GateResult &gate : gatesAgainst(results, *route, towards(*route, view.step)))
                ofRoute.append(gateObstacle(gate));
            for (const PlanObstacle &one : std::as_const(ofRoute)) {
                if (!obstacles.contains(one))
                    obstacles.append(one);
            }
        }
        return obstacles;
    }

    /// @p time, or the next moment at which changes are welcome; invalid when there is none within a year.
    [[nodiscard]] QDateTime whenWelcome(const QDateTime &time) const
    {
        return verdictAt(m_profile.calendar, time).open ? time : nextChangeAfter(m_profile.calendar, time);
    }

    [[nodiscard]] double soakHours(const PlanStep &step, const QString &route) const
    {
        if (step.soakHours > 0)
            return step.soakHours;
        const auto gate = std::ranges::find_if(m_profile.gates, [&route](const GateSpec &one) {
            return one.kind == GateKind::Soak && one.concerns(route);
        });
        return gate == m_profile.gates.cend() ? 0 : gate->threshold;
    }

    /// Step by step: its day, the soak of what its routes stood on before, and a time at which changes are
    /// welcome. Gates are taken to hold by then; for the next step their own times count.
    void forecast()
    {
        if (m_view.next < 0)
            return;
        QDateTime time = m_state.wall;
        QHash<QString, QDateTime> free; // when a route may move again
        bool certain = true;
        for (int index = m_view.next; index < m_view.steps.size(); ++index) {
            PlanStepView &view = m_view.steps[index];
            if (view.state == PlanStepState::Done)
                continue;
            if (view.planned.isValid())
                time = std::max(time, view.planned);
            for (const QString &route : std::as_const(view.missing))
                time = std::max(time, free.value(route, time));
            if (index == m_view.next) {
                for (const PlanObstacle &obstacle : std::as_const(view.obstacles)) {
                    certain = certain && obstacle.until.isValid();
                    if (obstacle.until.isValid())
                        time = std::max(time, obstacle.until);
                }
            }
            time = whenWelcome(time);
            if (!time.isValid())
                return;
            view.forecast = time;
            if (index == m_view.next && certain)
                view.earliest = time;
            for (const QString &route : std::as_const(view.missing))
                free.insert(route, time.addSecs(qint64(soakHours(view.step, route) * 3600)));
        }
        m_view.end = time;
    }

    const PlanInputs &m_inputs;
    const Profile &m_profile;
    const MigrationState &m_state;
    QTimeZone m_zone;
    PlanView m_view;
};

} // namespace

bool hasReached(const RouteState &route, const PlanStep &step)
{
    const bool mode = !step.mode || route.mode >= *step.mode;
    return mode && effectivePercent(route.mode, route.percent) >= step.percent;
}

QString planStepKey(const PlanStep &step)
{
    return u"%1|%2|%3|%4"_s.arg(QString::number(step.day), QString::number(step.percent),
                                step.mode ? modeName(*step.mode) : QString(), step.routes.join(u','));
}

QString PlanView::announcement(const QDateTime &wall) const
{
    const PlanStepView *view = nextStep();
    if (!view || view->step.announcement.isEmpty())
        return {};
    const QDateTime when = view->planned.isValid() ? view->planned : view->forecast;
    return when.isValid() && wall >= when.addDays(-1) ? view->step.announcement : QString();
}

PlanView planView(const PlanInputs &inputs)
{
    return PlanMaker(inputs).view();
}

QList<PlanObstacle> planAgainst(const PlanInputs &inputs, const RouteState &route, const RouteChange &change)
{
    QList<PlanObstacle> obstacles;
    if (!isForward(route, change))
        return obstacles;
    const RouteState after = applied(route, change);
    const int from = effectivePercent(route.mode, route.percent);
    const int to = effectivePercent(after.mode, after.percent);
    for (const PlanStep &step : inputs.profile.steps) {
        // A smaller step than planned belongs to the step it is on the way to.
        const bool begun = hasReached(route, step);
        const bool touches = to > from || after.mode > route.mode;
        if (!step.concerns(route.id) || begun || !touches)
            continue;
        if (!step.gates.isEmpty())
            obstacles += namedGates(step, inputs.gates(route.id));
        obstacles += checklistObstacles(checklistOf(step, inputs.decisions), inputs.othersKnown);
        if (to <= step.percent)
            break; // it stays within this step
    }
    return obstacles;
}

} // namespace interlock
