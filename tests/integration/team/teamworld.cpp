// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/team/teamworld.h"

#include "models/endpoints/team/teamsetup.h"

namespace interlock::test {

using namespace Qt::StringLiterals;

namespace {
Result<PostgresResult> asked(const QString &connection, const QByteArray &statement)
{
    PostgresConnection database(connection, {});
    const QDeadlineTimer deadline(20'000);
    return database.open(std::chrono::seconds(10))
        .and_then([&] { return database.query("set default_transaction_read_only = off", deadline); })
        .and_then([&](const PostgresResult &) { return database.query(statement, deadline); });
}
} // namespace

QString TeamWorld::start()
{
    QString failed = server.start();
    if (!failed.isEmpty())
        return failed;
    if (const Result<TeamSetup> made = setUpTeam(server.connection(), {}); !made)
        return made.error().detail + u" in "_s + made.error().where;
    return server.sql("create role ann login in role interlock_lead;"
                      "create role ben login in role interlock_lead;"
                      "create role olaf login in role interlock_oncall;"
                      "create role vera login in role interlock_viewer;"
                      "create role nora login");
}

std::unique_ptr<PostgresTeam> TeamWorld::team(const QString &account, const QString &program) const
{
    return std::make_unique<PostgresTeam>(
        server.connection(account), QString(),
        TeamSelf{u"shop"_s, account + u"-laptop"_s, program, QUuid::createUuid()});
}

QString TeamWorld::as(const QString &account, const QByteArray &statement) const
{
    const auto result = asked(server.connection(account), statement);
    return result ? u"ok"_s : errorKindName(result.error().kind) + u": "_s + result.error().detail;
}

QString TeamWorld::value(const QByteArray &query, const QString &account) const
{
    const auto result = asked(server.connection(account), query);
    return result && PQntuples(result->get()) > 0 ? QString::fromUtf8(PQgetvalue(result->get(), 0, 0))
                                                  : QString();
}

} // namespace interlock::test
