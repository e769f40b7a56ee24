// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/database/postgresidmap.h"

#include "models/domain/whendone.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// Where a walk stands: time, entity and legacy id of the last row, as PostgreSQL writes them.
struct IdMapPlace
{
    QByteArray at = "-infinity";
    QByteArray entity;
    QByteArray legacyId;

    [[nodiscard]] QString cursor() const
    {
        return QString::fromLatin1(at.toPercentEncoding() + ' ' + entity.toPercentEncoding() + ' ' +
                                   legacyId.toPercentEncoding());
    }
    [[nodiscard]] static std::optional<IdMapPlace> fromCursor(const QString &cursor)
    {
        if (cursor.isEmpty())
            return IdMapPlace();
        const QByteArrayList parts = cursor.toLatin1().split(' ');
        if (parts.size() != 3)
            return std::nullopt;
        return IdMapPlace{QByteArray::fromPercentEncoding(parts[0]),
                          QByteArray::fromPercentEncoding(parts[1]),
                          QByteArray::fromPercentEncoding(parts[2])};
    }
};

QByteArray idMapSql(const QString &select)
{
    QString source = select.trimmed();
    while (source.endsWith(u';') || (!source.isEmpty() && source.back().isSpace()))
        source.chop(1);
    if (source.isEmpty())
        source = u"SELECT * FROM interlock.id_map"_s;
    // the first condition is for the index; the last column is where the next walk begins: a transaction that
    // took longer than the others may still commit links of a minute ago
    return "SELECT o.entity::text, o.legacy_id::text, o.new_id::text, o.created_at::timestamptz::text,"
           " (o.created_at::timestamptz - interval '1 minute')::text FROM (" +
           source.toUtf8() +
           "\n) AS o WHERE o.created_at >= $1::timestamptz AND"
           " (o.created_at, o.entity::text, o.legacy_id::text) > ($1::timestamptz, $2::text, $3::text)"
           " AND o.entity IS NOT NULL AND o.legacy_id IS NOT NULL AND o.new_id IS NOT NULL"
           " ORDER BY o.created_at, o.entity::text, o.legacy_id::text LIMIT "
           "$4::bigint";
}

Result<IdLinkPage> readLinks(PostgresConnection &connection, const QByteArray &sql, const IdMapPlace &after,
                             int limit, const QDeadlineTimer &deadline)
{
    // one row more tells whether there are more
    const PostgresConnection::Parameters parameters{after.at, after.entity, after.legacyId,
                                                    QByteArray::number(limit + 1)};
    const Result<PostgresResult> result = connection.query(sql, parameters, deadline);
    if (!result)
        return tl::unexpected<Error>(result.error());
    IdLinkPage page;
    const int count = PQntuples(result->get());
    const auto cell = [&result](int row, int column) {
        return QByteArray(PQgetvalue(result->get(), row, column), PQgetlength(result->get(), row, column));
    };
    page.isLast = count <= limit;
    const int taken = qMin(count, limit);
    page.links.reserve(taken);
    for (int i = 0; i < taken; ++i)
        page.links.append({cell(i, 0), cell(i, 1), cell(i, 2)});
    if (taken == 0)
        page.next = after.cursor();
    else if (page.isLast)
        page.next = IdMapPlace{cell(taken - 1, 4), {}, {}}.cursor();
    else
        page.next = IdMapPlace{cell(taken - 1, 3), cell(taken - 1, 0), cell(taken - 1, 1)}.cursor();
    return page;
}

} // namespace

PostgresIdMap::PostgresIdMap(const EndpointSpec &spec, const QString &password, QObject *parent)
    : IdMapPort(parent), m_spec(spec), m_session(spec, password)
{
}

PostgresIdMap::~PostgresIdMap() = default;

QFuture<Result<IdLinkPage>> PostgresIdMap::page(const QString &cursor, int limit)
{
    const std::optional<IdMapPlace> after = IdMapPlace::fromCursor(cursor);
    if (!after)
        return ready<Result<IdLinkPage>>(fail(ErrorKind::Input, u"not a cursor of the id map"_s, m_spec.id));
    if (limit < 1 || limit > greatestPage)
        return ready<Result<IdLinkPage>>(
            fail(ErrorKind::Input, u"a page has 1 to %1 links"_s.arg(greatestPage), m_spec.id));
    const QByteArray timeout = QByteArray::number(qint64((m_spec.totalTimeout * 4 / 5).count()));
    return m_session.run<IdLinkPage>([sql = idMapSql(m_spec.query), timeout, place = *after,
                                      limit](PostgresConnection &connection, const QDeadlineTimer &deadline) {
        Result<IdLinkPage> page =
            runAll(connection, {"BEGIN READ ONLY", "SET LOCAL statement_timeout = " + timeout}, deadline)
                .and_then([&] { return readLinks(connection, sql, place, limit, deadline); });
        if (connection.isOpen())
            static_cast<void>(connection.query("ROLLBACK", deadline));
        return page;
    });
}

} // namespace interlock
