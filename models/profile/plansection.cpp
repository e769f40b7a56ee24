// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/profilesections.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr double longestSoakHours = 24 * 365;

QList<PlanStep> usualSteps()
{
    QList<PlanStep> steps;
    for (const auto &[percent, day] :
         {std::pair(2, 1), std::pair(15, 2), std::pair(50, 5), std::pair(100, 10)}) {
        PlanStep step;
        step.percent = percent;
        step.day = day;
        steps.append(step);
    }
    return steps;
}

QStringList allRouteIds(const Profile &profile)
{
    QStringList ids;
    for (const RouteSpec &route : profile.routes)
        ids.append(route.id);
    return ids;
}

/// What was meant, or all there are.
QString hintOf(const QString &word, const QStringList &known, const QString &what)
{
    const QString meant = suggestion(word, known);
    return meant.isEmpty() ? u"; %1: %2"_s.arg(what, known.join(u", ")) : meant;
}

QStringList wordsOf(TableReader &reader, const QString &key)
{
    QStringList words;
    for (const TableReader::TextItem &item : reader.textItems(key)) {
        if (item.text.trimmed().isEmpty())
            reader.problem(item.at, u"%1 must not hold empty text"_s.arg(key));
        else
            words.append(item.text);
    }
    return words;
}

/// The step, when both of its numbers are right.
std::optional<PlanStep> readPlanStep(TableReader &reader, const Profile &profile)
{
    static const QStringList modes{u"legacy"_s, u"compare-legacy"_s, u"compare-new"_s, u"new"_s};
    const bool hasPercent = reader.require(u"percent"_s, u"the share of the step, 1 … 100"_s) != nullptr;
    const bool hasDay = reader.require(u"day"_s, u"the day it is planned for, 1 or later"_s) != nullptr;
    const auto percent = reader.integer(u"percent"_s, 1, 100);
    const auto day = reader.integer(u"day"_s, 1, 3650);
    PlanStep step;
    step.mode = reader.choice(u"mode"_s, modes, [](const QString &word) { return modeFromName(word); });
    step.routes = readTargets(reader, profile);
    step.soakHours = reader.number(u"soak_hours"_s, 0, longestSoakHours).value_or(0);
    step.gates = wordsOf(reader, u"gates"_s);
    step.checklist = wordsOf(reader, u"checklist"_s);
    step.announcement = reader.text(u"announcement"_s).value_or(QString());
    step.title = reader.text(u"title"_s).value_or(QString());
    step.approval = reader.boolean(u"approval"_s).value_or(false);
    reader.finish();
    if (!hasPercent || !hasDay || !percent || !day)
        return {};
    step.percent = static_cast<int>(*percent);
    step.day = static_cast<int>(*day);
    return step;
}

/// Each route goes up from step to step: more users, or the same in a later mode; never on an earlier day.
void checkOrder(TableReader &reader, const QList<PlanStep> &before, const PlanStep &step,
                const QStringList &allRoutes)
{
    for (const QString &route : step.routes.isEmpty() ? allRoutes : step.routes) {
        const auto last = std::find_if(before.crbegin(), before.crend(),
                                       [&route](const PlanStep &other) { return other.concerns(route); });
        if (last == before.crend())
            continue;
        const bool laterMode = step.mode && last->mode && *step.mode > *last->mode;
        if (step.percent < last->percent || (step.percent == last->percent && !laterMode)) {
            reader.problem(
                reader.at(u"percent"_s),
                u"percent must rise from step to step: %1 follows %2"_s.arg(step.percent).arg(last->percent));
            return;
        }
        if (step.mode && last->mode && *step.mode < *last->mode) {
            reader.problem(reader.at(u"mode"_s),
                           u"mode must not go back from step to step: %1 follows %2"_s.arg(
                               modeName(*step.mode), modeName(*last->mode)));
            return;
        }
    }
    if (!before.isEmpty() && step.day < before.constLast().day)
        reader.problem(reader.at(u"day"_s),
                       u"day must not fall from step to step: %1 follows %2"_s.arg(step.day).arg(
                           before.constLast().day));
}

} // namespace

