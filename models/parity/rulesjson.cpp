// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/rulesjson.h"

#include "models/parity/valuerenderer.h"
#include "models/parity/values.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString pointerTo(qsizetype rule, std::string_view key = {})
{
    std::string path = "/rule/" + std::to_string(rule);
    if (!key.empty())
        appendPathSegment(path, key);
    return QString::fromStdString(path);
}

/// A rules file that holds the same rules, a key a line, so that a problem's line leads back to its key.
class RulesFileWriter final
{
public:
    /// Nothing, or why it has no form in a file.
    [[nodiscard]] std::optional<RulesJsonProblem> addRule(qsizetype index, const JsonValue &rule)
    {
        addLine("[[rule]]", pointerTo(index));
        if (rule.node->type != JsonType::Object)
            return RulesJsonProblem{pointerTo(index), u"a rule is an object"_s};
        for (JsonChildren child(rule); !child.atEnd(); child.advance()) {
            const JsonValue member = child.value();
            const QString place = pointerTo(index, member.key());
            const auto value = tomlOf(member);
            if (!value)
                return RulesJsonProblem{place, u"null stands for nothing in a rule"_s};
            addLine(jsonQuoted(member.key()) + " = " + *value, place);
        }
        return {};
    }
    [[nodiscard]] const QByteArray &toml() const { return m_toml; }
    [[nodiscard]] QString placeOfLine(int line) const { return m_places.value(line - 1, u"/rule"_s); }

private:
    void addLine(const QByteArray &line, const QString &place)
    {
        m_toml += line + '\n';
        m_places.append(place);
    }
    [[nodiscard]] static std::optional<QByteArray> tomlOf(const JsonValue &value)
    {
        switch (value.node->type) {
        case JsonType::Null:
            return {};
        case JsonType::Boolean:
            return QByteArray(value.node->truth ? "true" : "false");
        case JsonType::Number:
            return QByteArray(value.content().data(), static_cast<qsizetype>(value.content().size()));
        case JsonType::String:
            return jsonQuoted(value.content());
        case JsonType::Array:
        case JsonType::Object:
            break;
        }
        return tomlOfContainer(value);
    }
    [[nodiscard]] static std::optional<QByteArray> tomlOfContainer(const JsonValue &value)
    {
        const bool object = value.node->type == JsonType::Object;
        QByteArray inside;
        for (JsonChildren child(value); !child.atEnd(); child.advance()) {
            const auto text = tomlOf(child.value());
            if (!text)
                return {};
            inside += inside.isEmpty() ? "" : ", ";
            inside += object ? jsonQuoted(child.value().key()) + " = " + *text : *text;
        }
        return (object ? '{' : '[') + inside + (object ? '}' : ']');
    }

    QByteArray m_toml;
    QStringList m_places; ///< of each line
};

/// The member `rule` of the whole set; nothing when it is not there once.
JsonValue ruleList(const ParityDocument &document)
{
    JsonValue found;
    const JsonValue root = rootOf(document);
    if (root.node->type != JsonType::Object)
        return {};
    for (JsonChildren child(root); !child.atEnd(); child.advance()) {
        if (child.value().key() != "rule")
            continue;
        if (found)
            return {};
        found = child.value();
    }
    return found && found.node->type == JsonType::Array ? found : JsonValue();
}

} // namespace

tl::expected<SharedRuleSet, RulesJsonProblem> rulesFromJson(const QByteArray &json)
{
    ParityDocument document;
    const std::string_view text(json.constData(), static_cast<std::size_t>(json.size()));
    if (const auto fault = document.parse(text, {}))
        return tl::unexpected(RulesJsonProblem{
            {}, u"it is no JSON document: line %1, column %2"_s.arg(fault->line).arg(fault->column)});
    const JsonValue list = ruleList(document);
    if (!list)
        return tl::unexpected(RulesJsonProblem{u"/rule"_s, u"must be there once, as a list"_s});
    RulesFileWriter file;
    qsizetype index = 0;
    for (JsonChildren child(list); !child.atEnd(); child.advance()) {
        if (const auto problem = file.addRule(index++, child.value()))
            return tl::unexpected(*problem);
    }
    auto rules = RuleSet::fromToml(file.toml());
    if (rules) {
        const std::string_view raw = list.raw();
        return SharedRuleSet{std::move(*rules),
                             "{\"rule\":" + QByteArray(raw.data(), static_cast<qsizetype>(raw.size())) + '}'};
    }
    const RuleProblem &first = rules.error().front();
    return tl::unexpected(RulesJsonProblem{file.placeOfLine(first.line), first.text});
}

} // namespace interlock
