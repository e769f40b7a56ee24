// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/servers/postgresserver.h"

#include <csignal>
#include <libpq-fe.h>
#include <memory>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <unistd.h>

namespace interlock::test {

using namespace Qt::StringLiterals;

namespace {
using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

/// The words before a command that has to run as somebody else than root: PostgreSQL refuses root.
QStringList asPostgres(const QStringList &command)
{
    if (geteuid() != 0)
        return command;
    return QStringList{u"setpriv"_s,       u"--reuid=postgres"_s, u"--regid=postgres"_s,
                       u"--init-groups"_s, u"--pdeathsig=INT"_s,  u"--"_s} +
           command;
}
} // namespace

PostgresServer::PostgresServer()
{
    m_stopSignal = SIGINT; // SIGTERM would wait for its clients
}

QString PostgresServer::program(const QString &name)
{
    const QDir versions(u"/usr/lib/postgresql"_s);
    const QStringList names =
        versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name | QDir::Reversed);
    for (const QString &version : names) {
        QString path = versions.filePath(version + u"/bin/"_s + name);
        if (QFileInfo(path).isExecutable())
            return path;
    }
    return name;
}

QString PostgresServer::makeCluster()
{
    if (geteuid() == 0) {
        QString failed = run(u"chown"_s, {u"postgres:postgres"_s, folder()});
        if (!failed.isEmpty())
            return failed;
    }
    const QStringList initdb =
        asPostgres({program(u"initdb"_s), u"-D"_s, folder() + u"/data"_s, u"-U"_s, u"postgres"_s, u"-A"_s,
                    u"trust"_s, u"-N"_s, u"--no-instructions"_s, u"-E"_s, u"UTF8"_s, u"--locale=C.UTF-8"_s});
    if (QString failed = run(initdb.constFirst(), initdb.mid(1)); !failed.isEmpty())
        return failed;
    m_made = write(u"data/pg_hba.conf"_s, "local all locked scram-sha-256\nlocal all all trust\n");
    return m_made ? QString() : u"cannot write pg_hba.conf"_s;
}

QString PostgresServer::start()
{
    const bool first = !m_made;
    if (first) {
        if (QString failed = makeCluster(); !failed.isEmpty())
            return failed;
    }
    const QStringList server =
        asPostgres({program(u"postgres"_s), u"-D"_s, folder() + u"/data"_s, u"-k"_s, folder(), u"-c"_s,
                    u"listen_addresses="_s, u"-c"_s, u"fsync=off"_s, u"-c"_s, u"max_connections=20"_s});
    QString failed = launch(server.constFirst(), server.mid(1), [this] { return answers(); });
    if (!failed.isEmpty() || !first)
        return failed;
    return sql("create role locked login password 'open sesame'");
}

QString PostgresServer::connection(const QString &user) const
{
    return u"host=%1 dbname=postgres user=%2"_s.arg(folder(), user);
}

bool PostgresServer::answers() const
{
    return PQping(connection().toUtf8().constData()) == PQPING_OK;
}

QString PostgresServer::sql(const QByteArray &statements) const
{
    const Connection database(PQconnectdb(connection().toUtf8().constData()), &PQfinish);
    PGresult *result = PQexec(database.get(), statements.constData());
    const ExecStatusType status = PQresultStatus(result);
    PQclear(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return {};
    return QString::fromUtf8(PQerrorMessage(database.get()));
}

} // namespace interlock::test