QStringList readTargets(TableReader &reader, const Profile &profile)
{
    static const QStringList layers{u"url"_s, u"read"_s, u"session"_s, u"write"_s};
    const QStringList known = allRouteIds(profile);
    QStringList routes;
    const auto add = [&routes](const QString &id) {
        if (!routes.contains(id))
            routes.append(id);
    };
    for (const QString &key : {u"routes"_s, u"layers"_s}) {
        const TomlValue *value = reader.find(key);
        if (value && value->type == TomlValue::Type::List && value->items.empty())
            reader.problem(value->at, u"%1 names nothing: leave it out to mean every route"_s.arg(key));
    }
    for (const TableReader::TextItem &item : reader.textItems(u"routes"_s)) {
        if (known.contains(item.text))
            add(item.text);
        else
            reader.problem(item.at, u"there is no route %1%2"_s.arg(quoted(item.text),
                                                                    hintOf(item.text, known, u"routes"_s)));
    }
    for (const TableReader::TextItem &item : reader.textItems(u"layers"_s)) {
        const std::optional<Layer> layer = layerFromName(item.text);
        if (!layer) {
            reader.problem(item.at,
                           u"layer must be %1, not %2%3"_s.arg(alternatives(layers), quoted(item.text),
                                                               suggestion(item.text, layers)));
            continue;
        }
        const qsizetype before = routes.size();
        for (const RouteSpec &route : profile.routes) {
            if (route.layer == *layer)
                add(route.id);
        }
        if (routes.size() == before)
            reader.problem(item.at, u"no route of this file is in the layer %1"_s.arg(item.text));
    }
    return routes;
}

void readPlan(TableReader &root, const ProfileContext &, Profile &profile)
{
    profile.steps = usualSteps();
    const TomlValue *plan = root.table(u"plan"_s, u"with [[plan.step]] sections"_s);
    if (!plan)
        return;
    TableReader planReader(*plan, u"[plan]"_s, root.problems());
    if (const auto start = planReader.text(u"start"_s)) {
        profile.planStart = QDate::fromString(*start, Qt::ISODate);
        if (!profile.planStart.isValid())
            planReader.problem(planReader.at(u"start"_s),
                               u"start must be a date \"2026-03-02\", not %1"_s.arg(quoted(*start)));
    }
    QList<PlanStep> steps;
    for (const TomlValue *table : planReader.tables(u"step"_s, u"[[plan.step]]"_s)) {
        TableReader reader(*table, u"[[plan.step]]"_s, root.problems());
        const std::optional<PlanStep> step = readPlanStep(reader, profile);
        if (!step)
            continue;
        if (step->approval && !root.find(u"team"_s))
            reader.problem(reader.at(u"approval"_s),
                           u"approval needs a [team]: that is where the second person signs"_s);
        checkOrder(reader, steps, *step, allRouteIds(profile));
        steps.append(*step);
    }
    planReader.finish();
    if (!steps.isEmpty())
        profile.steps = steps;
}

void checkPlanGates(TableReader &root, const Profile &profile)
{
    QStringList known;
    for (const GateSpec &gate : profile.gates)
        known.append(gate.id);
    const TomlValue *plan = root.find(u"plan"_s);
    if (!plan || plan->type != TomlValue::Type::Table)
        return;
    ProfileProblems unheard{QString()}; // what is wrong with the table itself has been told
    TableReader planReader(*plan, u"[plan]"_s, unheard);
    for (const TomlValue *table : planReader.tables(u"step"_s, u"[[plan.step]]"_s)) {
        TableReader reader(*table, u"[[plan.step]]"_s, unheard);
        for (const TableReader::TextItem &item : reader.textItems(u"gates"_s)) {
            if (!known.contains(item.text))
                root.problem(item.at, u"there is no gate %1 in force%2"_s.arg(
                                          quoted(item.text), hintOf(item.text, known, u"gates"_s)));
        }
    }
}

} // namespace interlock
