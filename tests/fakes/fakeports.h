// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/metricsport.h"
#include "models/endpoints/ordersport.h"
#include "models/endpoints/parityport.h"
#include "models/endpoints/syncport.h"
#include "tests/fakes/answerscript.h"

#include <QMap>

namespace interlock {

/// Pipelines in memory. Commands change the state at once: pause → paused, resume → running, retry of a
/// failed one → running, of another refused. A mark arrives when the test says so.
class FakeSync final : public SyncPort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FakeSync)

public:
    /// Starts with "orders-forward" (lag 0.4 s) and "orders-back" (lag 0.8 s), both running.
    explicit FakeSync(QObject *parent = nullptr);
    ~FakeSync() override;

    AnswerScript<PipelinesSnapshot> reads;
    AnswerScript<PipelineState> commands;
    AnswerScript<Mark> markWrites;
    AnswerScript<Mark> markReads;
    AnswerScript<ActionStatus> actions;

    [[nodiscard]] PipelinesSnapshot &snapshot() { return m_snapshot; }
    /// The pipeline to change by hand; it exists.
    [[nodiscard]] PipelineState &pipeline(const QString &id);
    void arrive(const QString &mark, const QDateTime &at);
    /// The mark that was written last through the direction; empty when none was.
    [[nodiscard]] QString lastMark(SyncDirection direction) const { return m_lastMarks.value(direction); }
    /// "read", "pause orders-back", "writeMark back", "readMark".
    [[nodiscard]] const QStringList &log() const { return m_log; }

    QFuture<Result<PipelinesSnapshot>> read() override;
    QFuture<Result<PipelineState>> command(const QString &pipelineId, PipelineCommand command,
                                           const QUuid &key) override;
    QFuture<Result<Mark>> writeMark(SyncDirection direction, const QString &mark, const QUuid &key) override;
    /// Knows the commands that it carried out; every other key never arrived.
    QFuture<Result<ActionStatus>> action(const QUuid &key) override;
    QFuture<Result<Mark>> readMark(const QString &mark) override;

private:
    PipelinesSnapshot m_snapshot;
    QMap<QString, Mark> m_marks;
    QMap<SyncDirection, QString> m_lastMarks;
    QSet<QUuid> m_done;
    QStringList m_log;
};

/// Signals in memory: read() gives the snapshot that the test set, history() the series.
class FakeMetrics final : public MetricsPort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FakeMetrics)

public:
    explicit FakeMetrics(QObject *parent = nullptr);
    ~FakeMetrics() override;

    AnswerScript<SignalSnapshot> reads;
    AnswerScript<QList<SignalSeries>> histories;

    [[nodiscard]] SignalSnapshot &snapshot() { return m_snapshot; }
    void setSeries(const QList<SignalSeries> &series) { m_series = series; }
    /// Sets one series' value, or adds the series.
    void setValue(const QString &signalId, const QString &routeId, std::optional<SideReached> side,
                  double value);
    /// Takes a signal's series away: missing is never 0.
    void removeSignal(const QString &signalId);

    QFuture<Result<SignalSnapshot>> read() override;
    QFuture<Result<QList<SignalSeries>>> history(const QDateTime &from, const QDateTime &to,
                                                 std::chrono::seconds step) override;

private:
    SignalSnapshot m_snapshot;
    QList<SignalSeries> m_series;
};

/// Orders in flight in memory.
class FakeOrders final : public OrdersPort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FakeOrders)

public:
    explicit FakeOrders(QObject *parent = nullptr);
    ~FakeOrders() override;

    AnswerScript<OrdersSnapshot> reads;

    [[nodiscard]] OrdersSnapshot &snapshot() { return m_snapshot; }

    QFuture<Result<OrdersSnapshot>> read() override;

private:
    OrdersSnapshot m_snapshot;
};

/// Parity series in memory, by route; a route without one has an empty series. Pairs come from a list; a
/// cursor is the number of pairs before it.
class FakeParity final : public ParityPort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FakeParity)

public:
    explicit FakeParity(QObject *parent = nullptr);
    ~FakeParity() override;

    AnswerScript<ParitySeries> answers;

    AnswerScript<TrafficPairPage> pages;
    QList<TrafficPair> traffic; ///< all there is, oldest first

    void setSeries(const ParitySeries &series) { m_series.insert(series.routeId, series); }

    QFuture<Result<ParitySeries>> series(const QString &routeId, const QDateTime &from, const QDateTime &to,
                                         std::chrono::seconds step) override;
    QFuture<Result<TrafficPairPage>> pairs(const QString &cursor, int limit) override;

private:
    QMap<QString, ParitySeries> m_series;
};

} // namespace interlock
