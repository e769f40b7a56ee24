// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/database/postgrestriage.h"

#include "models/domain/whendone.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

using Parameters = PostgresConnection::Parameters;

constexpr auto triageColumns =
    "encode(t.signature, 'hex'), t.title, t.state, coalesce(t.ticket, ''), t.revision,"
    " floor(extract(epoch from t.changed_at) * 1000)::bigint, t.changed_by,"
    " floor(extract(epoch from t.fixed_at) * 1000)::bigint, t.reopened";

QString triageText(const PGresult *result, int row, int column)
{
    return QString::fromUtf8(PQgetvalue(result, row, column), PQgetlength(result, row, column));
}

QDateTime triageTime(const PGresult *result, int row, int column)
{
    if (PQgetisnull(result, row, column))
        return {};
    return QDateTime::fromMSecsSinceEpoch(triageText(result, row, column).toLongLong(), Qt::UTC);
}

std::optional<QByteArray> timeParameter(const QDateTime &time)
{
    return time.isValid() ? std::optional(time.toUTC().toString(Qt::ISODateWithMs).toUtf8())
                          : std::optional<QByteArray>();
}

Result<TriageEntry> entryFrom(const PGresult *result, int row)
{
    TriageEntry entry;
    entry.group = QByteArray::fromHex(triageText(result, row, 0).toLatin1());
    const std::optional<TriageState> state = triageStateFromName(triageText(result, row, 2));
    if (!state)
        return fail(ErrorKind::Protocol, u"interlock.parity_triage: there is no state %1"_s.arg(
                                             triageText(result, row, 2).left(64)));
    entry.title = triageText(result, row, 1);
    entry.state = *state;
    entry.ticket = triageText(result, row, 3);
    entry.revision = triageText(result, row, 4).toLongLong();
    entry.changedAt = triageTime(result, row, 5);
    entry.changedBy = triageText(result, row, 6);
    entry.fixedAt = triageTime(result, row, 7);
    entry.reopened = triageText(result, row, 8) == u"t"_s;
    return entry;
}

Result<QList<TriageEntry>> entriesFrom(const PGresult *result)
{
    QList<TriageEntry> entries;
    for (int row = 0; row < PQntuples(result); ++row) {
        const Result<TriageEntry> entry = entryFrom(result, row);
        if (!entry)
            return tl::unexpected<Error>(entry.error());
        entries.append(*entry);
    }
    return entries;
}

/// A key as a bytea literal's text.
QByteArray keyParameter(const QByteArray &group)
{
    return "\\x" + group.toHex();
}

Result<QList<TriageEntry>> readEntries(PostgresConnection &connection, const QByteArray &condition,
                                       const Parameters &parameters, const QDeadlineTimer &deadline)
{
    const QByteArray sql = QByteArray("SELECT ") + triageColumns + " FROM interlock.parity_triage t" +
                           condition + " ORDER BY t.changed_at";
    const Result<PostgresResult> result = connection.query(sql, parameters, deadline);
    if (!result)
        return tl::unexpected<Error>(result.error());
    return entriesFrom(result->get());
}

/// Ends the transaction: commits when all went well.
template<typename T>
Result<T> finished(PostgresConnection &connection, Result<T> result, const QDeadlineTimer &deadline)
{
    if (!result) {
        if (connection.isOpen())
            static_cast<void>(connection.query("ROLLBACK", deadline));
        return result;
    }
    if (const Result<PostgresResult> committed = connection.query("COMMIT", deadline); !committed)
        return tl::unexpected<Error>(committed.error());
    return result;
}

tl::unexpected<Error> overtaken(const QList<TriageEntry> &now)
{
    if (now.isEmpty())
        return fail(ErrorKind::Conflict, u"the group was removed meanwhile"_s);
    const TriageEntry &first = now.constFirst();
    return fail(ErrorKind::Conflict,
                u"%1 made it %2 (revision %3) meanwhile"_s.arg(first.changedBy, triageStateName(first.state))
                    .arg(first.revision));
}

