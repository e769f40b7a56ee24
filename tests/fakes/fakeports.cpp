// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/fakeports.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;

FakeSync::FakeSync(QObject *parent) : SyncPort(parent)
{
    const QDateTime at(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC);
    PipelineState forward;
    forward.id = u"orders-forward"_s;
    forward.title = u"Orders, legacy to new"_s;
    forward.direction = SyncDirection::Forward;
    forward.kind = u"cdc"_s;
    forward.state = PipelineRunState::Running;
    forward.lagSeconds = 0.4;
    PipelineState back = forward;
    back.id = u"orders-back"_s;
    back.title = u"Orders, new to legacy"_s;
    back.direction = SyncDirection::Back;
    back.kind = u"outbox"_s;
    back.lagSeconds = 0.8;
    back.retainedUntil = at.addDays(7);
    m_snapshot = {at, {forward, back}};
}

FakeSync::~FakeSync() = default;

PipelineState &FakeSync::pipeline(const QString &id)
{
    const auto it = std::ranges::find(m_snapshot.pipelines, id, &PipelineState::id);
    Q_ASSERT(it != m_snapshot.pipelines.end());
    return *it;
}

void FakeSync::arrive(const QString &mark, const QDateTime &at)
{
    m_marks[mark].arrivedAt = at;
}

QFuture<Result<PipelinesSnapshot>> FakeSync::read()
{
    m_log.append(u"read"_s);
    return reads.run([this]() -> Result<PipelinesSnapshot> { return m_snapshot; });
}

QFuture<Result<PipelineState>> FakeSync::command(const QString &pipelineId, PipelineCommand command,
                                                 const QUuid &key)
{
    m_log.append(pipelineCommandName(command) + u' ' + pipelineId);
    return commands.run([this, &pipelineId, command, &key]() -> Result<PipelineState> {
        const auto it = std::ranges::find(m_snapshot.pipelines, pipelineId, &PipelineState::id);
        if (it == m_snapshot.pipelines.end())
            return fail(ErrorKind::Refused, u"404: no such pipeline"_s);
        if (command == PipelineCommand::Retry && it->state != PipelineRunState::Failed)
            return fail(ErrorKind::Refused, u"422: it has not failed"_s);
        it->state = command == PipelineCommand::Pause ? PipelineRunState::Paused : PipelineRunState::Running;
        m_done.insert(key);
        return *it;
    });
}

QFuture<Result<Mark>> FakeSync::writeMark(SyncDirection direction, const QString &mark, const QUuid &)
{
    m_log.append(u"writeMark "_s + directionName(direction));
    return markWrites.run([this, direction, &mark]() -> Result<Mark> {
        m_lastMarks.insert(direction, mark);
        m_marks.insert(mark, {mark, m_snapshot.at, {}});
        return m_marks.value(mark);
    });
}

QFuture<Result<ActionStatus>> FakeSync::action(const QUuid &key)
{
    m_log.append(u"action"_s);
    return actions.run([this, &key]() -> Result<ActionStatus> {
        const bool isDone = m_done.contains(key);
        return ActionStatus{key, isDone ? ActionOutcome::Accepted : ActionOutcome::NeverArrived, 0, {}};
    });
}

QFuture<Result<Mark>> FakeSync::readMark(const QString &mark)
{
    m_log.append(u"readMark"_s);
    return markReads.run([this, &mark]() -> Result<Mark> {
        if (!m_marks.contains(mark))
            return fail(ErrorKind::Refused, u"404: no such mark"_s);
        return m_marks.value(mark);
    });
}

FakeMetrics::FakeMetrics(QObject *parent) : MetricsPort(parent) {}
FakeMetrics::~FakeMetrics() = default;

void FakeMetrics::setValue(const QString &signalId, const QString &routeId, std::optional<SideReached> side,
                           double value)
{
    const auto it = std::ranges::find_if(m_snapshot.values, [&](const SignalValue &known) {
        return known.signalId == signalId && known.routeId == routeId && known.side == side;
    });
    if (it == m_snapshot.values.end())
        m_snapshot.values.append({signalId, routeId, side, value, 0});
    else
        it->value = value;
}

void FakeMetrics::removeSignal(const QString &signalId)
{
    m_snapshot.values.removeIf([&](const SignalValue &known) { return known.signalId == signalId; });
}

QFuture<Result<SignalSnapshot>> FakeMetrics::read()
{
    return reads.run([this]() -> Result<SignalSnapshot> { return m_snapshot; });
}

QFuture<Result<QList<SignalSeries>>> FakeMetrics::history(const QDateTime &, const QDateTime &,
                                                          std::chrono::seconds)
{
    return histories.run([this]() -> Result<QList<SignalSeries>> { return m_series; });
}

FakeOrders::FakeOrders(QObject *parent) : OrdersPort(parent) {}
FakeOrders::~FakeOrders() = default;

QFuture<Result<OrdersSnapshot>> FakeOrders::read()
{
    return reads.run([this]() -> Result<OrdersSnapshot> { return m_snapshot; });
}

FakeParity::FakeParity(QObject *parent) : ParityPort(parent) {}
FakeParity::~FakeParity() = default;

QFuture<Result<ParitySeries>> FakeParity::series(const QString &routeId, const QDateTime &, const QDateTime &,
                                                 std::chrono::seconds)
{
    return answers.run([this, &routeId]() -> Result<ParitySeries> {
        return m_series.value(routeId, ParitySeries{routeId, {}});
    });
}

QFuture<Result<TrafficPairPage>> FakeParity::pairs(const QString &cursor, int limit)
{
    return pages.run([this, &cursor, limit]() -> Result<TrafficPairPage> {
        const qsizetype from = cursor.toLongLong();
        TrafficPairPage page;
        page.pairs = traffic.mid(from, limit);
        page.next = QString::number(from + page.pairs.size());
        return page;
    });
}

} // namespace interlock
