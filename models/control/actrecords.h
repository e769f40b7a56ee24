// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/gate.h"
#include "models/control/migrationstate.h"

#include <QJsonArray>
#include <QJsonObject>

namespace interlock {

/// A route with the bridge's revision and epoch it was seen at: `before` of a forward act's journal entries.
[[nodiscard]] QJsonObject routeRecord(const RouteState &route, quint64 revision, quint64 epoch);
/// A prepared change: `after` of a forward act's journal entries.
[[nodiscard]] QJsonObject changeRecord(const PreparedChange &prepared);
/// Reads changeRecord() back; nothing when the route or the key is not there.
[[nodiscard]] std::optional<PreparedChange> changeFromRecord(const QJsonObject &object, const QUuid &key);
[[nodiscard]] QJsonObject orderRecord(const RollbackOrder &order);

/// What was on the screen when an act was decided: readings with value, quality and age in milliseconds. @p
/// routeId empty: all routes.
[[nodiscard]] QJsonObject evidenceRecord(const MigrationState &state, const QString &routeId = {});

/// The gates as they were when an act was decided: state, figures, age, and who set which aside.
[[nodiscard]] QJsonArray gatesRecord(const QList<GateResult> &gates);

/// "Checkout: mode compare-legacy → compare-new, share 15 % → 25 % on prod": for the journal, untranslated.
[[nodiscard]] QString changeInWords(const RouteState &before, const RouteChange &change,
                                    const QString &environment);

} // namespace interlock
