// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/bridgestate.h"

#include <QByteArray>
#include <QList>

namespace interlock::rehearsal {

/// A bearer token and whose it is. Several tokens may belong to one actor.
struct ApiToken
{
    QByteArray secret;
    Identity identity;
};

/// The holder of the token in an `Authorization` header; none when the header is missing, is not a bearer
/// token or the token is not known.
[[nodiscard]] std::optional<Identity> identify(const QList<ApiToken> &tokens,
                                               const QByteArray &authorization);

} // namespace interlock::rehearsal
