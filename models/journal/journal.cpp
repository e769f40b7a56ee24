// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/journal/journal.h"

#include "models/journal/journalstore.h"
#include "models/storage/storethread.h"

namespace interlock {

using namespace Qt::StringLiterals;

Journal::Journal(const QString &fileName, QObject *parent)
    : QObject(parent),
      m_fileName(fileName),
      m_worker(std::make_unique<StoreThread<JournalStore>>(u"journal"_s, fileName))
{
}

Journal::~Journal() = default;

QString Journal::fileName() const
{
    return m_fileName;
}

QFuture<Result<JournalEntry>> Journal::append(const JournalRecord &record)
{
    return m_worker->run<JournalEntry>([this, record](JournalStore &store) {
        Result<JournalEntry> entry = store.append(record);
        if (entry) {
            // The destructor of m_worker waits for this thread, so the journal is still a QObject here.
            QMetaObject::invokeMethod(
                this, [this, written = *entry] { Q_EMIT appended(written); }, Qt::QueuedConnection);
        }
        return entry;
    });
}

QFuture<Result<QList<JournalEntry>>> Journal::read(int limit, qint64 beforeNumber)
{
    return m_worker->run<QList<JournalEntry>>(
        [limit, beforeNumber](JournalStore &store) { return store.read(limit, beforeNumber); });
}

QFuture<Result<QList<StoredEntry>>> Journal::stored(const QList<qint64> &numbers)
{
    return m_worker->run<QList<StoredEntry>>(
        [numbers](JournalStore &store) { return store.stored(numbers); });
}

QFuture<Result<JournalBounds>> Journal::bounds()
{
    return m_worker->run<JournalBounds>([](JournalStore &store) { return store.bounds(); });
}

QFuture<Result<QList<JournalEntry>>> Journal::openActs()
{
    return m_worker->run<QList<JournalEntry>>([](JournalStore &store) { return store.openActs(); });
}

QFuture<Result<JournalVerdict>> Journal::verify(const QByteArray &expectedHead)
{
    return m_worker->run<JournalVerdict>(
        [expectedHead](JournalStore &store) { return store.verify(expectedHead); });
}

} // namespace interlock
