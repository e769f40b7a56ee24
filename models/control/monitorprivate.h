// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/alarmbook.h"
#include "models/control/historyfeed.h"
#include "models/control/lagmarks.h"
#include "models/control/monitor.h"
#include "models/control/poller.h"
#include "models/control/signalbook.h"

#include <map>
#include <QTimer>

namespace interlock {

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
    Poller *addPoller(std::chrono::milliseconds period, const Poller::Ask &ask);
    /// Sends a question and sorts its answer in: health, order, error; @p take gets only what counts.
    template<typename T, typename Take>
    void ask(Poller *poller, const QString &endpointId, quint64 generation, const QFuture<Result<T>> &future,
             Take take);

    void askIdentity(quint64 generation);
    void askParity(quint64 generation);
    void askParityRoute(quint64 generation, qsizetype index);
    void askPast();
    void askPast(const QString &endpointId, const QDateTime &from, const QDateTime &to,
                 std::chrono::seconds step);

    void takeBridge(const BridgeState &bridge, bool confirmed);
    void takePipelines(const PipelinesSnapshot &snapshot);
    void sendMarks();
    void takeOrders(const OrdersSnapshot &snapshot);
    void takeSignals(const QString &endpointId, const SignalSnapshot &snapshot);
    template<typename T>
    void set(Reading<T> &reading, const T &value, const QDateTime &sourceTime) const;

    EndpointHealth *health(const QString &id);
    void answered(const QString &endpointId, const QDateTime &serverTime,
                  std::chrono::milliseconds roundTrip);
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
    std::map<SyncDirection, LagMarks *> marks;
    bool measuring = false;  ///< of the lag, by marks
    bool figuresNew = false; ///< and not yet told
    QString bridgeId;
    QStringList waitingFor;            ///< endpoints of the first round
    quint64 staleBridgeGeneration = 0; ///< answers up to this generation were asked for before the last push
    QTimer watchdog;
    QTimer changedTimer;
    MonotonicTime startedAt{};
    std::chrono::steady_clock::time_point lastChanged{};
    bool running = false;
    bool firstRoundDone = false;
};

template<typename T>
void Monitor::Private::set(Reading<T> &reading, const T &value, const QDateTime &sourceTime) const
{
    reading.value = value;
    reading.sourceTime = sourceTime;
    reading.receivedAt = clock.monotonic();
    reading.ageAtReceipt = std::chrono::milliseconds(0);
    reading.quality = Quality::Live;
    reading.problem.clear();
}

} // namespace interlock
