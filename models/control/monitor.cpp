// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/monitor.h"

#include "models/control/monitorprivate.h"
#include "models/domain/whendone.h"

#include <algorithm>
#include <utility>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
constexpr milliseconds toMilliseconds(MonotonicTime::duration duration)
{
    return std::chrono::duration_cast<milliseconds>(duration);
}
} // namespace

Monitor::Private::Private(Monitor *monitor, const Profile &theProfile, Ports &thePorts, const Clock &theClock,
                          SeriesHistory *theHistory, const ControlTimings &theTimings)
    : q(monitor),
      profile(theProfile),
      ports(thePorts),
      clock(theClock),
      timings(theTimings),
      feed(theHistory),
      signalBook(theProfile),
      alarmBook(theTimings.clearAfter)
{
    for (const EndpointSpec &endpoint : profile.endpoints) {
        EndpointHealth entry;
        entry.id = endpoint.id;
        entry.title = endpoint.title.isEmpty() ? endpoint.id : endpoint.title;
        entry.kind = endpoint.kind;
        state.endpoints.append(entry);
        if (endpoint.kind == EndpointKind::Bridge)
            bridgeId = endpoint.id;
        waitingFor.append(endpoint.id);
    }
    state.now = clock.monotonic();
    state.wall = clock.wall();
    rebuildRoutes();
    watchdog.setInterval(timings.watchdog);
    changedTimer.setSingleShot(true);
    QObject::connect(&watchdog, &QTimer::timeout, q, [this] { tick(); });
    QObject::connect(&changedTimer, &QTimer::timeout, q, [this] { emitChanged(); });
    QObject::connect(ports.bridge.get(), &BridgePort::stateArrived, q, [this](const BridgeState &pushed) {
        answered(bridgeId, {}, milliseconds(-1));
        takeBridge(pushed, false);
    });
    QObject::connect(ports.bridge.get(), &BridgePort::eventsUp, q, [this](bool up) {
        if (EndpointHealth *entry = health(bridgeId))
            entry->events = up;
        touched();
    });
    makePollers();
}

Poller *Monitor::Private::addPoller(milliseconds period, const Poller::Ask &ask)
{
    return new Poller(period, timings.backoffCap, ask, q);
}

void Monitor::Private::makePollers()
{
    for (const EndpointSpec &endpoint : profile.endpoints)
        makePoller(endpoint);
    identityPoller =
        addPoller(timings.identityPeriod, [this](quint64 generation) { askIdentity(generation); });
}

void Monitor::Private::makePoller(const EndpointSpec &endpoint)
{
    const QString id = endpoint.id;
    Poller::Ask question;
    milliseconds period = endpoint.period;
    switch (endpoint.kind) {
    case EndpointKind::Bridge:
        question = [this, id](quint64 generation) {
            ask(pollers[id], id, generation, ports.bridge->read(),
                [this, generation](const BridgeState &bridge) {
                    takeBridge(bridge, generation > staleBridgeGeneration);
                    return bridge.at;
                });
        };
        break;
    case EndpointKind::Sync:
        if (!ports.sync)
            break;
        question = [this, id](quint64 generation) {
            ask(pollers[id], id, generation, ports.sync->read(), [this](const PipelinesSnapshot &snapshot) {
                takePipelines(snapshot);
                return snapshot.at;
            });
        };
        break;
    case EndpointKind::Orders:
        if (!ports.orders)
            break;
        question = [this, id](quint64 generation) {
            ask(pollers[id], id, generation, ports.orders->read(), [this](const OrdersSnapshot &snapshot) {
                takeOrders(snapshot);
                return snapshot.at;
            });
        };
        break;
    case EndpointKind::Metrics:
        if (!ports.metrics.contains(id))
            break;
        question = [this, id](quint64 generation) {
            ask(pollers[id], id, generation, ports.metrics.at(id)->read(),
                [this, id](const SignalSnapshot &snapshot) {
                    takeSignals(id, snapshot);
                    return snapshot.at;
                });
        };
        break;
    case EndpointKind::Parity:
        if (!ports.parity)
            break;
        period = timings.parityPeriod;
        question = [this](quint64 generation) { askParity(generation); };
        break;
    }
    if (question)
        pollers[id] = addPoller(period, question);
    else
        failed(id, {ErrorKind::Input, u"no driver for this endpoint"_s, id});
}

template<typename T, typename Take>
void Monitor::Private::ask(Poller *poller, const QString &endpointId, quint64 generation,
                           const QFuture<Result<T>> &future, Take take)
{
    const MonotonicTime asked = clock.monotonic();
    whenDone(future, q, [this, poller, endpointId, generation, asked, take](const Result<T> &result) {
        const bool counts = result ? poller->answered(generation) : poller->failed(generation);
        if (!counts || !running)
            return;
        state.now = clock.monotonic();
        state.wall = clock.wall();
        if (result) {
            // The value first: the health that shows the answer must not run ahead of it.
            const QDateTime serverTime = take(*result);
            answered(endpointId, serverTime, toMilliseconds(clock.monotonic() - asked));
        } else {
            failed(endpointId, result.error());
        }
        age();
        firstAnswer(endpointId);
        touched();
        if (std::exchange(figuresNew, false))
            Q_EMIT q->figuresArrived();
    });
}

void Monitor::Private::start()
{
    if (running)
        return;
    running = true;
    startedAt = clock.monotonic();
    for (const auto &[id, poller] : pollers)
        poller->start();
    identityPoller->start();
    for (const auto &[direction, sender] : marks)
        sender->start();
    watchdog.start();
    ports.bridge->startEvents();
    tick();
}

