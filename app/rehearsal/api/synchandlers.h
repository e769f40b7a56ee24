// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/api/apicall.h"

namespace interlock::rehearsal {

class ControlApi;
class SyncService;

/// Pipelines and marks. Both arguments outlive them.
[[nodiscard]] QList<ApiEndpoint> syncEndpoints(ControlApi *api, SyncService *sync);

} // namespace interlock::rehearsal
