// SPDX-License-Identifier: GPL-3.0-or-later
// The acts of HaProxyBridge; reading is in haproxybridge.cpp.
#include "models/domain/whendone.h"
#include "models/endpoints/bridge/haproxybridge.h"
#include "models/endpoints/bridge/haproxymapfile.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr int rollbackAttempts = 3;

/// Commands of a list of weights.
QList<QByteArray> haProxyWeightCommands(const QList<std::pair<QString, int>> &weights)
{
    QList<QByteArray> commands;
    for (const auto &[server, weight] : weights)
        commands.append("set server " + haProxyWord(server) + " weight " + QByteArray::number(weight));
    return commands;
}

/// @p board with the order's routes on legacy, latched; @p order "*" also keeps the kill row set.
HaProxyBoard haProxyRolledBack(HaProxyBoard board, const RollbackOrder &order, quint64 revision)
{
    const bool all = order.routes.contains(u"*"_s);
    for (RouteState &route : board.routes) {
        if (!all && !order.routes.contains(route.id))
            continue;
        route.mode = Mode::Legacy;
        route.percent = 0;
        route.changedAt = QDateTime::currentDateTimeUtc();
        route.changedBy = order.actor;
    }
    board.killed = board.killed || all;
    board.latched = true;
    board.epoch = std::max(board.epoch, order.epoch);
    board.revision = revision;
    board.remember(order.key);
    return board;
}
} // namespace

// ---- forward and back

bool HaProxyBridge::agreesOn(const QString &routeId) const
{
    const auto wanted = std::ranges::find(m_commanded->routes, routeId, &RouteState::id);
    return std::ranges::all_of(m_instances, [&](const Instance &instance) {
        if (instance.error || !instance.good)
            return true; // does not answer: nothing can be written to it either
        return m_convention.board(*instance.good).revision >= m_commanded->revision &&
               m_convention.differences(*wanted, m_commanded->killed, *instance.good).isEmpty();
    });
}

std::optional<Error> HaProxyBridge::objection(const PreparedChange &change) const
{
    const RouteChange &asked = change.change;
    const auto at = std::ranges::find(m_commanded->routes, asked.routeId, &RouteState::id);
    if (at == m_commanded->routes.end())
        return Error{ErrorKind::Refused, u"no such route"_s, asked.routeId};
    if (change.epoch < highestEpoch())
        return Error{ErrorKind::Conflict, u"stale-epoch: the bridge is at epoch %1"_s.arg(highestEpoch()),
                     asked.routeId};
    if (change.expectedRevision != m_commanded->revision)
        return Error{ErrorKind::Conflict,
                     u"stale-revision: the bridge is at revision %1"_s.arg(m_commanded->revision),
                     asked.routeId};
    if (asked.percent && (*asked.percent < 0 || *asked.percent > 100))
        return Error{ErrorKind::Refused, u"percent %1 is outside 0 … 100"_s.arg(*asked.percent),
                     asked.routeId};
    if (asked.mode && (int(*asked.mode) < 0 || int(*asked.mode) > int(Mode::New)))
        return Error{ErrorKind::Refused, u"no such mode"_s, asked.routeId};
    for (auto it = asked.rules.cbegin(); it != asked.rules.cend(); ++it) {
        if (!m_convention.hasRules() ||
            std::ranges::find(at->rules, it.key(), &RoutingRule::id) == at->rules.end())
            return Error{ErrorKind::Refused, u"no such rule: "_s + it.key(), asked.routeId};
    }
    if (anyLatched() && isForward(*at, asked))
        return Error{ErrorKind::Refused, u"latched: nothing more may be sent to new"_s, asked.routeId};
    return std::nullopt;
}

QFuture<Result<BridgeState>> HaProxyBridge::dryRun(const PreparedChange &change)
{
    if (m_convention.problem() || m_instances.isEmpty())
        return ready<Result<BridgeState>>(fail(ErrorKind::Input, u"no usable socket"_s, m_spec.id));
    const StateAnswer answer = Answer<BridgeState>::create();
    readAll([this, change, answer] {
        if (!anyAnswered()) {
            answer->deliver(tl::unexpected<Error>(nobodyAnswered()));
            return;
        }
        const std::optional<Error> no = objection(change);
        if (!no) {
            answer->deliver(compose());
            return;
        }
        if (no->kind == ErrorKind::Conflict)
            Q_EMIT conflictSeen(compose());
        answer->deliver(tl::unexpected<Error>(*no));
    });
    return answer->future();
}

