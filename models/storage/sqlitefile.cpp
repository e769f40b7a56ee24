// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/storage/sqlitefile.h"

#include <cerrno>
#include <fcntl.h>
#include <QDir>
#include <QFileInfo>
#include <QSqlError>
#include <QUuid>
#include <QVariant>
#include <unistd.h>

namespace interlock {

using namespace Qt::StringLiterals;

SqliteFile::SqliteFile(QString fileName, QString what)
    : m_fileName(std::move(fileName)),
      m_what(std::move(what)),
      m_connection(u"interlock-"_s % QUuid::createUuid().toString(QUuid::Id128))
{
}

SqliteFile::~SqliteFile()
{
    close();
}

void SqliteFile::close()
{
    if (!m_database.isValid())
        return;
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connection);
}

tl::unexpected<Error> SqliteFile::problem(const QString &doing, const QSqlError &error) const
{
    QString detail = doing % u": "_s % error.databaseText();
    if (error.nativeErrorCode() == "26"_L1 || error.nativeErrorCode() == "11"_L1)
        detail +=
            u". The file is damaged or no %1; it is left as it is: move it aside to begin a new one"_s.arg(
                m_what);
    return fail(ErrorKind::Database, detail, m_fileName);
}

/// SQLite would make the file readable for others; the folder is only ours to close when we make it.
Result<void> SqliteFile::makeFile() const
{
    const QString folder = QFileInfo(m_fileName).absolutePath();
    if (!QFileInfo::exists(folder)) {
        if (!QDir().mkpath(folder))
            return fail(ErrorKind::Database, u"cannot make the folder %1"_s.arg(folder), m_fileName);
        QFile::setPermissions(folder,
                              QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    }
    const int file = ::open(QFile::encodeName(m_fileName).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return fail(ErrorKind::Database, u"cannot open: %1"_s.arg(qt_error_string(errno)), m_fileName);
    ::close(file);
    return {};
}

Result<void> SqliteFile::run(const QString &statement)
{
    QSqlQuery query(m_database);
    if (!query.exec(statement))
        return problem(statement.section(u' ', 0, 2), query.lastError());
    return {};
}

Result<QSqlQuery> SqliteFile::prepared(const QString &statement)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.prepare(statement))
        return problem(statement.section(u' ', 0, 2), query.lastError());
    return query;
}

Result<qint64> SqliteFile::number(const QString &statement)
{
    Result<QSqlQuery> query = prepared(statement);
    if (!query)
        return tl::unexpected<Error>(query.error());
    if (!query->exec())
        return problem(statement.section(u' ', 0, 2), query->lastError());
    return query->next() ? query->value(0).toLongLong() : 0;
}

Result<void> SqliteFile::open()
{
    if (m_database.isOpen())
        return {};
    close();
    if (Result<void> made = makeFile(); !made)
        return made;
    m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_connection);
    m_database.setDatabaseName(m_fileName);
    m_database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_s);
    if (!m_database.open()) {
        auto error = problem(u"open"_s, m_database.lastError());
        close();
        return error;
    }
    Result<void> ready = prepareSchema();
    if (!ready)
        close();
    return ready;
}

Result<void> SqliteFile::runAll(const QStringList &settings, bool isNew, const QStringList &schema)
{
    QStringList statements = settings;
    if (isNew)
        statements << u"BEGIN IMMEDIATE"_s << schema << u"COMMIT"_s;
    for (const QString &statement : std::as_const(statements)) {
        if (Result<void> done = run(statement); !done) {
            static_cast<void>(run(u"ROLLBACK"_s));
            return done;
        }
    }
    return {};
}

} // namespace interlock
