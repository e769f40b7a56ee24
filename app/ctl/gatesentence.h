// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/gate.h"

#include <QJsonObject>

namespace interlock {

/// One plain English sentence: what the gate wants, what is, since when, from which reading with which age,
/// and when it opens.
[[nodiscard]] QString gateSentence(const GateResult &gate);
/// The same for `--json`; the keys are in docs/interlockctl.md.
[[nodiscard]] QJsonObject gateJson(const GateResult &gate);

} // namespace interlock
