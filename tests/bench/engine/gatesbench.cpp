// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/engine/gatesbench.h"

#include "models/control/engine.h"
#include "tests/fakes/fakewatch.h"
#include "tests/fakes/quiet.h"
#include "tests/models/control/controlbench.h"

#include <cstdio>
#include <ctime>

namespace interlock::bench {

using namespace Qt::StringLiterals;

namespace {
double processCpuSeconds()
{
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
}

void addSignals(ControlBench &bench, int count)
{
    for (int i = 0; i < count; ++i) {
        SignalSpec spec;
        spec.id = u"signal-%1"_s.arg(i);
        spec.endpoint = u"metrics"_s;
        spec.kind = SignalKind::Gauge;
        bench.profile.signalSpecs.append(spec);
        bench.metrics->setValue(spec.id, {}, std::nullopt, 1.0);
    }
}

void addGates(ControlBench &bench, int count, int signalCount)
{
    const GateVocabulary vocabulary{bench.profile.signalSpecs, {u"catalog"_s, u"checkout"_s, u"orders"_s}};
    for (int i = 0; i < count; ++i) {
        const QString condition = u"signal-%1 < 5 and signal-%2 / signal-%3 < 3"_s.arg(i % signalCount)
                                      .arg((i * 7 + 1) % signalCount)
                                      .arg((i * 13 + 2) % signalCount);
        GateSpec gate = readyGate(GateKind::Expression);
        gate.id = gate.title = u"gate-%1"_s.arg(i);
        gate.expression = parseGateExpression(condition, vocabulary).value();
        gate.hold = std::chrono::seconds(60);
        bench.profile.gates.append(gate);
    }
}
} // namespace

void benchGates(int gates, int signalCount, int seconds)
{
    ControlBench bench;
    bench.timings = ControlTimings();
    for (EndpointSpec &endpoint : bench.profile.endpoints)
        endpoint.period = std::chrono::seconds(1);
    addSignals(bench, signalCount);
    addGates(bench, gates, signalCount);
    bench.start();
    FakeLeaseRoom room;
    Engine engine(*bench.control, bench.clock, std::make_unique<FakeLease>(room, u"ann"_s),
                  std::make_unique<Notifier>(std::vector<std::unique_ptr<NotifierPort>>()), bench.timings);
    engine.start();
    const auto run = [&bench](int forSeconds) {
        for (int tenth = 0; tenth < 10 * forSeconds; ++tenth) {
            letWorldRun(100);
            bench.clock.advance(std::chrono::milliseconds(100));
        }
    };
    run(3);
    const double before = processCpuSeconds();
    run(seconds);
    const double used = processCpuSeconds() - before;
    std::printf("%d gates over %d signals at 1 Hz, three routes: %.2f %% of a core (%s)\n", gates,
                signalCount, 100 * used / seconds, qPrintable(u"expected ≤ 2 %"_s));
}

} // namespace interlock::bench