void Monitor::Private::stop()
{
    running = false;
    for (const auto &[id, poller] : pollers)
        poller->stop();
    identityPoller->stop();
    for (const auto &[direction, sender] : marks)
        sender->stop();
    watchdog.stop();
    changedTimer.stop();
}

void Monitor::Private::askIdentity(quint64 generation)
{
    whenDone(ports.bridge->identity(), q, [this, generation](const Result<Identity> &result) {
        const bool counts =
            result ? identityPoller->answered(generation) : identityPoller->failed(generation);
        if (!counts)
            return;
        if (result)
            set(state.identity, *result, {});
        else
            state.identity.problem = result.error().detail;
        if (!result && result.error().kind == ErrorKind::Auth) {
            // The token is no longer good: what it could do before counts for nothing.
            state.identity.value.scopes.clear();
            set(state.identity, state.identity.value, {});
            state.identity.problem = result.error().detail;
        }
        age(); // who one is comes over the bridge's link: no fresher than that
        touched();
    });
}

void Monitor::Private::askParity(quint64 generation)
{
    askParityRoute(generation, 0);
}

/// One route after the other: eight seven-day series at once would hold up what is urgent.
void Monitor::Private::askParityRoute(quint64 generation, qsizetype index)
{
    const EndpointSpec *endpoint = profile.endpoint(EndpointKind::Parity);
    const QString id = endpoint->id;
    const auto finish = [this, id, generation](bool good) {
        Poller *poller = pollers[id];
        [[maybe_unused]] const bool counts = good ? poller->answered(generation) : poller->failed(generation);
        firstAnswer(id);
        touched();
    };
    if (index >= profile.routes.size() || !running)
        return finish(true);
    const QString route = profile.routes[index].id;
    const QDateTime to = clock.wall();
    const MonotonicTime asked = clock.monotonic();
    whenDone(ports.parity->series(route, to.addDays(-7), to, std::chrono::hours(1)), q,
             [this, id, route, generation, index, asked, finish](const Result<ParitySeries> &series) {
                 if (!series) {
                     failed(id, series.error());
                     return finish(false);
                 }
                 answered(id, {}, toMilliseconds(clock.monotonic() - asked));
                 set(parity[route], total(*series), {});
                 askParityRoute(generation, index + 1);
             });
}

/// The plots' past: the last hour finely, then the day before it coarsely.
void Monitor::Private::askPast()
{
    if (!feed.wanted())
        return;
    const QDateTime now = clock.wall();
    for (const auto &[id, port] : ports.metrics)
        askPast(id, now.addSecs(-3600), now, std::chrono::seconds(5));
}

void Monitor::Private::askPast(const QString &endpointId, const QDateTime &from, const QDateTime &to,
                               std::chrono::seconds step)
{
    whenDone(ports.metrics.at(endpointId)->history(from, to, step), q,
             [this, endpointId, from, step](const Result<QList<SignalSeries>> &series) {
                 if (!series)
                     return;
                 feed.past(*series);
                 Q_EMIT q->pastArrived(*series);
                 const bool fine = step < std::chrono::seconds(30);
                 if (fine && !series->isEmpty())
                     askPast(endpointId, from.addSecs(-23 * 3600), from, std::chrono::seconds(30));
             });
}

Monitor::Monitor(const Profile &profile, Ports &ports, const Clock &clock, SeriesHistory *history,
                 QObject *parent, const ControlTimings &timings)
    : QObject(parent), d(std::make_unique<Private>(this, profile, ports, clock, history, timings))
{
}

Monitor::~Monitor()
{
    d->stop();
}

void Monitor::start()
{
    d->start();
}
void Monitor::stop()
{
    d->stop();
}
const Profile &Monitor::profile() const
{
    return d->profile;
}
const MigrationState &Monitor::state() const
{
    return d->state;
}
QList<Alarm> Monitor::alarms() const
{
    return d->alarmBook.alarms();
}
bool Monitor::firstRoundDone() const
{
    return d->firstRoundDone;
}

void Monitor::acknowledge(AlarmKind kind, const QString &subject)
{
    if (d->alarmBook.acknowledge(kind, subject))
        Q_EMIT alarmsChanged();
}

std::optional<ShelveFault> Monitor::shelve(AlarmKind kind, const QString &subject, int minutes,
                                           const QString &why)
{
    const auto fault =
        d->alarmBook.shelve(kind, subject, minutes, why, d->clock.monotonic(), d->clock.wall());
    if (!fault)
        Q_EMIT alarmsChanged();
    return fault;
}

int Monitor::alarmsLately() const
{
    return d->alarmBook.raisedLately(d->clock.monotonic());
}

void Monitor::setAlarm(const Alarm &alarm)
{
    if (d->alarmBook.set(alarm, d->clock.monotonic(), d->clock.wall())) {
        Q_EMIT alarmsChanged();
        d->touched();
    }
}

void Monitor::take(const BridgeState &bridge)
{
    d->answered(d->bridgeId, {}, milliseconds(-1));
    d->takeBridge(bridge, false);
}

void Monitor::measureLag()
{
    d->measuring = d->ports.sync && d->profile.marks.enabled;
}

void Monitor::refresh()
{
    for (const auto &[id, poller] : d->pollers)
        poller->askNow();
    d->identityPoller->askNow();
}

void Monitor::refreshBridge()
{
    if (const auto it = d->pollers.find(d->bridgeId); it != d->pollers.end())
        it->second->askNow();
}

void Monitor::setUrgent(bool urgent)
{
    for (const auto &[id, poller] : d->pollers)
        poller->setUrgent(urgent);
    d->identityPoller->setUrgent(urgent);
}

} // namespace interlock
