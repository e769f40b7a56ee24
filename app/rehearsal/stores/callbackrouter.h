// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/database/pgconnection.h"
#include "app/rehearsal/http/httpreply.h"
#include "app/rehearsal/stores/shop.h"
#include "app/rehearsal/stores/shopmetrics.h"

#include <QNetworkAccessManager>

namespace interlock::rehearsal {

/// What a store does with a result of the consolidation service: complete its own order, forward the other
/// system's, note an id that nobody knows. Every result that came from the service is a row of
/// interlock.callbacks.
class CallbackRouter final
{
public:
    CallbackRouter(Shop &shop, ShopMetrics &metrics, QNetworkAccessManager &network,
                   const QByteArray &database);

    void setOther(quint16 port) { m_otherPort = port; }
    /// `POST /callbacks` with `{"order": id}`, from the service or (`X-Forwarded-By`) from the other store:
    /// 200 completed, 404 nobody knows the id, 502 the other store did not take it.
    void handle(const HttpRequest &request, const HttpReply &reply);

private:
    void forward(const HttpRequest &request, const QByteArray &order, const HttpReply &reply);
    void note(const QByteArray &order, bool forwarded, const char *outcome);

    Shop &m_shop;
    ShopMetrics &m_metrics;
    QNetworkAccessManager &m_network;
    PgConnection m_database;
    quint16 m_otherPort = 0;
};

} // namespace interlock::rehearsal
