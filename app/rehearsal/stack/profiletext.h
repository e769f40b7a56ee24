// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/stack/bridgestack.h"
#include "app/rehearsal/stack/scenario.h"

namespace interlock::rehearsal {

/// The migration profile (TOML) of a running rehearsal: what `--print-profile` prints and `--profile` writes.
/// @p ordersConnection and @p ordersPasswordFile lead to the read-only role of the private database.
[[nodiscard]] QByteArray profileText(const StackProfile &stack, const QList<RouteConfig> &routes,
                                     const QString &ordersConnection, const QString &ordersPasswordFile);

} // namespace interlock::rehearsal
