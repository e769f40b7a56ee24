// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/http/httpserver.h"
#include "app/rehearsal/stores/backoffice.h"
#include "app/rehearsal/stores/callbackrouter.h"
#include "app/rehearsal/stores/shop.h"
#include "app/rehearsal/stores/shopmetrics.h"

#include <memory>
#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>
#include <vector>

namespace interlock::rehearsal {

/// One of the two stores as an HTTP server on the loopback address: the shop's routes, `/healthz`, and the
/// callback address of the consolidation service. It takes its time like a real one: legacy about twice as
/// long as new. Lives on one thread, where start() is called.
class StoreServer final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StoreServer)

public:
    struct Config
    {
        Side side = Side::Legacy;
        QByteArray database;       ///< libpq connection string
        double drainSeconds = 300; ///< real seconds until an order is overdue
    };

    StoreServer(const Config &config, const FaultSwitches &faults, ShopMetrics &metrics,
                QObject *parent = nullptr);
    ~StoreServer() override;

    [[nodiscard]] Result<quint16> start();
    /// Where the other store listens: results of its orders are forwarded there.
    void setOther(quint16 port);
    void setServicePort(quint16 port);

private:
    void handle(const HttpRequest &request, const HttpReply &reply);
    void handleShop(const HttpRequest &request, const HttpReply &reply);
    void submit(const QByteArray &orderKey);
    [[nodiscard]] double latencySeconds(const QByteArray &route, const QByteArray &method);
    void count(const QByteArray &route, int status, double seconds);
    void leak();

    Config m_config;
    const FaultSwitches &m_faults;
    ShopMetrics &m_metrics;
    QByteArray m_app; ///< "legacy" or "new"
    QByteArray m_contentType;
    Shop m_shop;
    QNetworkAccessManager m_network;
    CallbackRouter m_callbacks;
    Backoffice m_backoffice;
    HttpServer m_server;
    QTimer m_leakTimer;
    std::vector<QByteArray> m_leaked;
    quint16 m_servicePort = 0;
    int m_openRequests = 0;
};

} // namespace interlock::rehearsal
