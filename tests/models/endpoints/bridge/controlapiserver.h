// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/bridgestate.h"
#include "models/domain/endpointspec.h"
#include "tests/fakes/faultyserver.h"

namespace interlock::controlapitest {

/// The contract's example state, as JSON, at @p revision with checkout at @p percent.
[[nodiscard]] QByteArray stateJson(int revision = 17, int percent = 15,
                                   const QByteArray &mode = "compare-new", bool latched = false,
                                   int epoch = 3);
/// stateJson() with the text @p from replaced by @p to; the text must be there.
[[nodiscard]] QByteArray stateJsonWith(const QByteArray &from, const QByteArray &to);
[[nodiscard]] QByteArray whoamiJson();

/// An endpoint at @p urls with time limits that fit a slow machine.
[[nodiscard]] EndpointSpec specAt(const QList<QUrl> &urls);

/// checkout to 25 %, at revision 17 and epoch 3.
[[nodiscard]] PreparedChange raiseTo25();
/// All to legacy at epoch 4.
[[nodiscard]] RollbackOrder rollbackAll();

/// One piece of an event stream.
[[nodiscard]] QByteArray eventText(const QByteArray &name, const QByteArray &data);
/// The headers of an event stream and @p events; the connection stays open.
[[nodiscard]] FaultyReply eventStream(const QByteArray &events);

} // namespace interlock::controlapitest
