// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/servers/serverprocess.h"

#include <QStringList>
#include <QUrl>

namespace interlock::test {

/// A Prometheus that scrapes targets ("127.0.0.1:port") each second under the job "shop".
class PrometheusServer final : public ServerProcess
{
public:
    PrometheusServer();
    ~PrometheusServer() override = default;

    [[nodiscard]] QString start(const QStringList &targets);
    [[nodiscard]] QUrl url() const;

private:
    quint16 m_port;
};

} // namespace interlock::test
