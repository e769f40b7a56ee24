// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/tablereader.h"

#include <algorithm>
#include <cmath>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

bool looksLikeSecret(const QString &key)
{
    static constexpr QStringView words[] = {u"password", u"passwd",  u"pass",  u"token",
                                            u"bearer",   u"api_key", u"apikey"};
    return std::ranges::any_of(
        words, [&key](QStringView word) { return key.compare(word, Qt::CaseInsensitive) == 0; });
}

bool isTableOrTables(const TomlValue &value)
{
    if (value.type == TomlValue::Type::List)
        return !value.items.empty() && value.items.front().type == TomlValue::Type::Table;
    return value.type == TomlValue::Type::Table;
}

QString rangeText(double min, double max)
{
    return u"%1 … %2"_s.arg(QString::number(min, 'g', 12), QString::number(max, 'g', 12));
}

} // namespace

TableReader::TableReader(const TomlValue &table, const QString &name, ProfileProblems &problems)
    : m_table(table), m_name(name), m_problems(problems)
{
}

const TomlMember *TableReader::member(const QString &key) const
{
    const auto it = std::ranges::find(m_table.members, key, &TomlMember::key);
    return it == m_table.members.end() ? nullptr : &*it;
}

void TableReader::know(const QString &key)
{
    if (!m_known.contains(key))
        m_known.append(key);
}

const TomlValue *TableReader::find(const QString &key)
{
    know(key);
    const TomlMember *found = member(key);
    return found ? &found->value : nullptr;
}

const TomlValue *TableReader::require(const QString &key, const QString &expected)
{
    const TomlValue *value = find(key);
    if (!value)
        problem(at(), u"%1 needs %2: %3"_s.arg(m_name, key, expected));
    return value;
}

TomlPosition TableReader::at(const QString &key) const
{
    const TomlMember *found = member(key);
    return found ? found->value.at : m_table.at;
}

void TableReader::wrongType(const QString &key, const TomlValue &value, const QString &expected)
{
    problem(value.at, u"%1 must be %2, not %3"_s.arg(key, expected, tomlTypeName(value.type)));
}

std::optional<QString> TableReader::text(const QString &key)
{
    const TomlValue *value = find(key);
    if (!value)
        return {};
    if (value->type != TomlValue::Type::Text) {
        wrongType(key, *value, u"text in quotes"_s);
        return {};
    }
    if (value->text.trimmed().isEmpty()) {
        problem(value->at, u"%1 must not be empty"_s.arg(key));
        return {};
    }
    return value->text;
}

std::optional<QString> TableReader::requiredText(const QString &key, const QString &expected)
{
    return require(key, expected) ? text(key) : std::nullopt;
}

std::optional<QString> TableReader::requiredId(const QString &key)
{
    std::optional<QString> id = requiredText(key, u"1 to 128 of A-Z a-z 0-9 . _ : -"_s);
    if (!id || isValidId(*id))
        return id;
    problem(at(key), u"%1 %2 is no id: 1 to 128 of A-Z a-z 0-9 . _ : - are allowed"_s.arg(key, quoted(*id)));
    return {};
}

std::optional<qint64> TableReader::integer(const QString &key, qint64 min, qint64 max)
{
    const TomlValue *value = find(key);
    if (!value)
        return {};
    if (value->type != TomlValue::Type::Integer) {
        wrongType(key, *value, u"a whole number"_s);
        return {};
    }
    if (value->integer < min || value->integer > max) {
        problem(value->at, u"%1 must be %2 … %3, not %4"_s.arg(key).arg(min).arg(max).arg(value->integer));
        return {};
    }
    return value->integer;
}

std::optional<double> TableReader::number(const QString &key, double min, double max)
{
    const TomlValue *value = find(key);
    if (!value)
        return {};
    const bool whole = value->type == TomlValue::Type::Integer;
    if (!whole && value->type != TomlValue::Type::Number) {
        wrongType(key, *value, u"a number"_s);
        return {};
    }
    const double found = whole ? static_cast<double>(value->integer) : value->number;
    if (!std::isfinite(found) || found < min || found > max) {
        problem(value->at,
                u"%1 must be %2, not %3"_s.arg(key, rangeText(min, max), QString::number(found, 'g', 12)));
        return {};
    }
    return found;
}

