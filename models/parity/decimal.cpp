// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/decimal.h"

#include <algorithm>
#include <cstdlib>

namespace interlock {

namespace {

constexpr std::int64_t exponentEdge = 4'000'000'000'000'000'000;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// A JSON number token taken apart; views into the token.
struct DecimalParts
{
    bool negative = false;
    std::string_view whole;
    std::string_view fraction;
    bool negativeExponent = false;
    std::string_view exponent; ///< without leading zeros
};

std::string_view takeDigits(std::string_view &rest)
{
    std::size_t count = 0;
    while (count < rest.size() && isDigit(rest[count]))
        ++count;
    const std::string_view digits = rest.substr(0, count);
    rest.remove_prefix(count);
    return digits;
}

bool takeCharacter(std::string_view &rest, char c)
{
    if (rest.empty() || rest.front() != c)
        return false;
    rest.remove_prefix(1);
    return true;
}

std::string_view withoutLeadingZeros(std::string_view digits)
{
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    return digits;
}

std::optional<DecimalParts> splitNumber(std::string_view rest)
{
    DecimalParts parts;
    parts.negative = takeCharacter(rest, '-');
    parts.whole = takeDigits(rest);
    if (parts.whole.empty() || (parts.whole.size() > 1 && parts.whole.front() == '0'))
        return {};
    if (takeCharacter(rest, '.')) {
        parts.fraction = takeDigits(rest);
        if (parts.fraction.empty())
            return {};
    }
    if (takeCharacter(rest, 'e') || takeCharacter(rest, 'E')) {
        parts.negativeExponent = takeCharacter(rest, '-');
        if (!parts.negativeExponent)
            takeCharacter(rest, '+');
        const std::string_view digits = takeDigits(rest);
        if (digits.empty())
            return {};
        parts.exponent = withoutLeadingZeros(digits);
    }
    if (!rest.empty())
        return {};
    return parts;
}

/// Digits of the whole part and the fraction as one run.
class DigitRun final
{
public:
    explicit DigitRun(const DecimalParts &parts) : m_whole(parts.whole), m_fraction(parts.fraction)
    {
        while (m_last > m_first && at(m_last - 1) == '0')
            --m_last;
        while (m_first < m_last && at(m_first) == '0')
            ++m_first;
    }
    [[nodiscard]] std::size_t size() const { return m_last - m_first; }
    [[nodiscard]] char operator[](std::size_t index) const { return at(m_first + index); }
    /// Power of ten of the last digit, before the exponent's own figure is added.
    [[nodiscard]] std::int64_t lastPower() const
    {
        return static_cast<std::int64_t>(m_whole.size()) - static_cast<std::int64_t>(m_last);
    }
    [[nodiscard]] std::string text() const
    {
        std::string digits;
        digits.reserve(size());
        for (std::size_t i = m_first; i < m_last; ++i)
            digits.push_back(at(i));
        return digits;
    }

private:
    [[nodiscard]] char at(std::size_t index) const
    {
        return index < m_whole.size() ? m_whole[index] : m_fraction[index - m_whole.size()];
    }

    std::string_view m_whole;
    std::string_view m_fraction;
    std::size_t m_first = 0;
    std::size_t m_last = m_whole.size() + m_fraction.size();
};

constexpr std::size_t plainExponentDigits = 17; ///< fits into 64 bits with room for a text's length

std::optional<std::int64_t> smallExponent(const DecimalParts &parts)
{
    if (parts.exponent.size() > plainExponentDigits)
        return {};
    std::int64_t value = 0;
    for (const char c : parts.exponent)
        value = value * 10 + (c - '0');
    return parts.negativeExponent ? -value : value;
}

/// @p digits + @p amount (which is small beside it), as text. For exponents that fit no integer.
std::string shiftedExponent(std::string_view digits, bool negative, std::int64_t amount)
{
    std::string sum(digits);
    std::int64_t carry = negative ? -amount : amount;
    for (std::size_t i = sum.size(); i-- > 0 && carry != 0;) {
        std::int64_t digit = (sum[i] - '0') + carry % 10;
        carry /= 10;
        if (digit < 0) {
            digit += 10;
            --carry;
        } else if (digit > 9) {
            digit -= 10;
            ++carry;
        }
        sum[i] = static_cast<char>('0' + digit);
    }
    if (carry > 0)
        sum.insert(0, std::to_string(carry));
    std::string text(1, negative ? '-' : '+');
    text += withoutLeadingZeros(sum);
    return text;
}

bool sameParts(const DecimalParts &left, const DecimalParts &right)
{
    const DigitRun a(left);
    const DigitRun b(right);
    if (a.size() == 0 || b.size() == 0)
        return a.size() == b.size();
    if (left.negative != right.negative || a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] != b[i])
            return false;
    }
    const auto leftSmall = smallExponent(left);
    const auto rightSmall = smallExponent(right);
    if (leftSmall && rightSmall)
        return *leftSmall + a.lastPower() == *rightSmall + b.lastPower();
    // one of them has an exponent of many digits; lengths of texts move it by less than its last ten
    return shiftedExponent(left.exponent, left.negativeExponent, a.lastPower()) ==
           shiftedExponent(right.exponent, right.negativeExponent, b.lastPower());
}

