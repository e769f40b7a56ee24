// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/decommission.h"
#include "models/control/gate.h"

#include <chrono>
#include <QJsonObject>

namespace interlock {

/// One plain English sentence: what the gate wants, what is, since when, from which reading with which age,
/// and when it opens.
[[nodiscard]] QString gateSentence(const GateResult &gate);
/// One plain English sentence of what speaks against switching legacy off.
[[nodiscard]] QString decommissionSentence(const DecommissionObstacle &obstacle);
/// True while a figure is missing that traffic brings: a process that has just begun to look has seen little
/// of it. Worth waiting for, figuresLimit at most.
[[nodiscard]] bool waitsForTraffic(const QList<GateResult> &gates);
inline constexpr std::chrono::seconds figuresLimit{30};
/// The sentence's parts for `--json`; the keys are in docs/interlockctl.md.
[[nodiscard]] QJsonObject gateJson(const GateResult &gate);

} // namespace interlock
