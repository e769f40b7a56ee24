// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/api/apicall.h"

namespace interlock::rehearsal {

class ControlApi;

/// Who am I, what became of a key, and the published description. @p api outlives them.
[[nodiscard]] QList<ApiEndpoint> generalEndpoints(const ControlApi *api);

} // namespace interlock::rehearsal
