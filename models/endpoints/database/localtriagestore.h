// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"
#include "models/domain/triage.h"

#include <QSqlDatabase>
#include <QSqlQuery>

namespace interlock {

/// The SQLite file (WAL, synchronous = FULL) behind LocalTriage, spoken to synchronously from one thread.
/// Several processes may use one file. A file of another kind or version is refused and left as it is.
class LocalTriageStore final
{
    Q_DISABLE_COPY_MOVE(LocalTriageStore)

public:
    explicit LocalTriageStore(const QString &fileName);
    ~LocalTriageStore();

    void close();
    [[nodiscard]] Result<QList<TriageEntry>> entries();
    [[nodiscard]] Result<QList<TriageComment>> comments(const QByteArray &group);
    [[nodiscard]] Result<TriageEntry> change(const TriageChange &change);
    [[nodiscard]] Result<QList<TriageEntry>> reopen(const QList<QByteArray> &groups, const QDateTime &at);

private:
    [[nodiscard]] Result<void> open();
    [[nodiscard]] Result<void> prepareSchema();
    [[nodiscard]] Result<QSqlQuery> run(const QString &statement, const QVariantList &values = {});
    [[nodiscard]] Result<std::optional<TriageEntry>> find(const QByteArray &group);
    [[nodiscard]] Result<void> write(const TriageEntry &entry);
    [[nodiscard]] Result<TriageEntry> changeInTransaction(const TriageChange &change);
    [[nodiscard]] tl::unexpected<Error> problem(const QString &doing, const QSqlError &error) const;
    template<typename T, typename Work>
    [[nodiscard]] Result<T> transaction(Work work);

    QString m_fileName;
    QString m_connection;
    QSqlDatabase m_database;
};

} // namespace interlock
