// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/http/serviceclient.h"
#include "models/endpoints/parityport.h"

namespace interlock {

/// Parity figures and pairs over Control API v1, from the first address that answers.
class ControlApiParity final : public ParityPort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ControlApiParity)

public:
    ControlApiParity(const EndpointSpec &spec, const QString &token, QObject *parent = nullptr);
    ~ControlApiParity() override;

    QFuture<Result<ParitySeries>> series(const QString &routeId, const QDateTime &from, const QDateTime &to,
                                         std::chrono::seconds step) override;
    QFuture<Result<TrafficPairPage>> pairs(const QString &cursor, int limit) override;

private:
    ServiceClient m_service;
};

} // namespace interlock
