// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QStringList>

namespace interlock {

/// What init-db found and left behind.
struct TeamSetup
{
    int versionBefore = 0; ///< 0: there was no schema
    int version = 0;
    QStringList newRoles; ///< made now
    QString account;      ///< who made it, and owns it
    QString database;
};

/// Makes or mends the schema `interlock_console` with its roles and grants, all or nothing, and looks
/// afterwards whether the server holds what it promises. May be run again, and by several at once. Auth when
/// the account may not; Refused when a newer program made it, or when somebody can do what they must not.
/// Blocks for up to half a minute; any thread.
[[nodiscard]] Result<TeamSetup> setUpTeam(const QString &connection, const QString &password);

} // namespace interlock
