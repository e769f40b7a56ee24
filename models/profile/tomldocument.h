// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profile/tomlvalue.h"

#include <QByteArray>
#include <tl/expected.hpp>

namespace interlock {

/// Why a text is no TOML document at all.
struct TomlFault
{
    TomlPosition at;
    QString text;
};

/// Reads a TOML 1.0 document (UTF-8, a byte order mark is accepted). Stops at the first fault of syntax.
/// Bounded: text that would nest so deep that the parser runs out of stack is a fault.
[[nodiscard]] tl::expected<TomlValue, TomlFault> readToml(const QByteArray &toml);

} // namespace interlock
