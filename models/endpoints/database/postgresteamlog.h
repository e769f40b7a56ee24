// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/database/postgressession.h"
#include "models/endpoints/teamlogport.h"

namespace interlock {

/// SELECTs of the team's log.
struct TeamLogQueries
{
    QString issues;   ///< returns the contract's columns; empty: `interlock.issues`
    QString releases; ///< returns `at` and `title`; empty: releases are not noted
};

/// The team's log through libpq. Read-only, with a statement timeout a little below the total one.
class PostgresTeamLog final : public TeamLogPort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PostgresTeamLog)

public:
    PostgresTeamLog(const EndpointSpec &spec, const QString &password, const TeamLogQueries &queries,
                    QObject *parent = nullptr);
    ~PostgresTeamLog() override;

    [[nodiscard]] QFuture<Result<QList<LoggedIssue>>> issues(int limit) override;
    [[nodiscard]] QFuture<Result<QList<LoggedRelease>>> releases(int limit) override;

private:
    EndpointSpec m_spec;
    TeamLogQueries m_queries;
    PostgresSession m_session;
};

} // namespace interlock
