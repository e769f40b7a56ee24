// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/rules.h"

#include <optional>
#include <QByteArray>
#include <QString>
#include <set>
#include <string_view>
#include <toml++/toml.h>
#include <vector>

namespace interlock {

/// The file a rule stands in, and what is wrong with it so far.
class RuleFile final
{
public:
    explicit RuleFile(const QByteArray &toml) : m_lines(toml.split('\n')) {}

    void problem(const toml::source_region &where, const QString &text);
    /// The text of a number as it is written, so that it never passes through a double; empty when it cannot
    /// be found.
    [[nodiscard]] std::string written(const toml::source_region &where) const;
    [[nodiscard]] const std::vector<RuleProblem> &problems() const { return m_problems; }
    void sortProblems();

private:
    QList<QByteArray> m_lines;
    std::vector<RuleProblem> m_problems;
};

/// Reads the keys of one `[[rule]]`. Every wrong key becomes a problem at its place; what was never asked for
/// is unknown.
class RuleTable final
{
public:
    RuleTable(RuleFile &file, const toml::table &table) : m_file(file), m_table(table) {}

    /// A text; a problem and nothing when it is none, or empty though @p mayBeEmpty is false.
    [[nodiscard]] std::optional<QByteArray> text(std::string_view key, bool mayBeEmpty = false);
    [[nodiscard]] std::optional<int> whole(std::string_view key, int min, int max);
    /// A number ≥ 0, exactly as written.
    [[nodiscard]] std::optional<Decimal> amount(std::string_view key);
    /// Any value, as JSON.
    [[nodiscard]] std::optional<std::string> json(std::string_view key);
    [[nodiscard]] QDate date(std::string_view key);
    [[nodiscard]] std::vector<std::string> names(std::string_view key);
    /// A table of scalars, as JSON, sorted by key.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> map(std::string_view key);

    [[nodiscard]] bool has(std::string_view key) const { return m_table.contains(key); }
    /// A problem at @p key, or at the rule when the key is missing.
    void problem(std::string_view key, const QString &text);
    void require(std::string_view key);
    /// Every key that nobody asked for is a problem.
    void refuseUnknown(const QString &where);
    [[nodiscard]] const toml::source_region &source() const { return m_table.source(); }

private:
    [[nodiscard]] const toml::node *find(std::string_view key);
    [[nodiscard]] std::optional<std::string> jsonOf(const toml::node &node) const;
    [[nodiscard]] std::optional<std::string> numberOf(const toml::node &node) const;

    RuleFile &m_file;
    const toml::table &m_table;
    std::set<std::string_view> m_asked;
};

} // namespace interlock
