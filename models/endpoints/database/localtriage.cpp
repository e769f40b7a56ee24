// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/database/localtriage.h"

#include "models/endpoints/answer.h"
#include "models/endpoints/database/localtriagestore.h"

#include <QThread>

namespace interlock {

using namespace Qt::StringLiterals;

/// One thread, one connection: work is queued to it in the caller's order.
class LocalTriage::Worker final
{
    Q_DISABLE_COPY_MOVE(Worker)

public:
    explicit Worker(const QString &fileName) : m_store(fileName)
    {
        m_thread.setObjectName(u"triage"_s);
        m_context.moveToThread(&m_thread);
        m_thread.start();
    }

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

    template<typename T, typename Work>
    [[nodiscard]] QFuture<Result<T>> run(Work work)
    {
        const auto answer = Answer<T>::create();
        QMetaObject::invokeMethod(
            &m_context, [this, answer, work = std::move(work)] { answer->deliver(work(m_store)); },
            Qt::QueuedConnection);
        return answer->future();
    }

private:
    LocalTriageStore m_store;
    QObject m_context;
    QThread m_thread;
};

LocalTriage::LocalTriage(const QString &fileName, QObject *parent)
    : TriagePort(parent), m_worker(std::make_unique<Worker>(fileName))
{
}

LocalTriage::~LocalTriage() = default;

QFuture<Result<QList<TriageEntry>>> LocalTriage::entries()
{
    return m_worker->run<QList<TriageEntry>>([](LocalTriageStore &store) { return store.entries(); });
}

QFuture<Result<QList<TriageComment>>> LocalTriage::comments(const QByteArray &group)
{
    return m_worker->run<QList<TriageComment>>(
        [group](LocalTriageStore &store) { return store.comments(group); });
}

QFuture<Result<TriageEntry>> LocalTriage::change(const TriageChange &change)
{
    return m_worker->run<TriageEntry>([change](LocalTriageStore &store) { return store.change(change); });
}

QFuture<Result<QList<TriageEntry>>> LocalTriage::reopen(const QList<QByteArray> &groups, const QDateTime &at)
{
    return m_worker->run<QList<TriageEntry>>(
        [groups, at](LocalTriageStore &store) { return store.reopen(groups, at); });
}

} // namespace interlock
