// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace interlock::rehearsal {

/// Everything that a fresh cluster gets: both systems' schemas in their different shapes, the change logs
/// that sync reads, the consolidation service's own table, the contract's views and the read-only role
/// `console`.
[[nodiscard]] QByteArray schemaSql();

/// The shop as it stands on the morning of the migration: catalogue and accounts, the same in both systems.
struct SeedSize
{
    int products = 240;
    int users = 300;
};
[[nodiscard]] QByteArray seedSql(const SeedSize &size);

} // namespace interlock::rehearsal
