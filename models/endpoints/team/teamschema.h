// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>

namespace interlock {

/// Version of the schema that this program makes and speaks.
inline constexpr int teamSchemaVersion = 1;

/// The statements that make or mend the schema `interlock_console`, to be run one after the other in one
/// transaction. Run again they change nothing that is right and lose no row.
[[nodiscard]] QByteArrayList teamSchemaStatements();

/// Its parts. Roles are made before tables, functions before triggers, grants last.
[[nodiscard]] QByteArrayList teamRoleStatements();
[[nodiscard]] QByteArrayList teamTableStatements();
[[nodiscard]] QByteArrayList teamFunctionStatements();
[[nodiscard]] QByteArrayList teamTriggerStatements();
[[nodiscard]] QByteArrayList teamGrantStatements();

/// A query without rows when the server holds what the schema promises; otherwise one text a row that says
/// what somebody could do who must not.
[[nodiscard]] QByteArray teamSchemaProblemsQuery();

} // namespace interlock
