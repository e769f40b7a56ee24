// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/valueforms.h"

#include <algorithm>
#include <chrono>
#include <QHostAddress>

namespace interlock {

namespace {

bool isAscii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80U; });
}

QString textOf(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

/// Text that QString cannot hold without loss (base64 of anything) fits no text form.
std::optional<QString> exactTextOf(std::string_view utf8)
{
    QString text = textOf(utf8);
    if (!isAscii(utf8) && text.toUtf8() != QByteArrayView(utf8.data(), static_cast<qsizetype>(utf8.size())))
        return {};
    return text;
}

std::string utf8Of(const QString &text)
{
    return text.toUtf8().toStdString();
}

bool isAsciiDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Reads fixed fields from the start of a text.
class FieldReader final
{
public:
    explicit FieldReader(std::string_view text) : m_rest(text) {}

    [[nodiscard]] bool good() const { return m_good; }
    [[nodiscard]] std::string_view rest() const { return m_rest; }
    int number(std::size_t digits, int min, int max)
    {
        int value = 0;
        if (m_rest.size() < digits || !std::ranges::all_of(m_rest.substr(0, digits), isAsciiDigit)) {
            m_good = false;
            return 0;
        }
        for (const char c : m_rest.substr(0, digits))
            value = value * 10 + (c - '0');
        m_rest.remove_prefix(digits);
        m_good = m_good && value >= min && value <= max;
        return value;
    }
    char oneOf(std::string_view allowed)
    {
        if (m_rest.empty() || allowed.find(m_rest.front()) == std::string_view::npos) {
            m_good = false;
            return '\0';
        }
        const char c = m_rest.front();
        m_rest.remove_prefix(1);
        return c;
    }
    std::string_view digits()
    {
        const std::string_view all = m_rest;
        while (!m_rest.empty() && isAsciiDigit(m_rest.front()))
            m_rest.remove_prefix(1);
        return all.substr(0, all.size() - m_rest.size());
    }

private:
    std::string_view m_rest;
    bool m_good = true;
};

int base64Value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (isAsciiDigit(c))
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

bool isHexDigit(char c)
{
    return isAsciiDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool isUuid(std::string_view text)
{
    constexpr std::string_view shape = "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";
    return text.size() == shape.size() &&
           std::ranges::equal(text, shape, [](char c, char s) { return s == 'h' ? isHexDigit(c) : c == s; });
}

bool isIpAddress(std::string_view text)
{
    const auto allowed = [](char c) { return isHexDigit(c) || c == '.' || c == ':'; };
    const bool dotted = text.find(':') == std::string_view::npos;
    if (!std::ranges::all_of(text, allowed) || (dotted && std::ranges::count(text, '.') != 3))
        return false; // QHostAddress also reads "1" and scopes
    return !QHostAddress(textOf(text)).isNull();
}

bool isEmailAddress(std::string_view text)
{
    const std::size_t at = text.find('@');
    if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != std::string_view::npos)
        return false;
    const std::string_view domain = text.substr(at + 1);
    const bool dots = domain.find('.') != std::string_view::npos &&
                      domain.find("..") == std::string_view::npos && domain.front() != '.' &&
                      domain.back() != '.';
    return dots && std::ranges::all_of(text, [](char c) {
               return static_cast<unsigned char>(c) > 0x20U && c != '\x7f' && c != ',' && c != '<' &&
                      c != '>';
           });
}

/// Appends @p replace with `\1` … `\99` filled from @p match.
void appendReplacement(QString &out, const QString &replace, const QRegularExpressionMatch &match, int groups)
{
    for (qsizetype i = 0; i < replace.size(); ++i) {
        const auto digitAt = [&replace](qsizetype at) {
            return at < replace.size() && replace.at(at) >= u'0' && replace.at(at) <= u'9'
                       ? replace.at(at).unicode() - u'0'
                       : -1;
        };
        const int first = replace.at(i) == u'\\' ? digitAt(i + 1) : -1;
        if (first < 1 || first > groups) {
            out += replace.at(i);
            continue;
        }
        const int second = digitAt(i + 2);
        const bool both = second >= 0 && first * 10 + second <= groups;
        out += match.capturedView(both ? first * 10 + second : first);
        i += both ? 2 : 1;
    }
}

} // namespace

std::optional<std::string> lowercaseForm(std::string_view text)
{
    if (isAscii(text)) {
        std::string lower(text);
        std::ranges::transform(lower, lower.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        return lower;
    }
    const auto exact = exactTextOf(text);
    return exact ? std::optional(utf8Of(exact->toLower())) : std::nullopt;
}

std::optional<std::string> trimForm(std::string_view text)
{
    if (isAscii(text)) {
        const std::string_view spaces(" \t\n\v\f\r");
        text.remove_prefix(std::min(text.find_first_not_of(spaces), text.size()));
        text = text.substr(0, text.find_last_not_of(spaces) + 1);
        return std::string(text);
    }
    const auto exact = exactTextOf(text);
    return exact ? std::optional(utf8Of(exact->trimmed())) : std::nullopt;
}

std::optional<std::string> nfcForm(std::string_view text)
{
    if (isAscii(text))
        return std::string(text);
    const auto exact = exactTextOf(text);
    return exact ? std::optional(utf8Of(exact->normalized(QString::NormalizationForm_C))) : std::nullopt;
}

std::optional<std::string> regexForm(std::string_view text, const QRegularExpression &regex,
                                     const QString &replace)
{
    const auto exact = exactTextOf(text);
    if (!exact)
        return {};
    QString out;
    qsizetype done = 0;
    auto matches = regex.globalMatch(*exact);
    if (!matches.isValid())
        return {};
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        out += QStringView(*exact).sliced(done, match.capturedStart() - done);
        appendReplacement(out, replace, match, regex.captureCount());
        done = match.capturedEnd();
    }
    out += QStringView(*exact).sliced(done);
    if (!matches.isValid()) // it stopped at an error, not at the end
        return {};
    return utf8Of(out);
}

