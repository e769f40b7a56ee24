// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/database/pgconnection.h"

#include <libpq-fe.h>
#include <vector>

namespace interlock::rehearsal {

PgResult::PgResult(pg_result *result) : m_result(result, &PQclear) {}

int PgResult::rows() const
{
    return PQntuples(m_result.get());
}

bool PgResult::isNull(int row, int column) const
{
    return PQgetisnull(m_result.get(), row, column) != 0;
}

QByteArray PgResult::bytes(int row, int column) const
{
    return {PQgetvalue(m_result.get(), row, column), PQgetlength(m_result.get(), row, column)};
}

QString PgResult::text(int row, int column) const
{
    return QString::fromUtf8(bytes(row, column));
}

qint64 PgResult::integer(int row, int column) const
{
    return bytes(row, column).toLongLong();
}

double PgResult::real(int row, int column) const
{
    return bytes(row, column).toDouble();
}

qint64 PgResult::affected() const
{
    return QByteArray(PQcmdTuples(m_result.get())).toLongLong();
}

PgConnection::PgConnection(QByteArray connectionString) : m_connectionString(std::move(connectionString)) {}

PgConnection::~PgConnection()
{
    PQfinish(m_connection);
}

bool PgConnection::isOpen()
{
    if (PQstatus(m_connection) != CONNECTION_OK)
        open();
    return PQstatus(m_connection) == CONNECTION_OK;
}

void PgConnection::open()
{
    PQfinish(m_connection);
    m_plans.clear();
    m_connection = PQconnectdb(m_connectionString.constData());
    PQsetNoticeProcessor(
        m_connection, [](void *, const char *) {}, nullptr);
}

tl::unexpected<Error> PgConnection::failure(const QByteArray &sql) const
{
    return fail(ErrorKind::Database, QString::fromUtf8(PQerrorMessage(m_connection)).trimmed(),
                QString::fromUtf8(sql.left(120)).simplified());
}

Result<QByteArray> PgConnection::prepared(const QByteArray &sql)
{
    const auto known = m_plans.constFind(sql);
    if (known != m_plans.constEnd())
        return *known;
    QByteArray name = "p" + QByteArray::number(m_plans.size());
    const PgResult result(PQprepare(m_connection, name.constData(), sql.constData(), 0, nullptr));
    if (PQstatus(m_connection) != CONNECTION_OK || *PQerrorMessage(m_connection) != '\0')
        return failure(sql);
    m_plans.insert(sql, name);
    return name;
}

Result<PgResult> PgConnection::exec(const QByteArray &sql, const QList<QByteArray> &parameters)
{
    if (!isOpen())
        return failure(sql);
    const Result<QByteArray> plan = prepared(sql);
    if (!plan)
        return tl::unexpected(plan.error());
    std::vector<const char *> values;
    values.reserve(std::size_t(parameters.size()));
    for (const QByteArray &parameter : parameters)
        values.push_back(parameter.isNull() ? nullptr : parameter.constData());
    pg_result *raw = PQexecPrepared(m_connection, plan->constData(), int(values.size()), values.data(),
                                    nullptr, nullptr, 0);
    PgResult result(raw);
    const ExecStatusType status = PQresultStatus(raw);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        return failure(sql);
    return result;
}

Result<void> PgConnection::script(const QByteArray &sql)
{
    if (!isOpen())
        return failure(sql);
    pg_result *raw = PQexec(m_connection, sql.constData());
    const PgResult result(raw);
    const ExecStatusType status = PQresultStatus(raw);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        return failure(sql);
    return {};
}

QByteArray pgArray(const QList<QByteArray> &values)
{
    QByteArray array = "{";
    for (const QByteArray &value : values) {
        QByteArray escaped = value;
        escaped.replace('\\', "\\\\").replace('"', "\\\"");
        array += (array.size() > 1 ? ",\"" : "\"") + escaped + '"';
    }
    return array + '}';
}

} // namespace interlock::rehearsal
