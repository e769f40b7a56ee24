// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/bridge/controlapibridge.h"

#include "models/endpoints/http/actionanswer.h"

#include <QLoggingCategory>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(controlApiLog, "interlock.bridge.controlapi")

constexpr std::size_t mostKeys = 1000; // acts whose address is kept for action()

QList<QUrl> eventUrls(const QList<QUrl> &bases)
{
    QList<QUrl> urls;
    for (const QUrl &base : bases)
        urls.append(endpointUrl(base, u"/v1/events"_s));
    return urls;
}

QByteArray keyText(const QUuid &key)
{
    return key.toByteArray(QUuid::WithoutBraces);
}

/// An id that may stand in a path: the contract's, without the two names that mean a folder.
bool isRoutePathId(const QString &id)
{
    return isValidId(id) && id != "."_L1 && id != ".."_L1;
}

std::optional<Error> inputError(const PreparedChange &change)
{
    if (!isRoutePathId(change.change.routeId))
        return Error{ErrorKind::Input, u"not a route's id"_s, change.change.routeId};
    const int percent = change.change.percent.value_or(0);
    if (percent < 0 || percent > 100)
        return Error{ErrorKind::Input, u"percent is outside 0 … 100"_s, change.change.routeId};
    return std::nullopt;
}

Result<BridgeState> agreeing(const Result<BridgeState> &state, const QString &contradicts, const QUrl &url)
{
    if (!state || contradicts.isEmpty())
        return state;
    return fail(ErrorKind::Protocol, contradicts, url.toDisplayString(QUrl::RemoveUserInfo));
}

} // namespace

ControlApiBridge::ControlApiBridge(const EndpointSpec &spec, const QString &token, QObject *parent)
    : ControlApiBridge(spec, token, EventStreamTiming{}, parent)
{
}

ControlApiBridge::ControlApiBridge(const EndpointSpec &spec, const QString &token,
                                   const EventStreamTiming &timing, QObject *parent)
    : BridgePort(parent), m_service(spec, token), m_stream(eventUrls(m_service.urls()), token, timing)
{
    for (const QUrl &url : m_service.urls()) {
        const QString text = url.toDisplayString(QUrl::RemoveUserInfo);
        m_servers.push_back({{text, text},
                             std::make_unique<HttpClient>(ServiceClient::limitsOf(spec), token),
                             0,
                             std::nullopt});
        m_servers.back().urgent->warm(url);
    }
    connect(&m_stream, &EventStream::connecting, this, [this] {
        m_firstOfConnection = true;
        m_seenAtConnect = m_servers[size_t(m_stream.urlIndex())].seen;
    });
    connect(&m_stream, &EventStream::arrived, this, &ControlApiBridge::onEvent);
    connect(&m_stream, &EventStream::upChanged, this, [this](bool up) {
        m_streamUp = up;
        tellEvents();
    });
}

ControlApiBridge::~ControlApiBridge() = default;

QFuture<Result<BridgeState>> ControlApiBridge::read()
{
    const auto answer = StateAnswer::create();
    QList<quint64> seenAtStart;
    for (const Server &server : m_servers)
        seenAtStart.append(server.seen);
    m_service.get(u"/v1/state"_s, {}, bridgeStateFrom,
                  [this, answer, seenAtStart](int index, const Result<BridgeState> &state) {
                      if (state)
                          answer->deliver(settled(index, seenAtStart.at(index), *state));
                      else
                          answer->deliver(state);
                  });
    return answer->future();
}

QFuture<Result<Identity>> ControlApiBridge::identity()
{
    const auto answer = Answer<Identity>::create();
    m_service.get(u"/v1/whoami"_s, {}, identityFrom,
                  [answer](int, const Result<Identity> &identity) { answer->deliver(identity); });
    return answer->future();
}

HttpRequest ControlApiBridge::patch(const PreparedChange &change, bool dryRun) const
{
    QUrlQuery query;
    if (dryRun)
        query.addQueryItem(u"dryRun"_s, u"true"_s);
    HttpRequest request =
        m_service.request(m_service.preferred(), "PATCH", u"/v1/routes/"_s + change.change.routeId, query);
    request.body = changeBody(change);
    request.headers = {{"If-Match", '"' + QByteArray::number(change.expectedRevision) + '"'},
                       {"Interlock-Epoch", QByteArray::number(change.epoch)}};
    if (!dryRun)
        request.headers.append({"Idempotency-Key", keyText(change.key)});
    return request;
}

QFuture<Result<BridgeState>> ControlApiBridge::dryRun(const PreparedChange &change)
{
    if (const auto error = inputError(change))
        return ready<Result<BridgeState>>(tl::unexpected<Error>(*error));
    const auto answer = StateAnswer::create();
    const int index = m_service.preferred();
    whenDone(m_service.ask(patch(change, true), bridgeReply), this,
             [this, index, answer](const BridgeReply &reply) { deliverReply(index, reply, answer); });
    return answer->future();
}

