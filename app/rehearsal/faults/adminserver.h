// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/faults/fault.h"
#include "app/rehearsal/http/httpserver.h"
#include "app/rehearsal/http/metricsregistry.h"

#include <QObject>

namespace interlock::rehearsal {

/// The rehearsal's own port: `/metrics`, `/healthz`, `GET /faults` and `POST /faults/{name}?on=true|false`.
/// Lives on the main thread.
class AdminServer final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AdminServer)

public:
    /// Both arguments outlive the server.
    AdminServer(const FaultSwitches &faults, const MetricsRegistry &metrics, QObject *parent = nullptr);

    [[nodiscard]] Result<quint16> start(quint16 port) { return m_server.start(port); }

Q_SIGNALS:
    /// Somebody wants a fault on or off; it is to be so when the signal returns.
    void faultWanted(interlock::rehearsal::Fault fault, bool on);

private:
    void handle(const HttpRequest &request, const HttpReply &reply);
    void setFault(const HttpRequest &request, const HttpReply &reply);
    [[nodiscard]] HttpResponse faultList() const;

    const FaultSwitches &m_faults;
    const MetricsRegistry &m_metrics;
    HttpServer m_server;
};

} // namespace interlock::rehearsal
