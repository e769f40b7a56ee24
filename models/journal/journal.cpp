// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/journal/journal.h"

#include "models/journal/journalstore.h"

#include <QPromise>
#include <QThread>

namespace interlock {

using namespace Qt::StringLiterals;

/// One thread, one connection: work is queued to it in the caller's order.
class Journal::Worker final
{
    Q_DISABLE_COPY_MOVE(Worker)

public:
    explicit Worker(const QString &fileName) : m_fileName(fileName), m_store(fileName)
    {
        m_thread.setObjectName(u"journal"_s);
        m_context.moveToThread(&m_thread);
        m_thread.start();
    }

    /// What was queued is still written: a rollback's entry must not be lost because the window closes.
    ~Worker()
    {
        QMetaObject::invokeMethod(
            &m_context,
            [this] {
                m_store.close();
                m_thread.quit();
            },
            Qt::QueuedConnection);
        m_thread.wait();
    }

    template<typename T, typename Fn>
    [[nodiscard]] QFuture<Result<T>> run(Fn fn)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        QMetaObject::invokeMethod(
            &m_context,
            [this, promise, fn = std::move(fn)] {
                promise->addResult(fn(m_store));
                promise->finish();
            },
            Qt::QueuedConnection);
        return promise->future();
    }

    [[nodiscard]] QString fileName() const { return m_fileName; }

private:
    QString m_fileName;
    JournalStore m_store;
    QObject m_context;
    QThread m_thread;
};

Journal::Journal(const QString &fileName, QObject *parent)
    : QObject(parent), m_worker(std::make_unique<Worker>(fileName))
{
}

Journal::~Journal() = default;

QString Journal::fileName() const
{
    return m_worker->fileName();
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
