// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/trafficpair.h"

namespace interlock {

/// What makes a request the same one again, for counting it once in a gate. The source's own fingerprint when
/// it sends one (it knows body and user). Else route, method and path with query; for a method that changes
/// something (POST, PUT, …) legacy's answer too, because without it every order would be one and the same
/// request.
[[nodiscard]] quint64 requestFingerprint(const TrafficPair &pair);

/// A key of the request with both its answers: pairs with the same key tell nothing new.
[[nodiscard]] quint64 pairContentKey(const TrafficPair &pair);

/// A key of the source's id.
[[nodiscard]] qint64 sourceIdKey(const QString &id);

} // namespace interlock
