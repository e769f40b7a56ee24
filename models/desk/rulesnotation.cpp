// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/rulesnotation.h"

#include "models/parity/rulesjson.h"
#include "models/parity/rulewords.h"
#include "models/parity/valuerenderer.h"
#include "models/parity/values.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

std::string_view viewOfText(const QByteArray &text)
{
    return {text.constData(), static_cast<std::size_t>(text.size())};
}

QByteArray jsonText(const QString &text)
{
    return jsonQuoted(viewOfText(text.toUtf8()));
}

QByteArray rawBytes(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

/// The members of one rule as JSON, in the order in which people write them.
class RuleJson final
{
public:
    explicit RuleJson(const Rule &rule) : m_rule(rule)
    {
        add("op", jsonText(ruleOpName(rule.op)));
        addOwnKeys();
        addScope();
        addNote("reason", rule.reason);
        addNote("owner", rule.owner);
        addNote("ticket", rule.ticket);
        if (rule.expires.isValid())
            add("expires", jsonText(rule.expires.toString(Qt::ISODate)));
    }
    [[nodiscard]] QByteArray text() const { return '{' + m_members.join(',') + '}'; }

private:
    void add(const QByteArray &key, const QByteArray &json) { m_members << '"' + key + "\":" + json; }
    void addNote(const QByteArray &key, const QString &text)
    {
        if (!text.isEmpty())
            add(key, jsonText(text));
    }
    void addScope()
    {
        add("path", jsonQuoted(viewOfText(m_rule.path)));
        if (m_rule.route)
            add("route", jsonQuoted(viewOfText(*m_rule.route)));
        if (m_rule.method)
            add("method", jsonQuoted(viewOfText(*m_rule.method)));
        if (m_rule.status)
            add("status", QByteArray::number(*m_rule.status));
        if (m_rule.side)
            add("side", *m_rule.side == PairSide::Legacy ? "\"legacy\"" : "\"new\"");
    }
    void addOwnKeys()
    {
        switch (m_rule.op) {
        case RuleOp::Ignore:
            if (m_rule.what != IgnoreWhat::Any)
                add("what", jsonText(enumName(ignoreWhatNames, m_rule.what)));
            return;
        case RuleOp::Normalise:
            addForm();
            return;
        case RuleOp::Tolerate:
            addTolerance();
            return;
        case RuleOp::Array:
            addOrder();
            return;
        case RuleOp::MapId:
            add("entity", jsonQuoted(viewOfText(m_rule.entity)));
            return;
        case RuleOp::Expect:
            if (m_rule.legacy)
                add("legacy", rawBytes(*m_rule.legacy));
            if (m_rule.newer)
                add("new", rawBytes(*m_rule.newer));
            return;
        case RuleOp::Mask:
            return;
        }
    }
    void addForm()
    {
        add("as", jsonText(enumName(normaliseNames, m_rule.as)));
        if (m_rule.as == NormaliseAs::Default)
            add("value", rawBytes(m_rule.value));
        if (m_rule.as == NormaliseAs::Regex) {
            add("pattern", jsonText(m_rule.regex.pattern()));
            add("replace", jsonText(m_rule.replace));
        }
        if (m_rule.as != NormaliseAs::Enum)
            return;
        QByteArrayList pairs;
        for (const auto &[from, to] : m_rule.map)
            pairs << jsonQuoted(from) + ':' + rawBytes(to);
        add("map", '{' + pairs.join(',') + '}');
    }
    void addTolerance()
    {
        const auto addAmount = [this](const QByteArray &key, const std::optional<Decimal> &amount) {
            if (amount)
                add(key, rawBytes(amount->toText()));
        };
        addAmount("abs", m_rule.abs);
        addAmount("rel", m_rule.rel);
        if (m_rule.decimals)
            add("decimals", QByteArray::number(*m_rule.decimals));
        addAmount("ms", m_rule.ms);
        if (m_rule.shape)
            add("shape", jsonText(enumName(valueShapeNames, *m_rule.shape)));
    }
    void addOrder()
    {
        add("order", jsonText(enumName(arrayOrderNames, m_rule.order)));
        QByteArrayList names;
        for (const std::string &name : m_rule.key)
            names << jsonQuoted(name);
        if (!names.isEmpty())
            add("key", '[' + names.join(',') + ']');
    }

    const Rule &m_rule;
    QByteArrayList m_members;
};

QByteArray tomlKey(std::string_view key)
{
    const bool bare = !key.empty() && std::ranges::all_of(key, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-';
    });
    return bare ? rawBytes(key) : jsonQuoted(key);
}

/// A value that rulesFromJson() took: there is no null in it.
QByteArray tomlValue(const JsonValue &value)
{
    switch (value.node->type) {
    case JsonType::Null:
        return {};
    case JsonType::Boolean:
        return value.node->truth ? "true" : "false";
    case JsonType::Number:
        return rawBytes(value.content());
    case JsonType::String:
        return jsonQuoted(value.content());
    case JsonType::Array:
    case JsonType::Object:
        break;
    }
    const bool object = value.node->type == JsonType::Object;
    QByteArrayList inside;
    for (JsonChildren child(value); !child.atEnd(); child.advance()) {
        const QByteArray text = tomlValue(child.value());
        inside << (object ? QByteArray(tomlKey(child.value().key()) + " = " + text) : text);
    }
    return object ? QByteArray("{ " + inside.join(", ") + " }") : QByteArray('[' + inside.join(", ") + ']');
}

} // namespace

Result<QByteArray> RulesNotation::tomlOf(const QByteArray &json)
{
    const auto shared = rulesFromJson(json);
    if (!shared)
        return fail(ErrorKind::Input, shared.error().text, shared.error().place);
    ParityDocument document; // right, and with one member, as it came back
    if (document.parse(viewOfText(shared->json), {}))
        return fail(ErrorKind::Input, u"it is no JSON document"_s);
    QByteArray toml;
    const JsonChildren member(rootOf(document));
    for (JsonChildren rule(member.value()); !rule.atEnd(); rule.advance()) {
        toml += toml.isEmpty() ? "[[rule]]\n" : "\n[[rule]]\n";
        for (JsonChildren key(rule.value()); !key.atEnd(); key.advance())
            toml += tomlKey(key.value().key()) + " = " + tomlValue(key.value()) + '\n';
    }
    return toml;
}

QByteArray RulesNotation::jsonOf(const RuleSet &rules)
{
    QByteArrayList texts;
    for (const Rule &rule : rules.rules())
        texts << RuleJson(rule).text();
    return "{\"rule\":[" + texts.join(",\n") + "]}";
}

} // namespace interlock
