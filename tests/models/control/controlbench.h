// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/control.h"
#include "tests/fakes/fakebridge.h"
#include "tests/fakes/fakeports.h"

#include <functional>
#include <QTemporaryDir>
#include <QTest>

namespace interlock {

/// Everything below a Control on fakes: a clock that stands still (so nothing ages because the machine is
/// slow), polls every few milliseconds, and state files in a temporary folder.
class ControlBench final
{
    Q_DISABLE_COPY_MOVE(ControlBench)

public:
    static constexpr auto period = std::chrono::milliseconds(15);

    ControlBench()
    {
        using namespace Qt::StringLiterals;
        profile.migration = u"test"_s;
        profile.environment = {u"test"_s, u"#808080"_s};
        profile.actor = u"local"_s;
        addEndpoint(u"bridge"_s, EndpointKind::Bridge);
        addEndpoint(u"sync"_s, EndpointKind::Sync);
        addEndpoint(u"metrics"_s, EndpointKind::Metrics);
        addEndpoint(u"orders"_s, EndpointKind::Orders);
        profile.routes = {{u"catalog"_s, u"Catalog"_s, Layer::Read},
                          {u"checkout"_s, u"Checkout"_s, Layer::Write},
                          {u"orders"_s, u"Orders"_s, Layer::Write}};
        profile.limits.acknowledgeSeconds = 5;
        SignalSpec requests;
        requests.id = u"requests"_s;
        requests.endpoint = u"metrics"_s;
        requests.meaning = SignalMeaning::Requests;
        requests.kind = SignalKind::Rate;
        requests.routeLabel = u"route"_s;
        requests.sideLabel = u"reached"_s;
        SignalSpec errors = requests;
        errors.id = u"errors"_s;
        errors.meaning = SignalMeaning::ErrorRate;
        errors.kind = SignalKind::Ratio;
        profile.signalSpecs = {requests, errors};
        timings.changedAtMost = timings.watchdog = std::chrono::milliseconds(5);
        timings.changedAtLeast = std::chrono::milliseconds(20);
        timings.identityPeriod = timings.parityPeriod = period;
        timings.backoffCap = std::chrono::milliseconds(30);
        timings.forwardHold = timings.rollbackHold = std::chrono::milliseconds(30);
        timings.askFirst = timings.retryFirst = std::chrono::milliseconds(5);
        timings.askCap = timings.retryCap = std::chrono::milliseconds(20);
        timings.neverArrivedAfter = std::chrono::milliseconds(40);
        timings.probePeriod = timings.followPeriod = std::chrono::milliseconds(15);
        timings.unsettledAfter = std::chrono::milliseconds(20);
        auto ownBridge = std::make_unique<FakeBridge>();
        auto ownSync = std::make_unique<FakeSync>();
        auto ownMetrics = std::make_unique<FakeMetrics>();
        auto ownOrders = std::make_unique<FakeOrders>();
        bridge = ownBridge.get();
        sync = ownSync.get();
        metrics = ownMetrics.get();
        orders = ownOrders.get();
        ports.bridge = std::move(ownBridge);
        ports.sync = std::move(ownSync);
        ports.metrics[u"metrics"_s] = std::move(ownMetrics);
        ports.orders = std::move(ownOrders);
        traffic(u"catalog"_s, 50);
        traffic(u"checkout"_s, 15);
        traffic(u"orders"_s, 0);
    }

    /// Sends @p percent of 1000 requests a second to new.
    void traffic(const QString &route, double percent)
    {
        using namespace Qt::StringLiterals;
        metrics->setValue(u"requests"_s, route, SideReached::Legacy, 10 * (100 - percent));
        metrics->setValue(u"requests"_s, route, SideReached::New, 10 * percent);
    }

    void startMonitor()
    {
        monitor = std::make_unique<Monitor>(profile, ports, clock, nullptr, nullptr, timings);
        monitor->start();
    }
    /// Starts everything; call wait until ready() holds.
    void start(const QString &journalFile = {})
    {
        using namespace Qt::StringLiterals;
        startMonitor();
        journal = std::make_unique<Journal>(journalFile.isEmpty() ? folder.filePath(u"journal.sqlite"_s)
                                                                  : journalFile);
        control = std::make_unique<Control>(profile, ports, *monitor, *journal, clock,
                                            folder.filePath(u"intent"_s), nullptr, timings);
    }
    /// What a crash takes away; the files and the other side stay.
    void crash()
    {
        control.reset();
        journal.reset();
        monitor.reset();
    }
    [[nodiscard]] bool isReady() const
    {
        return monitor->firstRoundDone() && monitor->state().identity.isLive() &&
               (!control || control->rollback()->readiness() == RollbackReadiness::Ready);
    }
    /// Marks of an act's entries in their order.
    [[nodiscard]] QStringList marks(JournalKind kind) const
    {
        QStringList list;
        QFuture<Result<QList<JournalEntry>>> future = journal->read(1000);
        future.waitForFinished();
        const Result<QList<JournalEntry>> entries = future.result();
        if (!entries)
            return {entries.error().detail};
        for (const JournalEntry &entry : *entries) {
            if (entry.record.kind == kind)
                list.append(journalMarkName(entry.record.mark));
        }
        return list;
    }

    QTemporaryDir folder;
    ManualClock clock;
    Profile profile;
    ControlTimings timings;
    Ports ports;
    FakeBridge *bridge = nullptr;
    FakeSync *sync = nullptr;
    FakeMetrics *metrics = nullptr;
    FakeOrders *orders = nullptr;
    std::unique_ptr<Monitor> monitor;
    std::unique_ptr<Journal> journal;
    std::unique_ptr<Control> control;

private:
    void addEndpoint(const QString &id, EndpointKind kind)
    {
        EndpointSpec spec;
        spec.id = spec.title = id;
        spec.kind = kind;
        spec.period = period;
        profile.endpoints.append(spec);
    }
};

/// What a row of a transition table does to the world or the act.
using Step = std::function<void(ControlBench &)>;

[[nodiscard]] inline Error network()
{
    return Error{ErrorKind::Network, QStringLiteral("connection refused"), {}};
}

[[nodiscard]] inline RouteChange toPercent(const QString &route, int percent)
{
    RouteChange change;
    change.routeId = route;
    change.percent = percent;
    change.reason = QStringLiteral("next step");
    return change;
}

[[nodiscard]] inline RouteChange toMode(const QString &route, Mode mode)
{
    RouteChange change;
    change.routeId = route;
    change.mode = mode;
    change.reason = QStringLiteral("next step");
    return change;
}

[[nodiscard]] inline QStringList kindsOf(const QList<Blocker> &blockers)
{
    QStringList kinds;
    for (const Blocker &blocker : blockers)
        kinds.append(blockerKindName(blocker.kind));
    return kinds;
}

} // namespace interlock
