// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/gatebook.h"

#include <functional>

namespace interlock {

/// Somebody's word on one item of a step's checklist. Each person's last word counts, and a no-go stands
/// until its author takes it back or somebody says go in knowledge of it.
struct PlanDecision
{
    QString stepKey;
    QString item;
    bool go = false;
    QString by;
    QString reason;
    QDateTime at;
    QStringList answers; ///< of a go: key() of the no-gos that its author knew of

    /// Names this decision among all of an item.
    [[nodiscard]] QString key() const { return by + u'|' + at.toUTC().toString(Qt::ISODateWithMs); }
    friend bool operator==(const PlanDecision &, const PlanDecision &) = default;
};

/// One item with what was decided on it; no decision is no go.
struct PlanItem
{
    QString text;
    std::optional<PlanDecision> decision;

    [[nodiscard]] bool isGo() const { return decision && decision->go; }
    friend bool operator==(const PlanItem &, const PlanItem &) = default;
};

/// Why a step is not taken now.
struct PlanObstacle
{
    enum class Kind {
        NotKnown,  ///< the bridge's state is not live
        Day,       ///< it is planned for a later day
        Gate,      ///< @c subject is the gate, @c routeId where
        Checklist, ///< @c subject is the item nobody has given a go for
        Undecided, ///< what others said of the checklist has not been read yet
        NoGo,      ///< @c subject is the item, @c detail who said no and why
        Before     ///< an earlier step is not done
    };

    Kind kind = Kind::Gate;
    QString subject;
    QString routeId;
    QString detail;
    QDateTime until; ///< wall clock: when it is over at the earliest; invalid: nobody knows

    friend bool operator==(const PlanObstacle &, const PlanObstacle &) = default;
};

enum class PlanStepState { Done, Next, Later, Unknown };

/// One step as it is now.
struct PlanStepView
{
    PlanStep step;
    QString key; ///< names the step in decisions; another share, day or route is another step
    QStringList routes;
    QStringList missing; ///< routes that have not reached it
    PlanStepState state = PlanStepState::Unknown;
    QList<PlanItem> checklist;
    QList<PlanObstacle> obstacles; ///< of the next step; empty: it may be taken now
    QDateTime planned;             ///< wall clock: begin of its day; invalid without the plan's start
    QDateTime earliest;            ///< wall clock; of the next step only where every obstacle has an end
    QDateTime forecast;            ///< wall clock: when it comes if every gate holds; invalid for done steps

    friend bool operator==(const PlanStepView &, const PlanStepView &) = default;
};

/// Where the migration is in its plan.
struct PlanView
{
    QList<PlanStepView> steps;
    int next = -1; ///< index of the first step that is not done; -1: all are, or nothing is known
    int day = 0;   ///< today's, from 1; 0: not started, or the start is not said
    int lastDay = 0;
    bool known = false; ///< false: the bridge's state is not live, nothing here is certain
    QDateTime end;      ///< forecast of the last step; invalid: unknown, or all is done

    [[nodiscard]] const PlanStepView *nextStep() const { return next < 0 ? nullptr : &steps.at(next); }
    /// The banner of the next step, from the day before on; empty otherwise.
    [[nodiscard]] QString announcement(const QDateTime &wall) const;

    friend bool operator==(const PlanView &, const PlanView &) = default;
};

/// What a plan is judged by.
struct PlanInputs
{
    const Profile &profile;
    const MigrationState &state;
    std::function<QList<GateResult>(const QString &routeId)> gates;
    QList<PlanDecision> decisions;
    bool othersKnown = true; ///< false: others' words were not read yet, so that no checklist counts as met
};

/// Whether a route is where the step takes it, or further.
[[nodiscard]] bool hasReached(const RouteState &route, const PlanStep &step);
[[nodiscard]] QString planStepKey(const PlanStep &step);
/// Pure: the same inputs give the same view.
[[nodiscard]] PlanView planView(const PlanInputs &inputs);
/// What steps of the plan that this change would reach still want: their gates and checklists.
[[nodiscard]] QList<PlanObstacle> planAgainst(const PlanInputs &inputs, const RouteState &route,
                                              const RouteChange &change);

} // namespace interlock
