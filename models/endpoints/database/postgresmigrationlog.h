// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/database/postgressession.h"
#include "models/endpoints/migrationlogport.h"

namespace interlock {

/// The migration log through libpq, by pages of rising ids: the server's index finds the next page at once,
/// however long the log is. Read-only, with a statement timeout a little below the endpoint's total one.
class PostgresMigrationLog final : public MigrationLogPort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PostgresMigrationLog)

public:
    static constexpr int greatestPage = 50'000;

    /// @p spec's query is a SELECT that returns the contract's columns, `id` a whole number that rises;
    /// empty: `interlock.migration_log`.
    PostgresMigrationLog(const EndpointSpec &spec, const QString &password, QObject *parent = nullptr);
    ~PostgresMigrationLog() override;

    [[nodiscard]] QFuture<Result<MigrationLogPage>> page(qint64 id, int limit) override;

    /// The statement behind page(): $1 is the id, $2 the number of rows.
    [[nodiscard]] static QByteArray pageSql(const QString &select);

private:
    EndpointSpec m_spec;
    PostgresSession m_session;
};

} // namespace interlock
