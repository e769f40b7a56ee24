// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/database/pgconnection.h"
#include "app/rehearsal/stores/shoptables.h"

namespace interlock::rehearsal {

/// Rows of (sku, name, category, price in minor units, available).
[[nodiscard]] Result<QList<Product>> productsOf(const Result<PgResult> &rows);
/// One row of (login, name, staff), or none.
[[nodiscard]] Result<std::optional<Account>> accountOf(const Result<PgResult> &rows);
/// Rows of (sku, quantity).
[[nodiscard]] Result<QMap<QByteArray, int>> cartOf(const Result<PgResult> &rows);
/// Rows of (order key, total in minor units, state, placed in milliseconds since the epoch).
[[nodiscard]] Result<QList<PlacedOrder>> ordersOf(const Result<PgResult> &rows);
[[nodiscard]] Result<void> doneOf(const Result<PgResult> &rows);
/// One row of (touched, known here but placed on the other side).
[[nodiscard]] Result<Completion> completionOf(const Result<PgResult> &rows);

} // namespace interlock::rehearsal
