// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/decimal.h"
#include "models/parity/rules.h"

#include <optional>
#include <string>
#include <string_view>

namespace interlock {

/// The one form that normalise brings a text to; nothing when the text does not fit the form. All UTF-8.
[[nodiscard]] std::optional<std::string> lowercaseForm(std::string_view text);
[[nodiscard]] std::optional<std::string> trimForm(std::string_view text);
[[nodiscard]] std::optional<std::string> nfcForm(std::string_view text);
/// Every match replaced, `\1` refers to a group. A match over PCRE's limits leaves the text.
[[nodiscard]] std::optional<std::string> regexForm(std::string_view text, const QRegularExpression &regex,
                                                   const QString &replace);
/// Both alphabets, padding optional.
[[nodiscard]] std::optional<std::string> base64Form(std::string_view text);
/// The path of a URL or of a reference, as it is written.
[[nodiscard]] std::string urlPathForm(std::string_view text);

/// Seconds since 1970 of an RFC 3339 text.
[[nodiscard]] std::optional<Decimal> rfc3339Seconds(std::string_view text);
/// Seconds since 1970 of a number: seconds up to the year 9999, milliseconds beyond.
[[nodiscard]] Decimal epochSeconds(const Decimal &number);

[[nodiscard]] bool hasShape(std::string_view text, ValueShape shape);

} // namespace interlock