std::optional<std::string> base64Form(std::string_view text)
{
    const std::size_t padding = text.size() - std::min(text.find('='), text.size());
    const std::size_t whole = text.size();
    const auto isPadding = [](char c) { return c == '='; };
    if (padding > 2 || !std::ranges::all_of(text.substr(whole - padding), isPadding) ||
        (padding > 0 && whole % 4 != 0) || (whole - padding) % 4 == 1)
        return {};
    text.remove_suffix(padding);
    std::string out;
    unsigned bits = 0;
    int count = 0;
    for (const char c : text) {
        const int value = base64Value(c);
        if (value < 0)
            return {};
        bits = (bits << 6U) | static_cast<unsigned>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out.push_back(static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xffU));
        }
    }
    const bool rest = (bits & ((1U << static_cast<unsigned>(count)) - 1U)) != 0; // bits that no byte has
    return rest ? std::nullopt : std::optional(out);
}

std::string urlPathForm(std::string_view text)
{
    text = text.substr(0, text.find('#'));
    text = text.substr(0, text.find('?'));
    const std::size_t scheme = text.find("://");
    const bool absolute = scheme != std::string_view::npos && scheme > 0 && text.find('/') == scheme + 1;
    if (!absolute && !text.starts_with("//"))
        return std::string(text);
    text.remove_prefix(absolute ? scheme + 3 : 2);
    const std::size_t path = text.find('/');
    return path == std::string_view::npos ? "/" : std::string(text.substr(path));
}

std::optional<Decimal> rfc3339Seconds(std::string_view text)
{
    FieldReader reader(text);
    const int year = reader.number(4, 0, 9999);
    reader.oneOf("-");
    const int month = reader.number(2, 1, 12);
    reader.oneOf("-");
    const int day = reader.number(2, 1, 31);
    reader.oneOf("Tt ");
    const int hour = reader.number(2, 0, 23);
    reader.oneOf(":");
    const int minute = reader.number(2, 0, 59);
    reader.oneOf(":");
    const int second = reader.number(2, 0, 60); // 60: a leap second
    std::string_view fraction;
    if (reader.rest().starts_with('.')) {
        reader.oneOf(".");
        fraction = reader.digits();
        if (fraction.empty())
            return {};
    }
    const char zone = reader.oneOf("Zz+-");
    int offset = 0;
    if (zone == '+' || zone == '-') {
        offset = 60 * reader.number(2, 0, 23);
        reader.oneOf(":");
        offset += reader.number(2, 0, 59);
        offset = zone == '-' ? -offset : offset;
    }
    using namespace std::chrono;
    const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                              std::chrono::day(static_cast<unsigned>(day))};
    if (!reader.good() || !reader.rest().empty() || !date.ok())
        return {};
    const std::int64_t whole = std::int64_t{sys_days(date).time_since_epoch().count()} * 86'400 +
                               std::int64_t{hour} * 3600 + std::int64_t{minute} * 60 + second -
                               std::int64_t{offset} * 60;
    // before 1970 the fraction counts towards the present: whole seconds first, then the fraction on top
    std::string token = std::to_string(whole < 0 && !fraction.empty() ? whole + 1 : whole);
    if (whole >= 0 || fraction.empty())
        return Decimal::parse(fraction.empty() ? token : token + '.' + std::string(fraction));
    std::string rest(fraction); // 1 − 0.fraction
    bool carry = true;
    for (std::size_t i = rest.size(); i-- > 0;) {
        const int digit = 9 - (rest[i] - '0') + (carry ? 1 : 0);
        carry = digit > 9;
        rest[i] = static_cast<char>('0' + digit % 10);
    }
    if (carry) // the fraction was zero
        return Decimal::parse(std::to_string(whole));
    return Decimal::parse((whole + 1 == 0 ? "-0" : token) + '.' + rest);
}

Decimal epochSeconds(const Decimal &number)
{
    static const Decimal lastSecond(false, "253402300800", 0); // 10000-01-01
    static const Decimal thousandth(false, "1", -3);
    return number.magnitude().compare(lastSecond) < 0 ? number : number.times(thousandth);
}

bool hasShape(std::string_view text, ValueShape shape)
{
    switch (shape) {
    case ValueShape::Uuid:
        return isUuid(text);
    case ValueShape::Ip:
        return isIpAddress(text);
    case ValueShape::Email:
        return isEmailAddress(text);
    }
    return false;
}

} // namespace interlock
