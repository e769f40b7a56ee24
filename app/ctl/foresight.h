// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/consequence/consequence.h"

#include <QJsonObject>

namespace interlock {

/// What a change would bring, a plain English line a figure; what is not known says so.
[[nodiscard]] QStringList foresightLines(const Consequence &consequence);
/// The same for `--json`: docs/interlockctl.md.
[[nodiscard]] QJsonObject foresightJson(const Consequence &consequence);

} // namespace interlock
