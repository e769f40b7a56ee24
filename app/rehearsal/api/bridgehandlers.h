// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/api/apicall.h"

namespace interlock::rehearsal {

class ControlApi;
class ControlPlane;

/// State, changes, rollback, latch and events of a bridge. Both arguments outlive them.
[[nodiscard]] QList<ApiEndpoint> bridgeEndpoints(ControlApi *api, ControlPlane *plane);

} // namespace interlock::rehearsal