/// Digit by digit sums of two aligned numbers: @p amount digits of zeros are appended to the coarser one.
std::string padded(const std::string &digits, std::int64_t zeros)
{
    return digits + std::string(static_cast<std::size_t>(zeros), '0');
}

int compareDigits(const std::string &left, const std::string &right)
{
    if (left.size() != right.size())
        return left.size() < right.size() ? -1 : 1;
    const int order = left.compare(right);
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

std::string sumOfDigits(const std::string &left, const std::string &right)
{
    std::string sum;
    int carry = 0;
    for (std::size_t i = 0; i < std::max(left.size(), right.size()) || carry > 0; ++i) {
        const int digit = carry + (i < left.size() ? left[left.size() - 1 - i] - '0' : 0) +
                          (i < right.size() ? right[right.size() - 1 - i] - '0' : 0);
        sum.push_back(static_cast<char>('0' + digit % 10));
        carry = digit / 10;
    }
    std::ranges::reverse(sum);
    return sum;
}

/// @p large − @p small, both without leading zeros.
std::string differenceOfDigits(const std::string &large, const std::string &small)
{
    std::string result;
    int borrow = 0;
    for (std::size_t i = 0; i < large.size(); ++i) {
        int digit = large[large.size() - 1 - i] - '0' - borrow -
                    (i < small.size() ? small[small.size() - 1 - i] - '0' : 0);
        borrow = digit < 0 ? 1 : 0;
        digit += 10 * borrow;
        result.push_back(static_cast<char>('0' + digit));
    }
    std::ranges::reverse(result);
    return std::string(withoutLeadingZeros(result));
}

} // namespace

Decimal::Decimal(bool negative, std::string digits, std::int64_t exponent)
{
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    while (!digits.empty() && digits.back() == '0') {
        digits.pop_back();
        ++exponent;
    }
    m_negative = negative && !digits.empty();
    m_exponent = digits.empty() ? 0 : std::clamp(exponent, -exponentEdge, exponentEdge);
    m_digits = std::move(digits);
}

std::optional<Decimal> Decimal::parse(std::string_view token)
{
    const auto parts = splitNumber(token);
    if (!parts)
        return {};
    const DigitRun run(*parts);
    const auto exponent = smallExponent(*parts);
    const std::int64_t edge = parts->negativeExponent ? -exponentEdge : exponentEdge;
    return Decimal(parts->negative, run.text(), exponent ? *exponent + run.lastPower() : edge);
}

bool Decimal::isNumber(std::string_view text)
{
    return splitNumber(text).has_value();
}

bool Decimal::sameValue(std::string_view left, std::string_view right)
{
    if (left == right)
        return true;
    const auto a = splitNumber(left);
    const auto b = splitNumber(right);
    return a && b && sameParts(*a, *b);
}

std::uint64_t Decimal::hashOf(std::string_view token)
{
    constexpr std::uint64_t prime = 1099511628211U;
    std::uint64_t hash = 14695981039346656037U;
    const auto mix = [&hash](std::uint64_t value) { hash = (hash ^ value) * prime; };
    const auto parts = splitNumber(token);
    if (!parts)
        return hash;
    const DigitRun run(*parts);
    if (run.size() == 0)
        return hash;
    mix(parts->negative ? 1 : 2);
    for (std::size_t i = 0; i < run.size(); ++i)
        mix(static_cast<std::uint64_t>(run[i]));
    // Left out beyond the edge, where the sum may not fit: two ways of writing one value have the same sum.
    constexpr std::int64_t edge = 1'000'000'000'000'000;
    if (const auto exponent = smallExponent(*parts)) {
        const std::int64_t power = *exponent + run.lastPower();
        if (power < edge && power > -edge)
            mix(static_cast<std::uint64_t>(power));
    }
    return hash ^ (hash >> 29U);
}

