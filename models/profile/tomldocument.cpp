// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/tomldocument.h"

#include "models/domain/plaintext.h"

#include <algorithm>
#include <string_view>
#include <toml++/toml.h>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr int tomlDepthLimit = 16;
/// The parser recurses once for each dot of a key: a megabyte of dots would end the process (seen
/// with 3.3.0).
constexpr int tomlDotsPerLine = 128;

TomlPosition tomlPosition(const toml::source_region &region)
{
    return {std::max(1, static_cast<int>(region.begin.line)),
            std::max(1, static_cast<int>(region.begin.column))};
}

TomlPosition tomlEnd(const toml::source_region &region)
{
    return {std::max(1, static_cast<int>(region.end.line)), std::max(1, static_cast<int>(region.end.column))};
}

QString tomlText(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// Turns the parser's nodes into values of our own; only the first place that nests too deep is kept.
class TomlConverter final
{
public:
    [[nodiscard]] TomlValue convert(const toml::node &node, int depth)
    {
        TomlValue value;
        value.at = tomlPosition(node.source());
        value.end = tomlEnd(node.source());
        if (depth > tomlDepthLimit) {
            if (!m_tooDeep)
                m_tooDeep = value.at;
            return value;
        }
        if (const toml::table *table = node.as_table())
            takeTable(value, *table, depth);
        else if (const toml::array *array = node.as_array())
            takeList(value, *array, depth);
        else
            takeScalar(value, node);
        return value;
    }
    [[nodiscard]] std::optional<TomlPosition> tooDeep() const { return m_tooDeep; }

private:
    void takeTable(TomlValue &value, const toml::table &table, int depth)
    {
        value.type = TomlValue::Type::Table;
        for (const auto &[key, node] : table)
            value.members.push_back(
                {tomlText(key.str()), tomlPosition(key.source()), convert(node, depth + 1)});
        std::ranges::stable_sort(value.members, {}, &TomlMember::keyAt);
    }
    void takeList(TomlValue &value, const toml::array &array, int depth)
    {
        value.type = TomlValue::Type::List;
        for (const toml::node &node : array)
            value.items.push_back(convert(node, depth + 1));
    }
    static void takeScalar(TomlValue &value, const toml::node &node)
    {
        value.type = TomlValue::Type::Time;
        if (const auto *text = node.as_string()) {
            value.type = TomlValue::Type::Text;
            value.text = tomlText(text->get());
        } else if (const auto *integer = node.as_integer()) {
            value.type = TomlValue::Type::Integer;
            value.integer = integer->get();
        } else if (const auto *number = node.as_floating_point()) {
            value.type = TomlValue::Type::Number;
            value.number = number->get();
        } else if (const auto *boolean = node.as_boolean()) {
            value.type = TomlValue::Type::Boolean;
            value.boolean = boolean->get();
        }
    }

    std::optional<TomlPosition> m_tooDeep;
};

std::optional<TomlFault> wrongEncoding(const QByteArray &toml)
{
    if (toml.startsWith(QByteArrayView("\xff\xfe")) || toml.startsWith(QByteArrayView("\xfe\xff")))
        return TomlFault{{}, u"the file is UTF-16; a profile is UTF-8: save it in that encoding"_s};
    return {};
}

std::optional<TomlFault> dottedTooDeep(const QByteArray &toml)
{
    TomlPosition at;
    int dots = 0;
    for (const char c : toml) {
        if (c == '\n') {
            ++at.line;
            dots = 0;
        } else if (c == '.' && ++dots > tomlDotsPerLine) {
            return TomlFault{
                at, u"more than %1 dots in one line: break long text with \"\"\" over several lines"_s.arg(
                        tomlDotsPerLine)};
        }
    }
    return {};
}

} // namespace

QString tomlTypeName(TomlValue::Type type)
{
    switch (type) {
    case TomlValue::Type::Text:
        return u"text"_s;
    case TomlValue::Type::Integer:
        return u"a whole number"_s;
    case TomlValue::Type::Number:
        return u"a number"_s;
    case TomlValue::Type::Boolean:
        return u"true or false"_s;
    case TomlValue::Type::Time:
        return u"a date or time"_s;
    case TomlValue::Type::List:
        return u"a list"_s;
    case TomlValue::Type::Table:
        return u"a table"_s;
    }
    return {};
}

tl::expected<TomlValue, TomlFault> readToml(const QByteArray &toml)
{
    if (const auto fault = wrongEncoding(toml))
        return tl::unexpected(*fault);
    if (const auto fault = dottedTooDeep(toml))
        return tl::unexpected(*fault);
    try {
        const toml::table table =
            toml::parse(std::string_view(toml.constData(), static_cast<std::size_t>(toml.size())));
        TomlConverter converter;
        TomlValue root = converter.convert(table, 0);
        root.at = {};
        if (const auto at = converter.tooDeep())
            return tl::unexpected(
                TomlFault{*at, u"tables and lists nest deeper than %1"_s.arg(tomlDepthLimit)});
        return root;
    } catch (const toml::parse_error &error) {
        return tl::unexpected(
            TomlFault{tomlPosition(error.source()), visibleText(tomlText(error.description()))});
    }
}

} // namespace interlock
