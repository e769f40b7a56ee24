// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/pairview.h"

namespace interlock {

/// The pair's request as a shell command. The source does not tell its host, so that is `$BASE_URL`; nor its
/// body, which a comment says for methods that have one. Safe to paste: everything from outside stands in
/// single quotes, control characters are percent-encoded.
[[nodiscard]] QByteArray pairAsCurl(const StoredPair &pair);
/// The pair with both answers, the differences that count and those that rules hide, as one JSON object.
[[nodiscard]] QByteArray pairAsJson(const PairView &view);

} // namespace interlock
