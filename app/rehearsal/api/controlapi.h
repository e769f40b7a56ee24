// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/api/apicall.h"
#include "app/rehearsal/api/apitoken.h"
#include "app/rehearsal/api/idempotencystore.h"
#include "app/rehearsal/api/mutationinput.h"
#include "app/rehearsal/api/ratelimiter.h"
#include "app/rehearsal/api/syncservice.h"
#include "app/rehearsal/bridge/controlplane.h"
#include "app/rehearsal/parity/parityrules.h"
#include "app/rehearsal/parity/paritystore.h"

namespace interlock::rehearsal {

struct ControlApiConfig
{
    QList<ApiToken> tokens;
    double requestsPerSecond = 0; ///< of one actor; 0: no limit. A rollback is never limited
    double burst = 50;
    std::chrono::milliseconds heartbeat{5000};
};

/// What the API speaks for. What is null has no endpoints: they are 404. All outlive the API.
struct ControlApiServices
{
    ControlPlane *plane = nullptr;
    SyncService *sync = nullptr;
    ParityStore *parity = nullptr;
    ParityRules *rules = nullptr;
};

/// The Control API v1: who may do what, in which order errors are answered, and what a key did. One object
/// serves any number of ports (ControlApiServer), which therefore share keys, limits and state. Lives on the
/// plane's thread.
class ControlApi final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ControlApi)

public:
    /// @p clock outlives the API.
    ControlApi(const ControlApiConfig &config, const ControlApiServices &services, const Clock *clock,
               QObject *parent = nullptr);

    void handle(const HttpRequest &request, const HttpReply &reply);
    /// Everything that is answered, for the test against the published description.
    [[nodiscard]] const QList<ApiEndpoint> &endpoints() const { return m_endpoints; }

    /// The fault "the answer is lost": the next @p count mutations act, and then the connection is cut.
    void loseReplies(int count) { m_repliesToLose = count; }
    /// The fault "it hangs": requests are taken and never answered. Switched off, new requests are answered
    /// again.
    void setSilent(bool silent) { m_silent = silent; }

    // For the handlers.
    using Finish = std::function<void(const HttpResponse &, std::optional<quint64> revision)>;
    /// Judges the key and, if it is fresh, starts the work; Finish remembers the answer and sends it, now or
    /// later.
    void act(const ApiCallPtr &call, const QUuid &key, const std::function<void(const Finish &)> &work);
    [[nodiscard]] const IdempotencyStore &keys() const { return m_keys; }
    [[nodiscard]] const ControlApiConfig &config() const { return m_config; }
    [[nodiscard]] const Clock &clock() const { return *m_clock; }

private:
    void dispatch(const Identity &who, const HttpRequest &request, const HttpReply &reply);
    void sendLossy(const ApiCallPtr &call, const HttpResponse &response);

    ControlApiConfig m_config;
    const Clock *m_clock;
    IdempotencyStore m_keys;
    RateLimiter m_limiter;
    QList<ApiEndpoint> m_endpoints;
    int m_repliesToLose = 0;
    bool m_silent = false;
};

} // namespace interlock::rehearsal
