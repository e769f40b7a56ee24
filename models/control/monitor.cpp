// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/monitor.h"

#include "models/control/alarmrules.h"
#include "models/control/historyfeed.h"
#include "models/control/poller.h"
#include "models/control/signalbook.h"
#include "models/domain/whendone.h"

#include <algorithm>
#include <QTimer>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
constexpr milliseconds toMilliseconds(MonotonicTime::duration duration)
{
    return std::chrono::duration_cast<milliseconds>(duration);
}
} // namespace

class Monitor::Private final
{
    Q_DISABLE_COPY_MOVE(Private)

public:
    Private(Monitor *monitor, const Profile &theProfile, Ports &thePorts, const Clock &theClock,
            SeriesHistory *theHistory, const ControlTimings &theTimings);

    void start();
    void stop();
    void makePollers();
    void makePoller(const EndpointSpec &endpoint);
    Poller *addPoller(milliseconds period, const Poller::Ask &ask);
    /// Sends a question and sorts its answer in: health, order, error; @p take gets only what counts.
    template<typename T, typename Take>
    void ask(Poller *poller, const QString &endpointId, quint64 generation, const QFuture<Result<T>> &future, Take take);

    void askIdentity(quint64 generation);
    void askParity(quint64 generation);
    void askParityRoute(quint64 generation, qsizetype index);
    void askPast();
    void askPast(const QString &endpointId, const QDateTime &from, const QDateTime &to, std::chrono::seconds step);

    void takeBridge(const BridgeState &bridge, bool confirmed);
    void takePipelines(const PipelinesSnapshot &snapshot);
    void takeOrders(const OrdersSnapshot &snapshot);
    void takeSignals(const QString &endpointId, const SignalSnapshot &snapshot);
    template<typename T>
    void set(Reading<T> &reading, const T &value, const QDateTime &sourceTime) const;

    EndpointHealth *health(const QString &id);
    void answered(const QString &endpointId, const QDateTime &serverTime, milliseconds roundTrip);
    void failed(const QString &endpointId, const Error &error);
    [[nodiscard]] bool linkUp(const QString &endpointId) const;
    void firstAnswer(const QString &endpointId);

    void tick();
    void age();
    void rebuildRoutes();
    void evaluateAlarms();
    void touched();
    void emitChanged();

    Monitor *q;
    const Profile &profile;
    Ports &ports;
    const Clock &clock;
    ControlTimings timings;
    HistoryFeed feed;
    SignalBook signalBook;
    AlarmBook alarmBook;
    MigrationState state;
    std::map<QString, Poller *> pollers; ///< by endpoint id
    Poller *identityPoller = nullptr;
    QMap<QString, Reading<ParityBucket>> parity;
    QString bridgeId;
    QStringList waitingFor; ///< endpoints of the first round
    quint64 staleBridgeGeneration = 0; ///< answers up to this generation were asked for before the last push
    QTimer watchdog;
    QTimer changedTimer;
    MonotonicTime startedAt{};
    std::chrono::steady_clock::time_point lastChanged{};
    bool running = false;
    bool firstRoundDone = false;
};

Monitor::Private::Private(Monitor *monitor, const Profile &theProfile, Ports &thePorts, const Clock &theClock,
                          SeriesHistory *theHistory, const ControlTimings &theTimings)
    : q(monitor), profile(theProfile), ports(thePorts), clock(theClock), timings(theTimings), feed(theHistory),
      signalBook(theProfile), alarmBook(theTimings.clearAfter)
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
    identityPoller = addPoller(timings.identityPeriod, [this](quint64 generation) { askIdentity(generation); });
}