QFuture<Result<BridgeState>> HaProxyBridge::apply(const PreparedChange &change)
{
    if (m_convention.problem() || m_instances.isEmpty() || change.key.isNull())
        return ready<Result<BridgeState>>(
            fail(ErrorKind::Input, u"no usable socket, or no key"_s, m_spec.id));
    const StateAnswer answer = Answer<BridgeState>::create();
    readAll([this, change, answer] {
        if (anyAnswered()) {
            applyChecked(change, answer);
            return;
        }
        // nothing was sent, so nothing can have happened: never the UNKNOWN of a lost answer
        Error nobody = nobodyAnswered();
        nobody.kind = ErrorKind::Network;
        nobody.detail = u"nothing was sent: "_s + nobody.detail;
        answer->deliver(tl::unexpected<Error>(nobody));
    });
    return answer->future();
}

void HaProxyBridge::applyChecked(const PreparedChange &change, const StateAnswer &answer)
{
    if (m_commanded->act(change.key)) { // a repeat acts once
        answer->deliver(compose());
        return;
    }
    if (const std::optional<Error> no = objection(change)) {
        if (no->kind == ErrorKind::Conflict)
            Q_EMIT conflictSeen(compose());
        answer->deliver(tl::unexpected<Error>(*no));
        return;
    }
    HaProxyBoard after = *m_commanded;
    RouteState &route = *after.route(change.change.routeId);
    const RouteState before = std::exchange(route, interlock::applied(route, change.change));
    if (route == before && agreesOn(route.id)) {
        answer->deliver(compose());
        return;
    }
    route.changedAt = QDateTime::currentDateTimeUtc();
    route.changedBy = change.actor;
    after.revision = m_commanded->revision + 1;
    after.epoch = highestEpoch();
    after.latched = anyLatched();
    after.remember(change.key);
    const bool forward = isForward(before, change.change);
    const auto target = [this, forward, after, wanted = route, key = change.key](
                            const HaProxyBoard &own, const HaProxySnapshot &current) -> Result<HaProxyBoard> {
        if (own.revision >= after.revision)
            return fail(ErrorKind::Conflict,
                        u"stale-revision: it is at revision %1 by now"_s.arg(own.revision));
        HaProxyBoard board = own; // only the confirmed route moves, also where others drifted
        if (RouteState *old = board.route(wanted.id))
            *old = wanted;
        else
            board.routes.append(wanted);
        board.revision = after.revision;
        board.epoch = std::max(own.epoch, after.epoch);
        board.latched = own.latched || after.latched;
        board.acts = m_commanded->acts;
        board.remember(key);
        if (!forward)
            keepFiles(m_convention.rows(board, current));
        return board;
    };
    writeAll(target, [this, change, after, forward, answer](const QList<Result<HaProxySnapshot>> &results) {
        const auto written =
            std::ranges::find_if(results, [](const auto &result) { return result.has_value(); });
        if (forward && written != results.end())
            keepFiles((*written)->maps);
        applied(change, after, results, answer);
    });
}

void HaProxyBridge::applied(const PreparedChange &change, const HaProxyBoard &after,
                            const QList<Result<HaProxySnapshot>> &results, const StateAnswer &answer)
{
    const bool taken = std::ranges::any_of(results, [&](const Result<HaProxySnapshot> &result) {
        return result && m_convention.board(*result).act(change.key);
    });
    if (taken) {
        if (m_commanded->revision < after.revision)
            m_commanded = after;
        adopt();
        answer->deliver(compose());
        return;
    }
    Error error{ErrorKind::Protocol, u"written, but the rows read back do not have the act"_s, m_spec.id};
    const auto worst = [](const Error &candidate) { // an act that may have arrived is UNKNOWN before all else
        return candidate.kind == ErrorKind::Timeout || candidate.kind == ErrorKind::Network ||
               candidate.kind == ErrorKind::Protocol;
    };
    for (const Result<HaProxySnapshot> &result : results) {
        if (!result && (worst(result.error()) || error.where == m_spec.id))
            error = result.error();
    }
    if (error.kind == ErrorKind::Conflict) {
        readAll([this, error, answer] {
            Q_EMIT conflictSeen(compose());
            answer->deliver(tl::unexpected<Error>(error));
        });
        return;
    }
    answer->deliver(tl::unexpected<Error>(error));
}

