// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/rulesuggestions.h"

#include "models/desk/rulesfile.h"
#include "models/parity/decimal.h"
#include "models/parity/valueforms.h"
#include "models/parity/valuerenderer.h"
#include "models/parity/values.h"

#include <string_view>

namespace interlock {

namespace {

using What = RuleSuggestion::What;

std::string_view viewOfBytes(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

/// A JSON scalar as TOML; nothing for null and containers, which TOML cannot say or would take long to.
std::optional<QByteArray> tomlScalar(const std::optional<QByteArray> &json)
{
    if (!json)
        return {};
    const QByteArray text = json->trimmed();
    if (text == "true" || text == "false")
        return text;
    if (Decimal::isNumber(viewOfBytes(text)))
        return text;
    // written anew: TOML knows neither JSON's pairs of surrogates nor its escaped slash
    ParityDocument document;
    if (!text.startsWith('"') || document.parse(viewOfBytes(text), {}))
        return {};
    return jsonQuoted(rootOf(document).content());
}

std::string_view inQuotes(const std::optional<QByteArray> &json)
{
    if (!json || json->size() < 2 || !json->startsWith('"'))
        return {};
    return viewOfBytes(*json).substr(1, static_cast<std::size_t>(json->size()) - 2);
}

class Suggester final
{
public:
    Suggester(const QByteArray &route, const Difference &difference)
        : m_route(route), m_difference(difference)
    {
    }

    [[nodiscard]] std::vector<RuleSuggestion> all()
    {
        exact();
        byValue();
        byKind();
        add(What::IgnoreAll, "ignore", {});
        return std::move(m_made);
    }

private:
    void add(What what, const QByteArray &op, const QByteArray &keys)
    {
        QByteArray text = "[[rule]]\nop = \"" + op +
                          "\"\npath = " + RulesFile::quoted(QString::fromUtf8(m_difference.group)) + '\n';
        if (!m_route.isEmpty())
            text += "route = " + RulesFile::quoted(QString::fromUtf8(m_route)) + '\n';
        m_made.push_back({what, text + keys});
    }

    void exact()
    {
        const std::optional<QByteArray> legacy = tomlScalar(m_difference.legacy);
        const std::optional<QByteArray> newer = tomlScalar(m_difference.newer);
        if (m_difference.legacy.has_value() != legacy.has_value() ||
            m_difference.newer.has_value() != newer.has_value() || (!legacy && !newer))
            return;
        QByteArray keys;
        if (legacy)
            keys += "legacy = " + *legacy + '\n';
        if (newer)
            keys += "new = " + *newer + '\n';
        add(What::ExpectThis, "expect", keys);
    }

    void byValue()
    {
        const std::string_view legacy = inQuotes(m_difference.legacy);
        const std::string_view newer = inQuotes(m_difference.newer);
        const bool numbers = m_difference.legacy && m_difference.newer &&
                             Decimal::isNumber(viewOfBytes(*m_difference.legacy)) &&
                             Decimal::isNumber(viewOfBytes(*m_difference.newer));
        if (numbers)
            add(What::NumberTolerance, "tolerate", "abs = 0.01\n");
        if (!legacy.empty() && !newer.empty() && rfc3339Seconds(legacy) && rfc3339Seconds(newer))
            add(What::TimeTolerance, "tolerate", "ms = 1000\n");
        if (!legacy.empty() && !newer.empty() && hasShape(legacy, ValueShape::Uuid) &&
            hasShape(newer, ValueShape::Uuid))
            add(What::Shape, "tolerate", "shape = \"uuid\"\n");
        if (m_difference.kind == DifferenceKind::Type)
            byType(legacy, newer);
    }

    void byType(std::string_view legacy, std::string_view newer)
    {
        const std::string_view text = legacy.empty() ? newer : legacy;
        if (rfc3339Seconds(text))
            add(What::SameTime, "normalise", "as = \"time\"\n");
        else if (Decimal::isNumber(text))
            add(What::SameNumber, "normalise", "as = \"number\"\n");
    }

    void byKind()
    {
        switch (m_difference.kind) {
        case DifferenceKind::Order:
            add(What::AnyOrder, "array", "order = \"multiset\"\n");
            add(What::IgnoreKind, "ignore", "what = \"order\"\n");
            return;
        case DifferenceKind::Missing:
        case DifferenceKind::Extra: {
            const bool missing = m_difference.kind == DifferenceKind::Missing;
            if ((missing ? m_difference.legacy : m_difference.newer) == "null")
                add(What::NullIsMissing, "normalise", "as = \"null-is-missing\"\n");
            add(What::IgnoreKind, "ignore", missing ? "what = \"missing\"\n" : "what = \"extra\"\n");
            return;
        }
        case DifferenceKind::Type:
            add(What::IgnoreKind, "ignore", "what = \"type\"\n");
            return;
        case DifferenceKind::Value:
        case DifferenceKind::Length:
        case DifferenceKind::DuplicateKey:
        case DifferenceKind::Status:
        case DifferenceKind::Header:
            return;
        }
    }

    const QByteArray &m_route;
    const Difference &m_difference;
    std::vector<RuleSuggestion> m_made;
};

} // namespace

std::vector<RuleSuggestion> suggestRules(const QByteArray &route, const Difference &difference)
{
    return Suggester(route, difference).all();
}

} // namespace interlock
