// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/bridge/haproxyreply.h"

namespace interlock {

/// Replaces the map file @p name (temporary file and rename), so that a reload of HAProxy starts with @p
/// rows.
///
/// Does nothing unless the name is the absolute path of a file that is here and may be written: the maps of a
/// HAProxy elsewhere are not ours to keep. A failure is logged and not an error, because the running maps are
/// what decides.
void keepHaProxyMapFile(const QString &name, const HaProxyRows &rows);

} // namespace interlock
