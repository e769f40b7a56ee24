// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/ruletable.h"

#include "models/parity/valuerenderer.h"

#include <algorithm>
#include <cmath>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString keyText(std::string_view key)
{
    return QString::fromUtf8(key.data(), static_cast<qsizetype>(key.size()));
}

/// The byte at which the character in @p column (1-based) begins.
qsizetype byteOfColumn(const QByteArray &line, toml::source_index column)
{
    qsizetype at = line.startsWith("\xef\xbb\xbf") ? 3 : 0;
    for (toml::source_index i = 1; i < column && at < line.size(); ++i) {
        do
            ++at;
        while (at < line.size() && (static_cast<unsigned char>(line.at(at)) & 0xc0U) == 0x80U);
    }
    return at;
}

} // namespace

void RuleFile::problem(const toml::source_region &where, const QString &text)
{
    m_problems.push_back({std::max(1, static_cast<int>(where.begin.line)),
                          std::max(1, static_cast<int>(where.begin.column)), text});
}

void RuleFile::sortProblems()
{
    std::ranges::stable_sort(
        m_problems, {}, [](const RuleProblem &problem) { return std::pair(problem.line, problem.column); });
}

std::string RuleFile::written(const toml::source_region &where) const
{
    const auto line = static_cast<qsizetype>(where.begin.line) - 1;
    if (line < 0 || line >= m_lines.size())
        return {};
    constexpr std::string_view numberCharacters = "0123456789+-_.eE";
    std::string token;
    const QByteArray &text = m_lines.at(line);
    for (qsizetype at = byteOfColumn(text, where.begin.column); at < text.size(); ++at) {
        if (numberCharacters.find(text.at(at)) == std::string_view::npos)
            break;
        if (text.at(at) != '_' && !(token.empty() && text.at(at) == '+'))
            token.push_back(text.at(at));
    }
    return token;
}

const toml::node *RuleTable::find(std::string_view key)
{
    m_asked.insert(key);
    return m_table.get(key);
}

void RuleTable::problem(std::string_view key, const QString &text)
{
    const auto found = m_table.find(key);
    m_file.problem(found == m_table.end() ? m_table.source() : found->first.source(), text);
}

void RuleTable::require(std::string_view key)
{
    if (!has(key))
        problem(key, u"the rule needs %1"_s.arg(keyText(key)));
}

void RuleTable::refuseUnknown(const QString &where)
{
    for (const auto &[key, node] : m_table) {
        if (!m_asked.contains(key.str()))
            m_file.problem(key.source(), u"%1 knows no key %2"_s.arg(where, keyText(key.str())));
    }
}

std::optional<QByteArray> RuleTable::text(std::string_view key, bool mayBeEmpty)
{
    const toml::node *const node = find(key);
    if (node == nullptr)
        return {};
    const auto *const value = node->as_string();
    if (value == nullptr || (!mayBeEmpty && value->get().empty())) {
        problem(key, value == nullptr ? u"%1 must be a text"_s.arg(keyText(key))
                                      : u"%1 must not be empty"_s.arg(keyText(key)));
        return {};
    }
    return QByteArray::fromStdString(value->get());
}

std::optional<int> RuleTable::whole(std::string_view key, int min, int max)
{
    const toml::node *const node = find(key);
    if (node == nullptr)
        return {};
    const auto *const value = node->as_integer();
    if (value == nullptr || value->get() < min || value->get() > max) {
        problem(key, u"%1 must be a whole number %2 … %3"_s.arg(keyText(key)).arg(min).arg(max));
        return {};
    }
    return static_cast<int>(value->get());
}

std::optional<std::string> RuleTable::numberOf(const toml::node &node) const
{
    if (const auto *const integer = node.as_integer())
        return std::to_string(integer->get());
    const auto *const number = node.as_floating_point();
    if (number == nullptr || !std::isfinite(number->get()))
        return {};
    std::string token = m_file.written(node.source());
    if (Decimal::isNumber(token))
        return token;
    return QByteArray::number(number->get(), 'g', QLocale::FloatingPointShortest).toStdString();
}

