// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/api/apicall.h"

namespace interlock::rehearsal {

class ControlApi;
class ParityRules;
class ParityStore;

/// Series and pairs. @p parity outlives them.
[[nodiscard]] QList<ApiEndpoint> paritySeriesEndpoints(const ParityStore *parity);
/// The shared rule set. Both arguments outlive them.
[[nodiscard]] QList<ApiEndpoint> parityRulesEndpoints(ControlApi *api, ParityRules *rules);

} // namespace interlock::rehearsal
