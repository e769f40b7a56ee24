// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/models/control/controlbench.h"

#include <QTest>

namespace interlock {

inline ForwardAct *checkout(ControlBench &bench)
{
    return bench.control->forward(QStringLiteral("checkout"));
}

/// checkout 15 % → 25 %, prepared up to ARMED or one of its exits.
inline void prepareTo(ControlBench &bench, const RouteChange &change)
{
    checkout(bench)->setDraft(change);
    checkout(bench)->prepare();
    QTRY_VERIFY(checkout(bench)->state() != ForwardState::Preflight);
}

} // namespace interlock
