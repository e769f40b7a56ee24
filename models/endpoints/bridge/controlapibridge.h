// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/answer.h"
#include "models/endpoints/bridge/controlapijson.h"
#include "models/endpoints/bridgeport.h"
#include "models/endpoints/http/eventstream.h"
#include "models/endpoints/http/serviceclient.h"

#include <memory>
#include <vector>

namespace interlock {

/// A bridge over Control API v1. Each address is a path of the rollback with connections of its own, so that
/// nothing that hangs stands before it; probe() keeps them warm.
///
/// Reads go to the address that answered last and move on when it does not. apply() and releaseLatch() go to
/// that one only, and action() asks the one the act went to first: another one's "never arrived" is not
/// believed. A state of an address is never followed by an older one of the same address, unless the bridge
/// itself went back (a reload): then the state is delivered with a note on each instance. GUI thread.
class ControlApiBridge final : public BridgePort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ControlApiBridge)

public:
    ControlApiBridge(const EndpointSpec &spec, const QString &token, QObject *parent = nullptr);
    /// @p timing is for tests.
    ControlApiBridge(const EndpointSpec &spec, const QString &token, const EventStreamTiming &timing,
                     QObject *parent = nullptr);
    ~ControlApiBridge() override;

    QFuture<Result<BridgeState>> read() override;
    QFuture<Result<Identity>> identity() override;
    QFuture<Result<BridgeState>> dryRun(const PreparedChange &change) override;
    QFuture<Result<BridgeState>> apply(const PreparedChange &change) override;
    QFuture<Result<ActionStatus>> action(const QUuid &key) override;
    QList<RollbackPath> rollbackPaths() const override;
    QFuture<Result<BridgeState>> rollback(const QString &pathId, const RollbackOrder &order) override;
    QFuture<Result<Identity>> probe(const QString &pathId) override;
    QFuture<Result<void>> tryRollback(const QString &pathId, const QString &actor) override;
    QFuture<Result<BridgeState>> releaseLatch(const LatchRelease &release) override;
    void startEvents() override;

private:
    /// What is known of one address.
    struct Server
    {
        RollbackPath path;
        std::unique_ptr<HttpClient> urgent; ///< only rollback(), probe() and tryRollback()
        quint64 seen = 0;                   ///< revision of @c newest
        std::optional<BridgeState> newest;
    };
    using StateAnswer = Answer<BridgeState>;

    [[nodiscard]] HttpRequest patch(int index, const PreparedChange &change, bool dryRun) const;
    [[nodiscard]] int indexOf(const QString &pathId) const;
    [[nodiscard]] BridgeState settled(int index, quint64 seenAtStart, const BridgeState &state);
    void learn(int index, const BridgeState &state);
    void deliverReply(int index, const BridgeReply &reply, const StateAnswer::Ptr &answer);
    void readForWaiting(int waitingFor, const StateAnswer::Ptr &answer);
    void tryRollback(int index, const BridgeState &state, const QString &actor, int triesLeft,
                     const Answer<void>::Ptr &answer);
    void askAction(int index, int triesLeft, const QUuid &key, const std::optional<Error> &firstError,
                   const Answer<ActionStatus>::Ptr &answer);
    void onEvent(const ServerEvent &event);
    void onHeartbeat(int index, const QByteArray &data);
    void onPushed(int index, quint64 number, const Result<BridgeState> &state);
    void tellEvents();

    ServiceClient m_service;
    std::vector<Server> m_servers;
    EventStream m_stream;
    QHash<QUuid, int> m_sentTo; ///< key of an act → index of the address it went to
    quint64 m_seenAtConnect = 0;
    quint64 m_eventNumber = 0;
    quint64 m_deliveredEvent = 0;
    bool m_firstOfConnection = true;
    bool m_streamUp = false;
    bool m_streamGood = true; ///< the last pushed state could be read
    std::optional<bool> m_toldUp;
};

} // namespace interlock
