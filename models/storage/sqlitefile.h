// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QSqlDatabase>
#include <QSqlQuery>

namespace interlock {

/// An SQLite file of ours, which only its owner may read. Opened when it is needed and again after a failure,
/// so that a disk that gets room again needs no restart. One thread: the one that makes the first call.
class SqliteFile
{
    Q_DISABLE_COPY_MOVE(SqliteFile)

public:
    virtual ~SqliteFile();

    [[nodiscard]] const QString &fileName() const { return m_fileName; }
    [[nodiscard]] Result<void> open();
    /// Ends the connection; to be called on the thread that used it.
    void close();
    [[nodiscard]] Result<void> run(const QString &statement);
    /// A query that is prepared, or the error.
    [[nodiscard]] Result<QSqlQuery> prepared(const QString &statement);
    /// The first value of the first row; 0 when there is no row.
    [[nodiscard]] Result<qint64> number(const QString &statement);
    [[nodiscard]] tl::unexpected<Error> problem(const QString &doing, const QSqlError &error) const;

    /// Runs @p work between BEGIN IMMEDIATE and COMMIT. An error of it, or of the commit (disk full), undoes
    /// everything.
    template<typename T, typename Work>
    [[nodiscard]] Result<T> transaction(Work work)
    {
        if (const Result<void> begun =
                open().and_then([this] { return run(QStringLiteral("BEGIN IMMEDIATE")); });
            !begun)
            return tl::unexpected<Error>(begun.error());
        Result<T> result = work();
        if (result) {
            if (const Result<void> committed = run(QStringLiteral("COMMIT")); !committed)
                result = tl::unexpected<Error>(committed.error());
        }
        if (!result)
            static_cast<void>(run(QStringLiteral("ROLLBACK")));
        return result;
    }

protected:
    /// @p what the file is, for an error that says that it is none: "journal".
    SqliteFile(QString fileName, QString what);

    /// What a kind of file does when it was opened: settings, and tables in a new one. An error closes it
    /// again.
    [[nodiscard]] virtual Result<void> prepareSchema() = 0;
    [[nodiscard]] QSqlQuery newQuery() const { return QSqlQuery(m_database); }
    /// Runs @p settings, and when @p isNew, @p schema in one transaction.
    [[nodiscard]] Result<void> runAll(const QStringList &settings, bool isNew, const QStringList &schema);

private:
    [[nodiscard]] Result<void> makeFile() const;

    QString m_fileName;
    QString m_what;
    QString m_connection;
    QSqlDatabase m_database;
};

} // namespace interlock
