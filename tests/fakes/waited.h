// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QEventLoop>
#include <QFutureWatcher>
#include <QTest>
#include <QTimer>

namespace interlock {

/// The future's result, waited for on the event loop. A future that never ends makes the running test fail,
/// whatever it expects, and gives an error. (QTest::qWaitFor sleeps 10 ms between events, which slows down a
/// server in the same thread.)
template<typename T>
[[nodiscard]] Result<T> waited(const QFuture<Result<T>> &future, int timeoutMs = 60'000)
{
    QEventLoop loop;
    QFutureWatcher<Result<T>> watcher;
    QObject::connect(&watcher, &QFutureWatcher<Result<T>>::finished, &loop, &QEventLoop::quit);
    watcher.setFuture(future);
    QTimer::singleShot(timeoutMs, &loop, &QEventLoop::quit);
    if (!future.isFinished())
        loop.exec();
    if (!future.isFinished() || future.resultCount() == 0) {
        QTest::qFail("a future never ended", __FILE__, __LINE__);
        return fail(ErrorKind::Cancelled, QStringLiteral("never ended"));
    }
    return future.result();
}

/// The error's kind as a word, "good" when there is none: reads well in a failing QCOMPARE.
template<typename T>
[[nodiscard]] QString kindOf(const Result<T> &result)
{
    return result ? QStringLiteral("good") : errorKindName(result.error().kind);
}

} // namespace interlock
