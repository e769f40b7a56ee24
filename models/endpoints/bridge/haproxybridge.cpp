// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/bridge/haproxybridge.h"

#include "models/domain/whendone.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr std::chrono::milliseconds leastReadLimit{500};
constexpr qsizetype namedDifferences = 3;
} // namespace

HaProxyBridge::HaProxyBridge(const EndpointSpec &spec, const QString &actor, const QList<RouteState> &board,
                             QObject *parent)
    : BridgePort(parent), m_spec(spec), m_actor(actor), m_convention(spec, board)
{
    for (auto it = spec.sockets.cbegin(); it != spec.sockets.cend(); ++it)
        m_instances.append({it.key(), parseHaProxyAddress(it.key(), it.value()), {}, {}, 0, {}, {}, 0});
}

HaProxyBridge::HaProxyBridge(const EndpointSpec &spec, const QString &actor, QObject *parent)
    : HaProxyBridge(spec, actor, {}, parent)
{
}

HaProxyBridge::~HaProxyBridge() = default;

HaProxyBridge::Instance *HaProxyBridge::instance(const QString &id)
{
    const auto it = std::ranges::find(m_instances, id, &Instance::id);
    return it == m_instances.end() ? nullptr : &*it;
}

HaProxyChannel HaProxyBridge::channel(const Instance &instance) const
{
    return {*instance.address, {m_spec.connectTimeout, m_spec.totalTimeout}, &m_convention};
}

// ---- reading

void HaProxyBridge::readOne(const QString &id, Each each)
{
    const Instance *of = instance(id);
    if (!of->address) {
        store(id, ++m_calls, tl::unexpected<Error>(of->address.error()));
        QMetaObject::invokeMethod(
            this,
            [each = std::move(each), error = of->address.error()] { each(tl::unexpected<Error>(error)); },
            Qt::QueuedConnection);
        return;
    }
    HaProxyChannel to = channel(*of);
    // one instance that stands still must not make the others' state old
    to.limits.total = std::min(to.limits.total, std::max(m_spec.period, leastReadLimit));
    to.limits.connect = std::min(to.limits.connect, to.limits.total);
    const QList<QByteArray> commands = haProxyReadCommands(m_convention);
    new HaProxyCall(
        to.address, commands.join("; ") + '\n', to.limits,
        [this, id, order = ++m_calls, count = commands.size(),
         each = std::move(each)](const Result<QByteArray> &answer) {
            const Result<HaProxySnapshot> snapshot =
                answer.and_then([count](const QByteArray &bytes) { return haProxyBlocks(bytes, count); })
                    .and_then([this](const QList<QByteArray> &blocks) {
                        return haProxySnapshot(m_convention, blocks);
                    });
            store(id, order, snapshot);
            each(snapshot);
        },
        this);
}

void HaProxyBridge::readAll(const std::function<void()> &then)
{
    const auto left = std::make_shared<qsizetype>(m_instances.size());
    for (const Instance &instance : std::as_const(m_instances)) {
        readOne(instance.id, [this, left, then](const Result<HaProxySnapshot> &) {
            if (--*left > 0)
                return;
            adopt();
            then();
        });
    }
}

void HaProxyBridge::store(const QString &id, quint64 order, const Result<HaProxySnapshot> &result)
{
    Instance &of = *instance(id);
    if (order <= of.order)
        return;
    of.order = order;
    if (!result) {
        of.error = result.error();
        return;
    }
    const HaProxyInfo &info = result->info;
    if (of.good && (of.good->info.pid != info.pid || info.uptimeSeconds < of.good->info.uptimeSeconds)) {
        of.reloadedAt = QDateTime::currentDateTimeUtc().addSecs(-info.uptimeSeconds);
        of.revisionBeforeReload = m_convention.board(*of.good).revision;
    }
    of.error.reset();
    of.good = *result;
    of.at = QDateTime::currentDateTimeUtc();
    if (m_commanded && m_convention.board(*of.good).revision >= m_commanded->revision &&
        m_convention.differences(*m_commanded, *of.good).isEmpty())
        of.reloadedAt = {};
}

