// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/lease/postgresleaseworker.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr std::chrono::milliseconds leaseLimit{2000}; // shorter than a lease counts as confirmed

/// Text as an SQL literal; standard_conforming_strings is set for the session.
QByteArray sqlLiteral(const QString &text)
{
    QString quoted = text.left(200);
    quoted.remove(QChar(0));
    quoted.replace(u'\'', u"''"_s);
    return '\'' + quoted.toUtf8() + '\'';
}

QDateTime sqlTime(const PGresult *row, int column)
{
    return QDateTime::fromMSecsSinceEpoch(QByteArray(PQgetvalue(row, 0, column)).toLongLong(), Qt::UTC);
}

QString sqlText(const PGresult *row, int column)
{
    return QString::fromUtf8(PQgetvalue(row, 0, column));
}
} // namespace

PostgresLeaseWorker::PostgresLeaseWorker(const QString &connection, const QString &password,
                                         const QString &name, const LeaseIdentity &identity)
    : m_connection(connection, password),
      m_name(sqlLiteral(name)),
      m_who(sqlLiteral(identity.who)),
      m_where(sqlLiteral(identity.where)),
      m_program(sqlLiteral(identity.program))
{
}

void PostgresLeaseWorker::release()
{
    m_epoch = 0;
    m_connection.close();
}

Result<LeaseStatus> PostgresLeaseWorker::failed(const Error &error)
{
    // Whether the session still stands is not known: end it, so that the lease is free for certain.
    release();
    Error told = error;
    if (told.where.isEmpty())
        told.where = u"lease"_s;
    return tl::unexpected<Error>(told);
}

Result<void> PostgresLeaseWorker::open(const QDeadlineTimer &deadline)
{
    if (m_connection.isOpen())
        return {};
    m_epoch = 0; // the lock went with the session
    if (Result<void> opened = m_connection.open(leaseLimit); !opened)
        return opened;
    for (const char *setting :
         {"set standard_conforming_strings = on", "set default_transaction_read_only = off",
          "set tcp_keepalives_idle = 3", "set tcp_keepalives_interval = 1", "set tcp_keepalives_count = 3"}) {
        if (const auto set = m_connection.query(setting, deadline); !set)
            return tl::unexpected<Error>(set.error());
    }
    const auto there = m_connection.query("select to_regclass('interlock.lease') is not null", deadline);
    if (!there)
        return tl::unexpected<Error>(there.error());
    if (QByteArray(PQgetvalue(there->get(), 0, 0)) == "t")
        return {};
    // Two engines may come here at once: one makes the table, the other waits for it.
    for (const char *statement :
         {"begin", "select pg_advisory_xact_lock(hashtextextended('interlock lease table', 0))",
          "create schema if not exists interlock",
          R"(create table if not exists interlock.lease(name text primary key, epoch bigint not null,
             who text not null, place text not null, program text not null, since timestamptz not null,
             beat_at timestamptz not null))",
          "commit"}) {
        if (const auto made = m_connection.query(statement, deadline); !made)
            return tl::unexpected<Error>(made.error());
    }
    return {};
}

Result<bool> PostgresLeaseWorker::tryLock(const QDeadlineTimer &deadline)
{
    const auto locked = m_connection.query(
        "select pg_try_advisory_lock(hashtextextended('interlock lease ' || " + m_name + ", 0))", deadline);
    if (!locked)
        return tl::unexpected<Error>(locked.error());
    if (QByteArray(PQgetvalue(locked->get(), 0, 0)) != "t")
        return false;
    const auto row = m_connection.query(
        "insert into interlock.lease(name, epoch, who, place, program, since, beat_at) values (" + m_name +
            ", 1, " + m_who + ", " + m_where + ", " + m_program +
            ", clock_timestamp(), clock_timestamp()) on conflict (name) do update set epoch = lease.epoch + "
            "1, "
            "who = excluded.who, place = excluded.place, program = excluded.program, since = excluded.since, "
            "beat_at = excluded.beat_at returning epoch",
        deadline);
    if (!row)
        return tl::unexpected<Error>(row.error());
    m_epoch = QByteArray(PQgetvalue(row->get(), 0, 0)).toULongLong();
    return true;
}

/// False when the row says that somebody else took over: then the lease is not ours, whatever the lock says.
Result<bool> PostgresLeaseWorker::beat(const QDeadlineTimer &deadline)
{
    const auto row =
        m_connection.query("update interlock.lease set beat_at = clock_timestamp() where name = " + m_name +
                               " and epoch = " + QByteArray::number(m_epoch) + " returning epoch",
                           deadline);
    if (!row)
        return tl::unexpected<Error>(row.error());
    return PQntuples(row->get()) == 1;
}

Result<LeaseStatus> PostgresLeaseWorker::read(const QDeadlineTimer &deadline)
{
    const auto row = m_connection.query(
        "select who, place, program, (extract(epoch from since) * 1000)::bigint, "
        "(extract(epoch from beat_at) * 1000)::bigint, epoch from interlock.lease where name = " +
            m_name +
            " and exists (select 1 from pg_locks where locktype = 'advisory' and granted and objsubid = 1 "
            "and ((classid::bigint << 32) | objid::bigint) = hashtextextended('interlock lease ' || " +
            m_name + ", 0))",
        deadline);
    if (!row)
        return tl::unexpected<Error>(row.error());
    LeaseStatus status;
    if (PQntuples(row->get()) != 1)
        return status;
    LeaseHolder holder;
    holder.identity = {sqlText(row->get(), 0), sqlText(row->get(), 1), sqlText(row->get(), 2)};
    holder.since = sqlTime(row->get(), 3);
    holder.beatAt = sqlTime(row->get(), 4);
    holder.epoch = QByteArray(PQgetvalue(row->get(), 0, 5)).toULongLong();
    status.mine = m_epoch != 0 && holder.epoch == m_epoch;
    status.holder = holder;
    return status;
}

Result<LeaseStatus> PostgresLeaseWorker::renew(bool want)
{
    const QDeadlineTimer deadline(leaseLimit);
    if (!want && m_epoch != 0)
        release();
    if (const Result<void> opened = open(deadline); !opened)
        return failed(opened.error());
    if (want) {
        const Result<bool> ours = m_epoch != 0 ? beat(deadline) : tryLock(deadline);
        if (!ours)
            return failed(ours.error());
        if (m_epoch != 0 && !*ours)
            return failed({ErrorKind::Conflict, u"another engine took the lease over"_s, {}});
    }
    const Result<LeaseStatus> status = read(deadline);
    return status ? status : failed(status.error());
}

} // namespace interlock
