// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/journal/journal.h"

#include <QSqlDatabase>
#include <QSqlQuery>

namespace interlock {

/// The journal's file, spoken to synchronously from one thread: the one that makes the first call. Opens
/// lazily and again after a failure, so a disk that gets room again needs no restart. A file that is no
/// journal is never touched.
class JournalStore final
{
    Q_DISABLE_COPY_MOVE(JournalStore)

public:
    explicit JournalStore(const QString &fileName);
    ~JournalStore();

    /// Ends the connection; to be called on the thread that used it.
    void close();
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

    [[nodiscard]] Result<void> open();
    [[nodiscard]] Result<void> makeFile() const;
    [[nodiscard]] Result<void> prepareSchema();
    [[nodiscard]] Result<void> run(const QString &statement);
    [[nodiscard]] Result<Head> head();
    [[nodiscard]] Result<JournalEntry> appendInTransaction(const JournalRecord &record);
    [[nodiscard]] tl::unexpected<Error> problem(const QString &doing, const QSqlError &error) const;

    QString m_fileName;
    QString m_connection;
    QSqlDatabase m_database;
};

} // namespace interlock
