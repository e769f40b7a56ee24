// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

namespace interlock {

/// Gives what wrongly still runs the time to show itself. Only before an assertion that nothing happened: a
/// slow machine can make such a test miss a defect, never fail without one.
inline void letStraysShow(int milliseconds)
{
    QTest::qWait(milliseconds);
}

/// Lets a made-up world run on for a while. Nothing may hang on how far it comes.
inline void letWorldRun(int milliseconds)
{
    QTest::qWait(milliseconds);
}

} // namespace interlock