std::optional<Decimal> RuleTable::amount(std::string_view key)
{
    const toml::node *const node = find(key);
    if (node == nullptr)
        return {};
    const auto token = numberOf(*node);
    auto value = token ? Decimal::parse(*token) : std::nullopt;
    if (!value || value->isNegative()) {
        problem(key, u"%1 must be a number that is not negative"_s.arg(keyText(key)));
        return {};
    }
    return value;
}

std::optional<std::string> RuleTable::jsonOf(const toml::node &node) const
{
    if (const auto *const text = node.as_string())
        return jsonQuoted(text->get()).toStdString();
    if (const auto *const truth = node.as_boolean())
        return truth->get() ? "true" : "false";
    std::string out;
    const auto add = [this, &out](const toml::node &member) {
        const auto value = jsonOf(member);
        out += value.value_or(std::string());
        return value.has_value();
    };
    if (const toml::array *const array = node.as_array()) {
        for (const toml::node &element : *array) {
            out += out.empty() ? '[' : ',';
            if (!add(element))
                return {};
        }
        out += out.empty() ? "[]" : "]";
        return out;
    }
    if (const toml::table *const table = node.as_table()) {
        for (const auto &[key, member] : *table) {
            out += out.empty() ? '{' : ',';
            out += jsonQuoted(key.str()).toStdString();
            out += ':';
            if (!add(member))
                return {};
        }
        out += out.empty() ? "{}" : "}";
        return out;
    }
    return numberOf(node);
}

std::optional<std::string> RuleTable::json(std::string_view key)
{
    const toml::node *const node = find(key);
    if (node == nullptr)
        return {};
    auto value = jsonOf(*node);
    if (!value)
        problem(key, u"%1 has no form in JSON: dates, inf and nan are written as text"_s.arg(keyText(key)));
    return value;
}

QDate RuleTable::date(std::string_view key)
{
    const toml::node *const node = find(key);
    if (node == nullptr)
        return {};
    QDate day;
    if (const auto *const date = node->as_date())
        day = QDate(date->get().year, date->get().month, date->get().day);
    else if (const auto *const text = node->as_string(); text != nullptr && text->get().size() == 10)
        day = QDate::fromString(QString::fromStdString(text->get()), Qt::ISODate);
    if (!day.isValid())
        problem(key, u"%1 must be a date: 2026-12-31"_s.arg(keyText(key)));
    return day;
}

std::vector<std::string> RuleTable::names(std::string_view key)
{
    const toml::node *const node = find(key);
    std::vector<std::string> names;
    if (node == nullptr)
        return names;
    if (const toml::array *const array = node->as_array()) {
        for (const toml::node &element : *array) {
            const auto *const name = element.as_string();
            if (name == nullptr) {
                names.clear();
                break;
            }
            names.push_back(name->get());
        }
    }
    if (names.empty())
        problem(key, u"%1 must be a list of names: [\"sku\", \"size\"]"_s.arg(keyText(key)));
    return names;
}

std::vector<std::pair<std::string, std::string>> RuleTable::map(std::string_view key)
{
    const toml::node *const node = find(key);
    std::vector<std::pair<std::string, std::string>> entries;
    if (node == nullptr)
        return entries;
    const toml::table *const table = node->as_table();
    if (table == nullptr || table->empty()) {
        problem(key, u"%1 must be a table that is not empty: { A = \"active\" }"_s.arg(keyText(key)));
        return entries;
    }
    for (const auto &[name, member] : *table) {
        const auto value = member.is_array() || member.is_table() ? std::nullopt : jsonOf(member);
        if (value)
            entries.emplace_back(std::string(name.str()), *value);
        else
            m_file.problem(name.source(), u"what %1 maps to must be a text, a number, true or false"_s.arg(
                                              keyText(name.str())));
    }
    std::ranges::sort(entries);
    return entries;
}

} // namespace interlock