Result<TriageEntry> writeEntry(PostgresConnection &connection, const TriageChange &change,
                               const QDeadlineTimer &deadline)
{
    const QByteArray returning = QByteArray(" RETURNING ") + triageColumns;
    const QByteArray insert =
        "INSERT INTO interlock.parity_triage AS t (signature, title, state, ticket, revision,"
        " changed_at, changed_by, fixed_at) VALUES ($1::bytea, $2, $3, nullif($4, ''), 1,"
        " clock_timestamp(), $5, $6::timestamptz) ON CONFLICT (signature) DO NOTHING" +
        returning;
    const QByteArray update =
        "UPDATE interlock.parity_triage t SET title = $2, state = $3, ticket = nullif($4, ''),"
        " revision = t.revision + 1, changed_at = clock_timestamp(), changed_by = $5, fixed_at = "
        "$6::timestamptz,"
        " reopened = false WHERE t.signature = $1::bytea AND t.revision = $7::bigint" +
        returning;
    const bool isFixed = change.state == TriageState::Fixed;
    Parameters parameters{keyParameter(change.group),
                          change.title.toUtf8(),
                          triageStateName(change.state).toUtf8(),
                          change.ticket.toUtf8(),
                          change.actor.toUtf8(),
                          isFixed ? timeParameter(change.at) : std::optional<QByteArray>()};
    if (change.revision > 0)
        parameters.append(QByteArray::number(change.revision));
    const Result<PostgresResult> written =
        connection.query(change.revision > 0 ? update : insert, parameters, deadline);
    if (!written)
        return tl::unexpected<Error>(written.error());
    if (PQntuples(written->get()) == 1)
        return entryFrom(written->get(), 0);
    const Result<QList<TriageEntry>> now =
        readEntries(connection, " WHERE t.signature = $1::bytea", {keyParameter(change.group)}, deadline);
    return now ? overtaken(*now) : tl::unexpected<Error>(now.error());
}

Result<void> writeComment(PostgresConnection &connection, const TriageChange &change,
                          const QDeadlineTimer &deadline)
{
    if (change.comment.trimmed().isEmpty())
        return {};
    return connection
        .query("INSERT INTO interlock.parity_comments (signature, at, actor, text)"
               " VALUES ($1::bytea, clock_timestamp(), $2, $3)",
               {keyParameter(change.group), change.actor.toUtf8(), change.comment.toUtf8()}, deadline)
        .map([](const PostgresResult &) {});
}

/// The log of issues: one open issue for each group that has one.
Result<void> writeIssue(PostgresConnection &connection, const TriageChange &change,
                        const QDeadlineTimer &deadline)
{
    const QByteArray key = keyParameter(change.group);
    switch (change.state) {
    case TriageState::New:
        return {};
    case TriageState::Known:
    case TriageState::Review:
        return connection
            .query("WITH opened AS (INSERT INTO interlock.issues (title, opened_by)"
                   " SELECT left($2, 500), $3 WHERE NOT EXISTS (SELECT FROM interlock.parity_triage t"
                   " JOIN interlock.issues i ON i.id = t.issue_id"
                   " WHERE t.signature = $1::bytea AND i.closed_at IS NULL) RETURNING id)"
                   " UPDATE interlock.parity_triage t SET issue_id = opened.id FROM opened"
                   " WHERE t.signature = $1::bytea",
                   {key,
                    (change.ticket.isEmpty() ? change.title : QString(change.ticket % u": "_s % change.title))
                        .toUtf8(),
                    change.actor.toUtf8()},
                   deadline)
            .map([](const PostgresResult &) {});
    case TriageState::Expected:
    case TriageState::Tool:
    case TriageState::Fixed:
        break;
    }
    return connection
        .query("UPDATE interlock.issues i SET closed_at = clock_timestamp(), resolution = $2"
               " FROM interlock.parity_triage t"
               " WHERE t.signature = $1::bytea AND i.id = t.issue_id AND i.closed_at IS NULL",
               {key,
                QString(triageStateName(change.state) %
                        (change.comment.isEmpty() ? QString() : QString(u": "_s % change.comment.left(2000))))
                    .toUtf8()},
               deadline)
        .map([](const PostgresResult &) {});
}

} // namespace

