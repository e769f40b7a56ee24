// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/http/serviceclient.h"
#include "models/endpoints/sharedrulesport.h"

namespace interlock {

/// Shared rules over Control API v1 (`GET|PUT /v1/parity/rules`).
class ControlApiRules final : public SharedRulesPort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ControlApiRules)

public:
    ControlApiRules(const EndpointSpec &spec, const QString &token, QObject *parent = nullptr);
    ~ControlApiRules() override;

    [[nodiscard]] QFuture<Result<SharedRules>> read() override;
    [[nodiscard]] QFuture<Result<SharedRules>> replace(const SharedRules &rules, const QUuid &key) override;

private:
    [[nodiscard]] QFuture<Result<SharedRules>> ask(const HttpRequest &request);

    ServiceClient m_service;
};

} // namespace interlock
