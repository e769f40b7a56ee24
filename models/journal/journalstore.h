// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/journal/journal.h"
#include "models/storage/sqlitefile.h"

namespace interlock {

/// The journal's file, spoken to synchronously. A file that is no journal is never touched.
class JournalStore final : private SqliteFile
{
public:
    explicit JournalStore(const QString &fileName);

    using SqliteFile::close;
    [[nodiscard]] Result<JournalEntry> append(const JournalRecord &record);
    [[nodiscard]] Result<QList<JournalEntry>> read(int limit, qint64 beforeNumber);
    [[nodiscard]] Result<QList<StoredEntry>> stored(const QList<qint64> &numbers);
    [[nodiscard]] Result<JournalBounds> bounds();
    [[nodiscard]] Result<QList<JournalEntry>> openActs();
    [[nodiscard]] Result<JournalVerdict> verify(const QByteArray &expectedHead);

private:
    struct Head
    {
        qint64 number = 0;
        QByteArray hash;
    };

    [[nodiscard]] Result<void> prepareSchema() override;
    [[nodiscard]] Result<Head> head();
    [[nodiscard]] Result<JournalEntry> appendInTransaction(const JournalRecord &record);
};

} // namespace interlock
