// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/database/pgconnection.h"
#include "app/rehearsal/faults/fault.h"
#include "app/rehearsal/http/httpserver.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>

namespace interlock::rehearsal {

/// The external consolidation service: takes orders (`POST /consolidate`), and days later sends each one's
/// result to the one callback address it knows. Results that nobody took are sent again. Lives on one thread,
/// where start() runs; setReceiver() may be called on any.
class ConsolidationService final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ConsolidationService)

public:
    /// @p daySeconds are the real seconds of a simulated day.
    ConsolidationService(const QByteArray &database, const FaultSwitches &faults, double daySeconds,
                         QObject *parent = nullptr);

    [[nodiscard]] Result<quint16> start();
    /// The callback address: the port of the store that receives all results from now on.
    void setReceiver(quint16 port);

private:
    void take(const HttpRequest &request, const HttpReply &reply);
    void sendDue();
    void send(const QByteArray &order);

    PgConnection m_database;
    const FaultSwitches &m_faults;
    double m_daySeconds;
    HttpServer m_server;
    QNetworkAccessManager m_network;
    QTimer m_timer;
    quint16 m_receiver = 0;
};

} // namespace interlock::rehearsal