std::optional<bool> TableReader::boolean(const QString &key)
{
    const TomlValue *value = find(key);
    if (!value)
        return {};
    if (value->type != TomlValue::Type::Boolean) {
        wrongType(key, *value, u"true or false"_s);
        return {};
    }
    return value->boolean;
}

QList<TableReader::TextMember> TableReader::textMembers(const QString &key)
{
    const TomlValue *value = find(key);
    if (!value)
        return {};
    if (value->type != TomlValue::Type::Table) {
        wrongType(key, *value, u"a table { name = \"text\", … }"_s);
        return {};
    }
    QList<TextMember> members;
    for (const TomlMember &entry : value->members) {
        if (entry.value.type == TomlValue::Type::Text)
            members.append({entry.key, entry.keyAt, entry.value.text, entry.value.at});
        else
            wrongType(key + u'.' + entry.key, entry.value, u"text in quotes"_s);
    }
    return members;
}

QList<TableReader::TextItem> TableReader::textItems(const QString &key)
{
    const TomlValue *value = find(key);
    if (!value)
        return {};
    if (value->type != TomlValue::Type::List) {
        wrongType(key, *value, u"a list [\"…\", \"…\"]"_s);
        return {};
    }
    QList<TextItem> items;
    for (const TomlValue &item : value->items) {
        if (item.type == TomlValue::Type::Text)
            items.append({item.text, item.at});
        else
            wrongType(key, item, u"a list of text in quotes"_s);
    }
    return items;
}

QList<const TomlValue *> TableReader::tables(const QString &key, const QString &shown)
{
    const TomlValue *value = find(key);
    if (!value)
        return {};
    if (value->type != TomlValue::Type::List) {
        problem(value->at,
                u"%1 is a list of tables: write %2, not %3"_s.arg(
                    key, shown,
                    value->type == TomlValue::Type::Table ? u'[' + key + u']' : tomlTypeName(value->type)));
        return {};
    }
    QList<const TomlValue *> sections;
    for (const TomlValue &item : value->items) {
        if (item.type == TomlValue::Type::Table)
            sections.append(&item);
        else
            wrongType(key, item, u"a list of tables"_s);
    }
    return sections;
}

const TomlValue *TableReader::table(const QString &key, const QString &shown)
{
    const TomlValue *value = find(key);
    if (!value || value->type == TomlValue::Type::Table)
        return value;
    problem(value->at,
            u"%1 must be a table %2, not %3"_s.arg(
                key, shown, isTableOrTables(*value) ? u"[["_s + key + u"]]"_s : tomlTypeName(value->type)));
    return nullptr;
}

void TableReader::notOneOf(const QString &key, const QString &word, const QStringList &allowed)
{
    problem(at(key), u"%1 must be %2, not %3%4"_s.arg(key, alternatives(allowed), quoted(word),
                                                      suggestion(word, allowed)));
}

void TableReader::refuse(const QStringList &keys, const QString &because)
{
    for (const QString &key : keys) {
        know(key);
        if (const TomlMember *found = member(key))
            problem(found->keyAt, u"%1 %2"_s.arg(key, because));
    }
}

void TableReader::reportUnknown(const TomlMember &member)
{
    if (looksLikeSecret(member.key)) {
        problem(member.keyAt, u"unknown key %1 in %2: %3"_s.arg(quoted(member.key), m_name, secretAdvice()));
        return;
    }
    const QString what = isTableOrTables(member.value) ? u"table"_s : u"key"_s;
    const QString meant = suggestion(member.key, m_known);
    const QString hint = meant.isEmpty() ? u"; known: "_s + m_known.join(u", ") : meant;
    problem(member.keyAt, u"unknown %1 %2 in %3%4"_s.arg(what, quoted(member.key), m_name, hint));
}

void TableReader::finish()
{
    for (const TomlMember &entry : m_table.members) {
        if (!m_known.contains(entry.key))
            reportUnknown(entry);
    }
}

} // namespace interlock
