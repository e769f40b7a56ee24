// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/team/teamsetup.h"

#include "models/endpoints/orders/postgresconnection.h"
#include "models/endpoints/team/teamrows.h"
#include "models/endpoints/team/teamschema.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr std::chrono::milliseconds setupConnectLimit{5000};
constexpr std::chrono::seconds setupLimit{30};

class TeamSetupRun final
{
public:
    TeamSetupRun(const QString &connection, const QString &password) : m_connection(connection, password) {}

    [[nodiscard]] Result<TeamSetup> run()
    {
        return open()
            .and_then([this] { return look(); })
            .and_then([this] { return make(); })
            .and_then([this] { return check(); })
            .map([this] { return m_setup; });
    }

private:
    [[nodiscard]] Result<PostgresResult> ask(const QByteArray &sql)
    {
        return m_connection.query(sql, m_deadline);
    }
    [[nodiscard]] Result<void> tell(const QByteArray &sql)
    {
        return ask(sql).map([](const PostgresResult &) {});
    }

    [[nodiscard]] Result<void> open()
    {
        return m_connection.open(setupConnectLimit)
            .and_then([this] { return tell("set client_min_messages = warning"); })
            .and_then([this] { return tell("set default_transaction_read_only = off"); });
    }

    /// What is there already; a schema of a newer program is left alone.
    [[nodiscard]] Result<void> look()
    {
        const auto here = ask("select session_user, current_database(), "
                              "to_regclass('interlock_console.version') is not null, "
                              "current_setting('server_version_num')::integer");
        if (!here)
            return tl::unexpected(here.error());
        const TeamRow row(here->get(), 0);
        m_setup.account = row.text(0);
        m_setup.database = row.text(1);
        constexpr int oldestServer = 140'000; // CREATE OR REPLACE TRIGGER
        if (row.number(3) < oldestServer)
            return fail(ErrorKind::Refused,
                        u"PostgreSQL 14 or later is needed, this is %1"_s.arg(row.number(3) / 10'000));
        if (row.text(2) == u"t") {
            const auto version = ask("select version from interlock_console.version");
            if (!version)
                return tl::unexpected(version.error());
            if (PQntuples(version->get()) == 1)
                m_setup.versionBefore = int(TeamRow(version->get(), 0).number(0));
        }
        if (m_setup.versionBefore > teamSchemaVersion)
            return fail(ErrorKind::Refused,
                        u"the schema has version %1, made by a newer interlockctl; this one knows %2"_s
                            .arg(m_setup.versionBefore)
                            .arg(teamSchemaVersion));
        return rolesThere().map([this](const QStringList &there) { m_rolesBefore = there; });
    }

    [[nodiscard]] Result<QStringList> rolesThere()
    {
        const auto roles = ask("select rolname from pg_roles where rolname in "
                               "('interlock_viewer', 'interlock_oncall', 'interlock_lead') order by oid");
        if (!roles)
            return tl::unexpected(roles.error());
        QStringList names;
        for (int row = 0; row < PQntuples(roles->get()); ++row)
            names.append(TeamRow(roles->get(), row).text(0));
        return names;
    }

    [[nodiscard]] Result<void> make()
    {
        Result<void> done = tell("begin");
        for (const QByteArray &statement : teamSchemaStatements()) {
            if (!done)
                break;
            done = tell(statement);
            if (!done) {
                Error error = done.error();
                error.where = QString::fromUtf8(statement).simplified().left(70);
                done = tl::unexpected(error);
            }
        }
        if (done)
            return tell("commit");
        if (m_connection.isOpen()) [[maybe_unused]]
            const Result<void> undone = tell("rollback");
        return done;
    }

    /// Nothing is done because a server said so.
    [[nodiscard]] Result<void> check()
    {
        const auto roles = rolesThere();
        if (!roles)
            return tl::unexpected(roles.error());
        for (const QString &role : *roles) {
            if (!m_rolesBefore.contains(role))
                m_setup.newRoles.append(role);
        }
        const auto problems = ask(teamSchemaProblemsQuery());
        if (!problems)
            return tl::unexpected(problems.error());
        QStringList texts;
        for (int row = 0; row < PQntuples(problems->get()); ++row)
            texts.append(TeamRow(problems->get(), row).text(0));
        if (!texts.isEmpty())
            return fail(ErrorKind::Refused, u"the schema is made, but "_s + texts.join(u"; "));
        m_setup.version = teamSchemaVersion;
        return {};
    }

    PostgresConnection m_connection;
    QDeadlineTimer m_deadline{setupLimit};
    QStringList m_rolesBefore;
    TeamSetup m_setup;
};
} // namespace

Result<TeamSetup> setUpTeam(const QString &connection, const QString &password)
{
    return TeamSetupRun(connection, password).run();
}

} // namespace interlock
