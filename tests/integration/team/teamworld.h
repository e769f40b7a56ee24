// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/orders/postgresconnection.h"
#include "models/endpoints/team/postgresteam.h"
#include "tests/fakes/localchain.h"
#include "tests/fakes/waited.h"
#include "tests/integration/servers/postgresserver.h"

#include <memory>
#include <QTest>

namespace interlock::test {

/// A PostgreSQL with the schema and an account for each kind of person: ann and ben are leads, olaf is on
/// call, vera may look, nora has no role at all.
class TeamWorld final
{
public:
    /// What went wrong, or nothing.
    [[nodiscard]] QString start();
    [[nodiscard]] std::unique_ptr<PostgresTeam>
    team(const QString &account, const QString &program = QStringLiteral("console")) const;
    /// One statement as that account, without any of our own checks: "ok", or what the server said.
    [[nodiscard]] QString as(const QString &account, const QByteArray &statement) const;
    /// The first column of the first row.
    [[nodiscard]] QString value(const QByteArray &query,
                                const QString &account = QStringLiteral("ann")) const;

    PostgresServer server;
};

/// Why a result is none, for QVERIFY2.
template<typename T>
[[nodiscard]] QByteArray why(const Result<T> &result)
{
    return result
               ? QByteArray("it is there")
               : (errorKindName(result.error().kind) + QStringLiteral(": ") + result.error().detail).toUtf8();
}

} // namespace interlock::test
