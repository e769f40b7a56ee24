// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <memory>
#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QThread>
#include <utility>

namespace interlock {

/// A store on a thread of its own: work is queued to it in the caller's order. @tparam Store has close(),
/// which ends what belongs to the thread.
template<typename Store>
class StoreThread final
{
    Q_DISABLE_COPY_MOVE(StoreThread)

public:
    /// @p name is the thread's; the rest makes the store.
    template<typename... Arguments>
    explicit StoreThread(const QString &name, Arguments &&...arguments)
        : m_store(std::forward<Arguments>(arguments)...)
    {
        m_thread.setObjectName(name);
        m_context.moveToThread(&m_thread);
        m_thread.start();
    }

    /// What was queued is still done: a rollback's entry must not be lost because the window closes.
    ~StoreThread()
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

    /// Runs `work(Store &) -> Result<T>` on the thread.
    template<typename T, typename Work>
    [[nodiscard]] QFuture<Result<T>> run(Work work)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        QMetaObject::invokeMethod(
            &m_context,
            [this, promise, work = std::move(work)] {
                promise->addResult(work(m_store));
                promise->finish();
            },
            Qt::QueuedConnection);
        return promise->future();
    }

private:
    Store m_store;
    QObject m_context; ///< lives on the thread
    QThread m_thread;
};

} // namespace interlock
