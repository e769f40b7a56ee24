// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/servers/serverprocess.h"

namespace interlock::test {

/// A PostgreSQL cluster on a unix socket in its folder, as user postgres when the test is root. Everybody is
/// trusted but the role "locked", who has the password "open sesame".
class PostgresServer final : public ServerProcess
{
public:
    PostgresServer();
    ~PostgresServer() override = default;

    /// Makes the cluster the first time; starts it again after stop().
    [[nodiscard]] QString start();
    /// Connection string of @p user to the database postgres.
    [[nodiscard]] QString connection(const QString &user = QStringLiteral("postgres")) const;
    /// Runs statements as the superuser; returns what went wrong.
    [[nodiscard]] QString sql(const QByteArray &statements) const;

private:
    [[nodiscard]] QString makeCluster();
    [[nodiscard]] static QString program(const QString &name);
    [[nodiscard]] bool answers() const;

    bool m_made = false;
};

} // namespace interlock::test
