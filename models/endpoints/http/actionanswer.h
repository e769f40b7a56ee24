// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/bridgestate.h"
#include "models/endpoints/http/httpmessage.h"
#include "models/endpoints/http/jsonreader.h"

namespace interlock {

/// Where Control API v1 says what became of the mutation with @p key.
[[nodiscard]] QString actionPath(const QUuid &key);
[[nodiscard]] ActionStatus actionStatusFrom(const JsonReader &json);
/// Reads the answer to a question about @p key: a 404 is NeverArrived, an answer about another key a Protocol
/// error. Any thread.
[[nodiscard]] Result<ActionStatus> actionAnswer(const QUuid &key, const Result<HttpAnswer> &answer);

} // namespace interlock
