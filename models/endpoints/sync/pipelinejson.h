// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/pipeline.h"
#include "models/endpoints/http/jsonreader.h"

namespace interlock {

/// The sync values of Control API v1. Unknown members are ignored; a member that is absent stays absent,
/// never 0. Any thread.
[[nodiscard]] PipelinesSnapshot pipelinesFrom(const JsonReader &json);
[[nodiscard]] PipelineState pipelineFrom(const JsonReader &json);
[[nodiscard]] Mark markFrom(const JsonReader &json);

} // namespace interlock
