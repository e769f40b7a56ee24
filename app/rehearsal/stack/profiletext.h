// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/stack/bridgestack.h"
#include "app/rehearsal/stack/scenario.h"

namespace interlock::rehearsal {

/// The migration profile (TOML) of a running rehearsal: what `--print-profile` prints and `--profile` writes.
/// @p ordersConnection and @p ordersPasswordFile lead to the read-only role of the private database.
/// @p stateFolder keeps the console's journal and rollback intent: they end with this rehearsal, because the
/// next one is another world that an order left open must not reach.
[[nodiscard]] QByteArray profileText(const StackProfile &stack, const QList<RouteConfig> &routes,
                                     const QString &ordersConnection, const QString &ordersPasswordFile,
                                     const QString &stateFolder);

} // namespace interlock::rehearsal