PostgresTriage::PostgresTriage(const EndpointSpec &spec, const QString &password, QObject *parent)
    : TriagePort(parent), m_session(spec, password)
{
}

PostgresTriage::~PostgresTriage() = default;

QFuture<Result<QList<TriageEntry>>> PostgresTriage::entries()
{
    return m_session.run<QList<TriageEntry>>(
        [](PostgresConnection &connection, const QDeadlineTimer &deadline) {
            return readEntries(connection, {}, {}, deadline);
        });
}

QFuture<Result<QList<TriageComment>>> PostgresTriage::comments(const QByteArray &group)
{
    return m_session.run<QList<TriageComment>>(
        [group](PostgresConnection &connection,
                const QDeadlineTimer &deadline) -> Result<QList<TriageComment>> {
            const Result<PostgresResult> result =
                connection.query("SELECT floor(extract(epoch from at) * 1000)::bigint, actor, text"
                                 " FROM interlock.parity_comments WHERE signature = $1::bytea ORDER BY id",
                                 {keyParameter(group)}, deadline);
            if (!result)
                return tl::unexpected<Error>(result.error());
            QList<TriageComment> comments;
            for (int row = 0; row < PQntuples(result->get()); ++row)
                comments.append({triageTime(result->get(), row, 0), triageText(result->get(), row, 1),
                                 triageText(result->get(), row, 2)});
            return comments;
        });
}

QFuture<Result<TriageEntry>> PostgresTriage::change(const TriageChange &change)
{
    if (const QString problem = triageProblem(change); !problem.isEmpty())
        return ready<Result<TriageEntry>>(fail(ErrorKind::Input, problem));
    return m_session.run<TriageEntry>(
        [change](PostgresConnection &connection, const QDeadlineTimer &deadline) {
            const auto write = [&]() -> Result<TriageEntry> {
                Result<TriageEntry> entry = writeEntry(connection, change, deadline);
                if (!entry)
                    return entry;
                const Result<void> rest = writeComment(connection, change, deadline).and_then([&] {
                    return writeIssue(connection, change, deadline);
                });
                return rest ? entry : tl::unexpected<Error>(rest.error());
            };
            return finished(connection, runAll(connection, {"BEGIN READ WRITE"}, deadline).and_then(write),
                            deadline);
        });
}

QFuture<Result<QList<TriageEntry>>> PostgresTriage::reopen(const QList<QByteArray> &groups,
                                                           const QDateTime &at)
{
    QByteArrayList keys;
    for (const QByteArray &group : groups)
        keys.append("\"\\" + keyParameter(group) + '"'); // the backslash once more, inside an array
    const Parameters parameters{"{" + keys.join(',') + "}", timeParameter(at)};
    return m_session.run<QList<TriageEntry>>([parameters](PostgresConnection &connection,
                                                          const QDeadlineTimer &deadline) {
        const auto write = [&]() -> Result<QList<TriageEntry>> {
            const Result<PostgresResult> reopened = connection.query(
                QByteArray("UPDATE interlock.parity_triage t SET state = 'new', revision = t.revision + 1,"
                           " changed_at = clock_timestamp(), changed_by = 'interlock', fixed_at = NULL,"
                           " reopened = true WHERE t.signature = ANY ($1::bytea[]) AND t.state = 'fixed'"
                           " AND t.fixed_at < $2::timestamptz RETURNING ") +
                    triageColumns,
                parameters, deadline);
            if (!reopened)
                return tl::unexpected<Error>(reopened.error());
            return entriesFrom(reopened->get());
        };
        return finished(connection, runAll(connection, {"BEGIN READ WRITE"}, deadline).and_then(write),
                        deadline);
    });
}

} // namespace interlock