QFuture<Result<BridgeState>> ControlApiBridge::apply(const PreparedChange &change)
{
    auto error = inputError(change);
    if (!error && change.key.isNull())
        error = Error{ErrorKind::Input, u"the act has no key"_s, change.change.routeId};
    if (error)
        return ready<Result<BridgeState>>(tl::unexpected<Error>(*error));
    const auto answer = StateAnswer::create();
    const int index = m_service.preferred();
    if (size_t(m_sentTo.size()) >= mostKeys)
        m_sentTo.clear();
    m_sentTo.insert(change.key, index);
    whenDone(m_service.ask(patch(change, false), bridgeReply), this,
             [this, index, change, answer](BridgeReply reply) {
                 if (reply.state)
                     reply.state = agreeing(reply.state, contradiction(change, *reply.state),
                                            m_service.urls().at(index));
                 deliverReply(index, reply, answer);
             });
    return answer->future();
}

void ControlApiBridge::deliverReply(int index, const BridgeReply &reply, const StateAnswer::Ptr &answer)
{
    if (reply.state)
        learn(index, *reply.state);
    if (reply.conflict) {
        learn(index, *reply.conflict);
        Q_EMIT conflictSeen(*reply.conflict);
    }
    answer->deliver(reply.state);
}

QFuture<Result<ActionStatus>> ControlApiBridge::action(const QUuid &key)
{
    const auto answer = Answer<ActionStatus>::create();
    const int first = m_sentTo.value(key, m_service.preferred());
    askAction(first, int(m_servers.size()) - 1, key, std::nullopt, answer);
    return answer->future();
}

void ControlApiBridge::askAction(int index, int triesLeft, const QUuid &key,
                                 const std::optional<Error> &firstError,
                                 const Answer<ActionStatus>::Ptr &answer)
{
    const HttpRequest request = m_service.request(index, "GET", actionPath(key));
    const auto parse = [key](const Result<HttpAnswer> &result) { return actionAnswer(key, result); };
    whenDone(
        m_service.ask(request, parse), this,
        [this, index, triesLeft, key, firstError, answer](const Result<ActionStatus> &status) {
            const bool isTold = status && (status->outcome != ActionOutcome::NeverArrived || !firstError);
            if (isTold) {
                answer->deliver(status);
                return;
            }
            const Error error = firstError ? *firstError : status.error();
            if (triesLeft == 0)
                answer->deliver(tl::unexpected<Error>(error));
            else
                askAction(int((size_t(index) + 1) % m_servers.size()), triesLeft - 1, key, error, answer);
        });
}

QList<RollbackPath> ControlApiBridge::rollbackPaths() const
{
    QList<RollbackPath> paths;
    for (const Server &server : m_servers)
        paths.append(server.path);
    return paths;
}

int ControlApiBridge::indexOf(const QString &pathId) const
{
    const auto it =
        std::ranges::find_if(m_servers, [&](const Server &server) { return server.path.id == pathId; });
    return it == m_servers.end() ? -1 : int(it - m_servers.begin());
}

QFuture<Result<BridgeState>> ControlApiBridge::rollback(const QString &pathId, const RollbackOrder &order)
{
    const int index = indexOf(pathId);
    if (index < 0 || order.key.isNull() || order.routes.isEmpty())
        return ready<Result<BridgeState>>(
            fail(ErrorKind::Input, u"no such path, no key or no routes"_s, pathId));
    HttpRequest request = m_service.request(index, "POST", u"/v1/rollback"_s);
    request.body = rollbackBody(order);
    request.headers.append({"Idempotency-Key", keyText(order.key)});
    const auto answer = StateAnswer::create();
    whenDone(m_servers[size_t(index)].urgent->ask(request, bridgeReply), this,
             [this, index, order, answer](BridgeReply reply) {
                 if (reply.state) {
                     for (const QString &id : order.routes) {
                         if (id != "*"_L1 && reply.state->route(id) == nullptr &&
                             !reply.state->unknownRoutes.contains(id))
                             reply.state->unknownRoutes.append(id);
                     }
                     reply.state = agreeing(reply.state, contradiction(order, *reply.state),
                                            m_service.urls().at(index));
                 }
                 deliverReply(index, reply, answer);
             });
    return answer->future();
}

QFuture<Result<Identity>> ControlApiBridge::probe(const QString &pathId)
{
    const int index = indexOf(pathId);
    if (index < 0)
        return ready<Result<Identity>>(fail(ErrorKind::Input, u"no such path"_s, pathId));
    const HttpRequest request = m_service.request(index, "GET", u"/v1/whoami"_s);
    return m_servers[size_t(index)].urgent->ask(
        request, [](const Result<HttpAnswer> &answer) { return jsonAnswer(answer, identityFrom); });
}