std::int64_t Decimal::lead() const
{
    return m_exponent + static_cast<std::int64_t>(m_digits.size()) - 1;
}

Decimal Decimal::magnitude() const
{
    Decimal result = *this;
    result.m_negative = false;
    return result;
}

Decimal Decimal::times(const Decimal &other) const
{
    if (isZero() || other.isZero())
        return {};
    std::string digits(m_digits.size() + other.m_digits.size(), '\0');
    for (std::size_t i = m_digits.size(); i-- > 0;) {
        int carry = 0;
        for (std::size_t j = other.m_digits.size(); j-- > 0;) {
            const int value = digits[i + j + 1] + (m_digits[i] - '0') * (other.m_digits[j] - '0') + carry;
            digits[i + j + 1] = static_cast<char>(value % 10);
            carry = value / 10;
        }
        digits[i] = static_cast<char>(digits[i] + carry);
    }
    for (char &digit : digits)
        digit = static_cast<char>(digit + '0');
    return {m_negative != other.m_negative, std::move(digits), m_exponent + other.m_exponent};
}

Decimal Decimal::rounded(int decimals) const
{
    const std::int64_t last = -std::int64_t{decimals};
    if (isZero() || m_exponent >= last)
        return *this;
    if (lead() < last - 1)
        return {};
    const auto kept = static_cast<std::size_t>(lead() - last + 1);
    std::string digits = m_digits.substr(0, kept);
    if (m_digits[kept] >= '5')
        digits = sumOfDigits(digits, "1");
    return {m_negative, std::move(digits), last};
}

int Decimal::compare(const Decimal &other) const
{
    if (m_negative != other.m_negative)
        return m_negative ? -1 : 1;
    if (isZero() || other.isZero()) {
        if (isZero() && other.isZero())
            return 0;
        return isZero() == other.m_negative ? 1 : -1;
    }
    int order = lead() < other.lead() ? -1 : lead() > other.lead() ? 1 : 0;
    if (order ==
        0) // both start at the same power of ten: without trailing zeros this is the order of the texts
        order = m_digits.compare(other.m_digits);
    order = order < 0 ? -1 : order > 0 ? 1 : 0;
    return m_negative ? -order : order;
}

bool Decimal::within(const Decimal &limit, const Decimal &other) const
{
    if (*this == other)
        return true;
    const bool otherLarger = magnitude().compare(other.magnitude()) < 0;
    const Decimal &large = otherLarger ? other : *this;
    const Decimal &small = otherLarger ? *this : other;
    if (limit.isZero() || limit.isNegative())
        return false;
    if (small.isZero())
        return large.magnitude().compare(limit) <= 0;
    // Far apart the powers of ten decide; only near each other digits are written out.
    if (large.lead() >= small.lead() + 2 && large.lead() >= limit.lead() + 2)
        return false;
    if (limit.lead() >= large.lead() + 2)
        return true;
    if (small.lead() <
        std::min(large.m_exponent, limit.m_exponent)) { // less than one step of the others' last digits
        const int order = large.magnitude().compare(limit);
        return order < 0 || (order == 0 && large.m_negative == small.m_negative);
    }
    const std::int64_t unit = std::min(large.m_exponent, small.m_exponent);
    const std::string a = padded(large.m_digits, large.m_exponent - unit);
    const std::string b = padded(small.m_digits, small.m_exponent - unit);
    const bool add = large.m_negative != small.m_negative;
    std::string gap = add                        ? sumOfDigits(a, b)
                      : compareDigits(a, b) >= 0 ? differenceOfDigits(a, b)
                                                 : std::string();
    return Decimal(false, std::move(gap), unit).compare(limit) <= 0;
}

std::string Decimal::toText() const
{
    constexpr std::int64_t plainZeros = 40;
    if (isZero())
        return "0";
    std::string text = m_negative ? "-" : "";
    const auto size = static_cast<std::int64_t>(m_digits.size());
    if (m_exponent >= 0 && m_exponent <= plainZeros) {
        text += padded(m_digits, m_exponent);
    } else if (m_exponent < 0 && -m_exponent < size) {
        text += m_digits;
        text.insert(text.size() - static_cast<std::size_t>(-m_exponent), 1, '.');
    } else if (m_exponent < 0 && -m_exponent - size <= plainZeros) {
        text += "0.";
        text.append(static_cast<std::size_t>(-m_exponent - size), '0');
        text += m_digits;
    } else {
        text += m_digits;
        text += 'e';
        text += std::to_string(m_exponent);
    }
    return text;
}

} // namespace interlock
