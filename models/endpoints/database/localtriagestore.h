// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"
#include "models/domain/triage.h"
#include "models/storage/sqlitefile.h"

namespace interlock {

/// The SQLite file (WAL, synchronous = FULL) behind LocalTriage. Several processes may use one file. A file
/// of another kind or version is refused and left as it is.
class LocalTriageStore final : private SqliteFile
{
public:
    explicit LocalTriageStore(const QString &fileName);

    using SqliteFile::close;
    [[nodiscard]] Result<QList<TriageEntry>> entries();
    [[nodiscard]] Result<QList<TriageComment>> comments(const QByteArray &group);
    [[nodiscard]] Result<TriageEntry> change(const TriageChange &change);
    [[nodiscard]] Result<QList<TriageEntry>> reopen(const QList<QByteArray> &groups, const QDateTime &at);

private:
    [[nodiscard]] Result<void> prepareSchema() override;
    [[nodiscard]] Result<QSqlQuery> rows(const QString &statement, const QVariantList &values = {});
    [[nodiscard]] Result<std::optional<TriageEntry>> find(const QByteArray &group);
    [[nodiscard]] Result<void> write(const TriageEntry &entry);
    [[nodiscard]] Result<TriageEntry> changeInTransaction(const TriageChange &change);
};

} // namespace interlock
