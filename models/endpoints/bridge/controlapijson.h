// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/bridgestate.h"
#include "models/endpoints/http/httpmessage.h"
#include "models/endpoints/http/jsonreader.h"

namespace interlock {

/// The bridge's values of Control API v1. Unknown members, capabilities and scopes are ignored; missing and
/// wrong ones are problems of the reader's document. Any thread.
[[nodiscard]] BridgeState bridgeStateFrom(const JsonReader &json);
[[nodiscard]] Identity identityFrom(const JsonReader &json);

/// The bodies of the mutations, byte for byte the same for the same values.
[[nodiscard]] QByteArray changeBody(const PreparedChange &change);
[[nodiscard]] QByteArray rollbackBody(const RollbackOrder &order);
[[nodiscard]] QByteArray releaseBody(const LatchRelease &release);

/// What a mutation was answered with.
struct BridgeReply
{
    Result<BridgeState> state;
    std::optional<BridgeState> conflict; ///< with a 409: what the bridge has now
    bool stateMissing = false;           ///< a 202 that says only for how many people it waits
};

/// Reads the answer to a mutation. A 409 `/in-progress` is a Timeout: the act is under way, its outcome not
/// known yet.
[[nodiscard]] BridgeReply bridgeReply(const Result<HttpAnswer> &answer);

/// What @p state has otherwise than @p change asked for; empty when it agrees.
[[nodiscard]] QString contradiction(const PreparedChange &change, const BridgeState &state);
/// The same for a rollback. Routes of the order that the bridge does not know contradict nothing.
[[nodiscard]] QString contradiction(const RollbackOrder &order, const BridgeState &state);

} // namespace interlock