// ---- writing

void HaProxyBridge::write(const QString &id, const HaProxyTransaction::Target &target, const Each &each)
{
    ++m_writes;
    new HaProxyTransaction(
        channel(*instance(id)), target,
        [this, id, each](const Result<HaProxySnapshot> &result) {
            --m_writes;
            const bool isOfTheLine = result || result.error().kind == ErrorKind::Timeout ||
                                     result.error().kind == ErrorKind::Network ||
                                     result.error().kind == ErrorKind::Protocol;
            // numbered at its end: its read back is newer than any read that began before the commit
            if (isOfTheLine)
                store(id, ++m_calls, result);
            each(result);
        },
        this);
}

void HaProxyBridge::writeAll(const HaProxyTransaction::Target &target,
                             const std::function<void(const QList<Result<HaProxySnapshot>> &)> &then)
{
    QStringList ids;
    for (const Instance &instance : std::as_const(m_instances)) {
        if (instance.good && !instance.error)
            ids.append(instance.id);
    }
    const auto results = std::make_shared<QList<Result<HaProxySnapshot>>>();
    for (const QString &id : std::as_const(ids)) {
        write(id, target, [results, then, count = ids.size()](const Result<HaProxySnapshot> &result) {
            results->append(result);
            if (results->size() == count)
                then(*results);
        });
    }
}

void HaProxyBridge::keepFiles(const QMap<QString, HaProxyRows> &maps) const
{
    for (auto it = maps.cbegin(); it != maps.cend(); ++it)
        keepHaProxyMapFile(it.key(), it.value());
}

// ---- rollback

QFuture<Result<BridgeState>> HaProxyBridge::rollback(const QString &pathId, const RollbackOrder &order)
{
    const Instance *path = instance(pathId);
    if (m_convention.problem() || !path || order.routes.isEmpty())
        return ready<Result<BridgeState>>(fail(ErrorKind::Input, u"no such path, or no routes"_s, pathId));
    if (!path->address)
        return ready<Result<BridgeState>>(tl::unexpected<Error>(path->address.error()));
    const StateAnswer answer = Answer<BridgeState>::create();
    kill(pathId, order, answer);
    return answer->future();
}

void HaProxyBridge::kill(const QString &pathId, const RollbackOrder &order, const StateAnswer &answer)
{
    QList<QByteArray> commands;
    if (order.routes.contains(u"*"_s))
        commands.append("set map " + haProxyWord(m_convention.controlMap()) + " kill 1");
    commands += haProxyWeightCommands(m_convention.legacyWeights(order.routes));
    if (commands.isEmpty()) {
        rollBackRows(pathId, order, answer, 1);
        return;
    }
    const HaProxyChannel to = channel(*instance(pathId));
    new HaProxyCall(
        to.address, commands.join("; ") + '\n', to.limits,
        [this, pathId, order, answer](const Result<QByteArray> &reply) {
            killAnswered(pathId, order, answer, reply);
        },
        this);
}

void HaProxyBridge::killAnswered(const QString &pathId, const RollbackOrder &order, const StateAnswer &answer,
                                 const Result<QByteArray> &reply)
{
    if (!reply) {
        store(pathId, ++m_calls, tl::unexpected<Error>(reply.error()));
        answer->deliver(tl::unexpected<Error>(reply.error()));
        return;
    }
    if (!reply->startsWith("entry not found.")) {
        rollBackRows(pathId, order, answer, 1);
        return;
    }
    const HaProxyChannel to = channel(*instance(pathId));
    new HaProxyCall(
        to.address, "add map " + haProxyWord(m_convention.controlMap()) + " kill 1\n", to.limits,
        [this, pathId, order, answer](const Result<QByteArray> &) { rollBackRows(pathId, order, answer, 1); },
        this);
}

