// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>
#include <QProcess>
#include <sys/prctl.h>

namespace interlock {

/// For a process that is about to be started: it is asked to end (SIGTERM) when the test ends, however that
/// comes about. A test that is killed runs no destructor.
inline void endWithTheTest(QProcess &process)
{
    process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGTERM); });
}

} // namespace interlock
