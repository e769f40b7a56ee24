// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/planfile.h"

#include "models/profile/plantextedit.h"
#include "models/profile/tomldocument.h"
#include "models/profile/tomltext.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QStringList draftWords(const TomlValue &step, const QString &key)
{
    QStringList words;
    if (const TomlMember *found = tomlMember(step, key)) {
        for (const TomlValue &item : found->value.items)
            words.append(item.text);
    }
    return words;
}

QString draftText(const TomlValue &table, const QString &key)
{
    const TomlMember *found = tomlMember(table, key);
    return found ? found->value.text : QString();
}

int draftNumber(const TomlValue &step, const QString &key)
{
    const TomlMember *found = tomlMember(step, key);
    return found ? static_cast<int>(found->value.integer) : 0;
}

PlanDraftStep draftStepOf(const TomlValue &table)
{
    PlanDraftStep step;
    step.percent = draftNumber(table, u"percent"_s);
    step.day = draftNumber(table, u"day"_s);
    step.mode = modeFromName(draftText(table, u"mode"_s));
    step.routes = draftWords(table, u"routes"_s);
    step.layers = draftWords(table, u"layers"_s);
    if (const TomlMember *soak = tomlMember(table, u"soak_hours"_s))
        step.soakHours = soak->value.type == TomlValue::Type::Integer
                             ? static_cast<double>(soak->value.integer)
                             : soak->value.number;
    step.gates = draftWords(table, u"gates"_s);
    step.checklist = draftWords(table, u"checklist"_s);
    step.announcement = draftText(table, u"announcement"_s);
    step.title = draftText(table, u"title"_s);
    const TomlMember *approval = tomlMember(table, u"approval"_s);
    step.approval = approval && approval->value.boolean;
    return step;
}

std::vector<TomlValue> stepTables(const TomlValue &root)
{
    const TomlMember *plan = tomlMember(root, u"plan"_s);
    const TomlMember *steps = plan ? tomlMember(plan->value, u"step"_s) : nullptr;
    return steps ? steps->value.items : std::vector<TomlValue>();
}

/// The steps that are in force where a file has none.
QList<PlanDraftStep> draftOfUsual(const Profile &profile)
{
    QList<PlanDraftStep> steps;
    for (const PlanStep &step : profile.steps) {
        PlanDraftStep draft;
        draft.percent = step.percent;
        draft.day = step.day;
        steps.append(draft);
    }
    return steps;
}

void numberSteps(PlanDraft &draft)
{
    for (int index = 0; index < draft.steps.size(); ++index)
        draft.steps[index].id = index + 1;
}

/// The same plan, whatever its steps are called.
bool samePlan(PlanDraft a, PlanDraft b)
{
    numberSteps(a);
    numberSteps(b);
    return a == b;
}

/// The step and the key of it that stand at a place.
PlanProblem problemAt(const ProfileError &error, const std::vector<TomlValue> &steps)
{
    const TomlPosition place{error.line, error.column};
    PlanProblem problem{error.text, -1, {}};
    for (std::size_t index = 0; index < steps.size(); ++index) {
        const TomlValue &step = steps[index];
        if (place == step.at)
            problem.step = static_cast<int>(index);
        for (const TomlMember &member : step.members) {
            if (member.keyAt <= place && place <= member.value.end)
                return {error.text, static_cast<int>(index), member.key};
        }
    }
    return problem;
}

bool sameBesidesPlan(const TomlValue &a, const TomlValue &b)
{
    const auto without = [](TomlValue root) {
        std::erase_if(root.members, [](const TomlMember &member) { return member.key == u"plan"; });
        return root;
    };
    return sameToml(without(a), without(b));
}

/// What a step says beside the keys of this editor, and every step that stays says the same as before.
bool keepsOtherKeys(const std::vector<TomlValue> &was, const PlanDraft &before,
                    const std::vector<TomlValue> &now, const PlanDraft &wanted)
{
    for (std::size_t index = 0; index < now.size(); ++index) {
        const int id = wanted.steps.at(static_cast<qsizetype>(index)).id;
        const auto same = std::ranges::find(before.steps, id, &PlanDraftStep::id);
        if (same == before.steps.cend() || same - before.steps.cbegin() >= std::ssize(was))
            continue;
        for (const TomlMember &member : was[static_cast<std::size_t>(same - before.steps.cbegin())].members) {
            if (PlanTextEdit::knows(member.key))
                continue;
            const TomlMember *kept = tomlMember(now[index], member.key);
            if (!kept || !sameToml(kept->value, member.value))
                return false;
        }
    }
    return true;
}

