// SPDX-License-Identifier: GPL-3.0-or-later
// interlock-bench-engine [--quick]: what the engine costs, how fast a trigger acts, how fast a lease moves.
#include "tests/bench/engine/gatesbench.h"
#include "tests/bench/engine/leasebench.h"
#include "tests/bench/engine/triggerbench.h"

#include <cstdio>
#include <cstdlib>
#include <QCoreApplication>
#include <thread>

int main(int argc, char *argv[])
{
    using namespace Qt::StringLiterals;
    using namespace interlock::bench;
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (const auto hold = arguments.indexOf(u"--hold-lease"_s); hold >= 0)
        return holdLease(arguments.value(hold + 1));
    const bool quick = arguments.contains(u"--quick"_s);
    double load[1] = {0};
    std::printf("%u cores, load average %.1f\n", std::thread::hardware_concurrency(),
                ::getloadavg(load, 1) == 1 ? load[0] : 0.0);
    benchGates(0, 200, quick ? 10 : 30);
    benchGates(500, 200, quick ? 10 : 30);
    benchTrigger(quick ? 10 : 50);
    benchLease(quick ? 3 : 10);
    return 0;
}