quint64 HaProxyBridge::rollbackRevision(const RollbackOrder &order, const HaProxyBoard &own)
{
    const HaProxyAct *act = own.act(order.key);
    const quint64 commanded = m_commanded ? m_commanded->revision : 0;
    quint64 revision = m_rollbackRevisions.value(order.key);
    if (revision == 0)
        revision =
            act && act->revision == own.revision ? own.revision : std::max(commanded, own.revision) + 1;
    if (own.revision > revision || (own.revision == revision && !act))
        revision = own.revision + 1; // revisions only rise
    m_rollbackRevisions.insert(order.key, revision);
    return revision;
}

void HaProxyBridge::rollBackRows(const QString &pathId, const RollbackOrder &order, const StateAnswer &answer,
                                 int attempt)
{
    const auto target = [this, order](const HaProxyBoard &own,
                                      const HaProxySnapshot &current) -> Result<HaProxyBoard> {
        HaProxyBoard board = haProxyRolledBack(own, order, rollbackRevision(order, own));
        keepFiles(m_convention.rows(board, current));
        return board;
    };
    write(pathId, target, [this, pathId, order, answer, attempt](const Result<HaProxySnapshot> &result) {
        if (result)
            rolledBack(order, *result, answer);
        else if (result.error().kind == ErrorKind::Conflict && attempt < rollbackAttempts)
            rollBackRows(pathId, order, answer,
                         attempt + 1); // somebody else's commit came between: never a reason
        else
            answer->deliver(tl::unexpected<Error>(result.error()));
    });
}

void HaProxyBridge::rolledBack(const RollbackOrder &order, const HaProxySnapshot &snapshot,
                               const StateAnswer &answer)
{
    const HaProxyBoard own = m_convention.board(snapshot);
    const quint64 revision = m_rollbackRevisions.value(order.key);
    if (!m_commanded || m_commanded->revision <= revision)
        m_commanded = haProxyRolledBack(m_commanded.value_or(own), order, revision);
    BridgeState state = compose();
    for (const QString &id : order.routes) {
        if (id != u"*"_s && !state.route(id))
            state.unknownRoutes.append(id);
    }
    answer->deliver(state);
}

// ---- the latch

QFuture<Result<BridgeState>> HaProxyBridge::releaseLatch(const LatchRelease &order)
{
    if (m_convention.problem() || m_instances.isEmpty() || order.key.isNull())
        return ready<Result<BridgeState>>(
            fail(ErrorKind::Input, u"no usable socket, or no key"_s, m_spec.id));
    const StateAnswer answer = Answer<BridgeState>::create();
    readAll([this, order, answer] {
        if (!anyAnswered())
            answer->deliver(tl::unexpected<Error>(nobodyAnswered()));
        else if (order.epoch < highestEpoch())
            answer->deliver(fail(ErrorKind::Conflict,
                                 u"stale-epoch: the bridge is at epoch %1"_s.arg(highestEpoch()), m_spec.id));
        else if (!anyLatched())
            answer->deliver(compose());
        else
            release(order, answer);
    });
    return answer->future();
}

void HaProxyBridge::release(const LatchRelease &order, const StateAnswer &answer)
{
    HaProxyBoard after = *m_commanded;
    after.killed = false;
    after.latched = false;
    after.revision = m_commanded->revision + 1;
    after.epoch = highestEpoch();
    after.remember(order.key);
    // every instance keeps its own modes, which the kill row has made legacy: no traffic moves anywhere
    const auto target = [this, after, key = order.key](
                            const HaProxyBoard &own, const HaProxySnapshot &current) -> Result<HaProxyBoard> {
        HaProxyBoard board = own;
        board.killed = false;
        board.latched = false;
        board.revision = std::max(after.revision, own.revision + 1);
        board.epoch = after.epoch;
        board.remember(key);
        keepFiles(m_convention.rows(board, current));
        return board;
    };
    writeAll(target, [this, order, after, answer](const QList<Result<HaProxySnapshot>> &results) {
        const PreparedChange asChange{{}, 0, 0, order.key, order.actor};
        applied(asChange, after, results, answer);
    });
}

} // namespace interlock
