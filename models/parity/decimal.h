// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace interlock {

/// An exact decimal number: sign × digits × 10^exponent, without leading or trailing zeros among the digits
/// (zero has none). Never a double. Cost is bound by the length of the texts, whatever the exponents are.
class Decimal final
{
public:
    Decimal() = default;
    Decimal(bool negative, std::string digits, std::int64_t exponent);

    /// Reads a JSON number token; nothing for any other text.
    [[nodiscard]] static std::optional<Decimal> parse(std::string_view token);
    /// Whether @p text is a JSON number.
    [[nodiscard]] static bool isNumber(std::string_view text);
    /// Whether two JSON number tokens denote the same value; allocates nothing.
    [[nodiscard]] static bool sameValue(std::string_view left, std::string_view right);

    /// The same for tokens of the same value.
    [[nodiscard]] static std::uint64_t hashOf(std::string_view token);

    [[nodiscard]] bool isZero() const { return m_digits.empty(); }
    [[nodiscard]] bool isNegative() const { return m_negative; }
    [[nodiscard]] Decimal magnitude() const;
    [[nodiscard]] Decimal times(const Decimal &other) const;
    /// Half away from zero, @p decimals after the point.
    [[nodiscard]] Decimal rounded(int decimals) const;
    /// -1, 0, 1
    [[nodiscard]] int compare(const Decimal &other) const;
    /// |this − other| ≤ @p limit, exactly.
    [[nodiscard]] bool within(const Decimal &limit, const Decimal &other) const;
    /// One text for one value: plain while it is short, else with an exponent. A JSON number.
    [[nodiscard]] std::string toText() const;

    friend bool operator==(const Decimal &, const Decimal &) = default;

private:
    [[nodiscard]] std::int64_t lead() const; ///< power of ten of the first digit

    bool m_negative = false;
    std::string m_digits;
    std::int64_t m_exponent = 0; ///< saturates at ±4e18 for exponents beyond
};

} // namespace interlock
