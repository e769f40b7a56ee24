// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/engine/triggerbench.h"

#include "models/control/engine.h"
#include "tests/fakes/fakewatch.h"
#include "tests/models/control/controlbench.h"

#include <algorithm>
#include <cstdio>
#include <QElapsedTimer>

namespace interlock::bench {

using namespace Qt::StringLiterals;

namespace {
/// Milliseconds of one round; below zero when nothing came.
double triggerRound()
{
    ControlBench bench;
    TriggerSpec spec;
    spec.id = spec.title = u"errors-high"_s;
    spec.threshold = 0.01;
    spec.clears = 0.005;
    spec.sustainSeconds = 0;
    spec.action = TriggerAction::Immediate;
    spec.armed = true;
    bench.profile.triggers = {spec};
    bench.timings = ControlTimings();
    bench.metrics->setValue(u"errors"_s, u"checkout"_s, SideReached::New, 0.0);
    bench.start();
    FakeLeaseRoom room;
    Engine engine(*bench.control, bench.clock, std::make_unique<FakeLease>(room, u"ann"_s),
                  std::make_unique<Notifier>(std::vector<std::unique_ptr<NotifierPort>>()), bench.timings);
    engine.start();
    if (!QTest::qWaitFor([&] { return engine.armed() && bench.isReady(); }, 10'000))
        return -1;
    bench.metrics->reads.hold();
    if (!QTest::qWaitFor([&] { return bench.metrics->reads.held() > 0; }, 10'000))
        return -1;
    bench.metrics->reads.release(); // the last good answer
    bench.metrics->setValue(u"errors"_s, u"checkout"_s, SideReached::New, 0.5);
    bench.metrics->reads.hold();
    if (!QTest::qWaitFor([&] { return bench.metrics->reads.held() > 0; }, 10'000))
        return -1;
    QElapsedTimer timer;
    timer.start();
    bench.metrics->reads.release();
    while (bench.bridge->rollbacks().isEmpty() && timer.elapsed() < 10'000)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 1);
    return bench.bridge->rollbacks().isEmpty() ? -1 : double(timer.nsecsElapsed()) / 1e6;
}
} // namespace

void benchTrigger(int rounds)
{
    QList<double> took;
    for (int round = 0; round < rounds; ++round) {
        if (const double ms = triggerRound(); ms >= 0)
            took.append(ms);
    }
    if (took.size() < rounds)
        std::printf("trigger: %d of %d rounds brought no rollback\n", rounds - int(took.size()), rounds);
    if (took.isEmpty())
        return;
    std::ranges::sort(took);
    std::printf("trigger to first byte, %d rounds: median %.1f ms, worst %.1f ms\n", rounds,
                took.at(took.size() / 2), took.constLast());
}

} // namespace interlock::bench
