// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/database/postgresteamlog.h"

#include "models/domain/whendone.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr auto logTime = " case when isfinite(o.%) then floor(extract(epoch from o.%::timestamptz) * 1000)"
                         "::bigint end";

QByteArray logTimeOf(const QByteArray &column)
{
    return QByteArray(logTime).replace("%", column);
}

/// A query as a table: the line end closes a comment at its end.
QByteArray logSource(const QString &select, const QString &otherwise)
{
    QString source = select.trimmed();
    while (source.endsWith(u';') || (!source.isEmpty() && source.back().isSpace()))
        source.chop(1);
    return " FROM (" + (source.isEmpty() ? otherwise : source).toUtf8() + "\n) AS o";
}

QString logText(const PGresult *result, int row, int column)
{
    return QString::fromUtf8(PQgetvalue(result, row, column), PQgetlength(result, row, column));
}

QDateTime logTimeAt(const PGresult *result, int row, int column)
{
    if (PQgetisnull(result, row, column))
        return {};
    return QDateTime::fromMSecsSinceEpoch(logText(result, row, column).toLongLong(), Qt::UTC);
}

/// Rows of @p sql by @p read, in a transaction that cannot write.
template<typename Row, typename Read>
Result<QList<Row>> readLog(PostgresConnection &connection, const QByteArray &sql, const QByteArray &timeout,
                           const QDeadlineTimer &deadline, Read read)
{
    const auto rows = [&]() -> Result<QList<Row>> {
        const Result<PostgresResult> result = connection.query(sql, deadline);
        if (!result)
            return tl::unexpected<Error>(result.error());
        QList<Row> list;
        for (int row = 0; row < PQntuples(result->get()); ++row)
            list.append(read(result->get(), row));
        return list;
    };
    Result<QList<Row>> list =
        runAll(connection, {"BEGIN READ ONLY", "SET LOCAL statement_timeout = " + timeout}, deadline)
            .and_then(rows);
    if (connection.isOpen())
        static_cast<void>(connection.query("ROLLBACK", deadline));
    return list;
}

} // namespace

PostgresTeamLog::PostgresTeamLog(const EndpointSpec &spec, const QString &password,
                                 const TeamLogQueries &queries, QObject *parent)
    : TeamLogPort(parent), m_spec(spec), m_queries(queries), m_session(spec, password)
{
}

PostgresTeamLog::~PostgresTeamLog() = default;

QFuture<Result<QList<LoggedIssue>>> PostgresTeamLog::issues(int limit)
{
    const QByteArray sql =
        "SELECT left(o.id::text, 64)," + logTimeOf("opened_at") + ',' + logTimeOf("closed_at") +
        ", left(o.title::text, 500), left(o.resolution::text, 2000),"
        " left(o.opened_by::text, 128)" +
        logSource(m_queries.issues, u"SELECT * FROM interlock.issues"_s) +
        " ORDER BY o.closed_at IS NOT NULL, coalesce(o.closed_at, o.opened_at) DESC LIMIT " +
        QByteArray::number(limit);
    const QByteArray timeout = QByteArray::number(qint64((m_spec.totalTimeout * 4 / 5).count()));
    return m_session.run<QList<LoggedIssue>>(
        [sql, timeout](PostgresConnection &connection, const QDeadlineTimer &deadline) {
            return readLog<LoggedIssue>(
                connection, sql, timeout, deadline, [](const PGresult *result, int row) -> LoggedIssue {
                    return {logText(result, row, 0), logTimeAt(result, row, 1), logTimeAt(result, row, 2),
                            logText(result, row, 3), logText(result, row, 4),   logText(result, row, 5)};
                });
        });
}

QFuture<Result<QList<LoggedRelease>>> PostgresTeamLog::releases(int limit)
{
    if (m_queries.releases.isEmpty())
        return ready(Result<QList<LoggedRelease>>(QList<LoggedRelease>()));
    const QByteArray sql = "SELECT * FROM (SELECT" + logTimeOf("at") + " AS ms, left(o.title::text, 200)" +
                           logSource(m_queries.releases, {}) +
                           " WHERE isfinite(o.at) ORDER BY 1 DESC LIMIT " + QByteArray::number(limit) +
                           ") AS newest ORDER BY 1";
    const QByteArray timeout = QByteArray::number(qint64((m_spec.totalTimeout * 4 / 5).count()));
    return m_session.run<QList<LoggedRelease>>(
        [sql, timeout](PostgresConnection &connection, const QDeadlineTimer &deadline) {
            return readLog<LoggedRelease>(connection, sql, timeout, deadline,
                                          [](const PGresult *result, int row) -> LoggedRelease {
                                              return {logTimeAt(result, row, 0), logText(result, row, 1)};
                                          });
        });
}

} // namespace interlock
