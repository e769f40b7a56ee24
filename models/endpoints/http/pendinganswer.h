// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/whendone.h"

#include <memory>

namespace interlock {

/// A promise that is always kept: finishing it twice does nothing, and when its last owner dies unfinished it
/// ends with the value given for that case. Share it with the lambdas that may finish it. Use from one
/// thread.
template<typename T>
class PendingAnswer final
{
    Q_DISABLE_COPY_MOVE(PendingAnswer)

public:
    [[nodiscard]] static std::shared_ptr<PendingAnswer> make(T whenDropped)
    {
        return std::shared_ptr<PendingAnswer>(new PendingAnswer(std::move(whenDropped)));
    }
    ~PendingAnswer() { finish(m_whenDropped); }

    [[nodiscard]] QFuture<T> future() const { return m_promise.future(); }
    [[nodiscard]] bool isFinished() const { return m_finished; }
    void finish(const T &value)
    {
        if (m_finished)
            return;
        m_finished = true;
        m_promise.addResult(value);
        m_promise.finish();
    }

private:
    explicit PendingAnswer(T whenDropped) : m_whenDropped(std::move(whenDropped)) { m_promise.start(); }

    QPromise<T> m_promise;
    T m_whenDropped;
    bool m_finished = false;
};

/// Calls @p fn when a consumer cancels @p future before it is finished, as long as @p context lives.
template<typename T, typename Fn>
void whenCancelled(const QFuture<T> &future, QObject *context, Fn fn)
{
    auto *watcher = new QFutureWatcher<T>(context);
    QObject::connect(watcher, &QFutureWatcher<T>::canceled, context, std::move(fn));
    QObject::connect(watcher, &QFutureWatcher<T>::finished, watcher, &QObject::deleteLater);
    watcher->setFuture(future);
}

} // namespace interlock