void HaProxyBridge::adopt()
{
    if (m_writes > 0 && m_commanded)
        return;
    std::optional<HaProxyBoard> best;
    qsizetype bestDifferences = 0;
    for (const Instance &instance : std::as_const(m_instances)) {
        if (instance.error || !instance.good)
            continue;
        const HaProxyBoard board = m_convention.board(*instance.good);
        const qsizetype differences =
            m_commanded ? m_convention.differences(*m_commanded, *instance.good).size() : 0;
        if (!best || board.revision > best->revision ||
            (board.revision == best->revision && differences < bestDifferences)) {
            best = board;
            bestDifferences = differences;
        }
    }
    if (!best || (m_commanded && best->revision <= m_commanded->revision))
        return;
    for (RouteState &route : best->routes) {
        const RouteState *before = m_commanded ? m_commanded->route(route.id) : nullptr;
        if (!before)
            continue;
        const QDateTime told = route.changedAt;
        const bool sameTime =
            !told.isValid() || told.toSecsSinceEpoch() == before->changedAt.toSecsSinceEpoch();
        route.changedAt = before->changedAt;
        route.changedBy = before->changedBy;
        if (route == *before && sameTime)
            continue;
        route.changedAt = sameTime ? QDateTime() : told; // changed by hand: the row speaks of the act before
        route.changedBy.clear();                         // somebody else's act: the maps do not say whose
    }
    m_commanded = best;
}

bool HaProxyBridge::anyAnswered() const
{
    return std::ranges::any_of(m_instances,
                               [](const Instance &instance) { return instance.good && !instance.error; });
}

bool HaProxyBridge::anyLatched() const
{
    return (m_commanded && m_commanded->latched) ||
           std::ranges::any_of(m_instances, [this](const Instance &instance) {
               return instance.good && !instance.error && m_convention.board(*instance.good).latched;
           });
}

quint64 HaProxyBridge::highestEpoch() const
{
    quint64 epoch = m_commanded ? m_commanded->epoch : 0;
    for (const Instance &instance : m_instances) {
        if (instance.good)
            epoch = std::max(epoch, m_convention.board(*instance.good).epoch);
    }
    return epoch;
}

Error HaProxyBridge::nobodyAnswered() const
{
    Error all{ErrorKind::Network, m_instances.isEmpty() ? u"no sockets"_s : QString(), m_spec.id};
    QStringList details;
    for (const Instance &instance : m_instances) {
        if (!instance.error)
            continue;
        if (details.isEmpty() || instance.error->kind == ErrorKind::Timeout)
            all.kind = instance.error->kind;
        details << instance.id + u": "_s + instance.error->detail;
    }
    all.detail += details.join(u"; "_s);
    return all;
}

QString HaProxyBridge::noteOn(const Instance &instance, const QStringList &differences) const
{
    QString note;
    const quint64 revision = m_convention.board(*instance.good).revision;
    if (instance.reloadedAt.isValid())
        note = u"worker reloaded at %1, revision went from %2 to %3"_s.arg(
            instance.reloadedAt.toString(Qt::ISODate), QString::number(instance.revisionBeforeReload),
            QString::number(revision));
    else if (revision >= m_commanded->revision)
        note = u"rows are not as commanded although the revision is"_s;
    else
        note = u"at revision %1"_s.arg(revision);
    if (!differences.isEmpty())
        note += u": "_s + differences.mid(0, namedDifferences).join(u", "_s);
    if (differences.size() > namedDifferences)
        note += u" and %1 more"_s.arg(differences.size() - namedDifferences);
    return note;
}

InstanceState HaProxyBridge::composeInstance(const Instance &instance) const
{
    InstanceState state;
    state.id = instance.id;
    state.at = instance.at;
    if (instance.good)
        state.revision = m_convention.board(*instance.good).revision;
    if (instance.error || !instance.good) {
        state.agrees = false;
        state.note = instance.error ? instance.error->detail : u"not read yet"_s;
        return state;
    }
    const QStringList differences = m_convention.differences(*m_commanded, *instance.good);
    state.agrees =
        differences.isEmpty() && (!instance.reloadedAt.isValid() || state.revision >= m_commanded->revision);
    if (!state.agrees)
        state.note = noteOn(instance, differences);
    return state;
}

