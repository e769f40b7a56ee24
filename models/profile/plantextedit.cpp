// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/plantextedit.h"

#include "models/profile/tomllistedit.h"
#include "models/profile/tomltext.h"

#include <algorithm>

namespace interlock {

namespace {

/// What a key of a step holds; nothing: the key is not there.
struct PlanKey
{
    QByteArray key;
    std::optional<QByteArray> value;
    std::optional<QList<QByteArray>> items{}; ///< of a list: the value, item by item

    friend bool operator==(const PlanKey &, const PlanKey &) = default;
};

PlanKey planText(const QByteArray &key, const QString &text)
{
    return {key, text.isEmpty() ? std::nullopt : std::optional(tomlString(text))};
}

PlanKey planWords(const QByteArray &key, const QStringList &words)
{
    QList<QByteArray> items;
    for (const QString &word : words)
        items.append(tomlString(word));
    if (items.isEmpty())
        return {key, std::nullopt};
    return {key, tomlList(items), items};
}

PlanKey planHours(double hours)
{
    if (!(hours < 0) && !(hours > 0))
        return {"soak_hours", std::nullopt};
    return {"soak_hours", QByteArray::number(hours, 'g', 12)};
}

/// Every key of the grammar in the order in which a new step has them.
QList<PlanKey> planKeys(const PlanDraftStep &step)
{
    return {{"percent", QByteArray::number(step.percent)},
            {"day", QByteArray::number(step.day)},
            planText("mode", step.mode ? modeName(*step.mode) : QString()),
            planWords("routes", step.routes),
            planWords("layers", step.layers),
            planHours(step.soakHours),
            planWords("gates", step.gates),
            planWords("checklist", step.checklist),
            planText("announcement", step.announcement),
            planText("title", step.title),
            {"approval", step.approval ? std::optional(QByteArray("true")) : std::nullopt}};
}

QList<QByteArray> keyLines(const PlanDraftStep &step, const QByteArray &indent)
{
    QList<QByteArray> lines;
    for (const PlanKey &key : planKeys(step)) {
        if (key.value)
            lines.append(indent + key.key + " = " + *key.value);
    }
    return lines;
}

QList<QByteArray> sectionLines(const PlanDraftStep &step, const QByteArray &indent,
                               const QByteArray &keyIndent)
{
    return QList<QByteArray>{indent + "[[plan.step]]"} + keyLines(step, keyIndent);
}

QByteArray tableOf(const QList<QByteArray> &pairs)
{
    return "{ " + pairs.join(", ") + " }";
}

bool startsWithAt(const TomlText &text, const TomlValue &value, QByteArrayView what)
{
    return QByteArrayView(text.bytes()).sliced(text.begin(value)).startsWith(what);
}

} // namespace

PlanTextEdit::PlanTextEdit(const QByteArray &bytes, const TomlValue &root, const PlanDraft &draft)
    : m_bytes(bytes), m_plan(tomlMember(root, u"plan")), m_draft(draft)
{
    m_list = m_plan ? tomlMember(m_plan->value, u"step") : nullptr;
    if (!m_list)
        return;
    const TomlText text(bytes);
    const bool sections =
        !m_list->value.items.empty() && startsWithAt(text, m_list->value.items.front(), "[[");
    m_layout = sections ? Layout::Sections : Layout::List;
}

bool PlanTextEdit::knows(const QString &key)
{
    return std::ranges::any_of(planKeys({}),
                               [&key](const PlanKey &one) { return QString::fromLatin1(one.key) == key; });
}

std::optional<QByteArray> PlanTextEdit::with(const PlanDraft &wanted) const
{
    TomlText text(m_bytes);
    if (!inOrder(wanted))
        return {};
    if (wanted.start != m_draft.start && !editStart(text, wanted.start))
        return {};
    const bool stepsMoved = m_layout == Layout::None || wanted.steps != m_draft.steps;
    if (stepsMoved && !(m_layout == Layout::List ? editList(text, wanted) : editSections(text, wanted)))
        return {};
    return text.changed();
}

int PlanTextEdit::fileIndex(const PlanDraftStep &step) const
{
    if (!m_list)
        return -1;
    const auto it = std::ranges::find(m_draft.steps, step.id, &PlanDraftStep::id);
    return it == m_draft.steps.cend() ? -1 : static_cast<int>(it - m_draft.steps.cbegin());
}

bool PlanTextEdit::inOrder(const PlanDraft &wanted) const
{
    int last = -1;
    for (const PlanDraftStep &step : wanted.steps) {
        const int index = fileIndex(step);
        if (index >= 0 && index <= last)
            return false;
        last = std::max(last, index);
    }
    return true;
}

bool PlanTextEdit::editStart(TomlText &text, const QString &start) const
{
    const TomlMember *member = m_plan ? tomlMember(m_plan->value, u"start") : nullptr;
    const QByteArray value = tomlString(start);
    if (member && !start.isEmpty()) {
        text.replace(text.begin(member->value), text.end(member->value), value);
        return true;
    }
    const bool inlined = m_plan && startsWithAt(text, m_plan->value, "{");
    if (inlined)
        return false; // no line of its own
    if (member) {
        text.remove(text.lineBegin(text.offset(member->keyAt)), text.nextLine(text.end(member->value)));
        return true;
    }
    const bool header =
        m_plan && startsWithAt(text, m_plan->value, "[") && !startsWithAt(text, m_plan->value, "[[");
    if (header) {
        text.insertLines(text.nextLine(text.end(m_plan->value)),
                         {text.indentAt(text.begin(m_plan->value)) + "start = " + value});
        return true;
    }
    const QList<QByteArray> lines{"[plan]", "start = " + value, ""};
    if (m_layout == Layout::Sections)
        text.insertLines(text.lineBegin(text.begin(m_list->value.items.front())), lines);
    else if (!m_plan)
        text.insertLines(m_bytes.size(), {"", "[plan]", "start = " + value});
    else
        return false;
    return true;
}

qsizetype PlanTextEdit::sectionEnd(const TomlText &text, const TomlValue &table) const
{
    qsizetype end = text.end(table);
    for (const TomlMember &member : table.members) {
        if (member.value.type != TomlValue::Type::Table && &member.value != &m_list->value)
            end = std::max(end, text.end(member.value));
    }
    return text.nextLine(end);
}

bool PlanTextEdit::editSections(TomlText &text, const PlanDraft &wanted) const
{
    const std::vector<TomlValue> none;
    const std::vector<TomlValue> &tables = m_list ? m_list->value.items : none;
    const bool noneAdded =
        std::ranges::all_of(wanted.steps, [this](const PlanDraftStep &step) { return fileIndex(step) >= 0; });
    QSet<int> kept;
    const TomlValue *before = nullptr;
    QByteArray indent;
    QByteArray keyIndent;
    if (!tables.empty()) {
        indent = text.indentAt(text.begin(tables.front()));
        if (!tables.front().members.empty())
            keyIndent = text.indentAt(text.offset(tables.front().members.front().keyAt));
    }
    // Between steps stands a blank line, unless the file does without.
    const bool airy = tables.size() < 2 || text.isBlankLine(sectionEnd(text, tables.front()));
    const QList<QByteArray> gap = airy ? QList<QByteArray>{""} : QList<QByteArray>{};
    for (const PlanDraftStep &step : wanted.steps) {
        const int index = fileIndex(step);
        if (index >= 0) {
            kept.insert(index);
            before = &tables[static_cast<std::size_t>(index)];
            if (step != m_draft.steps.at(index))
                editSection(text, index, step);
            continue;
        }
        const QList<QByteArray> lines = sectionLines(step, indent, keyIndent);
        if (before) {
            text.insertLines(sectionEnd(text, *before), gap + lines);
        } else if (!tables.empty()) {
            text.insertLines(text.lineBegin(text.begin(tables.front())), lines + gap);
        } else if (!m_plan) {
            text.insertLines(m_bytes.size(), QList<QByteArray>{""} + lines);
        } else if (startsWithAt(text, m_plan->value, "[")) {
            qsizetype end = text.end(m_plan->value);
            if (const TomlMember *start = tomlMember(m_plan->value, u"start"))
                end = text.end(start->value);
            text.insertLines(text.nextLine(end), QList<QByteArray>{""} + lines);
        } else {
            return false;
        }
    }
    for (int index = 0; index < static_cast<int>(tables.size()); ++index) {
        if (!kept.contains(index))
            removeSection(text, index, noneAdded);
    }
    return true;
}

void PlanTextEdit::editSection(TomlText &text, int index, const PlanDraftStep &step) const
{
    const TomlValue &table = m_list->value.items[static_cast<std::size_t>(index)];
    const QList<PlanKey> was = planKeys(m_draft.steps.at(index));
    const QList<PlanKey> now = planKeys(step);
    const QByteArray indent = table.members.empty() ? text.indentAt(text.begin(table))
                                                    : text.indentAt(text.offset(table.members.front().keyAt));
    QList<QByteArray> added;
    for (qsizetype i = 0; i < now.size(); ++i) {
        if (now.at(i) == was.at(i))
            continue;
        const TomlMember *member = tomlMember(table, QString::fromLatin1(now.at(i).key));
        const std::optional<QByteArray> &value = now.at(i).value;
        if (!member)
            added.append(indent + now.at(i).key + " = " + *value);
        else if (!value)
            text.remove(text.lineBegin(text.offset(member->keyAt)), text.nextLine(text.end(member->value)));
        else if (now.at(i).items && was.at(i).items)
            editTomlList(text, member->value, *was.at(i).items, *now.at(i).items);
        else
            text.replace(text.begin(member->value), text.end(member->value), *value);
    }
    if (!added.isEmpty())
        text.insertLines(sectionEnd(text, table), added);
}

/// With its comments between the keys; those above its header stay.
void PlanTextEdit::removeSection(TomlText &text, int index, bool noneAdded) const
{
    const TomlValue &table = m_list->value.items[static_cast<std::size_t>(index)];
    qsizetype from = text.lineBegin(text.begin(table));
    qsizetype to = sectionEnd(text, table);
    const qsizetype lineBefore = from > 0 ? text.lineBegin(from - 1) : -1;
    const bool blankBefore = from == 0 || text.isBlankLine(lineBefore);
    if (blankBefore && text.isBlankLine(to))
        to = text.nextLine(to);
    else if (noneAdded && from > 0 && blankBefore && to >= m_bytes.size() && index > 0)
        from = lineBefore;
    text.remove(from, to);
}

bool PlanTextEdit::editList(TomlText &text, const PlanDraft &wanted) const
{
    QList<QByteArray> was;
    QList<QByteArray> now;
    for (const TomlValue &item : m_list->value.items)
        was.append(text.source(item));
    QList<int> origins;
    for (const PlanDraftStep &step : wanted.steps) {
        const int index = fileIndex(step);
        origins.append(index);
        if (index < 0)
            now.append(tableOf(keyLines(step, {})));
        else
            now.append(step == m_draft.steps.at(index) ? was.at(index) : editedTable(text, index, step));
    }
    editTomlList(text, m_list->value, now, origins);
    return true;
}

/// An inline table holds no comment and no line break: it is written anew, with the values that stay as they
/// were written.
QByteArray PlanTextEdit::editedTable(const TomlText &text, int index, const PlanDraftStep &step) const
{
    const TomlValue &table = m_list->value.items[static_cast<std::size_t>(index)];
    const QList<PlanKey> was = planKeys(m_draft.steps.at(index));
    const QList<PlanKey> now = planKeys(step);
    QList<QByteArray> pairs;
    const auto write = [&](qsizetype i, const TomlMember *member) {
        const bool same = member && now.at(i) == was.at(i);
        if (same)
            pairs.append(now.at(i).key + " = " + text.source(member->value));
        else if (now.at(i).value)
            pairs.append(now.at(i).key + " = " + *now.at(i).value);
    };
    for (const TomlMember &member : table.members) {
        const qsizetype begin = text.offset(member.keyAt);
        if (!knows(member.key))
            pairs.append(text.bytes().mid(begin, text.end(member.value) - begin));
        for (qsizetype i = 0; i < now.size(); ++i) {
            if (QString::fromLatin1(now.at(i).key) == member.key)
                write(i, &member);
        }
    }
    for (qsizetype i = 0; i < now.size(); ++i) {
        if (!tomlMember(table, QString::fromLatin1(now.at(i).key)))
            write(i, nullptr);
    }
    return tableOf(pairs);
}

} // namespace interlock
