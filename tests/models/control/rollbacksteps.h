// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/models/control/controlbench.h"

namespace interlock {

[[nodiscard]] inline QString edge1()
{
    return QStringLiteral("edge-1");
}

[[nodiscard]] inline QString edge2()
{
    return QStringLiteral("edge-2");
}

[[nodiscard]] inline RollbackAct *rollback(ControlBench &bench)
{
    return bench.control->rollback();
}

inline void noTrafficOnNew(ControlBench &bench)
{
    using namespace Qt::StringLiterals;
    bench.traffic(u"catalog"_s, 0);
    bench.traffic(u"checkout"_s, 0);
}

inline void rollBackAll(ControlBench &bench)
{
    rollback(bench)->arm({}, QStringLiteral("errors on checkout"));
    rollback(bench)->confirm();
}

} // namespace interlock
