// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/database/postgresmigrationlog.h"

#include "models/domain/whendone.h"

#include <QLoggingCategory>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(migrationLog, "interlock.migrationlog")

/// The cells of one row, by column.
struct LogCells
{
    const PGresult *result;
    int row;

    [[nodiscard]] QString text(int column) const
    {
        return QString::fromUtf8(PQgetvalue(result, row, column), PQgetlength(result, row, column));
    }
    [[nodiscard]] std::optional<QString> optionalText(int column) const
    {
        return PQgetisnull(result, row, column) ? std::optional<QString>() : text(column);
    }
};

std::optional<MigrationLogRow> rowFrom(const LogCells &cells)
{
    MigrationLogRow row;
    bool isWhole = false;
    row.id = cells.text(0).toLongLong(&isWhole);
    const std::optional<MigrationStatus> status = migrationStatusFromName(cells.text(3));
    if (!isWhole || !status)
        return std::nullopt;
    row.entity = cells.text(1);
    row.entityId = cells.text(2);
    row.status = *status;
    row.legacyChecksum = cells.optionalText(4);
    row.modernChecksum = cells.optionalText(5);
    if (const std::optional<QString> at = cells.optionalText(6))
        row.migratedAt = QDateTime::fromMSecsSinceEpoch(at->toLongLong(), Qt::UTC);
    row.detail = cells.text(7);
    return row;
}

Result<MigrationLogPage> readPage(PostgresConnection &connection, const QByteArray &sql, qint64 id, int limit,
                                  const QDeadlineTimer &deadline)
{
    // one row more tells whether there are more
    const PostgresConnection::Parameters parameters{QByteArray::number(id), QByteArray::number(limit + 1)};
    const Result<PostgresResult> result = connection.query(sql, parameters, deadline);
    if (!result)
        return tl::unexpected<Error>(result.error());
    MigrationLogPage page;
    const int count = PQntuples(result->get());
    page.isLast = count <= limit;
    page.next = id;
    for (int i = 0; i < qMin(count, limit); ++i) {
        const LogCells cells{result->get(), i};
        page.next = cells.text(0).toLongLong();
        if (const std::optional<MigrationLogRow> row = rowFrom(cells)) {
            page.rows.append(*row);
            continue;
        }
        if (++page.badRows <= 3)
            qCWarning(migrationLog, "row with id %ls: the status is none of the contract's",
                      qUtf16Printable(cells.text(0).left(64)));
    }
    return page;
}

} // namespace

PostgresMigrationLog::PostgresMigrationLog(const EndpointSpec &spec, const QString &password, QObject *parent)
    : MigrationLogPort(parent), m_spec(spec), m_session(spec, password)
{
}

PostgresMigrationLog::~PostgresMigrationLog() = default;

QByteArray PostgresMigrationLog::pageSql(const QString &select)
{
    QString source = select.trimmed();
    while (source.endsWith(u';') || (!source.isEmpty() && source.back().isSpace()))
        source.chop(1);
    if (source.isEmpty())
        source = u"SELECT * FROM interlock.migration_log"_s;
    // the line end closes a comment at the query's end; texts are cut to a length that no honest value has
    return "SELECT o.id, left(o.entity::text, 256), left(o.entity_id::text, 512), o.status::text,"
           " left(o.legacy_checksum::text, 512), left(o.modern_checksum::text, 512),"
           " case when isfinite(o.migrated_at) then"
           " floor(extract(epoch from o.migrated_at::timestamptz) * 1000)::bigint end,"
           " left(o.detail::text, 2048) FROM (" +
           source.toUtf8() + "\n) AS o WHERE o.id > $1::bigint ORDER BY o.id LIMIT $2::bigint";
}

QFuture<Result<MigrationLogPage>> PostgresMigrationLog::page(qint64 id, int limit)
{
    if (limit < 1 || limit > greatestPage)
        return ready<Result<MigrationLogPage>>(
            fail(ErrorKind::Input, u"a page has 1 to %1 rows"_s.arg(greatestPage), m_spec.id));
    const QByteArray timeout = QByteArray::number(qint64((m_spec.totalTimeout * 4 / 5).count()));
    return m_session.run<MigrationLogPage>(
        [sql = pageSql(m_spec.query), timeout, id, limit](PostgresConnection &connection,
                                                          const QDeadlineTimer &deadline) {
            Result<MigrationLogPage> page =
                runAll(connection, {"BEGIN READ ONLY", "SET LOCAL statement_timeout = " + timeout}, deadline)
                    .and_then([&] { return readPage(connection, sql, id, limit, deadline); });
            if (connection.isOpen())
                static_cast<void>(connection.query("ROLLBACK", deadline));
            return page;
        });
}

} // namespace interlock
