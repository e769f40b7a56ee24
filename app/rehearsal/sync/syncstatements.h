// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/pipeline.h"

#include <QByteArray>
#include <QList>

namespace interlock::rehearsal {

/// The statements that bring the rows of one table from one system to the other, in order. $1 is the text
/// array of the changed keys. The newer row wins, so applying twice, or late, does no harm.
[[nodiscard]] QList<QByteArray> applyStatements(SyncDirection direction, const QByteArray &table);

/// Selects, of the keys in $1, those whose rows differ between the systems, with the seconds by which the two
/// last changes are apart; empty for tables that cannot conflict (they are only ever added to).
[[nodiscard]] QByteArray differingStatement(const QByteArray &table);

/// Schema that a direction reads from, and the one it writes to.
[[nodiscard]] QByteArray sourceSchema(SyncDirection direction);
[[nodiscard]] QByteArray targetSchema(SyncDirection direction);

} // namespace interlock::rehearsal
