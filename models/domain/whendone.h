// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>
#include <QPromise>
#include <utility>

namespace interlock {

/// Calls @p fn with the future's result on @p receiver's thread once it is there.
///
/// The only way in which futures are consumed: the watcher is a child of the receiver, so a dead receiver is
/// never called (QFuture::then(context) aborts in Qt 6.4 when the context is gone), and fn never runs inside
/// the caller. A cancelled future without a result calls nothing. Call from the receiver's thread.
template<typename T, typename Fn>
void whenDone(const QFuture<T> &future, QObject *receiver, Fn &&fn)
{
    auto *watcher = new QFutureWatcher<T>(receiver);
    QObject::connect(watcher, &QFutureWatcher<T>::finished, receiver,
                     [watcher, fn = std::forward<Fn>(fn)]() mutable {
                         watcher->deleteLater();
                         if (watcher->future().resultCount() > 0)
                             fn(watcher->result());
                     });
    watcher->setFuture(future);
}

/// A future that is already done.
template<typename T>
[[nodiscard]] QFuture<T> ready(T value)
{
    QPromise<T> promise;
    promise.start();
    promise.addResult(std::move(value));
    promise.finish();
    return promise.future();
}

} // namespace interlock
