// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/decimal.h"
#include "models/parity/outcome.h"
#include "models/parity/rulepath.h"

#include <optional>
#include <QByteArray>
#include <QDate>
#include <QRegularExpression>
#include <QString>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace interlock {

enum class RuleOp { Ignore, Normalise, Tolerate, Array, MapId, Expect, Mask };
enum class IgnoreWhat { Any, Missing, Extra, Type, Order };
enum class NormaliseAs {
    Default,
    NullIsMissing,
    EmptyIsMissing,
    Number,
    String,
    Lowercase,
    Trim,
    Nfc,
    Time,
    Regex,
    Enum,
    Json,
    Base64,
    UrlPath
};
enum class ArrayOrder { Ordered, Set, Multiset, Keyed };
enum class ValueShape { Uuid, Ip, Email };

/// One `[[rule]]`. Members that the op does not use keep their defaults; values are JSON text (UTF-8).
struct Rule
{
    RuleOp op = RuleOp::Ignore;
    QByteArray path; ///< as written
    RulePath pattern;
    int line = 1;   ///< of its `[[rule]]`, 1-based
    int column = 1; ///< likewise

    std::optional<QByteArray> route;
    std::optional<QByteArray> method; ///< upper case
    std::optional<int> status;
    std::optional<PairSide> side;
    QString reason;
    QString owner;
    QString ticket;
    QDate expires; ///< applies through this day in UTC; invalid = for ever

    IgnoreWhat what = IgnoreWhat::Any;
    NormaliseAs as = NormaliseAs::Default;
    std::string value; ///< normalise default
    QRegularExpression regex;
    QString replace;
    std::vector<std::pair<std::string, std::string>> map; ///< normalise enum: text → JSON text, by text
    std::optional<Decimal> abs;
    std::optional<Decimal> rel;
    std::optional<int> decimals;
    std::optional<Decimal> ms;
    std::optional<ValueShape> shape;
    ArrayOrder order = ArrayOrder::Ordered;
    std::vector<std::string> key; ///< array keyed: member names
    QByteArray entity;
    std::optional<std::string> legacy; ///< expect; nothing = missing there
    std::optional<std::string> newer;  ///< expect; nothing = missing there

    [[nodiscard]] bool expired(const QDate &todayUtc) const
    {
        return expires.isValid() && todayUtc > expires;
    }
};

/// What is wrong with a rules file, and where: 1-based, columns count characters.
struct RuleProblem
{
    int line = 1;
    int column = 1;
    QString text; ///< may quote the file: show with visibleText()

    /// `FILE:LINE:COLUMN: text`
    [[nodiscard]] QString describe(const QString &file) const;

    friend bool operator==(const RuleProblem &, const RuleProblem &) = default;
};

/// The rules of one file, in file order. A value; cheap to share as `std::shared_ptr<const RuleSet>`.
class RuleSet final
{
public:
    RuleSet() = default;
    explicit RuleSet(std::vector<Rule> rules) : m_rules(std::move(rules)) {}

    /// All or nothing: one wrong key and the whole file is refused, with every problem that was found.
    [[nodiscard]] static tl::expected<RuleSet, std::vector<RuleProblem>> fromToml(const QByteArray &toml);

    [[nodiscard]] const std::vector<Rule> &rules() const { return m_rules; }
    [[nodiscard]] bool isEmpty() const { return m_rules.empty(); }

private:
    std::vector<Rule> m_rules;
};

/// "ignore", "map-id", …
[[nodiscard]] QString ruleOpName(RuleOp op);

} // namespace interlock