QFuture<Result<BridgeState>> ControlApiBridge::releaseLatch(const LatchRelease &release)
{
    if (release.key.isNull())
        return ready<Result<BridgeState>>(fail(ErrorKind::Input, u"the release has no key"_s));
    const int index = m_service.preferred();
    HttpRequest request = m_service.request(index, "POST", u"/v1/latch/release"_s);
    request.body = releaseBody(release);
    request.headers.append({"Idempotency-Key", keyText(release.key)});
    const auto answer = StateAnswer::create();
    whenDone(m_service.ask(request, bridgeReply), this, [this, index, answer](BridgeReply reply) {
        if (reply.stateMissing) {
            readForWaiting(reply.state->waitingFor, answer);
            return;
        }
        if (reply.state && reply.state->latched && reply.state->waitingFor == 0)
            reply.state = fail(ErrorKind::Protocol, u"asked to release the latch, the bridge is latched"_s,
                               m_service.urls().at(index).toDisplayString(QUrl::RemoveUserInfo));
        deliverReply(index, reply, answer);
    });
    return answer->future();
}

void ControlApiBridge::readForWaiting(int waitingFor, const StateAnswer::Ptr &answer)
{
    whenDone(read(), this, [waitingFor, answer](Result<BridgeState> state) {
        if (state)
            state->waitingFor = waitingFor;
        answer->deliver(state);
    });
}

void ControlApiBridge::startEvents()
{
    m_stream.start();
}

void ControlApiBridge::onEvent(const ServerEvent &event)
{
    const int index = m_stream.urlIndex();
    if (event.name == "heartbeat")
        onHeartbeat(index, event.data);
    if (event.name != "state")
        return;
    const quint64 number = ++m_eventNumber;
    const QString where = m_service.urls().at(index).toDisplayString(QUrl::RemoveUserInfo);
    const auto parse = [where](const QByteArray &data) -> Result<BridgeState> {
        const Result<JsonDocument> document = JsonDocument::parse(data, where);
        if (!document)
            return tl::unexpected<Error>(document.error());
        const BridgeState state = bridgeStateFrom(document->root());
        return document->checked(state);
    };
    if (event.data.size() <= HttpClient::inlineParse) {
        onPushed(index, number, parse(event.data));
        return;
    }
    whenDone(QtConcurrent::run(parse, event.data), this,
             [this, index, number](const Result<BridgeState> &state) { onPushed(index, number, state); });
}

void ControlApiBridge::onHeartbeat(int index, const QByteArray &data)
{
    std::optional<BridgeState> &newest = m_servers[size_t(index)].newest;
    const Result<JsonDocument> document = JsonDocument::parse(data);
    if (!newest || !m_streamGood || m_firstOfConnection || !document)
        return;
    const Result<QDateTime> at = document->checked(document->root().at(u"at").time());
    if (!at)
        return;
    // Every change is pushed on this connection before the beat, so the state that is known still holds.
    newest->at = *at;
    Q_EMIT stateArrived(*newest);
}

void ControlApiBridge::onPushed(int index, quint64 number, const Result<BridgeState> &state)
{
    if (number < m_deliveredEvent)
        return; // a smaller one that came later was read sooner
    m_deliveredEvent = number;
    m_streamGood = state.has_value();
    if (!state) {
        qCWarning(controlApiLog).noquote() << "pushed state:" << state.error().detail << state.error().where;
        tellEvents();
        return;
    }
    const bool isFirst = std::exchange(m_firstOfConnection, false);
    const quint64 seen = m_servers[size_t(index)].seen;
    tellEvents();
    if (isFirst)
        Q_EMIT stateArrived(settled(index, m_seenAtConnect, *state));
    else if (state->revision >= seen)
        Q_EMIT stateArrived(settled(index, seen, *state));
}

void ControlApiBridge::tellEvents()
{
    const bool up = m_streamUp && m_streamGood;
    if (m_toldUp == up)
        return;
    m_toldUp = up;
    Q_EMIT eventsUp(up);
}

BridgeState ControlApiBridge::settled(int index, quint64 seenAtStart, const BridgeState &state)
{
    Server &server = m_servers[size_t(index)];
    // Asked before a newer one was seen, answered after it: the newer one stands.
    if (state.revision < server.seen && state.revision >= seenAtStart && server.newest)
        return *server.newest;
    BridgeState result = state;
    if (state.revision < seenAtStart) {
        const QString note =
            u"the bridge went back from revision %1 to %2"_s.arg(seenAtStart).arg(state.revision);
        qCWarning(controlApiLog).noquote() << server.path.id << note;
        for (InstanceState &instance : result.instances)
            instance.note = note;
    }
    server.seen = result.revision;
    server.newest = result;
    return result;
}

void ControlApiBridge::learn(int index, const BridgeState &state)
{
    Server &server = m_servers[size_t(index)];
    if (state.revision < server.seen)
        return; // a remembered answer to a key that was sent before
    server.seen = state.revision;
    server.newest = state;
    server.newest->unknownRoutes.clear();
    server.newest->waitingFor = 0;
}

} // namespace interlock
