// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/parity/paritypair.h"
#include "models/domain/bridgestate.h"
#include "models/domain/paritybucket.h"
#include "models/domain/pipeline.h"

#include <QJsonObject>

namespace interlock::rehearsal {

/// The values of the Control API as JSON. A member that is not known is absent.

/// RFC 3339 in UTC with milliseconds.
[[nodiscard]] QString wireTime(const QDateTime &time);
[[nodiscard]] QJsonObject wireJson(const BridgeState &state);
[[nodiscard]] QJsonObject wireJson(const Identity &identity);
[[nodiscard]] QJsonObject wireJson(const PipelineState &pipeline);
[[nodiscard]] QJsonObject wireJson(const PipelinesSnapshot &snapshot);
/// `arrivedAt` is null until the mark has arrived.
[[nodiscard]] QJsonObject wireJson(const Mark &mark);
[[nodiscard]] QJsonObject wireJson(const ParityBucket &bucket);
[[nodiscard]] QJsonObject wireJson(const ParityPair &pair);

} // namespace interlock::rehearsal