BridgeState HaProxyBridge::compose() const
{
    BridgeState state;
    state.revision = m_commanded->revision;
    state.epoch = highestEpoch();
    state.latched = anyLatched();
    state.at = QDateTime::currentDateTimeUtc();
    state.bridgeName = u"HAProxy"_s;
    state.capabilities = {Capability::Modes,          Capability::Percent, Capability::DryRun,
                          Capability::AtomicRollback, Capability::Latch,   Capability::Instances};
    if (m_convention.hasRules())
        state.capabilities.insert(Capability::Rules);
    for (const Instance &instance : m_instances) {
        state.instances.append(composeInstance(instance));
        if (state.bridgeVersion.isEmpty() && instance.good)
            state.bridgeVersion = instance.good->info.version;
    }
    state.routes = m_commanded->routes;
    return state;
}

QFuture<Result<BridgeState>> HaProxyBridge::read()
{
    if (m_convention.problem())
        return ready<Result<BridgeState>>(tl::unexpected<Error>(*m_convention.problem()));
    if (m_instances.isEmpty())
        return ready<Result<BridgeState>>(fail(ErrorKind::Input, u"no sockets"_s, m_spec.id));
    const StateAnswer answer = Answer<BridgeState>::create();
    readAll([this, answer] {
        if (anyAnswered())
            answer->deliver(compose());
        else
            answer->deliver(tl::unexpected<Error>(nobodyAnswered()));
    });
    return answer->future();
}

QFuture<Result<Identity>> HaProxyBridge::identity()
{
    return ready<Result<Identity>>(Identity{m_actor, {Scope::Read, Scope::Rollback, Scope::Operate}});
}

QList<RollbackPath> HaProxyBridge::rollbackPaths() const
{
    QList<RollbackPath> paths;
    for (const Instance &instance : m_instances)
        paths.append({instance.id, instance.id});
    return paths;
}

QFuture<Result<Identity>> HaProxyBridge::probe(const QString &pathId)
{
    if (m_convention.problem() || !instance(pathId))
        return ready<Result<Identity>>(fail(ErrorKind::Input, u"no such path"_s, pathId));
    const auto answer = Answer<Identity>::create();
    readOne(pathId, [this, answer](const Result<HaProxySnapshot> &snapshot) {
        answer->deliver(snapshot.map([this](const HaProxySnapshot &) {
            return Identity{m_actor, {Scope::Read, Scope::Rollback, Scope::Operate}};
        }));
    });
    return answer->future();
}

QFuture<Result<void>> HaProxyBridge::tryRollback(const QString &pathId, const QString &)
{
    const Instance *path = instance(pathId);
    if (m_convention.problem() || !path)
        return ready<Result<void>>(fail(ErrorKind::Input, u"no such path"_s, pathId));
    if (!path->address)
        return ready<Result<void>>(tl::unexpected<Error>(path->address.error()));
    const auto answer = Answer<void>::create();
    const auto prepared = std::make_shared<bool>(false);
    // A target that is refused ends the transaction before anything is written.
    const auto refuse = [prepared](const HaProxyBoard &, const HaProxySnapshot &) -> Result<HaProxyBoard> {
        *prepared = true;
        return fail(ErrorKind::Cancelled, u"a dry run writes nothing"_s);
    };
    new HaProxyTransaction(
        channel(*path), refuse,
        [answer, prepared](const Result<HaProxySnapshot> &result) {
            if (*prepared)
                answer->deliver({});
            else
                answer->deliver(tl::unexpected<Error>(result.error()));
        },
        this);
    return answer->future();
}

QFuture<Result<ActionStatus>> HaProxyBridge::action(const QUuid &key)
{
    if (m_convention.problem() || m_instances.isEmpty())
        return ready<Result<ActionStatus>>(fail(ErrorKind::Input, u"no usable socket"_s, m_spec.id));
    const auto answer = Answer<ActionStatus>::create();
    readAll([this, key, answer] {
        if (!anyAnswered()) {
            answer->deliver(tl::unexpected<Error>(nobodyAnswered()));
            return;
        }
        ActionStatus status{key, ActionOutcome::NeverArrived, 0, QDateTime::currentDateTimeUtc()};
        for (const Instance &instance : std::as_const(m_instances)) {
            if (instance.error && status.outcome != ActionOutcome::Accepted) {
                status.outcome = ActionOutcome::Unknown; // it may have it
                continue;
            }
            const HaProxyBoard board = instance.good ? m_convention.board(*instance.good) : HaProxyBoard();
            if (const HaProxyAct *act = board.act(key)) {
                status.outcome = ActionOutcome::Accepted;
                status.revision = std::max(status.revision, act->revision);
            }
        }
        answer->deliver(status);
    });
    return answer->future();
}

} // namespace interlock
