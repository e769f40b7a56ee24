// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QSqlDatabase>
#include <QSqlQuery>

namespace interlock {

/// The SQLite file of a store: opened lazily and again after a failure, so a disk that gets room again needs
/// no restart. A file of another kind or of a version that is not known is refused and left as it is. One
/// thread: the one that makes the first call.
class PairDatabase final
{
    Q_DISABLE_COPY_MOVE(PairDatabase)

public:
    explicit PairDatabase(const QString &fileName);
    ~PairDatabase();

    [[nodiscard]] const QString &fileName() const { return m_fileName; }
    [[nodiscard]] Result<void> open();
    /// To be called on the thread that used it.
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

private:
    [[nodiscard]] Result<void> makeFile() const;
    [[nodiscard]] Result<void> prepareSchema();

    QString m_fileName;
    QString m_connection;
    QSqlDatabase m_database;
};

} // namespace interlock