void Monitor::Private::makePoller(const EndpointSpec &endpoint)
{
    const QString id = endpoint.id;
    Poller::Ask question;
    milliseconds period = endpoint.period;
    switch (endpoint.kind) {
    case EndpointKind::Bridge:
        question = [this, id](quint64 generation) {
            ask(pollers[id], id, generation, ports.bridge->read(), [this, generation](const BridgeState &bridge) {
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
            ask(pollers[id], id, generation, ports.metrics.at(id)->read(), [this, id](const SignalSnapshot &snapshot) {
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
    watchdog.stop();
    changedTimer.stop();
}

void Monitor::Private::askIdentity(quint64 generation)
{
    whenDone(ports.bridge->identity(), q, [this, generation](const Result<Identity> &result) {
        const bool counts = result ? identityPoller->answered(generation) : identityPoller->failed(generation);
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
        touched();
    });
}

void Monitor::Private::askParity(quint64 generation) { askParityRoute(generation, 0); }

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
                 const bool fine = step < std::chrono::seconds(30);
                 if (fine && !series->isEmpty())
                     askPast(endpointId, from.addSecs(-23 * 3600), from, std::chrono::seconds(30));
             });
}

template<typename T>
void Monitor::Private::set(Reading<T> &reading, const T &value, const QDateTime &sourceTime) const
{
    reading.value = value;
    reading.sourceTime = sourceTime;
    reading.receivedAt = clock.monotonic();
    reading.ageAtReceipt = milliseconds(0);
    reading.quality = Quality::Live;
    reading.problem.clear();
}

/// @p confirmed: asked for after everything that was pushed, so it is the truth even where it is lower.
void Monitor::Private::takeBridge(const BridgeState &bridge, bool confirmed)
{
    const BridgeState before = state.bridge.value;
    const bool known = state.bridge.hasValue();
    if (!confirmed) {
        const bool older = bridge.revision < before.revision
                           || (bridge.revision == before.revision && bridge.at.isValid() && before.at.isValid()
                               && bridge.at < before.at);
        if (known && older)
            return;
        if (const auto it = pollers.find(bridgeId); it != pollers.end())
            staleBridgeGeneration = it->second->lastGeneration();
    }
    set(state.bridge, bridge, bridge.at);
    state.now = clock.monotonic();
    state.wall = clock.wall();
    rebuildRoutes();
    if (confirmed)
        feed.shares(state);
    const bool moved = before.revision != bridge.revision || before.epoch != bridge.epoch || before.latched != bridge.latched;
    if (known && moved)
        Q_EMIT q->bridgeMoved(before, bridge);
    touched();
}

void Monitor::Private::takePipelines(const PipelinesSnapshot &snapshot)
{
    set(state.pipelines, snapshot, snapshot.at);
    feed.lags(state);
}

void Monitor::Private::takeOrders(const OrdersSnapshot &snapshot)
{
    set(state.orders, snapshot, snapshot.at);
    if (snapshot.badRows > 0) {
        state.orders.quality = Quality::Bad;
        state.orders.problem = u"%1 rows could not be read"_s.arg(snapshot.badRows);
    }
    feed.orders(state);
}

void Monitor::Private::takeSignals(const QString &endpointId, const SignalSnapshot &snapshot)
{
    signalBook.take(endpointId, snapshot, clock.monotonic());
    feed.signalValues(snapshot, state.wall);
}

EndpointHealth *Monitor::Private::health(const QString &id)
{
    const auto it = std::ranges::find(state.endpoints, id, &EndpointHealth::id);
    return it == state.endpoints.end() ? nullptr : &*it;
}

/// @p roundTrip below zero: pushed, nothing was timed.
void Monitor::Private::answered(const QString &endpointId, const QDateTime &serverTime, milliseconds roundTrip)
{
    EndpointHealth *entry = health(endpointId);
    if (!entry)
        return;
    entry->quality = Quality::Live;
    entry->lastAnswerAt = clock.monotonic();
    entry->lastAnswerWall = clock.wall();
    entry->problem.clear();
    if (roundTrip < milliseconds(0))
        return;
    entry->roundTrip = roundTrip;
    if (serverTime.isValid())
        entry->clockSkew = milliseconds(entry->lastAnswerWall.msecsTo(serverTime)) + roundTrip / 2;
}

void Monitor::Private::failed(const QString &endpointId, const Error &error)
{
    EndpointHealth *entry = health(endpointId);
    if (!entry)
        return;
    entry->problem = error.detail.isEmpty() ? errorKindName(error.kind) : error.detail;
    entry->problemKind = error.kind;
    if (error.kind != ErrorKind::Protocol)
        return;
    // It answered, and the answer was wrong: what it says is BAD until it makes sense again.
    entry->quality = Quality::Bad;
    const auto bad = [&](auto &reading) {
        reading.quality = Quality::Bad;
        reading.problem = entry->problem;
    };
    switch (entry->kind) {
    case EndpointKind::Bridge: bad(state.bridge); break;
    case EndpointKind::Sync: bad(state.pipelines); break;
    case EndpointKind::Orders: bad(state.orders); break;
    case EndpointKind::Metrics:
    case EndpointKind::Parity: break;
    }
}

bool Monitor::Private::linkUp(const QString &endpointId) const
{
    const auto it = std::ranges::find(state.endpoints, endpointId, &EndpointHealth::id);
    return it == state.endpoints.end() || it->problem.isEmpty() || it->problemKind != ErrorKind::Network;
}

void Monitor::Private::firstAnswer(const QString &endpointId)
{
    if (firstRoundDone || waitingFor.removeAll(endpointId) == 0 || !waitingFor.isEmpty())
        return;
    firstRoundDone = true;
    askPast();
    Q_EMIT q->firstRoundFinished();
}

/// The watchdog: qualities and alarms move here, whether anything arrives or not.
void Monitor::Private::tick()
{
    age();
    evaluateAlarms();
    if (std::chrono::steady_clock::now() - lastChanged >= timings.changedAtLeast)
        touched();
}

void Monitor::Private::age()
{
    state.now = clock.monotonic();
    state.wall = clock.wall();
    for (EndpointHealth &entry : state.endpoints) {
        if (entry.quality == Quality::Never || entry.quality == Quality::Bad)
            continue;
        const EndpointSpec *spec = nullptr;
        for (const EndpointSpec &candidate : profile.endpoints) {
            if (candidate.id == entry.id)
                spec = &candidate;
        }
        const milliseconds period = entry.kind == EndpointKind::Parity ? timings.parityPeriod : spec->period;
        entry.quality = linkUp(entry.id) ? FreshnessRule{period}.qualityAt(toMilliseconds(state.now - entry.lastAnswerAt))
                                         : Quality::Lost;
    }
    const auto move = [this](auto &reading, EndpointKind kind, milliseconds period) {
        const EndpointSpec *spec = profile.endpoint(kind);
        if (!spec)
            return;
        const FreshnessRule rule{period > milliseconds(0) ? period : spec->period};
        reading.quality = qualityAt(reading, rule, linkUp(spec->id), state.now);
    };
    move(state.bridge, EndpointKind::Bridge, {});
    move(state.identity, EndpointKind::Bridge, timings.identityPeriod);
    move(state.pipelines, EndpointKind::Sync, {});
    move(state.orders, EndpointKind::Orders, {});
    for (Reading<ParityBucket> &reading : parity)
        move(reading, EndpointKind::Parity, timings.parityPeriod);
    signalBook.age(state.now, [this](const QString &id) { return linkUp(id); });
    rebuildRoutes();
}

void Monitor::Private::rebuildRoutes()
{
    QList<RouteStatus> routes;
    const auto add = [&](const RouteSpec &spec) {
        RouteStatus status;
        status.spec = spec;
        const Reading<BridgeState> &bridge = state.bridge;
        const RouteState *found = bridge.value.route(spec.id);
        if (found) {
            status.commanded = {*found, bridge.sourceTime, bridge.receivedAt, bridge.ageAtReceipt, bridge.quality, bridge.problem};
        } else if (bridge.hasValue()) {
            status.commanded.problem = u"the bridge does not know this route"_s;
        }
        status.acknowledged = {acknowledgement(bridge.value), bridge.sourceTime, bridge.receivedAt, bridge.ageAtReceipt,
                               bridge.quality, bridge.problem};
        status.parity = parity.value(spec.id);
        signalBook.fill(status);
        routes.append(status);
    };
    for (const RouteSpec &spec : profile.routes)
        add(spec);
    for (const RouteState &route : state.bridge.value.routes) {
        if (!profile.route(route.id))
            add({route.id, route.title.isEmpty() ? route.id : route.title, route.layer});
    }
    state.signalReadings = signalBook.readings();
    state.routes = routes;
}

void Monitor::Private::evaluateAlarms()
{
    const auto conditions = alarmConditions(profile, state, timings, toMilliseconds(state.now - startedAt));
    if (alarmBook.update(conditions, state.now, state.wall)) {
        Q_EMIT q->alarmsChanged();
        touched();
    }
}

/// changed() soon, but never more often than allowed.
void Monitor::Private::touched()
{
    if (changedTimer.isActive() || !running)
        return;
    const auto since = toMilliseconds(std::chrono::steady_clock::now() - lastChanged);
    changedTimer.start(std::clamp(timings.changedAtMost - since, milliseconds(0), timings.changedAtMost));
}

void Monitor::Private::emitChanged()
{
    lastChanged = std::chrono::steady_clock::now();
    Q_EMIT q->changed();
}

Monitor::Monitor(const Profile &profile, Ports &ports, const Clock &clock, SeriesHistory *history, QObject *parent,
                 const ControlTimings &timings)
    : QObject(parent), d(std::make_unique<Private>(this, profile, ports, clock, history, timings))
{
}

Monitor::~Monitor() { d->stop(); }

void Monitor::start() { d->start(); }
void Monitor::stop() { d->stop(); }
const Profile &Monitor::profile() const { return d->profile; }
const MigrationState &Monitor::state() const { return d->state; }
QList<Alarm> Monitor::alarms() const { return d->alarmBook.alarms(); }
bool Monitor::firstRoundDone() const { return d->firstRoundDone; }

void Monitor::acknowledge(AlarmKind kind, const QString &subject)
{
    if (d->alarmBook.acknowledge(kind, subject))
        Q_EMIT alarmsChanged();
}

void Monitor::setAlarm(const Alarm &alarm)
{
    if (d->alarmBook.set(alarm, d->clock.wall())) {
        Q_EMIT alarmsChanged();
        d->touched();
    }
}

void Monitor::take(const BridgeState &bridge)
{
    d->answered(d->bridgeId, {}, milliseconds(-1));
    d->takeBridge(bridge, false);
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
