// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/servers/serverprocess.h"

namespace interlock::test {

/// One HAProxy (master and worker) by the driver's convention: the path's first part is the route; routes go
/// to "legacy" or "new" by bucket, mode and share; /weighted goes by server weights. Both sides are answered
/// by HAProxy itself with their name as the body.
class HaProxyServer final : public ServerProcess
{
public:
    /// With @p ownFile the configuration names the map by its absolute path, so that the driver keeps the
    /// file too; otherwise by a relative one, as with a HAProxy on another machine.
    explicit HaProxyServer(bool ownFile = false);
    ~HaProxyServer() override;

    [[nodiscard]] QString start(const QByteArray &map = "kill 0\n");
    [[nodiscard]] QString mapName() const;
    [[nodiscard]] QString socketPath() const { return folder() + QStringLiteral("/admin.sock"); }
    [[nodiscard]] QString tcpAddress() const { return QStringLiteral("127.0.0.1:%1").arg(m_adminPort); }
    [[nodiscard]] QByteArray command(const QByteArray &commands) const;
    /// Starts a new worker through the master and waits until it answers.
    [[nodiscard]] bool reload();
    void freezeWorker();
    void thawWorker();

    /// The sides that answered users "user-<first>" … in order, over one kept-alive connection.
    [[nodiscard]] QList<QByteArray> ask(const QByteArray &route, int users, int first = 0) const;

private:
    [[nodiscard]] QByteArray configuration() const;
    [[nodiscard]] qint64 workerPid() const;

    bool m_ownFile;
    quint16 m_port = 0;
    quint16 m_adminPort = 0;
    qint64 m_frozen = 0;
};

} // namespace interlock::test
