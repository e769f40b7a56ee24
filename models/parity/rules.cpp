// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/rules.h"

#include "models/parity/ruletable.h"
#include "models/parity/rulewords.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr EnumNames<RuleOp, 7> ruleOpNames{{{RuleOp::Ignore, u"ignore"},
                                            {RuleOp::Normalise, u"normalise"},
                                            {RuleOp::Tolerate, u"tolerate"},
                                            {RuleOp::Array, u"array"},
                                            {RuleOp::MapId, u"map-id"},
                                            {RuleOp::Expect, u"expect"},
                                            {RuleOp::Mask, u"mask"}}};
constexpr EnumNames<PairSide, 2> ruleSideNames{{{PairSide::Legacy, u"legacy"}, {PairSide::New, u"new"}}};

template<typename E, std::size_t N>
std::optional<E> takeWord(RuleTable &table, std::string_view key, const EnumNames<E, N> &names)
{
    const auto word = table.text(key);
    if (!word)
        return {};
    const auto value = enumFromName(names, QString::fromUtf8(*word));
    if (!value) {
        QStringList known;
        for (const auto &name : names)
            known.append(name.second.toString());
        table.problem(key, u"%1 must be one of %2"_s.arg(
                               QString::fromLatin1(key.data(), static_cast<qsizetype>(key.size())),
                               known.join(u", "_s)));
    }
    return value;
}

QString takeNote(RuleTable &table, std::string_view key)
{
    return QString::fromUtf8(table.text(key, true).value_or(QByteArray()));
}

void takeScope(RuleTable &table, Rule &rule)
{
    table.require("path");
    if (const auto path = table.text("path", true)) {
        auto pattern = RulePath::parse({path->constData(), static_cast<std::size_t>(path->size())});
        if (pattern)
            rule.pattern = std::move(*pattern);
        else
            table.problem("path", QString::fromStdString(pattern.error()));
        rule.path = *path;
    }
    rule.route = table.text("route");
    rule.method = table.text("method");
    if (rule.method)
        rule.method = rule.method->toUpper();
    constexpr int firstStatus = 100;
    constexpr int lastStatus = 599;
    rule.status = table.whole("status", firstStatus, lastStatus);
    rule.side = takeWord(table, "side", ruleSideNames);
    rule.reason = takeNote(table, "reason");
    rule.owner = takeNote(table, "owner");
    rule.ticket = takeNote(table, "ticket");
    rule.expires = table.date("expires");
}

void takeRegex(RuleTable &table, Rule &rule)
{
    table.require("pattern");
    table.require("replace");
    rule.replace = QString::fromUtf8(table.text("replace", true).value_or(QByteArray()));
    const auto pattern = table.text("pattern");
    if (!pattern)
        return;
    rule.regex = QRegularExpression(QString::fromUtf8(*pattern));
    if (!rule.regex.isValid())
        table.problem("pattern",
                      u"the pattern is wrong at character %1: %2"_s.arg(rule.regex.patternErrorOffset() + 1)
                          .arg(rule.regex.errorString()));
    rule.regex.optimize();
}

void takeNormalise(RuleTable &table, Rule &rule)
{
    table.require("as");
    const auto as = takeWord(table, "as", normaliseNames);
    rule.as = as.value_or(NormaliseAs::Default);
    if (!as) { // which keys belong to it is not known then
        for (const std::string_view key : {"value", "pattern", "replace", "map"})
            static_cast<void>(table.json(key));
        return;
    }
    if (rule.as == NormaliseAs::Default) {
        table.require("value");
        rule.value = table.json("value").value_or(std::string());
    } else if (rule.as == NormaliseAs::Regex) {
        takeRegex(table, rule);
    } else if (rule.as == NormaliseAs::Enum) {
        table.require("map");
        rule.map = table.map("map");
    }
}

void takeTolerate(RuleTable &table, Rule &rule)
{
    constexpr int mostDecimals = 1000;
    rule.abs = table.amount("abs");
    rule.rel = table.amount("rel");
    rule.decimals = table.whole("decimals", 0, mostDecimals);
    rule.ms = table.amount("ms");
    rule.shape = takeWord(table, "shape", valueShapeNames);
    if (!table.has("abs") && !table.has("rel") && !table.has("decimals") && !table.has("ms") &&
        !table.has("shape"))
        table.problem("abs", u"the rule needs one of abs, rel, decimals, ms, shape"_s);
}

void takeArray(RuleTable &table, Rule &rule)
{
    rule.order = takeWord(table, "order", arrayOrderNames).value_or(ArrayOrder::Ordered);
    if (rule.order != ArrayOrder::Keyed)
        return;
    table.require("key");
    rule.key = table.names("key");
}

