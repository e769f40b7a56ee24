// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/api/controlapiserver.h"
#include "app/rehearsal/http/metricsregistry.h"
#include "app/rehearsal/http/upstream.h"
#include "app/rehearsal/stack/worldtokens.h"

namespace interlock::rehearsal {

/// What HAProxy cannot do: asks both systems for the same safe request, returns the answer of the one that
/// the bridge names, and compares. It stands behind HAProxy as a process of its own and answers for the
/// parity part of the Control API. One thread.
class Comparer final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Comparer)

public:
    struct Config
    {
        quint16 legacyPort = 0;
        quint16 newPort = 0;
        quint16 port = 0;    ///< for HAProxy, with /healthz and /metrics
        quint16 apiPort = 0; ///< of the Control API
        QList<ApiToken> tokens;
    };

    explicit Comparer(const Config &config, QObject *parent = nullptr);

    [[nodiscard]] Result<void> start();

    /// The configuration as one line of text, so that a process can be given it; tokens are read from @p
    /// folder.
    [[nodiscard]] static QString toArgument(const Config &config, const QString &folder);
    [[nodiscard]] static Result<Config> fromArgument(const QString &argument);

private:
    struct Exchange;
    void handle(const HttpRequest &request, const HttpReply &reply);
    void compare(const HttpRequest &request, const HttpReply &reply);
    void arrived(const std::shared_ptr<Exchange> &exchange, Side side, const UpstreamAnswer &answer);
    void keepWhenWhole(const std::shared_ptr<Exchange> &exchange);

    Config m_config;
    SystemClock m_clock;
    ParityRules m_rules;
    ParityStore m_parity{&m_rules};
    qint64 m_compared = 0;
    MetricsRegistry m_metrics;
    MetricsRegistry::Family &m_pairs;
    ControlApi m_api;
    ControlApiServer m_apiServer;
    Upstream m_legacy;
    Upstream m_new;
    HttpServer m_server;
};

} // namespace interlock::rehearsal
