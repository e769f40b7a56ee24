// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"
#include "models/journal/journalentry.h"

#include <functional>
#include <memory>
#include <QFuture>
#include <QObject>

namespace interlock {

class JournalStore;
template<typename Store>
class StoreThread;

/// The result of a verification.
struct JournalVerdict
{
    qint64 entries = 0;
    bool intact = true;
    qint64 firstBad = 0; ///< number of the first entry that does not fit, 0 when intact
    QString problem; ///< untranslated: "entry 17: hash does not match its content", "entry 18 is missing", …
    QByteArray head; ///< hash of the last entry
};

/// Append-only, hash-chained record of who did what, why, on which evidence, and what came of it. SQLite
/// (WAL, synchronous = FULL) in the state folder; written by one worker thread, so the GUI never waits for
/// the disk. Several processes may append to one file: each append reads the head inside its transaction.
///
/// Futures end on the caller's thread through whenDone(); ErrorKind::Database when it cannot be written (disk
/// full, no permission): a forward act is then refused, a rollback goes on.
class Journal final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Journal)

public:
    /// Opens or makes @p fileName on the worker thread; problems show in the first future.
    explicit Journal(const QString &fileName, QObject *parent = nullptr);
    ~Journal() override;

    [[nodiscard]] QString fileName() const;
    /// Resolves after the entry is on the disk (fsync).
    [[nodiscard]] QFuture<Result<JournalEntry>> append(const JournalRecord &record);
    /// The last @p limit entries before @p beforeNumber (0: the newest), oldest first.
    [[nodiscard]] QFuture<Result<QList<JournalEntry>>> read(int limit, qint64 beforeNumber = 0);
    /// Entries as they lie in the file; numbers that are not there are left out.
    [[nodiscard]] QFuture<Result<QList<StoredEntry>>> stored(const QList<qint64> &numbers);
    [[nodiscard]] QFuture<Result<JournalBounds>> bounds();
    /// Acts that have an Intent or Sent or Unknown entry and no closing one: what a crash left open.
    [[nodiscard]] QFuture<Result<QList<JournalEntry>>> openActs();
    /// Walks the whole chain; @p expectedHead (32 bytes, may be empty) also finds a truncated tail.
    [[nodiscard]] QFuture<Result<JournalVerdict>> verify(const QByteArray &expectedHead = {});

Q_SIGNALS:
    /// After each append of this process.
    void appended(const interlock::JournalEntry &entry);

private:
    QString m_fileName;
    std::unique_ptr<StoreThread<JournalStore>> m_worker;
};

} // namespace interlock
