// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/sync/syncengine.h"

#include "app/rehearsal/sync/syncstatements.h"
#include "models/domain/whendone.h"

#include <QPromise>
#include <QRandomGenerator>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

constexpr int tickMs = 200;
constexpr int ticksPerTidying = 50;
constexpr int ticksPerConflict = 4;

QList<PipelineSpec> pipelineSpecs()
{
    return {{u"catalog-forward"_s,
             u"Catalogue and accounts, legacy to new"_s,
             SyncDirection::Forward,
             u"cdc"_s,
             {"products", "users"}},
            {u"orders-forward"_s,
             u"Sessions, carts and orders, legacy to new"_s,
             SyncDirection::Forward,
             u"outbox"_s,
             {"sessions", "carts", "orders", "marks"}},
            {u"orders-back"_s,
             u"Sessions, carts and orders, new to legacy"_s,
             SyncDirection::Back,
             u"outbox"_s,
             {"sessions", "carts", "orders", "marks"}},
            {u"accounts-back"_s, u"Accounts, new to legacy"_s, SyncDirection::Back, u"outbox"_s, {"users"}}};
}

} // namespace

SyncEngine::SyncEngine(const QByteArray &database, const FaultSwitches &faults, QObject *parent)
    : QObject(parent),
      m_faults(faults),
      m_connection(database + " options='-c interlock.sync=on'"),
      m_writer(database),
      m_timer(new QTimer(this))
{
    const QList<PipelineSpec> specs = pipelineSpecs();
    for (const PipelineSpec &spec : specs)
        m_pipelines.push_back(std::make_unique<SyncPipeline>(spec, m_connection));
    m_timer->setSingleShot(true);
    m_timer->setInterval(tickMs);
    connect(m_timer, &QTimer::timeout, this, &SyncEngine::tick);
}

SyncEngine::~SyncEngine() = default;

void SyncEngine::start()
{
    tick();
}

void SyncEngine::tick()
{
    for (const auto &pipeline : m_pipelines) {
        const bool forward = pipeline->spec().direction == SyncDirection::Forward;
        pipeline->step(m_faults.isOn(forward ? Fault::SyncStall : Fault::BackSyncStall));
    }
    publish();
    ++m_ticks;
    if (m_ticks % ticksPerTidying == 0)
        tidy();
    if (m_faults.isOn(Fault::Conflicts) && m_ticks % ticksPerConflict == 0)
        writeConflict();
    m_timer->start();
}

void SyncEngine::publish()
{
    PipelinesSnapshot snapshot;
    snapshot.at = QDateTime::currentDateTimeUtc();
    for (const auto &pipeline : m_pipelines)
        snapshot.pipelines.append(pipeline->state());
    const std::lock_guard lock(m_mutex);
    m_published = snapshot;
}

void SyncEngine::tidy()
{
    // A reviewer settles what was too close to call; logs and old sessions must not grow for ever.
    (void)m_connection.script(
        "update sync.conflicts set resolved_at = clock_timestamp(), resolution = 'reviewed' "
        "where resolved_at is null and at < clock_timestamp() - interval '40 s';"
        "delete from legacy.outbox where applied_at < clock_timestamp() - interval '5 min';"
        "delete from new.outbox where applied_at < clock_timestamp() - interval '5 min';"
        "delete from legacy.sessions where updated_at < clock_timestamp() - interval '30 min';"
        "delete from new.session where changed_at < clock_timestamp() - interval '30 min';"
        "delete from interlock.callbacks where at < clock_timestamp() - interval '2 h';");
}

void SyncEngine::writeConflict()
{
    // The same cart, changed on both systems before sync could bring the one to the other; every other time
    // so close together that the clock cannot decide.
    const QByteArray user = QByteArray::number(1 + QRandomGenerator::global()->bounded(250));
    const QByteArray apart = QRandomGenerator::global()->bounded(2) == 0 ? "0" : "0.05";
    (void)m_writer.script("begin; insert into legacy.cart_lines(user_id, sku, quantity) values (" + user +
                          ", 'SKU-1003', 1 + (random() * 3)::int) on conflict (user_id, sku) do update "
                          "set quantity = 1 + (legacy.cart_lines.quantity % 4), updated_at = now();"
                          "insert into new.cart(account_id, items, changed_at) values "
                          "(interlock.new_id('account', '" +
                          user +
                          "'), '{\"SKU-1003\": 7}', now()) "
                          "on conflict (account_id) do update set items = new.cart.items || excluded.items, "
                          "changed_at = now() - interval '" +
                          apart + " s'; commit");
}

template<typename T, typename Work>
QFuture<Result<T>> SyncEngine::onOwnThread(Work work)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    QMetaObject::invokeMethod(
        this,
        [promise, work] {
            promise->addResult(work());
            promise->finish();
        },
        Qt::QueuedConnection);
    return promise->future();
}

QFuture<Result<PipelinesSnapshot>> SyncEngine::pipelines()
{
    const std::lock_guard lock(m_mutex);
    if (!m_published.at.isValid())
        return ready(Result<PipelinesSnapshot>(fail(ErrorKind::Server, u"sync has not started yet"_s)));
    return ready(Result<PipelinesSnapshot>(m_published));
}

QFuture<Result<PipelineState>> SyncEngine::command(const QString &pipelineId, PipelineCommand command)
{
    return onOwnThread<PipelineState>([this, pipelineId, command]() -> Result<PipelineState> {
        for (const auto &pipeline : m_pipelines) {
            if (pipeline->spec().id == pipelineId) {
                Result<PipelineState> after = pipeline->command(command);
                publish();
                return after;
            }
        }
        return fail(ErrorKind::Input, u"there is no such pipeline"_s, pipelineId);
    });
}

QFuture<Result<Mark>> SyncEngine::writeMark(SyncDirection direction, const QString &mark)
{
    return onOwnThread<Mark>([this, direction, mark] { return insertMark(direction, mark); });
}

QFuture<Result<Mark>> SyncEngine::readMark(const QString &mark)
{
    return onOwnThread<Mark>([this, mark] { return findMark(mark); });
}

Result<Mark> SyncEngine::insertMark(SyncDirection direction, const QString &mark)
{
    const Result<PgResult> written =
        m_writer.exec("insert into " + sourceSchema(direction) +
                          ".marks(mark, written_at) "
                          "values ($1, clock_timestamp()) on conflict do nothing",
                      {mark.toUtf8()});
    if (!written)
        return tl::unexpected(written.error());
    return findMark(mark);
}

Result<Mark> SyncEngine::findMark(const QString &mark)
{
    // The row without an arrival is where it was written, the one with it is the other end.
    const Result<PgResult> rows =
        m_writer.exec("select floor(extract(epoch from min(written_at)) * 1000)::bigint, "
                      "floor(extract(epoch from max(arrived_at)) * 1000)::bigint from "
                      "(select * from legacy.marks union all select * from new.marks) m where mark = $1",
                      {mark.toUtf8()});
    if (!rows)
        return tl::unexpected(rows.error());
    if (rows->isNull(0, 0))
        return fail(ErrorKind::Input, u"there is no such mark"_s, mark);
    Mark found;
    found.mark = mark;
    found.writtenAt = QDateTime::fromMSecsSinceEpoch(rows->integer(0, 0), Qt::UTC);
    if (!rows->isNull(0, 1))
        found.arrivedAt = QDateTime::fromMSecsSinceEpoch(rows->integer(0, 1), Qt::UTC);
    return found;
}

} // namespace interlock::rehearsal
