// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <QString>
#include <vector>

namespace interlock {

/// A place in a TOML file; both members are 1-based and columns count characters, not bytes.
struct TomlPosition
{
    int line = 1;
    int column = 1;

    friend auto operator<=>(const TomlPosition &, const TomlPosition &) = default;
};

struct TomlMember;

/// One value of a TOML document with the place where it stands. Only the member that fits the type is filled.
struct TomlValue
{
    enum class Type { Text, Integer, Number, Boolean, Time, List, Table };

    Type type = Type::Table;
    TomlPosition at;  ///< of a `[table]`: its opening bracket
    TomlPosition end; ///< behind its last character; of a `[table]`: of its header
    QString text;
    qint64 integer = 0;
    double number = 0;
    bool boolean = false;
    std::vector<TomlValue> items;
    std::vector<TomlMember> members; ///< in file order
};

struct TomlMember
{
    QString key;
    TomlPosition keyAt;
    TomlValue value;
};

/// What a person calls the type: "text", "a whole number", "a list".
[[nodiscard]] QString tomlTypeName(TomlValue::Type type);

} // namespace interlock