PlanProblem cannotKeep()
{
    return {
        u"the plan of this file is laid out in a way that cannot be edited here without touching the rest: "
        u"edit the file by hand"_s,
        -1,
        {}};
}

} // namespace

const TomlMember *tomlMember(const TomlValue &table, QStringView key)
{
    const auto it = std::ranges::find(table.members, key, &TomlMember::key);
    return it == table.members.cend() ? nullptr : &*it;
}

PlanDraft planDraftOf(const TomlValue &root)
{
    PlanDraft draft;
    if (const TomlMember *plan = tomlMember(root, u"plan"_s))
        draft.start = draftText(plan->value, u"start"_s);
    for (const TomlValue &table : stepTables(root))
        draft.steps.append(draftStepOf(table));
    numberSteps(draft);
    return draft;
}

tl::expected<PlanFile, QList<ProfileError>> PlanFile::parse(const QByteArray &toml, const QString &fileName)
{
    auto profile = parseProfile(toml, fileName);
    if (!profile)
        return tl::unexpected(profile.error());
    const auto root = readToml(toml);
    if (!root)
        return tl::unexpected(QList<ProfileError>{{fileName, 0, 0, root.error().text}});
    PlanFile file;
    file.m_fileName = fileName;
    file.m_bytes = toml;
    file.m_root = *root;
    file.m_profile = std::move(*profile);
    file.m_draft = planDraftOf(*root);
    file.m_steps = stepTables(*root);
    if (file.m_draft.steps.isEmpty()) {
        file.m_draft.steps = draftOfUsual(file.m_profile);
        numberSteps(file.m_draft);
    }
    return file;
}

tl::expected<QByteArray, QList<PlanProblem>> PlanFile::with(const PlanDraft &wanted) const
{
    if (wanted == m_draft)
        return m_bytes;
    if (wanted.steps.isEmpty())
        return tl::unexpected(QList<PlanProblem>{{u"a plan needs at least one step"_s, -1, {}}});
    const PlanTextEdit edit(m_bytes, m_root, m_draft);
    const auto result = edit.with(wanted);
    if (!result)
        return tl::unexpected(QList<PlanProblem>{cannotKeep()});
    const QList<PlanProblem> problems = check(*result, wanted);
    if (!problems.isEmpty())
        return tl::unexpected(problems);
    return *result;
}

/// What the readers say of the new text: first whether the plan is right, then whether nothing else moved.
QList<PlanProblem> PlanFile::check(const QByteArray &result, const PlanDraft &wanted) const
{
    const auto root = readToml(result);
    if (!root)
        return {cannotKeep()};
    const bool kept = samePlan(planDraftOf(*root), wanted) && sameBesidesPlan(*root, m_root) &&
                      keepsOtherKeys(m_steps, m_draft, stepTables(*root), wanted);
    if (!kept)
        return {cannotKeep()};
    QList<PlanProblem> problems;
    if (const auto profile = parseProfile(result, m_fileName); !profile) {
        const std::vector<TomlValue> steps = stepTables(*root);
        for (const ProfileError &error : profile.error()) {
            PlanProblem problem = problemAt(error, steps);
            const TomlMember *plan = tomlMember(*root, u"plan"_s);
            const TomlMember *start = plan ? tomlMember(plan->value, u"start"_s) : nullptr;
            if (problem.step < 0 && start && start->value.at == TomlPosition{error.line, error.column})
                problem.field = start->key;
            problems.append(problem);
        }
    }
    return problems;
}

PlanFile PlanFile::following(const PlanDraft &wanted) const
{
    PlanFile file = *this;
    for (qsizetype index = 0; index < file.m_draft.steps.size() && index < wanted.steps.size(); ++index)
        file.m_draft.steps[index].id = wanted.steps.at(index).id;
    return file;
}

} // namespace interlock
