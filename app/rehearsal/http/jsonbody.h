// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QJsonDocument>

namespace interlock::rehearsal {

inline constexpr int maxJsonDepth = 32;
inline constexpr qsizetype maxJsonBytes = qsizetype(4) * 1024 * 1024;

/// Nesting of the text's arrays and objects: a scalar has 0, `[]` has 1. Text that is no JSON gets some
/// number.
[[nodiscard]] int jsonDepth(QByteArrayView text);

/// A document within the contract's limits of size and depth. Errors are of kind Input and say where.
[[nodiscard]] Result<QJsonDocument> parseJson(const QByteArray &text);

} // namespace interlock::rehearsal