void takeExpect(RuleTable &table, Rule &rule)
{
    rule.legacy = table.json("legacy");
    rule.newer = table.json("new");
    if (!table.has("legacy") && !table.has("new"))
        table.problem("legacy", u"the rule needs legacy, new or both"_s);
}

void takeOp(RuleTable &table, Rule &rule)
{
    switch (rule.op) {
    case RuleOp::Ignore:
        rule.what = takeWord(table, "what", ignoreWhatNames).value_or(IgnoreWhat::Any);
        break;
    case RuleOp::Normalise:
        takeNormalise(table, rule);
        break;
    case RuleOp::Tolerate:
        takeTolerate(table, rule);
        break;
    case RuleOp::Array:
        takeArray(table, rule);
        break;
    case RuleOp::MapId:
        table.require("entity");
        rule.entity = table.text("entity").value_or(QByteArray());
        break;
    case RuleOp::Expect:
        takeExpect(table, rule);
        break;
    case RuleOp::Mask:
        break;
    }
}

Rule takeRule(RuleFile &file, const toml::table &source)
{
    RuleTable table(file, source);
    Rule rule;
    rule.line = static_cast<int>(source.source().begin.line);
    rule.column = static_cast<int>(source.source().begin.column);
    takeScope(table, rule);
    table.require("op");
    const auto op = takeWord(table, "op", ruleOpNames);
    if (!op) // which keys belong to it is not known then
        return rule;
    rule.op = *op;
    takeOp(table, rule);
    table.refuseUnknown(u"a rule with op %1"_s.arg(ruleOpName(rule.op)));
    return rule;
}

/// The parser recurses once for each dot of a key: too many would end the process.
std::optional<RuleProblem> dotsTooMany(const QByteArray &toml)
{
    constexpr int mostDots = 128;
    int line = 1;
    int dots = 0;
    char quote = '\0';
    for (qsizetype at = 0; at < toml.size(); ++at) {
        const char c = toml.at(at);
        if (c == '\n') {
            ++line;
            dots = 0;
            quote = '\0';
        } else if (quote != '\0') {
            at += c == '\\' && quote == '"' && at + 1 < toml.size() && toml.at(at + 1) != '\n' ? 1 : 0;
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '.' && ++dots > mostDots) {
            return RuleProblem{line, 1, u"more than %1 dots in one line"_s.arg(mostDots)};
        }
    }
    return {};
}

/// The parser notices a key that is given twice at its value; the wrong key begins the line.
toml::source_region placeOfFault(const toml::parse_error &error, const QByteArray &toml)
{
    toml::source_region where = error.source();
    if (error.description().find("redefine") == std::string_view::npos)
        return where;
    const QByteArray line = toml.split('\n').value(static_cast<qsizetype>(where.begin.line) - 1);
    qsizetype column = 0;
    while (column < line.size() && (line.at(column) == ' ' || line.at(column) == '\t'))
        ++column;
    where.begin.column = static_cast<toml::source_index>(column + 1);
    return where;
}

std::vector<Rule> takeRules(RuleFile &file, const toml::table &root)
{
    std::vector<Rule> rules;
    for (const auto &[key, node] : root) {
        const toml::array *const array = node.as_array();
        if (key.str() != "rule")
            file.problem(key.source(), u"a rules file holds [[rule]] only, not %1"_s.arg(QString::fromUtf8(
                                           key.str().data(), static_cast<qsizetype>(key.str().size()))));
        else if (array == nullptr ||
                 !std::ranges::all_of(*array, [](const toml::node &at) { return at.is_table(); }))
            file.problem(key.source(), u"rules are written as [[rule]]"_s);
        else {
            for (const toml::node &rule : *array)
                rules.push_back(takeRule(file, *rule.as_table()));
        }
    }
    return rules;
}

} // namespace

QString RuleProblem::describe(const QString &file) const
{
    return u"%1:%2:%3: %4"_s.arg(file).arg(line).arg(column).arg(text);
}

tl::expected<RuleSet, std::vector<RuleProblem>> RuleSet::fromToml(const QByteArray &toml)
{
    using Problems = std::vector<RuleProblem>;
    if (const auto dots = dotsTooMany(toml))
        return tl::unexpected(Problems{*dots});
    try {
        const toml::table root =
            toml::parse(std::string_view(toml.constData(), static_cast<std::size_t>(toml.size())));
        RuleFile file(toml);
        std::vector<Rule> rules = takeRules(file, root);
        file.sortProblems();
        if (!file.problems().empty())
            return tl::unexpected(file.problems());
        return RuleSet(std::move(rules));
    } catch (const toml::parse_error &error) {
        RuleFile file(toml);
        const std::string_view text = error.description();
        file.problem(placeOfFault(error, toml),
                     QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())));
        return tl::unexpected(file.problems());
    }
}

QString ruleOpName(RuleOp op)
{
    return enumName(ruleOpNames, op);
}

} // namespace interlock
